/** Runs a kernel by itself, in memory where nothing else may change, and compares it with the eager one. */
import { createHash } from 'node:crypto'
import type { DType } from '@miniflow/core'
import {
  type Aval,
  allocate,
  type Dense,
  type Op,
  sizeOf,
  type Values,
  valuesOf,
} from '@miniflow/core/extend'
import * as E from 'fp-ts/lib/Either.js'
import { expect } from 'vitest'
import wabt from 'wabt'
import { FAULT } from '../../src/kernel/fault.js'
import type { Kernel, KernelWriter } from '../../src/kernel/kernel.js'
import type { FunctionRef } from '../../src/wasm/body.js'
import { encode, ModuleWriter } from '../../src/wasm/module.js'
import { POOL_BYTES, writePool } from '../../src/wasm/pool.js'
import { toText } from '../../src/wasm/text.js'

const tools = await wabt()

const bytesOf: { readonly [dtype in DType]: number } = { float32: 4, float64: 8, int32: 4, bool: 1 }

/** What lies everywhere before a kernel runs: NaN as a float32 or float64, an index that fits nothing. */
const CANARY = 0x7f

export interface Case {
  readonly op: Op
  readonly args: readonly Dense[]
}

interface Place {
  readonly address: number
  readonly bytes: number
}

/** Buffers one after the other, each at 64 bytes and with 64 bytes behind it. */
const layOut = (sizes: readonly number[]): readonly Place[] => {
  let next = POOL_BYTES
  return sizes.map(bytes => {
    const address = next
    next = (address + bytes + 64 + 63) & -64
    return { address, bytes }
  })
}

const view = (buffer: ArrayBuffer, dtype: DType, size: number): Values => {
  const values = allocate(dtype, size)
  new Uint8Array(values.buffer).set(new Uint8Array(buffer))
  return values
}

const bytesIn = (x: Dense): Uint8Array => {
  const { buffer, byteOffset, byteLength } = valuesOf(x)
  return new Uint8Array(buffer, byteOffset, byteLength)
}

/** An order in which [0, units) is done in shares. */
type Shares = (units: number) => readonly (readonly [from: number, to: number])[]

export const whole: Shares = units => [[0, units]]

/** A few shares of uneven sizes, the last ones first. */
export const uneven: Shares = units => {
  const shares: (readonly [number, number])[] = []
  for (let from = 0; from < units; from = shares[0]?.[1] ?? units) {
    const size = shares.length % 2 === 0 ? shares.length + 1 : Math.ceil(units / 4)
    shares.unshift([from, Math.min(units, from + size)])
  }
  return shares
}

export interface Compiled {
  readonly kernel: Kernel
  /** The result, and whether a fault was marked. */
  readonly run: (
    args: readonly Dense[],
    shares: Shares,
  ) => { readonly values: Values; readonly fault: boolean }
}

/** The bytes that each name has stood for. */
const meanings = new Map<string, string>()

/** A name says all that is baked in: no other code has the same. */
const expectOneMeaning = ({ name }: FunctionRef, module: ModuleWriter): void => {
  const bytes = createHash('sha1').update(encode(module)).digest('base64')
  expect(meanings.get(name) ?? bytes, name).toBe(bytes)
  meanings.set(name, bytes)
}

/** A module that exports the kernel as `run`. */
const moduleOf = (
  writer: KernelWriter,
  op: Pick<Op, 'params'>,
  args: readonly Aval[],
  out: Aval,
): { readonly module: ModuleWriter; readonly kernel: Kernel } => {
  const module = new ModuleWriter({ minimum: 1, maximum: 65536, shared: false })
  const kernel = writer(module, op, args, out)
  expectOneMeaning(kernel.f, module)
  module.function('run', { params: kernel.f.params, exported: true }, (body, ...params) => {
    body.call(kernel.f, ...params)
  })
  return { module, kernel }
}

export const compile = (
  writer: KernelWriter,
  op: Pick<Op, 'params'>,
  args: readonly Aval[],
  out: Aval,
): Compiled => {
  const sizes = [...args, out].map(x => sizeOf(x.shape) * bytesOf[x.dtype])
  const pages = 2 + Math.ceil(sizes.reduce((a, b) => a + b + 128, 0) / 65536)
  const { module, kernel } = moduleOf(writer, op, args, out)
  const bytes = encode(module)
  tools.readWasm(bytes, {}).validate()
  const places = layOut([...sizes, kernel.scratch])
  const memory = new WebAssembly.Memory({
    initial: pages + Math.ceil(kernel.scratch / 65536),
    maximum: 65536,
  })
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } })
  const run = instance.exports.run as (...params: number[]) => void
  return {
    kernel,
    run: (values, shares) => {
      const buffer = memory.buffer
      const all = new Uint8Array(buffer).fill(CANARY)
      all.fill(0, 0, POOL_BYTES)
      writePool(memory)
      values.forEach((x, i) => {
        all.set(bytesIn(x), places[i]?.address)
      })
      const before = all.slice()
      const [result, scratch] = places.slice(args.length) as [Place, Place]
      const written = all.subarray(result.address, result.address + result.bytes)
      const made = new Uint8Array(result.bytes).fill(CANARY)
      for (const [from, to] of shares(kernel.units)) {
        written.fill(CANARY)
        run(...places.map(({ address }) => address), from, to)
        written.forEach((byte, i) => {
          if (byte === CANARY) return
          if (made[i] !== CANARY) expect(i, 'a byte of two shares').toBe(-1)
          made[i] = byte
        })
      }
      const fault = new Int32Array(buffer)[FAULT / 4] !== 0
      // What a kernel may write: its result, its scratch memory, and the mark.
      for (const { address, bytes: n } of [result, scratch, { address: FAULT, bytes: 4 }])
        before.set(all.subarray(address, address + n), address)
      expect(Buffer.compare(before, all), 'memory outside of the result').toBe(0)
      return { values: view(made.buffer, out.dtype, sizeOf(out.shape)), fault }
    },
  }
}

/** The text of a kernel's module is the same module. */
export const expectText = (
  writer: KernelWriter,
  op: Pick<Op, 'params'>,
  args: readonly Aval[],
  out: Aval,
): void => {
  const { module } = moduleOf(writer, op, args, out)
  const parsed = tools.parseWat('kernel.wat', toText(module))
  expect(Buffer.compare(Buffer.from(parsed.toBinary({}).buffer), encode(module))).toBe(0)
}

/** What the operation gives eagerly, or that it raises an error. */
const eager = ({ op, args }: Case): E.Either<unknown, Dense> =>
  E.tryCatch(
    () => op.kernel(...args),
    error => error,
  )

export type Agree = (ours: Values, eager: Values) => void

/** The same bits; but NaN is NaN, since engines do not keep the bits of it. */
export const exactly: Agree = (ours, theirs) => {
  const at = ours.findIndex((x, i) => !Object.is(x, theirs[i]))
  if (at >= 0) expect([at, ours[at]]).toEqual([at, theirs[at]])
  expect(ours.length).toBe(theirs.length)
}

/**
 * The kernel computes what the operation computes eagerly, marks a fault where that raises an error, and
 * gives the same bits however its units are shared out, each share writing its own part.
 */
export const expectEager = (writer: KernelWriter, c: Case, agree: Agree = exactly): void => {
  const shape = c.op.shape(...c.args)
  if (E.isLeft(shape)) throw new Error(`${c.op.name}: ${shape.left.problem}`)
  const compiled = compile(writer, c.op, c.args, shape.right)
  const { values, fault } = compiled.run(c.args, whole)
  const expected = eager(c)
  expect(fault).toBe(E.isLeft(expected))
  if (E.isRight(expected)) agree(values, valuesOf(expected.right))
  exactly(compiled.run(c.args, uneven).values, values)
}
