/** vmap: a function over a batch axis without a loop, by the batching rule of every operation. */

import { optionsIn } from '../data/options.js'
import { quoted } from '../data/quote.js'
import { resolveAxis, showShape } from '../data/shape.js'
import type { Arguments } from '../data/signatures-transform.js'
import { type Aval, describe, type Value } from '../data/tensor.js'
import { type Flat, isList, isRecord, rebuild, type Structure } from '../data/tree.js'
import type { IsAny, Shape, Tensor, Unknown } from '../data/types.js'
import { orRaise, raise, reason } from '../error.js'
import { repeatAlong } from '../ops/broadcast.js'
import { transpose } from '../ops/layout.js'
import type { Op } from '../tape/op.js'
import { apply } from '../tape/record.js'
import { forward, type Tape } from '../tape/tape.js'
import { replaying } from '../tape/watch.js'
import { flattenArguments, stageCall, type TreeFunction, wantFunction } from './call.js'

/** Which axis is mapped: a number, null for none, or a list or record of such for the parts of a tree. */
export type Axes = number | null | readonly Axes[] | { readonly [key: string]: Axes }

export interface VmapOptions {
  /** For each argument the axis to map over, or null for none; one number is for all (default 0). */
  readonly inAxes?: Axes | undefined
  /** Where the mapped axis goes in the results (default 0). */
  readonly outAxes?: Axes | undefined
}

/** A tree with the same dtypes and other shapes. */
export type Reshaped<T> =
  IsAny<T> extends true
    ? Unknown
    : T extends Tensor<Unknown, infer D>
      ? Tensor<Unknown, D>
      : { [K in keyof T]: Reshaped<T[K]> }

/** The type of `vmap`. */
export type Vmap = <A extends Arguments, R>(
  f: (...args: A) => R,
  options?: VmapOptions,
) => (...args: { [K in keyof A]: Reshaped<A[K]> }) => Reshaped<R>

/** A value, and whether it carries the batch axis, at 0. */
export interface Batched {
  readonly value: Value
  readonly mapped: boolean
}

/** The axes of the parts of a list or record; a record may leave out what is not mapped. */
const partsOf = (axes: unknown, structure: Structure): readonly unknown[] | undefined => {
  if (structure.tag === 'List')
    return isList(axes) && axes.length === structure.items.length ? axes : undefined
  if (structure.tag === 'Leaf' || !isRecord(axes)) return undefined
  const { keys } = structure
  return Object.keys(axes).every(key => keys.includes(key))
    ? keys.map(key => (Object.hasOwn(axes, key) ? axes[key] : null))
    : undefined
}

/** An axis for every leaf of a structure; `option` is what the user calls them. */
const spread = (
  option: string,
  axes: unknown,
  structure: Structure,
): readonly (number | null)[] => {
  if (typeof axes === 'number' || axes === null)
    return structure.tag === 'Leaf'
      ? [axes]
      : structure.items.flatMap(item => spread(option, axes, item))
  const parts = partsOf(axes, structure)
  if (structure.tag === 'Leaf' || parts === undefined)
    return raise(
      'vmap',
      reason(
        'tree',
        `${option} ${quoted(axes)} do not have the form of what they are for.`,
        `Give a number or null for all of it, or one for each part: { ${option}: [0, null] }.`,
      ),
    )
  return structure.items.flatMap((item, i) => spread(option, parts[i], item))
}

const toFront = (x: Value, axis: number): Value =>
  transpose(x, [axis, ...x.shape.map((_, i) => i).filter(i => i !== axis)])

const fromFront = (x: Value, axis: number): Value => {
  const others = x.shape.map((_, i) => i).slice(1)
  return transpose(x, others.toSpliced(axis, 0, 0))
}

/** A value with a batch axis at 0, repeated along it where it had none. */
export const withBatch = ({ value, mapped }: Batched, size: number): Value =>
  mapped ? value : repeatAlong(value, [size, ...value.shape], [0])

const batchedApply = (op: Op, args: readonly Batched[], size: number): Batched => {
  const values = args.map(({ value }) => value)
  const flags = args.map(({ mapped }) => mapped)
  if (!flags.includes(true)) return { value: apply(op, ...values), mapped: false }
  const value =
    (flags.includes(false) ? op.batchSome?.(flags, values) : undefined) ??
    apply(op.batch(size), ...args.map(arg => withBatch(arg, size)))
  return { value, mapped: true }
}

/** Reads a tape with values of which some carry a batch axis. What depends on none is computed once. */
export const batched = (
  tape: Tape,
  inputs: readonly Batched[],
  size: number,
): readonly Batched[] => {
  const results = forward<Batched>({
    input: (_, slot) => inputs[slot] as Batched,
    constant: ({ value }) => ({ value, mapped: false }),
    apply: (node, args) => replaying(node, () => batchedApply(node.op, args, size)),
  })(tape)
  return tape.outputs.map(slot => results[slot] as Batched)
}

/** The arguments' leaves with their batch axes in front, and how long these are. */
const door = (flat: Flat, axes: readonly (number | null)[]) => {
  let size: number | undefined
  let first = ''
  const inputs = flat.leaves.map((value, i): Batched => {
    const axis = axes[i] ?? null
    if (axis === null) return { value, mapped: false }
    const at = orRaise('vmap', resolveAxis(axis, value.rank))
    const length = value.shape[at] as number
    if (size !== undefined && size !== length)
      raise(
        'vmap',
        reason(
          'shape',
          `the mapped axes differ in length: ${size} of ${first}, ${length} of ${flat.paths[i]} ${showShape(value.shape)}.`,
          'Map every argument over the same number of examples, or give null for those that are shared.',
        ),
      )
    size = length
    first = `${flat.paths[i]} ${showShape(value.shape)}`
    return { value: toFront(value, at), mapped: true }
  })
  if (size === undefined)
    return raise(
      'vmap',
      reason(
        'argument',
        'no argument is mapped.',
        'Give an axis for one of them at least: { inAxes: [0, null] }.',
      ),
    )
  return { inputs, size }
}

/** The shape and dtype of one example. */
const example = ({ value, mapped }: Batched): Aval => ({
  shape: (mapped ? value.shape.slice(1) : value.shape) as Shape,
  dtype: value.dtype,
})

/**
 * f over a batch axis: each argument's axis that `inAxes` names is mapped (default 0 of all), and the
 * results carry it at `outAxes` (default 0). f sees one example; shapes are known to it and values
 * are not, so reading one throws `TracedValueError`.
 *
 * Throws `ShapeError` when mapped axes differ in length.
 * @example vmap((x) => sum(mul(x, x)))(tensor([[1, 2], [3, 4]])) // => [ 5, 25]
 */
export const vmap: Vmap = ((f: TreeFunction, options?: VmapOptions) => {
  wantFunction('vmap', f)
  const { inAxes = 0, outAxes = 0 } = optionsIn('vmap', options, ['inAxes', 'outAxes'])
  return (...args: readonly unknown[]) => {
    const flat = flattenArguments('vmap', f, args)
    const { inputs, size } = door(flat, spread('inAxes', inAxes, flat.structure))
    const { tape, result } = stageCall('vmap', f, { ...flat, leaves: inputs.map(example) })
    const outs = spread('outAxes', outAxes, result.structure)
    return rebuild(
      result.structure,
      batched(tape, inputs, size).map((output, i) => {
        const axis = outs[i] ?? null
        if (axis === null) return output.mapped ? unmapped(output.value) : output.value
        const value = withBatch(output, size)
        return fromFront(value, orRaise('vmap', resolveAxis(axis, value.rank)))
      }),
    )
  }
}) as Vmap

const unmapped = (value: Value): never =>
  raise(
    'vmap',
    reason(
      'argument',
      `outAxes is null for a result that depends on a mapped argument (${describe(value)}).`,
      'Give it an axis.',
    ),
  )
