/** Axes at the type level: what reductions and changes of layout do to a known shape. */
import type { Dim, Shape, ShapeError, Show, Unknown } from './types.js'

// ---- axes

/** The last axes of a shape, by how many. */
interface Tails {
  readonly 1: [unknown]
  readonly 2: [unknown, unknown]
  readonly 3: [unknown, unknown, unknown]
  readonly 4: [unknown, unknown, unknown, unknown]
  readonly 5: [unknown, unknown, unknown, unknown, unknown]
  readonly 6: [unknown, unknown, unknown, unknown, unknown, unknown]
  readonly 7: [unknown, unknown, unknown, unknown, unknown, unknown, unknown]
  readonly 8: [unknown, unknown, unknown, unknown, unknown, unknown, unknown, unknown]
}

/** The indices of a tuple: 0 | 1 | 2 for three elements. */
type Indices<T extends readonly unknown[], I extends 0[] = []> = T extends readonly [
  unknown,
  ...infer R,
]
  ? I['length'] | Indices<R, [...I, 0]>
  : never

/** A literal axis counted from the front; `never` when it lies outside the shape. */
type FromFront<
  T extends readonly unknown[],
  Axis,
> = `${Axis & number}` extends `-${infer N extends number}`
  ? N extends keyof Tails
    ? T extends readonly [...infer R, ...Tails[N]]
      ? R['length']
      : never
    : never
  : Axis extends Indices<T>
    ? Axis
    : never

/** One axis or a list of axes, as the union of their places. */
export type Places<T extends readonly unknown[], Axes> = Axes extends readonly unknown[]
  ? { [K in keyof Axes]: FromFront<T, Axes[K]> }[number]
  : FromFront<T, Axes>

/** True when neither the rank nor the axes are known only at run time. */
type Literal<S extends Shape, Axes> = number extends S['length']
  ? false
  : Axes extends readonly unknown[]
    ? number extends Axes['length']
      ? false
      : number extends Axes[number]
        ? false
        : true
    : number extends Axes
      ? false
      : true

/** S with the dimensions at the given places taken out, or replaced by 1. */
type Remove<
  S extends Shape,
  At,
  Keep,
  I extends 0[] = [],
  Out extends Shape = [],
> = S extends readonly [infer H extends Dim, ...infer T extends Shape]
  ? Remove<
      T,
      At,
      Keep,
      [...I, 0],
      I['length'] extends At ? (Keep extends true ? [...Out, 1] : Out) : [...Out, H]
    >
  : Out

/** S with the dimensions at the given places replaced. */
export type Replace<
  S extends Shape,
  At,
  By extends Shape,
  I extends 0[] = [],
  Out extends Shape = [],
> = S extends readonly [infer H extends Dim, ...infer T extends Shape]
  ? Replace<T, At, By, [...I, 0], I['length'] extends At ? [...Out, ...By] : [...Out, H]>
  : Out

/** An option's type; `undefined` where it is absent. */
export type Option<O, K extends string> = K extends keyof O ? O[K] : undefined

/** The shape of a reduction with the options O. */
export type Reduce<S extends Shape, O> =
  Option<O, 'keepdims'> extends infer Keep
    ? [boolean] extends [Keep]
      ? Unknown
      : ReduceAxes<S, Option<O, 'axis'>, Keep>
    : never

type ReduceAxes<S extends Shape, Axes, Keep> = [Axes] extends [undefined]
  ? Keep extends true
    ? { -readonly [K in keyof S]: 1 }
    : []
  : undefined extends Axes
    ? Unknown
    : Literal<S, Axes> extends true
      ? Remove<S, Places<S, Axes>, Keep>
      : Unknown

type OutOfRange<S extends Shape, Axes> =
  Literal<S, Axes> extends true
    ? Axes extends readonly unknown[]
      ? { [K in keyof Axes]: [FromFront<S, Axes[K]>] extends [never] ? Axes[K] : never }[number]
      : [FromFront<S, Axes>] extends [never]
        ? Axes
        : never
    : never

/** Refuses an axis that a known shape does not have. */
export type CheckAxes<S extends Shape, Axes> = [Axes] extends [undefined]
  ? unknown
  : [OutOfRange<S, Axes>] extends [never]
    ? unknown
    : ShapeError<`axis ${OutOfRange<S, Axes> & number} is out of range for shape ${Show<S>}`>

export type CheckAxisOption<S extends Shape, O> = CheckAxes<S, Option<O, 'axis'>>

// ---- layout

/** S with a new axis at a place counted among the axes of the result. */
export type Insert<S extends Shape, Axis, By extends Dim> =
  Literal<S, Axis> extends true
    ? FromFront<[0, ...S], Axis> extends infer At
      ? At extends 0
        ? [By, ...S]
        : InsertAt<S, At, By>
      : never
    : Unknown

type InsertAt<
  S extends Shape,
  At,
  By extends Dim,
  Done extends Shape = [],
> = Done['length'] extends At
  ? [...Done, By, ...S]
  : S extends readonly [infer H extends Dim, ...infer T extends Shape]
    ? InsertAt<T, At, By, [...Done, H]>
    : never

export type Reverse<S extends Shape> = S extends readonly [
  ...infer Init extends Shape,
  infer L extends Dim,
]
  ? [L, ...Reverse<Init>]
  : S extends readonly []
    ? []
    : Unknown

/** S with its axes in another order. */
export type Permute<S extends Shape, Axes> = [Axes] extends [undefined]
  ? Reverse<S>
  : Axes extends readonly number[]
    ? Literal<S, Axes> extends true
      ? { -readonly [K in keyof Axes]: DimAt<S, Axes[K]> }
      : Unknown
    : Unknown

export type DimAt<S extends Shape, Axis> =
  FromFront<S, Axis> extends infer I ? (I extends keyof S ? S[I] & Dim : never) : never

/** The rank of S with every dimension unknown. */
export type SameRank<S extends Shape> = number extends S['length']
  ? Unknown
  : { -readonly [K in keyof S]: number }

export type Mutable<S extends Shape> = number extends S['length'] ? Unknown : [...S]
