/** Lists of shapes at the type level: concatenation and stacking. */
import type { CheckAxes, CheckInsert, Insert, Place, ReplaceAxes } from './axis-types.js'
import type { SameDim } from './broadcast-types.js'
import type { Plus } from './count-types.js'
import type { Clash, Dim, Fits, Shape, ShapeOf, Show, Tensor, Unknown } from './types.js'

type Tensors = readonly Tensor[]

/** Two shapes that agree in all places but one, where they add up. */
type Joined<
  A extends Shape,
  B extends Shape,
  At,
  I extends 0[] = [],
  Out extends Shape = [],
> = A extends readonly [infer H extends Dim, ...infer T extends Shape]
  ? B extends readonly [infer G extends Dim, ...infer U extends Shape]
    ? I['length'] extends At
      ? Joined<T, U, At, [...I, 0], [...Out, Plus<H, G>]>
      : SameDim<H, G> extends true
        ? Joined<T, U, At, [...I, 0], [...Out, number extends H ? G : H]>
        : null
    : null
  : B extends readonly []
    ? Out
    : null

/** Folds `Joined` over a tuple of tensors. */
type JoinAll<T extends Tensors, At, Verb extends string, Sum extends Shape> = T extends readonly [
  infer H extends Tensor,
  ...infer Rest extends Tensors,
]
  ? number extends ShapeOf<H>['length']
    ? Fits<Unknown>
    : JoinNext<Joined<Sum, ShapeOf<H>, At>, Rest, At, Verb, `${Show<Sum>} and ${Show<ShapeOf<H>>}`>
  : Fits<Sum>

type JoinNext<
  Sum,
  Rest extends Tensors,
  At,
  Verb extends string,
  Text extends string,
> = Sum extends Shape ? JoinAll<Rest, At, Verb, Sum> : Clash<`${Verb}: ${Text} do not fit`>

type First<T extends Tensors> = ShapeOf<T[0]>

/** The shape of tensors put end to end along an axis. */
export type Concatenating<T extends Tensors, Axis> = number extends T['length']
  ? Fits<ReplaceAxes<ShapeOf<T[number]>, Axis, [number]>>
  : T extends readonly [Tensor, ...infer Rest extends Tensors]
    ? number extends First<T>['length']
      ? Fits<Unknown>
      : number extends Axis
        ? Fits<Unknown>
        : JoinAll<Rest, Place<First<T>, Axis>, `concat along axis ${Axis & number}`, First<T>>
    : Fits<Unknown>

type Stacked<V extends Fits<Shape>, Axis, N extends Dim> =
  V extends Clash<string> ? V : Fits<Insert<V['shape'], Axis, N>>

/** The shape of tensors of one shape put side by side along a new axis. */
export type Stacking<T extends Tensors, Axis> = number extends T['length']
  ? Fits<Insert<ShapeOf<T[number]>, Axis, number>>
  : T extends readonly [Tensor, ...infer Rest extends Tensors]
    ? number extends First<T>['length']
      ? Fits<Unknown>
      : Stacked<JoinAll<Rest, never, 'stack', First<T>>, Axis, T['length']>
    : Fits<Unknown>

/** Refuses an axis that the first of the tensors does not have, or tensors that do not fit it. */
export type CheckConcat<T extends Tensors, Axis> = CheckAxes<First<T>, Axis> &
  Concatenating<T, Axis>['problem']
export type CheckStack<T extends Tensors, Axis> = CheckInsert<First<T>, Axis> &
  Stacking<T, Axis>['problem']
