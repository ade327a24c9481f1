/** Kernels run in a memory of their own: canaries around all buffers, NaN wherever nothing is, wabt as a witness. */
import type { DType } from '@miniflow/core'
import wabt from 'wabt'
import type { Kernel } from '../../src/kernel/kernel.js'
import { encode, ModuleWriter } from '../../src/wasm/module.js'
import { POOL_BYTES, writePool } from '../../src/wasm/pool.js'

export type Numbers = Float32Array | Float64Array | Int32Array | Uint8Array

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  bool: Uint8Array,
} as const

const tools = await wabt()
const features = { simd: true, relaxed_simd: true, bulk_memory: true }

/** Bytes that kernels may read behind a buffer; here also before the next one. */
const SLACK = 64
/** All ones: NaN as float32 and float64, -1 as int32. */
const CANARY = 0xff

const align = (n: number): number => Math.ceil(n / 64) * 64

export interface Case {
  readonly write: (module: ModuleWriter) => Kernel
  readonly inputs: readonly Numbers[]
  readonly output: { readonly dtype: DType; readonly length: number }
}

export interface Runner {
  readonly units: number
  /** Does the work in these shares, all of it in one if none are given. Throws where anything but output and scratch changed. */
  readonly run: (shares?: readonly (readonly [number, number])[]) => Numbers
}

/** Writes the kernels into one module with an export for each, which must be valid; gives its bytes too. */
const compiled = (cases: readonly Case[]) => {
  const writer = new ModuleWriter({ minimum: 1, maximum: 65536, shared: false })
  const kernels = cases.map(({ write }, i) => {
    const kernel = write(writer)
    const options = { params: kernel.f.params, exported: true }
    writer.function(`case${i}`, options, (body, ...params) => body.call(kernel.f, ...params))
    const { packing } = kernel
    if (packing !== undefined)
      writer.function(`pack${i}`, { params: packing.f.params, exported: true }, (body, ...params) =>
        body.call(packing.f, ...params),
      )
    return kernel
  })
  const bytes = encode(writer)
  const module = tools.readWasm(bytes, features)
  module.validate()
  module.destroy()
  return { kernels, bytes }
}

/** Whether this engine runs the kernels (it may lack relaxed instructions); they must be valid in any case. */
export const runsHere = (cases: readonly Case[]): boolean =>
  WebAssembly.validate(compiled(cases).bytes)

export const sandbox = (cases: readonly Case[]): readonly Runner[] => {
  const { kernels, bytes } = compiled(cases)
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 })
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } })

  const runner = ({ inputs, output }: Case, kernel: Kernel, i: number): Runner => {
    const { BYTES_PER_ELEMENT } = arrays[output.dtype]
    const outBytes = output.length * BYTES_PER_ELEMENT
    const { packing } = kernel
    const sizes = [...inputs.map(x => x.byteLength), outBytes, kernel.scratch, packing?.bytes ?? 0]
    let end = POOL_BYTES + SLACK
    const addresses = sizes.map(size => {
      const address = end
      end = align(end + size) + SLACK
      return address
    })
    const packed = addresses.pop() as number
    const f = exports[`case${i}`] as (...args: readonly number[]) => void
    const pack = exports[`pack${i}`] as (...args: readonly number[]) => void
    /** The operands, one of them packed, in two shares. */
    const prepared = (all: Uint8Array): readonly number[] => {
      if (packing === undefined) return addresses
      const { operand, units, bytes: room } = packing
      const before = all.slice()
      const half = units >> 1
      for (const [from, to] of [
        [half, units],
        [0, half],
      ])
        pack(addresses[operand] as number, packed, from as number, to as number)
      before.set(all.subarray(packed, packed + room), packed)
      if (Buffer.compare(before, all) !== 0) throw new Error(`case ${i} packs elsewhere too.`)
      return addresses.map((address, j) => (j === operand ? packed : address))
    }
    const run: Runner['run'] = (shares = [[0, kernel.units]]) => {
      if (memory.buffer.byteLength < end)
        memory.grow(Math.ceil((end - memory.buffer.byteLength) / 65536))
      writePool(memory)
      const all = new Uint8Array(memory.buffer)
      all.fill(CANARY, POOL_BYTES, end)
      inputs.forEach((x, j) => {
        all.set(new Uint8Array(x.buffer, x.byteOffset, x.byteLength), addresses[j])
      })
      const [out, scratch] = addresses.slice(-2) as [number, number]
      const given = prepared(all)
      const words = new Int32Array(memory.buffer, POOL_BYTES, (end - POOL_BYTES) / 4)
      const before = words.slice()
      for (const [from, to] of shares) {
        f(...given, from, to)
        all.fill(CANARY, scratch, scratch + kernel.scratch)
      }
      const result = memory.buffer.slice(out, out + outBytes)
      all.fill(CANARY, out, out + outBytes)
      const changed = before.findIndex((x, j) => words[j] !== x)
      if (changed >= 0)
        throw new Error(
          `case ${i} wrote at ${POOL_BYTES + 4 * changed}; buffers of ${sizes} bytes stand at ${addresses}.`,
        )
      return new arrays[output.dtype](result)
    }
    return { units: kernel.units, run }
  }
  return cases.map((c, i) => runner(c, kernels[i] as Kernel, i))
}
