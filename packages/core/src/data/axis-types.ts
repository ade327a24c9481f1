/** Axes at the type level: what reductions and changes of layout do to a known shape. */
import type { Plus, Times } from './count-types.js'
import type { Clash, Dim, Fits, IsAny, Same, Shape, Show, Unknown } from './types.js'

type List = readonly unknown[]

/** What may stand behind an axis that is counted from the end. */
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

/** The indices of a list: 0 | 1 | 2 for three elements. */
type Indices<T extends List, I extends 0[] = []> = T extends readonly [unknown, ...infer R]
  ? I['length'] | Indices<R, [...I, 0]>
  : never

/** A literal axis counted from the front; `never` when it lies outside of the list. */
export type Place<T extends List, Axis> = `${Axis & number}` extends `-${infer N extends number}`
  ? N extends keyof Tails
    ? T extends readonly [...infer R, ...Tails[N]]
      ? R['length']
      : never
    : never
  : Axis extends Indices<T>
    ? Axis
    : never

/** One axis or a list of axes, as the union of their places. */
type Places<T extends List, Axes> = Axes extends List
  ? { [K in keyof Axes]: Place<T, Axes[K]> }[number]
  : Place<T, Axes>

/** The element at a literal index, which may be counted from the end. */
export type At<T extends List, Index> =
  Place<T, Index> extends infer I extends keyof T & number ? T[I] : never

type DimAt<S extends Shape, Axis> = At<S, Axis> & Dim

/** Whether the rank and the axes are both known to the compiler. */
type Literal<T extends List, Axes> = number extends T['length']
  ? false
  : Axes extends List
    ? number extends Axes['length']
      ? false
      : number extends Axes[number]
        ? false
        : true
    : number extends Axes
      ? false
      : true

/** An option's type; `undefined` where it is absent. */
export type Option<O, Name extends string> = Name extends keyof O ? O[Name] : undefined

/** The option `axis`, or what it is by default. */
export type AxisOr<O, Default> =
  Option<O, 'axis'> extends infer A ? (A extends undefined ? Default : A) : never

// ---- axes refused

type Outside<S extends Shape, Axes> = Axes extends List
  ? { [K in keyof Axes]: [Place<S, Axes[K]>] extends [never] ? Axes[K] : never }[number]
  : [Place<S, Axes>] extends [never]
    ? Axes
    : never

/** The axes that a list names twice. */
type Twice<S extends Shape, Axes, Seen = never> = Axes extends readonly [infer A, ...infer Rest]
  ? (Place<S, A> extends Seen ? A : never) | Twice<S, Rest, Seen | Place<S, A>>
  : never

type AxesVerdict<S extends Shape, Axes> = [Axes] extends [undefined]
  ? Fits<S>
  : S extends unknown
    ? Literal<S, Axes> extends true
      ? [Outside<S, Axes>] extends [never]
        ? [Twice<S, Axes>] extends [never]
          ? Fits<S>
          : Clash<`axis ${Twice<S, Axes> & number} is named twice`>
        : Clash<`axis ${Outside<S, Axes> & number} is out of range for shape ${Show<S>}`>
      : Fits<S>
    : never

/** Refuses an axis that a known shape does not have, or one named twice. */
export type CheckAxes<S extends Shape, Axes> = AxesVerdict<S, Axes>['problem']
export type CheckAxisOption<S extends Shape, O> = CheckAxes<S, Option<O, 'axis'>>

type InsertVerdict<S extends Shape, Axis> = S extends unknown
  ? Literal<S, Axis> extends true
    ? [Place<[0, ...S], Axis>] extends [never]
      ? Clash<`axis ${Axis & number} is out of range for a new axis of shape ${Show<S>}`>
      : Fits<S>
    : Fits<S>
  : never

/** Refuses a new axis outside of the axes of the result. */
export type CheckInsert<S extends Shape, Axis> = InsertVerdict<S, Axis>['problem']

/** The lengths along the given axes that are known not to be 1. */
type Long<S extends Shape, Places, I extends 0[] = []> = S extends readonly [
  infer H extends Dim,
  ...infer T extends Shape,
]
  ?
      | (I['length'] extends Places ? (number extends H ? never : H extends 1 ? never : H) : never)
      | Long<T, Places, [...I, 0]>
  : never

type SqueezeVerdict<S extends Shape, Axes> = [Axes] extends [undefined]
  ? Fits<S>
  : S extends unknown
    ? Literal<S, Axes> extends true
      ? [Long<S, Places<S, Axes>>] extends [never]
        ? Fits<S>
        : Clash<`an axis of length ${Long<S, Places<S, Axes>>} of shape ${Show<S>} cannot be squeezed`>
      : Fits<S>
    : never

export type CheckSqueeze<S extends Shape, O> = CheckAxisOption<S, O> &
  SqueezeVerdict<S, Option<O, 'axis'>>['problem']

// ---- one axis changed

/** S with the dimensions at the given places replaced by those of another shape. */
type Replace<
  S extends Shape,
  At,
  By extends Shape,
  I extends 0[] = [],
  Out extends Shape = [],
> = S extends readonly [infer H extends Dim, ...infer T extends Shape]
  ? Replace<T, At, By, [...I, 0], I['length'] extends At ? [...Out, ...By] : [...Out, H]>
  : Out

/** S with the dimensions at some axes replaced; unknown when the rank or an axis is. */
export type ReplaceAxes<S extends Shape, Axes, By extends Shape> =
  Literal<S, Axes> extends true ? Replace<S, Places<S, Axes>, By> : Unknown

/** The shape of a reduction with the options O. */
export type Reduce<S extends Shape, O> = ReduceAxes<S, Option<O, 'axis'>, Option<O, 'keepdims'>>

type ReduceAxes<S extends Shape, Axes, Keep> =
  IsAny<Axes> extends true
    ? Unknown
    : [boolean] extends [Keep]
      ? Unknown
      : [Axes] extends [undefined]
        ? Keep extends true
          ? Filled<S, 1>
          : []
        : undefined extends Axes
          ? Unknown
          : ReplaceAxes<S, Axes, Keep extends true ? [1] : []>

/** The rank of S with one and the same dimension everywhere. */
type Filled<S extends Shape, N extends Dim> = number extends S['length']
  ? Unknown
  : { -readonly [K in keyof S]: N }

/** The rank of S with every dimension unknown. */
export type SameRank<S extends Shape> = Filled<S, number>

/** The elements at indices: all along one axis, or without an axis those of the whole in order. */
export type Taken<S extends Shape, I extends Shape, Axis> =
  IsAny<I> extends true
    ? Unknown
    : [Axis] extends [undefined]
      ? I
      : undefined extends Axis
        ? Unknown
        : ReplaceAxes<S, Axis, I>

/** S with a new axis, at a place counted among the axes of the result. */
export type Insert<S extends Shape, Axis, N extends Dim> =
  Literal<S, Axis> extends true ? InsertAt<S, Place<[0, ...S], Axis>, N> : Unknown

type InsertAt<
  S extends Shape,
  At,
  N extends Dim,
  Done extends Shape = [],
> = Done['length'] extends At
  ? [...Done, N, ...S]
  : S extends readonly [infer H extends Dim, ...infer T extends Shape]
    ? InsertAt<T, At, N, [...Done, H]>
    : Unknown

// ---- another order

type Reverse<S extends Shape> = S extends readonly [
  ...infer Init extends Shape,
  infer L extends Dim,
]
  ? [L, ...Reverse<Init>]
  : S extends readonly []
    ? []
    : Unknown

/** S with its axes in another order, reversed when none is given. */
export type Permute<S extends Shape, Axes> = [Axes] extends [undefined]
  ? Reverse<S>
  : Axes extends readonly number[]
    ? Literal<S, Axes> extends true
      ? { -readonly [K in keyof Axes]: DimAt<S, Axes[K]> }
      : Unknown
    : Unknown

export type Swap<S extends Shape, I, J> =
  Literal<S, [I, J]> extends true
    ? {
        -readonly [K in keyof S]: K extends `${Place<S, I>}`
          ? DimAt<S, J>
          : K extends `${Place<S, J>}`
            ? DimAt<S, I>
            : S[K]
      }
    : Unknown

export type Move<S extends Shape, From, To> =
  Literal<S, [From, To]> extends true
    ? InsertAt<Replace<S, Place<S, From>, []>, Place<S, To>, DimAt<S, From>>
    : Unknown

// ---- lengths computed

type PadDim<N, W> = W extends readonly [infer Before extends Dim, infer After extends Dim]
  ? Plus<Plus<N & Dim, Before>, After>
  : number

/** The shape after padding each axis by [before, after]. */
export type Padded<S extends Shape, W extends List> = number extends S['length']
  ? Unknown
  : number extends W['length']
    ? Filled<S, number>
    : { -readonly [K in keyof S]: K extends keyof W ? PadDim<S[K], W[K]> : number }

type PadVerdict<S extends Shape, W extends List> = S extends unknown
  ? number extends S['length'] | W['length']
    ? Fits<S>
    : W['length'] extends S['length']
      ? Fits<S>
      : Clash<`pad: ${W['length']} pairs of widths for shape ${Show<S>}`>
  : never

export type CheckPad<S extends Shape, W extends List> = PadVerdict<S, W>['problem']

/** Repetitions of each axis; unknown unless there is one for each. */
export type Tiled<S extends Shape, R extends Shape> = number extends S['length']
  ? Unknown
  : R['length'] extends S['length']
    ? { -readonly [K in keyof S]: K extends keyof R ? Times<S[K], R[K] & Dim> : number }
    : Unknown

/** The first axes cut to an unknown length, one for each start. */
export type Cut<S extends Shape, Starts extends List> = number extends S['length']
  ? Unknown
  : {
      -readonly [K in keyof S]: number extends Starts['length']
        ? number
        : K extends keyof Starts
          ? number
          : S[K]
    }

type DiagonalVerdict<S extends Shape> = number extends S['length']
  ? Fits<Unknown>
  : S extends readonly [infer N extends Dim]
    ? Fits<[N, N]>
    : S extends readonly [infer M extends Dim, infer N extends Dim]
      ? Fits<[Same<M, N> extends true ? M : number]>
      : S extends unknown
        ? Clash<`diag: shape ${Show<S>} is neither a vector nor a matrix`>
        : never

export type Diagonal<S extends Shape> = DiagonalVerdict<S>['shape']
export type CheckDiagonal<S extends Shape> = DiagonalVerdict<S>['problem']
