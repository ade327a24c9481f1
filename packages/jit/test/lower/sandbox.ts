/** Compiled tapes run in a memory of their own: canaries around all buffers, NaN wherever nothing is, wabt as a witness. */
import type { DType } from '@miniflow/core'
import {
  type Aval,
  allocate,
  type Dense,
  dense,
  evaluateOutputs,
  isFloat,
  sizeOf,
  type Tape,
  type Value,
  type Values,
  valuesOf,
} from '@miniflow/core/extend'
import { expect } from 'vitest'
import wabt from 'wabt'
import { FAULT } from '../../src/kernel/fault.js'
import { type Compiled, compile } from '../../src/lower/compile.js'
import { encode } from '../../src/wasm/module.js'
import { POOL_BYTES, writePool } from '../../src/wasm/pool.js'

const tools = await wabt()
const features = { simd: true, bulk_memory: true, threads: true, relaxed_simd: true }

const bytesPer: { readonly [dtype in DType]: number } = {
  float32: 4,
  float64: 8,
  int32: 4,
  bool: 1,
}

const bytesOf = ({ shape, dtype }: Aval): number => sizeOf(shape) * bytesPer[dtype]

/** Bytes that code may read behind a buffer; here they lie before the next one. */
const SLACK = 64
/** All ones: NaN as float32 and float64, -1 as int32. */
const CANARY = 0xff
const PAGE = 65536

export interface Ran {
  readonly outputs: readonly Dense[]
  readonly fault: boolean
}

export interface Runner {
  readonly compiled: Compiled
  /** Throws where anything but outputs and arena changed. */
  readonly run: (inputs: readonly Dense[]) => Ran
}

/** The bytes of a module, valid for wabt. */
export const validated = (compiled: Compiled): Uint8Array<ArrayBuffer> => {
  const bytes = encode(compiled.module)
  const module = tools.readWasm(bytes, features)
  // It takes the features too, which its types do not say.
  ;(module.validate as (options: typeof features) => void).call(module, features)
  module.destroy()
  return bytes
}

const view = (buffer: ArrayBufferLike, { shape, dtype }: Aval, address: number): Values => {
  const values = allocate(dtype, sizeOf(shape))
  const bytes = new Uint8Array(values.buffer)
  bytes.set(new Uint8Array(buffer, address, bytes.length))
  return values
}

const bytesIn = (x: Dense): Uint8Array => {
  const { buffer, byteOffset, byteLength } = valuesOf(x)
  return new Uint8Array(buffer, byteOffset, byteLength)
}

export const sandbox = (tape: Tape): Runner => {
  const compiled = compile(tape, { relaxed: false })
  const code = validated(compiled)
  const { inputs, outputs, constants, arenaBytes } = compiled
  const words = 1 + inputs.length + constants.length + outputs.length
  const sizes = [4 * words, arenaBytes, ...[...inputs, ...constants, ...outputs].map(bytesOf)]
  let end = POOL_BYTES + SLACK
  const addresses = sizes.map(size => {
    const address = end
    end = Math.ceil((end + size) / 64) * 64 + SLACK
    return address
  })
  const [table, arena, ...places] = addresses as [number, number, ...number[]]
  const memory = new WebAssembly.Memory({ initial: Math.ceil(end / PAGE), maximum: PAGE - 1 })
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), { env: { memory } })
  const run = (given: readonly Dense[]): Ran => {
    writePool(memory)
    const all = new Uint8Array(memory.buffer)
    all.fill(CANARY, POOL_BYTES, end)
    new Int32Array(memory.buffer, FAULT, 1)[0] = 0
    new Int32Array(memory.buffer, table, words).set([arena, ...places])
    for (const [i, x] of [...given, ...constants].entries()) all.set(bytesIn(x), places[i])
    const before = all.slice()
    ;(exports.run as (table: number) => void)(table)
    const fault = new Int32Array(memory.buffer, FAULT, 1)[0] !== 0
    const own = places.slice(inputs.length + constants.length)
    const results = outputs.map((aval, i) =>
      dense(aval.shape, aval.dtype, view(memory.buffer, aval, own[i] as number)),
    )
    // What may change: the results, the arena, and the mark.
    const free: readonly (readonly [number, number])[] = [
      [FAULT, 4],
      [arena, arenaBytes - SLACK],
      ...outputs.map((aval, i) => [own[i] as number, bytesOf(aval)] as const),
    ]
    for (const [address, n] of free) before.set(all.subarray(address, address + n), address)
    expect(Buffer.compare(before, all), 'bytes outside of the plan').toBe(0)
    return { outputs: results, fault }
  }
  return { compiled, run }
}

/** Largest difference, in parts of the largest number of the result, that counts as rounding. */
const rounding: { readonly [dtype in DType]: number } = {
  float32: 2e-5,
  float64: 1e-12,
  int32: 0,
  bool: 0,
}

const isAlike = (x: number, y: number, bound: number): boolean =>
  Object.is(x, y) || x === y || Math.abs(x - y) <= bound

/** The first place where two results differ by more than the rounding of the dtype they were computed in. */
export const difference = (
  ours: Dense,
  theirs: Dense,
  computed: DType = ours.dtype,
): string | undefined => {
  if (ours.dtype !== theirs.dtype || String(ours.shape) !== String(theirs.shape))
    return `${ours.dtype}[${ours.shape}] is no ${theirs.dtype}[${theirs.shape}]`
  const x = valuesOf(ours)
  const y = valuesOf(theirs)
  const largest = Array.from(y).reduce(
    (m, v) => (Number.isFinite(v) ? Math.max(m, Math.abs(v)) : m),
    1,
  )
  const bound = (isFloat(ours.dtype) ? rounding[computed] : 0) * largest
  const at = Array.from(x).findIndex((v, i) => !isAlike(v, y[i] as number, bound))
  return at < 0 ? undefined : `[${at}] is ${x[at]}, not ${y[at]}`
}

/** How the compiled tape differs from the eager one. */
export const compiledDifference = (tape: Tape, inputs: readonly Dense[]): readonly string[] => {
  const want = evaluateOutputs(tape, inputs) as readonly (Value & Dense)[]
  const { outputs } = sandbox(tape).run(inputs)
  const isSingle = tape.nodes.some(({ aval }) => aval.dtype === 'float32')
  return want.flatMap((x, i) => {
    const text = difference(outputs[i] as Dense, x, isSingle ? 'float32' : x.dtype)
    return text === undefined ? [] : [`output ${i}: ${text}`]
  })
}
