/** Nanoseconds an element of the functions of math/, over arrays that stay in the first cache. Run after `tsc -b`. */
import { lanes } from '../../dist/kernel/lanes.js'
import { lanes2 } from '../../dist/math/lanes2.js'
import { lanes4 } from '../../dist/math/lanes4.js'
import { scalar } from '../../dist/math/scalar.js'
import { i32 } from '../../dist/wasm/code.js'
import { encode, ModuleWriter } from '../../dist/wasm/module.js'
import { POOL_BYTES, writePool } from '../../dist/wasm/pool.js'

const only = process.argv.slice(2)
const N = 1024
const TIMES = 100
const ROUNDS = 15
const bytes = { float32: 4, float64: 8 }
const arrays = { float32: Float32Array, float64: Float64Array }

const contender = (name, dtype, count) => {
  const binary = ['pow', 'atan2', 'mod'].includes(name)
  const types = { from: binary ? [dtype, dtype] : [dtype], to: dtype }
  const rule = count === 1 ? scalar[name] : (count === 2 ? lanes2 : lanes4)[name](types)
  if (rule === undefined) return undefined
  const module = new ModuleWriter({ minimum: 1, maximum: 16, shared: false })
  const way = lanes[count]
  const start = POOL_BYTES
  const out = start + N * 8
  module.function('run', { exported: true }, body =>
    body.for(0, TIMES, () =>
      body.for(
        0,
        N,
        i => {
          const at = base => i32.add(base, i32.mul(i, bytes[dtype]))
          const args = types.from.map(() => way.load(dtype, at(start), 0))
          way.store({ module, body }, dtype, at(out), rule({ module, body }, args, types))
        },
        count,
      ),
    ),
  )
  const memory = new WebAssembly.Memory({ initial: 2, maximum: 16 })
  writePool(memory)
  // Between 0 and 1 for those that live there, else a few units around 0.
  const inside = ['asin', 'acos', 'atanh', 'erfinv', 'log', 'pow', 'sqrt', 'rsqrt'].includes(name)
  const values = Array.from(
    { length: N },
    (_, i) => ((i * 0.618034) % 1) * (inside ? 1 : 8) - (inside ? 0 : 4),
  )
  new arrays[dtype](memory.buffer, start, N).set(name === 'acosh' ? values.map(x => 5 + x) : values)
  const { run } = new WebAssembly.Instance(new WebAssembly.Module(encode(module)), {
    env: { memory },
  }).exports
  return { name, dtype, count, run, times: [] }
}

const all =
  'exp expm1 log log1p sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh erf erfc erfinv sigmoid softplus elu sqrt rsqrt pow atan2 mod'
const names = only.length > 0 ? only : all.split(' ')
const contenders = names.flatMap(name =>
  [
    [1, 'float32'],
    [4, 'float32'],
    [1, 'float64'],
    [2, 'float64'],
  ].flatMap(([count, dtype]) => contender(name, dtype, count) ?? []),
)
for (let round = 0; round < ROUNDS; round++)
  for (const { run, times } of contenders) {
    if (round === 0) for (let i = 0; i < 20; i++) run()
    const from = performance.now()
    run()
    times.push(((performance.now() - from) * 1e6) / (N * TIMES))
  }

// The least of all rounds: what other processes take away is no property of the code.
const least = xs => Math.min(...xs)
console.log('function     float32  float32x4    float64  float64x2   ns an element')
for (const name of names) {
  const cell = (dtype, count) => {
    const found = contenders.find(c => c.name === name && c.dtype === dtype && c.count === count)
    return (found === undefined ? '-' : least(found.times).toFixed(2)).padStart(9)
  }
  console.log(
    name.padEnd(11),
    cell('float32', 1),
    ' ',
    cell('float32', 4),
    ' ',
    cell('float64', 1),
    ' ',
    cell('float64', 2),
  )
}
