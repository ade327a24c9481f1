/** Runs kernels for their time: one memory, contenders in alternating rounds, medians. Reads what `tsc -b` built. */
import process from 'node:process'
import { f32x4, f64x2, i32, load } from '../../dist/wasm/code.js'
import { encode, ModuleWriter } from '../../dist/wasm/module.js'
import { POOL_BYTES, writePool } from '../../dist/wasm/pool.js'

const PAGES = 8192
export const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES })

const align = n => Math.ceil(n / 64) * 64

/** One exported function `run(times)` of a module of its own. */
export const instance = write => {
  const writer = new ModuleWriter({ minimum: 1, maximum: 65536, shared: false })
  write(writer)
  writePool(memory)
  const module = new WebAssembly.Module(encode(writer))
  return new WebAssembly.Instance(module, { env: { memory } }).exports.run
}

let top = POOL_BYTES + 64

const reserve = bytes => {
  const address = top
  top = align(top + bytes) + 64
  if (top > PAGES * 65536) throw new Error(`${top} bytes are too much`)
  return address
}

/** A kernel on buffers of its own of these bytes (filled with numbers between -1 and 1), again and again. */
export const repeated = (make, sizes) =>
  instance(writer => {
    const kernel = make(writer)
    const start = top
    const addresses = [...sizes.map(reserve), reserve(kernel.scratch)]
    const floats = new Float32Array(memory.buffer, start, (top - start) / 4)
    for (let i = 0; i < floats.length; i++) floats[i] = ((i * 2654435761) % 1000) / 500 - 1
    writer.function('run', { params: ['i32'], exported: true }, (body, times) => {
      body.for(0, times, () => body.call(kernel.f, ...addresses, 0, kernel.units))
    })
  })

/** Sums in registers, nothing else: what the machine can do at most. Flops of one call: 1000 x 8 x ... */
export const peak = kind => {
  const wide = kind !== 'f64'
  const chains = 12
  const rounds = 1000
  const run = instance(writer => {
    writer.function('run', { params: ['i32'], exported: true }, (body, times) => {
      const of = wide ? f32x4 : f64x2
      const x = body.local('v128', of.splat(0.999))
      const y = body.local('v128', of.splat(1e-3))
      const sums = Array.from({ length: chains }, () => body.local('v128', of.splat(1)))
      body.for(0, i32.mul(times, rounds), () => {
        for (const s of sums)
          body.set(s, kind === 'relaxed' ? of.relaxed_madd(x, y, s) : of.add(s, of.mul(x, y)))
      })
      for (const s of sums) body.store('v128.store', 0, 0, s)
      body.set(x, load('v128.load', 0, 0))
    })
  })
  return { run, flops: rounds * chains * (wide ? 4 : 2) * 2 }
}

/** Milliseconds of processor time, so that other processes count less. */
const time = (run, times) => {
  const start = process.cpuUsage()
  run(times)
  const { user, system } = process.cpuUsage(start)
  return Math.max(1e-3, (user + system) / 1000)
}

const median = xs => [...xs].sort((a, b) => a - b)[xs.length >> 1]

/**
 * Contenders { name, run, flops } take turns, each right after the probe it is compared with: medians of
 * GFLOP/s and of the ratio to the probe, in slices short enough to be left alone by other processes.
 */
export const contest = (probe, contenders, { rounds = 25, ms = 5 } = {}) => {
  const ready = [probe, ...contenders].map(c => {
    for (let i = 0; i < 6; i++) c.run(Math.max(1, Math.ceil(4e6 / c.flops)))
    let times = 1
    while (time(c.run, times) < ms / 4 && times < 1 << 24) times *= 2
    const took = Math.min(...[1, 2, 3].map(() => time(c.run, times)))
    return { ...c, times: Math.max(1, Math.round((times * ms) / took)), rates: [], ratios: [] }
  })
  const rate = c => (c.flops * c.times) / time(c.run, c.times) / 1e6
  const [first, ...others] = ready
  for (let r = 0; r < rounds; r++)
    for (const c of others) {
      const top = rate(first)
      const reached = rate(c)
      first.rates.push(top)
      c.rates.push(reached)
      c.ratios.push(reached / top)
    }
  return {
    peak: median(first.rates),
    results: others.map(({ name, rates, ratios }) => ({
      name,
      rate: median(rates),
      best: Math.max(...rates),
      ratio: median(ratios),
    })),
  }
}

export const print = ({ peak, results }) => {
  console.log(`${'peak'.padEnd(40)} ${peak.toFixed(1).padStart(6)} GFLOP/s`)
  for (const { name, rate, ratio, best } of results)
    console.log(
      `${name.padEnd(40)} ${rate.toFixed(1).padStart(6)} GFLOP/s ${(100 * ratio).toFixed(0).padStart(4)} %   best ${best.toFixed(1)}`,
    )
}
