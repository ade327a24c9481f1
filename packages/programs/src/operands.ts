/** Operands from what a draft knows, brought into the shape and the domain that a step needs. */
import { slice, squeeze, type Tensor, tensor } from '@miniflow/core'
import { type Draft, MARGIN, numbersOf, shapeOf, type Values, valuesOf, write } from './draft.js'
import { call, constant, type Expression, type Line, list, name, plain } from './expression.js'

export type Shape = readonly number[]

export const sizeOf = (shape: Shape): number => shape.reduce((a, b) => a * b, 1)

/** Tensors stay at most this large. */
export const ROOM = 36

/** A line of its own for an expression, which is not read by other steps. */
export const written = (d: Draft, f: string, ...args: readonly Expression[]): Expression =>
  name(write(d, call(f, ...args)))

export const shape = (d: Draft, e: Expression): Shape => shapeOf(valuesOf(d, e))

/** Something known whose shape will do, rather late than early; or new numbers of the other shape. */
export const some = (d: Draft, fits: (shape: Shape) => boolean, otherwise: Shape): Expression => {
  const found = [...d.known].filter(([, values]) => fits(shapeOf(values))).map(([key]) => key)
  const late = found.slice(-6)
  if (found.length === 0) return constant(numbersOf(d.choose, otherwise))
  return name(d.choose.from(d.choose.chance(0.7) ? late : found))
}

export const any = (d: Draft): Expression => some(d, () => true, [2])

/** Of a rank, no axis empty. */
export const full = (d: Draft, rank: number, otherwise: Shape): Expression =>
  some(d, s => s.length >= rank && sizeOf(s) > 0, otherwise)

/** Anything known in this shape: its own, or the sum of something repeated. */
export const fitted = (d: Draft, e: Expression, to: Shape): Expression => {
  const own = shape(d, e)
  if (String(own) === String(to)) return e
  return written(d, 'broadcastTo', written(d, 'sum', e), plain(to))
}

export const ofShape = (d: Draft, to: Shape): Expression => {
  const found = [...d.known].filter(([, v]) => String(shapeOf(v)) === String(to))
  if (found.length > 0 && d.choose.chance(0.8)) return name(d.choose.from(found)[0])
  return d.choose.chance(0.5) ? constant(numbersOf(d.choose, to)) : fitted(d, any(d), to)
}

/** The shape to which two broadcast, if there is one. */
export const joint = (a: Shape, b: Shape): Shape | undefined => {
  const rank = Math.max(a.length, b.length)
  const lengths = Array.from({ length: rank }, (_, i) => {
    const m = a[a.length - rank + i] ?? 1
    const n = b[b.length - rank + i] ?? 1
    return m === n || n === 1 ? m : m === 1 ? n : undefined
  })
  return lengths.every(n => n !== undefined) ? (lengths as Shape) : undefined
}

/** Something that broadcasts with a shape. */
export const beside = (d: Draft, own: Shape): Expression => {
  const missing = d.choose.below(own.length + 1)
  const shorter = own.slice(missing).map(n => (d.choose.chance(0.3) ? 1 : n))
  return some(
    d,
    s => {
      const both = joint(own, s)
      return both !== undefined && sizeOf(both) <= ROOM && d.choose.chance(0.7)
    },
    shorter,
  )
}

// ---- domains

const every = (values: Values, far: (x: number) => boolean): boolean =>
  values.every(x => Array.from<number>(x.data()).every(far))

/** e as it is where its values are certain and will do; else made to. */
const unless = (
  d: Draft,
  e: Expression,
  good: (x: number) => boolean,
  made: () => Expression,
): Expression => (d.certain && d.choose.chance(0.7) && every(valuesOf(d, e), good) ? e : made())

const number = plain

/** Above 0.25. */
export const positive = (d: Draft, e: Expression): Expression =>
  unless(
    d,
    e,
    x => x > 0.25,
    () =>
      d.choose.chance(0.5)
        ? written(d, 'add', written(d, 'square', e), number(0.5))
        : written(d, 'add', written(d, 'softplus', e), number(0.25)),
  )

export const aboveOne = (d: Draft, e: Expression): Expression =>
  unless(
    d,
    e,
    x => x > 1.25,
    () => written(d, 'add', written(d, 'square', e), number(1.5)),
  )

/** Between -0.8 and 0.8. */
export const inside = (d: Draft, e: Expression): Expression =>
  unless(
    d,
    e,
    x => Math.abs(x) < 0.8,
    () => written(d, 'mul', written(d, 'tanh', e), number(0.8)),
  )

/** Between -2 and 2. */
export const moderate = (d: Draft, e: Expression): Expression =>
  unless(
    d,
    e,
    x => Math.abs(x) < 2,
    () => written(d, 'mul', written(d, 'sin', e), number(2)),
  )

/** Off 0, on either side where that is certain. */
export const offZero = (d: Draft, e: Expression): Expression =>
  unless(
    d,
    e,
    x => Math.abs(x) > 2 * MARGIN,
    () => (d.choose.chance(0.5) ? positive(d, e) : written(d, 'neg', positive(d, e))),
  )

/** Away from 0 by much, where 1/x is moderate. */
export const divisor = (d: Draft, e: Expression): Expression =>
  unless(
    d,
    e,
    x => Math.abs(x) > 0.3,
    () => (d.choose.chance(0.5) ? positive(d, e) : written(d, 'neg', positive(d, e))),
  )

/** Within 0.4 of a whole number, or of one and a half. */
export const nearWhole = (d: Draft, e: Expression, offset = 0): Expression =>
  written(
    d,
    'add',
    written(d, 'mul', written(d, 'tanh', e), number(0.4)),
    number(d.choose.below(5) - 2 + offset),
  )

/** Between 2 and 4 off 0 everywhere, and on a side that is known without looking. */
export const definite = (d: Draft, e: Expression): Expression => {
  const to = shape(d, e)
  const sides = Float64Array.from({ length: sizeOf(to) }, () => (d.choose.chance(0.5) ? 3 : -3))
  return written(d, 'add', written(d, 'tanh', e), constant(tensor(sides, to)))
}

/** No two alike, nor near: numbers between -1 and 1 on steps of 3 in any order. */
export const distinct = (d: Draft, e: Expression): Expression => {
  const to = shape(d, e)
  const order = Array.from({ length: sizeOf(to) }, (_, i) => i)
  for (let i = order.length - 1; i > 0; i--) {
    const j = d.choose.below(i + 1)
    ;[order[i], order[j]] = [order[j] as number, order[i] as number]
  }
  const steps = Float64Array.from(order, i => 3 * i)
  return written(
    d,
    'mul',
    written(d, 'add', written(d, 'tanh', e), constant(tensor(steps, to))),
    number(0.2),
  )
}

// ---- axes and options

export const axisOf = (d: Draft, rank: number): number => d.choose.below(2 * rank) - rank

/** Options of a reduction: any axes of such a rank, kept or not. */
export const reduceOptions = (d: Draft, rank: number): readonly Expression[] => {
  const axes = Array.from({ length: rank }, (_, i) => i).filter(() => d.choose.chance(0.5))
  const keepdims = d.choose.chance(0.3)
  return d.choose.from([
    [],
    [plain({ axis: axes, keepdims })],
    rank === 0 ? [] : [plain({ axis: axisOf(d, rank), keepdims })],
  ])
}

export const indexTensor = (d: Draft, to: Shape, below: number): Expression =>
  constant(
    tensor(
      Int32Array.from({ length: sizeOf(to) }, () => d.choose.below(below)),
      to,
    ),
  )

// ---- functions

const inner = (
  d: Draft,
  parameters: readonly (readonly [string, Values])[],
  open: boolean,
  certain: boolean,
): Draft => {
  const scopes = d.scopes.map((scope, i) => {
    const copy = new Map(scope)
    for (const [key, values] of parameters) copy.set(key, values[i])
    return copy
  }) as unknown as Draft['scopes']
  return {
    choose: d.choose,
    fresh: d.fresh,
    lines: [],
    known: new Map([...(open ? d.known : []), ...parameters]),
    scopes,
    depth: d.depth + 1,
    certain: d.certain && certain,
  }
}

/** What is written inside of a function, when the functions below are handed the steps. */
export type Body = (d: Draft, own: readonly Expression[]) => Expression

export interface Signature {
  /** The values of the parameters, as far as they are known. */
  readonly parameters: readonly Values[]
  /** Whether the parameters are lists of tensors. */
  readonly lists?: boolean
  /** Whether the function may read what is outside of it. */
  readonly open?: boolean
  /** Whether the values of the parameters are all that they will have. */
  readonly certain?: boolean
}

/** A function whose body is written by `body`, given its parameters. */
export const lambda = (
  d: Draft,
  { parameters, lists = false, open = true, certain = true }: Signature,
  body: Body,
): Expression => {
  const named = parameters.map(values => [d.fresh(), values] as const)
  const draft = inner(d, named, open, certain)
  const result = body(
    draft,
    named.map(([key]) => name(key)),
  )
  return {
    tag: 'Lambda',
    lists,
    parameters: named.map(([key]) => key),
    lines: draft.lines as readonly Line[],
    result,
  }
}

/** The first row of every value. */
export const firstRows = (values: Values): Values =>
  values.map(x => squeeze(slice(x, [0], [1]), { axis: 0 })) as unknown as Values

export const always = (x: Tensor): Values => [x, x, x]

export { list }
