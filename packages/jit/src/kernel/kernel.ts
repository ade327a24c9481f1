/** What a kernel is: a WebAssembly function over pointers, with the shapes baked in. */
import type { Aval, Param } from '@miniflow/core/extend'
import type { Body, FunctionRef, Local } from '../wasm/body.js'
import type { ModuleWriter } from '../wasm/module.js'

/** An operand put in order once, so that all units find it so: the kernel reads the packed one in its place. */
export interface Packing {
  /** Parameters: the operand's address, that of the packed one, and the share of the work: from, to. */
  readonly f: FunctionRef
  readonly units: number
  /** Bytes of the packed operand, which all threads share. */
  readonly bytes: number
  /** Which operand. */
  readonly operand: number
}

export interface Kernel {
  /** Parameters, all i32: the operands' addresses, the result's, a scratch address, and the share of the work: from, to. */
  readonly f: FunctionRef
  /** Independent units of work (rows, tiles, examples); a call does units [from, to). 1 where work cannot be shared. Results do not depend on how units are shared out. */
  readonly units: number
  /** Bytes of scratch memory that a call needs (64-byte aligned when handed over; each thread has its own), 0 for none. */
  readonly scratch: number
  /** Whether each call begins with work that is the same for all units, so that one call for many is better. Default: false. */
  readonly isWhole?: boolean
  /** What comes before all units: none by default. */
  readonly packing?: Packing
}

/** Writes the kernel of an operation for operands and a result of these shapes and dtypes. */
export type KernelWriter = (
  module: ModuleWriter,
  op: { readonly params: { readonly [name: string]: Param } },
  args: readonly Aval[],
  out: Aval,
) => Kernel

type I32 = Local<'i32'>

/** A share of packing: the operand, where it goes, and units [first, end). */
export type PackShare = Readonly<Record<'b' | 'target' | 'first' | 'end', I32>>

/** A packing under a name of its own. */
export const packing = (
  module: ModuleWriter,
  name: string,
  how: Omit<Packing, 'f'>,
  write: (body: Body, share: PackShare) => void,
): Packing => {
  const params = new Array<'i32'>(4).fill('i32')
  const f = module.once(name, () =>
    module.function(name, { params }, body => {
      const [b, target, first, end] = body.params() as readonly I32[] as readonly [
        ...[I32, I32, I32, I32],
      ]
      write(body, { b, target, first, end })
    }),
  )
  return { ...how, f }
}

/** The parameters of a kernel, as locals. */
export interface KernelParams {
  readonly operands: readonly I32[]
  readonly out: I32
  readonly scratch: I32
  readonly from: I32
  readonly to: I32
}

/**
 * A kernel under a name that tells all that is baked in: what has the same name is written once. The
 * name is an identifier of the text format too.
 */
export const kernel = (
  module: ModuleWriter,
  name: string,
  operands: number,
  { units, scratch = 0 }: { readonly units: number; readonly scratch?: number },
  write: (body: Body, params: KernelParams) => void,
): Kernel => ({
  f: module.once(name, () =>
    module.function(name, { params: new Array<'i32'>(operands + 4).fill('i32') }, body => {
      const params = body.params() as readonly I32[]
      const [out, scratchAddress, from, to] = params.slice(operands) as [I32, I32, I32, I32]
      write(body, { operands: params.slice(0, operands), out, scratch: scratchAddress, from, to })
    }),
  ),
  units,
  scratch,
})

const show = (part: Param): string =>
  Array.isArray(part) ? `<${part.map(show).join('_')}>` : String(part)

/** A name of parameters: `take.4.<2_3>.0`. */
export const nameOf = (...parts: readonly Param[]): string => parts.map(show).join('.')
