/**
 * Rules of algebra by which operations become fewer: views of views, conversions there and back,
 * products with one, transposes in matrix products, softmax. All give the same bits, but for sums of sums,
 * which add up in another order, and softmax, which rounds as its parts do.
 */
import type { DType } from '@miniflow/core'
import {
  allocate,
  type Dense,
  dense,
  type OpName,
  type Slot,
  type Tape,
} from '@miniflow/core/extend'
import { type Draft, opOf, type Rule, redrafted } from './draft.js'
import { folded } from './fold.js'
import { uniform } from './graph.js'
import { ofParts } from './parts.js'
import { softmaxRules } from './softmax.js'
import { tiles, untiles } from './tiles.js'

type Ints = readonly number[]

/** The number 0, as a tensor without axes. */
const zero = (dtype: DType): Dense => dense([], dtype, allocate(dtype, 1))

const same = (a: Ints, b: Ints): boolean => a.length === b.length && a.every((n, i) => n === b[i])

const isIdentity = (order: Ints): boolean => order.every((axis, i) => axis === i)

/** The operand, where the operation gives it back unchanged. */
const unchanged =
  (holds: (draft: Draft, args: readonly Slot[]) => boolean, operand = 0): Rule =>
  (draft, _, args) =>
    holds(draft, args) ? args[operand] : undefined

const isAll =
  (value: number, operand: number) =>
  (draft: Draft, args: readonly Slot[]): boolean =>
    Object.is(uniform(draft.at(args[operand] as Slot)), value)

// ---- views

const reshapes: Rule = (draft, op, [x = 0]) => {
  const shape = op.params.shape as Ints
  if (same(shape, draft.aval(x).shape)) return x
  const inner = draft.made(x, 'reshape')
  return inner && draft.apply(op, inner.args[0] as Slot)
}

const transposes: Rule = (draft, op, [x = 0]) => {
  const order = op.params.permutation as Ints
  if (isIdentity(order)) return x
  const inner = draft.made(x, 'transpose')
  const first = inner?.op.params.permutation as Ints
  return (
    inner &&
    draft.apply(
      opOf(
        'transpose',
        order.map(axis => first[axis]),
      ),
      inner.args[0] as Slot,
    )
  )
}

const wholeSlice: Rule = (draft, op, [x = 0]) => {
  const { starts, sizes, steps } = op.params as { readonly [name: string]: Ints }
  return same(sizes as Ints, draft.aval(x).shape) &&
    starts?.every(n => n === 0) &&
    steps?.every(n => n === 1)
    ? x
    : undefined
}

const noAxes: Rule = (_, op, [x]) => ((op.params.axes as Ints).length === 0 ? x : undefined)

// ---- conversions

/** Whether every number of a dtype is one of another, so that the way there and back changes nothing. */
const isHeldBy = (dtype: DType, by: DType): boolean =>
  dtype === by || dtype === 'bool' || (by === 'float64' && dtype !== 'float64')

/** astype(x) where x has the dtype, and where x came from it, through views or not. */
const conversions: Rule = (draft, op, [x = 0]) => {
  const to = op.params.dtype as DType
  const through = draft.aval(x).dtype
  if (through === to) return x
  const inner = draft.made(x, 'astype')
  if (inner !== undefined) {
    const from = draft.aval(inner.args[0] as Slot).dtype
    return from === to && isHeldBy(from, through) ? inner.args[0] : undefined
  }
  for (const name of ['reshape', 'slice', 'transpose', 'flip'] as const) {
    const view = draft.made(x, name)
    if (view === undefined) continue
    const converted = conversions(draft, op, view.args)
    return converted === undefined ? undefined : draft.apply(view.op, converted)
  }
  return undefined
}

// ---- arithmetic

const negations: Rule = (draft, _, [x = 0]) => draft.made(x, 'neg')?.args[0]

/** A sum over no axes; that of truths is a number all the same. */
const ofNothing: Rule = (draft, op, args) =>
  draft.aval(args[0] as Slot).dtype === 'bool' ? undefined : noAxes(draft, op, args)

/** The sum of a sum that nothing else reads, over the axes of both. */
const sums: Rule = (draft, op, [x = 0]) => {
  const inner = draft.made(x, 'sum')
  if (inner === undefined || !draft.isReadOnce(x)) return undefined
  const first = inner.op.params.axes as Ints
  const [operand] = inner.args as readonly [Slot]
  const kept = draft.aval(operand).shape.flatMap((_, axis) => (first.includes(axis) ? [] : [axis]))
  const axes = [...first, ...(op.params.axes as Ints).map(axis => kept[axis] as number)]
  return draft.apply(
    opOf(
      'sum',
      axes.sort((a, b) => a - b),
    ),
    operand,
  )
}

/** Whether a permutation exchanges the last two axes and nothing else. */
const exchangesLast = (order: Ints): boolean => {
  const n = order.length
  return n >= 2 && isIdentity(order.slice(0, -2)) && order[n - 2] === n - 1
}

const products: Rule = (draft, op, args) => {
  const flags = [op.params.transposeA as boolean, op.params.transposeB as boolean]
  const turned = args.map(arg => {
    const inner = draft.made(arg, 'transpose')
    return inner && exchangesLast(inner.op.params.permutation as Ints) ? inner : undefined
  })
  if (turned.every(inner => inner === undefined)) return undefined
  return draft.apply(
    opOf('matmul', ...flags.map((flag, i) => (turned[i] === undefined ? flag : !flag))),
    ...args.map((arg, i) => turned[i]?.args[0] ?? arg),
  )
}

/** x > 0 is relu(x) > 0: where that is there, x itself need not be kept for it. */
const positives: Rule = (draft, op, args) => {
  const [x, zero] = args as readonly [Slot, Slot]
  const positive = isAll(0, 1)(draft, args) ? draft.known('relu', x) : undefined
  return positive === undefined ? undefined : draft.apply(op, positive, zero)
}

/**
 * t as often as a condition holds, once or not at all: t or 0. -0 + 0 is 0, as the product is where t is
 * -0.
 */
const masks: Rule = (draft, _, [t = 0, w = 0]) => {
  const mask = draft.made(w, 'astype')?.args[0]
  if (mask === undefined || draft.aval(mask).dtype !== 'bool') return undefined
  const { shape, dtype } = draft.aval(t)
  const number = draft.constant(zero(dtype))
  const zeros = draft.apply(
    opOf(
      'broadcastTo',
      shape,
      shape.map((_size, axis) => axis),
    ),
    number,
  )
  return draft.apply(opOf('add'), draft.apply(opOf('where'), mask, t, zeros), zeros)
}

const ofOne: Rule = (_, __, args) => (args.length === 1 ? args[0] : undefined)

/** A function of a module has at most 1000 parameters, and a kernel one for each operand. */
const MANY = 500

const inGroups: Rule = (draft, op, args) =>
  args.length <= MANY
    ? undefined
    : draft.apply(
        op,
        ...Array.from({ length: Math.ceil(args.length / MANY) }, (_, i) =>
          draft.apply(op, ...args.slice(i * MANY, (i + 1) * MANY)),
        ),
      )

// ---- all of them

const rules: { readonly [name in OpName]?: readonly Rule[] } = {
  ...softmaxRules,
  reshape: [reshapes],
  transpose: [transposes],
  slice: [wholeSlice, ofParts],
  broadcastTo: [noAxes],
  flip: [noAxes],
  sum: [ofNothing, sums],
  concat: [ofOne, inGroups],
  astype: [conversions],
  stopGradient: [(_, __, [x]) => x],
  neg: [negations],
  mul: [unchanged(isAll(1, 1)), unchanged(isAll(1, 0), 1)],
  scale: [unchanged(isAll(1, 1)), masks],
  div: [unchanged(isAll(1, 1))],
  unscale: [unchanged(isAll(1, 1))],
  sub: [unchanged(isAll(0, 1))],
  add: [unchanged(isAll(-0, 1)), unchanged(isAll(-0, 0), 1)],
  greater: [positives],
  matmul: [products],
  patches: [tiles],
  unpatch: [untiles],
}

const all = new Map(
  Object.entries(rules).map(([name, some]) => [name as OpName, [...some, folded]]),
)
const others: readonly Rule[] = [folded]

export const simplified: (tape: Tape) => Tape = redrafted(name => all.get(name) ?? others)
