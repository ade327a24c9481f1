/**
 * Operations that are functions of lists of tensors. A node has one output, so several results are
 * packed into one; and a node's derivative is asked for one operand at a time, so that what belongs
 * together is worked out once and kept for the other operands.
 */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { isFloat } from '../data/dtype.js'
import { sizeOf } from '../data/shape.js'
import { type Aval, type Dense, filled, like, type Value } from '../data/tensor.js'
import type { DType } from '../data/types.js'
import { reshape } from '../ops/layout.js'
import { astype } from '../ops/select.js'
import { concatOp, slice } from '../ops/slice.js'
import type { Op, Rewrite } from '../tape/op.js'
import { withoutDeadCode } from '../tape/passes.js'
import { apply, record, type Source, stage } from '../tape/record.js'
import { inputsOf, type Tape } from '../tape/tape.js'
import type { OpName } from '../tape/vocabulary.js'
import type { Leafwise } from './call.js'
import { push } from './jvp.js'
import { pull } from './vjp.js'
import { type Batched, batched, withBatch } from './vmap.js'

/** An operation with several operands and several results. */
export interface Joint {
  readonly name: OpName
  readonly params: Op['params']
  readonly bodies: readonly Tape[]
  /** How many batch axes operands and results carry in front. */
  readonly lead: number
  readonly outputs: (args: readonly Aval[]) => readonly Aval[]
  /** The numbers. */
  readonly run: (args: readonly Dense[]) => readonly Value[]
  /** The results by other operations, where the operation only stands for them. */
  readonly inline?: (args: readonly Value[]) => readonly Value[]
  /** The tangents of the results, given those of the operands; zeros for what is not a float. */
  readonly push: (args: readonly Value[], tangents: readonly Value[]) => readonly Value[]
  /** The cotangents of the operands, given those of the results. */
  readonly pull: (args: readonly Value[], cotangents: readonly Value[]) => readonly Value[]
  readonly batch: (size: number) => Joint
  /** See `Op.rewritten`. */
  readonly rewritten: (how: Rewrite, args: readonly Aval[]) => Joint
}

// ---- packing

/** Every bool, int32 and float32 is a float64, so that nothing is lost when dtypes differ. */
const packedDType = (parts: readonly Aval[]): DType => {
  const first = parts[0]?.dtype ?? 'float32'
  return parts.every(({ dtype }) => dtype === first) ? first : 'float64'
}

const lengthOf = ({ shape }: Aval, lead: number): number => sizeOf(shape.slice(lead))

const packedAval = (parts: readonly Aval[], lead: number): Aval =>
  parts.length === 1
    ? (parts[0] as Aval)
    : {
        shape: [
          ...(parts[0]?.shape.slice(0, lead) ?? []),
          parts.reduce((n, part) => n + lengthOf(part, lead), 0),
        ],
        dtype: packedDType(parts),
      }

const pack = (parts: readonly Value[], lead: number): Value => {
  if (parts.length === 1) return parts[0] as Value
  if (parts.length === 0) return filled([0], 'float32', 0)
  const dtype = packedDType(parts)
  const rows = parts.map(part =>
    reshape(astype(part, dtype), [...part.shape.slice(0, lead), lengthOf(part, lead)]),
  )
  return apply(concatOp(lead), ...rows)
}

const unpack = (packed: Value, parts: readonly Aval[], lead: number): readonly Value[] => {
  if (parts.length === 1) return [packed]
  let at = 0
  return parts.map(part => {
    const n = lengthOf(part, lead)
    const starts = packed.shape.map((_, axis) => (axis === lead ? at : 0))
    const sizes = packed.shape.map((m, axis) => (axis === lead ? n : m))
    at += n
    const row = slice(
      packed,
      starts,
      sizes,
      starts.map(() => 1),
    )
    return astype(reshape(row, part.shape), part.dtype)
  })
}

// ---- as an operation

const zerosLike = (xs: readonly Aval[]): readonly Value[] => xs.map(x => like(x, 0))

export const jointOp = (joint: Joint): Op => {
  const { name, params, bodies, lead, inline } = joint
  /** The pullback of the last cotangent, for the operands that ask next. */
  const last = new WeakMap<
    readonly Value[],
    { readonly g: Value; readonly all: readonly Value[] }
  >()
  const pulled = (args: readonly Value[], g: Value): readonly Value[] => {
    const known = last.get(args)
    if (known?.g === g) return known.all
    const all = joint.pull(args, unpack(g, joint.outputs(args), lead))
    last.set(args, { g, all })
    return all
  }
  return {
    name,
    params,
    bodies,
    shape: (...args) => E.right(packedAval(joint.outputs(args), lead)),
    kernel: (...args) => pack(joint.run(args), lead) as Value & Dense,
    ...(inline !== undefined && { inline: args => pack(inline(args), lead) }),
    partial: (i, args) =>
      isFloat((args[i] as Value).dtype)
        ? O.some({
            push: t => {
              const tangents = zerosLike(args).with(i, t)
              return pack(joint.push(args, tangents), lead)
            },
            pull: g => pulled(args, g)[i] as Value,
          })
        : O.none,
    pushAll: (args, tangents) => {
      const filled = tangents.map((t, i) => O.getOrElse((): Value => like(args[i] as Value, 0))(t))
      return pack(joint.push(args, filled), lead)
    },
    batch: size => jointOp(joint.batch(size)),
    rewritten: (how, args) => jointOp(joint.rewritten(how, args)),
  }
}

export const applyJoint = (joint: Joint, args: readonly Value[]): readonly Value[] =>
  unpack(apply(jointOp(joint), ...args), joint.outputs(args), joint.lead)

// ---- functions of lists

const sources = <A extends Aval>(xs: readonly A[]): readonly Source<A>[] =>
  xs.map((value, i) => ({ value, path: `[${i}]` }))

/** The tape of a function of lists, with nothing on it that no result needs. */
export const stageLeaves = (f: Leafwise, xs: readonly Aval[]): Tape =>
  withoutDeadCode(stage(sources(xs), tracers => ({ outputs: f(tracers), result: undefined })).tape)

const recordLeaves = (f: Leafwise, xs: readonly Value[]) =>
  record(sources(xs), tracers => {
    const outputs = f(tracers)
    return { outputs, result: outputs }
  })

/** f's results, and their tangents with zeros for what is not a float. */
export const jvpLeaves = (
  f: Leafwise,
  xs: readonly Value[],
  tangents: readonly Value[],
): { readonly values: readonly Value[]; readonly tangents: readonly Value[] } => {
  const recorded = recordLeaves(f, xs)
  const values = recorded.result.map(recorded.lower)
  const pushed = push(
    recorded,
    tangents.map((t, i) => (isFloat((xs[i] as Value).dtype) ? O.some(t) : O.none)),
  )
  return {
    values,
    tangents: values.map((y, i) => O.getOrElse((): Value => like(y, 0))(pushed[i] ?? O.none)),
  }
}

/** The cotangents of xs, given those of f's results; both are zeros for what is not a float. */
export const vjpLeaves = (
  f: Leafwise,
  xs: readonly Value[],
  cotangents: readonly Value[],
): readonly Value[] => {
  const recorded = recordLeaves(f, xs)
  const seeds = recorded.result.map((y, i) =>
    isFloat(y.dtype) ? O.some(cotangents[i] as Value) : O.none,
  )
  const arrived = pull(recorded, seeds, recorded.release)
  return xs.map((x, i) => O.getOrElse((): Value => like(x, 0))(arrived[i] ?? O.none))
}

/** The results of a tape on operands that all carry a batch axis, with that axis on all of them. */
const allMapped = (tape: Tape, xs: readonly Value[], size: number): readonly Value[] =>
  batched(
    tape,
    xs.map((value): Batched => ({ value, mapped: true })),
    size,
  ).map(result => withBatch(result, size))

/** f on lists whose tensors all carry a batch axis in front. */
export const overBatch =
  (f: Leafwise, size: number): Leafwise =>
  xs => {
    const tape = stageLeaves(
      f,
      xs.map(({ shape, dtype }) => ({ shape: shape.slice(1), dtype })),
    )
    return allMapped(tape, xs, size)
  }

/** A tape for operands that all carry a batch axis in front. */
export const batchTape = (tape: Tape, size: number): Tape => {
  return stageLeaves(
    xs => allMapped(tape, xs, size),
    inputsOf(tape).map(({ shape, dtype }) => ({ shape: [size, ...shape], dtype })),
  )
}
