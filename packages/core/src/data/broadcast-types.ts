/** Two shapes at the type level: broadcasting, matrix products, and the texts of their mismatches. */
import type {
  Clash,
  Dim,
  Fits,
  Same,
  SameAsOne,
  Shape,
  ShapeOf,
  Show,
  Tensor,
  Unknown,
} from './types.js'

// A result is in a box, `[shape]`, and a mismatch is `null`. A conditional that stays open in a
// generic function asks about a bare type parameter (`A extends unknown`): the compiler then judges
// by its constraint, an unknown dimension, and accepts the call.

// ---- broadcasting

type BroadcastDim<A extends Dim, B extends Dim> =
  SameAsOne<B, A, 1> extends true
    ? [A]
    : Same<A, 1> extends true
      ? [B]
      : A extends unknown
        ? B extends unknown
          ? number extends A
            ? number extends B
              ? [number]
              : B extends 1
                ? [number]
                : [B]
            : number extends B
              ? A extends 1
                ? [number]
                : [A]
              : B extends A | 1
                ? [A]
                : A extends 1
                  ? [B]
                  : null
          : never
        : never

/** From the last axis to the first. */
type Align<A extends Shape, B extends Shape, Done extends Shape = []> = A extends readonly [
  ...infer AI extends Shape,
  infer AL extends Dim,
]
  ? B extends readonly [...infer BI extends Shape, infer BL extends Dim]
    ? AlignNext<BroadcastDim<AL, BL>, AI, BI, Done>
    : [[...A, ...Done]]
  : [[...B, ...Done]]

type AlignNext<Box, A extends Shape, B extends Shape, Done extends Shape> = Box extends [
  infer D extends Dim,
]
  ? Align<A, B, [D, ...Done]>
  : null

/** NumPy's broadcasting; unknown when a rank is unknown. */
type Broadcast<A extends Shape, B extends Shape> =
  SameAsOne<B, A, []> extends true
    ? [A]
    : A extends readonly []
      ? [B]
      : B extends readonly []
        ? [A]
        : number extends A['length']
          ? [Unknown]
          : number extends B['length']
            ? [Unknown]
            : Align<A, B>

/** The verdict on two operands: the shape of the result, or a problem. */
type Broadcasting<A, B> = B extends number | boolean
  ? Fits<ShapeOf<A>>
  : A extends number | boolean
    ? Fits<ShapeOf<B>>
    : Judge<ShapeOf<A>, ShapeOf<B>, Broadcast<ShapeOf<A>, ShapeOf<B>>, 'with'>

// The text is made where the box is empty, since making it costs more than the verdict.
type Judge<A extends Shape, B extends Shape, Box, Preposition extends string> = Box extends [
  infer S extends Shape,
]
  ? Fits<S>
  : Clash<`cannot broadcast ${Show<A>} ${Preposition} ${Show<B>}`>

export type BroadcastOperands<A, B> = Broadcasting<A, B>['shape']
export type CheckBroadcast<A, B> = Broadcasting<A, B>['problem']

/** The shape of three operands together. */
export type BroadcastThree<A, B, C> = BroadcastOperands<A, Tensor<BroadcastOperands<B, C>>>

type DimTo<A extends Dim, B extends Dim> =
  SameAsOne<A, B, 1> extends true
    ? true
    : A extends unknown
      ? B extends unknown
        ? number extends A | B
          ? true
          : A extends B | 1
            ? true
            : false
        : never
      : never

/** A shape that is not to change: each axis, counted from the last, is equal or 1. */
type AlignTo<A extends Shape, B extends Shape, To extends Shape> = A extends readonly [
  ...infer AI extends Shape,
  infer AL extends Dim,
]
  ? B extends readonly [...infer BI extends Shape, infer BL extends Dim]
    ? AlignToNext<DimTo<AL, BL>, AI, BI, To>
    : null
  : [To]

type AlignToNext<T, A extends Shape, B extends Shape, To extends Shape> = T extends true
  ? AlignTo<A, B, To>
  : null

export type BroadcastingTo<S extends Shape, T extends Shape> = Judge<
  S,
  T,
  number extends S['length'] | T['length'] ? [T] : AlignTo<S, T, T>,
  'to'
>

// ---- matrix products

export type SameDim<A extends Dim, B extends Dim> =
  Same<A, B> extends true
    ? true
    : A extends unknown
      ? B extends unknown
        ? number extends A
          ? true
          : number extends B
            ? true
            : A extends B
              ? true
              : false
        : never
      : never

type When<T, S extends Shape> = T extends true ? [S] : null

type Append<Box, T extends Shape> = Box extends [infer S extends Shape]
  ? number extends S['length']
    ? [Unknown]
    : [[...S, ...T]]
  : null

type WhenAll<T, Box, S extends Shape> = T extends true ? Append<Box, S> : null

/** NumPy's rules: 1-D operands lose their axis, leading axes broadcast. */
type Product<A extends Shape, B extends Shape> = number extends A['length']
  ? [Unknown]
  : number extends B['length']
    ? [Unknown]
    : A extends readonly [...infer L extends Shape, infer M extends Dim, infer K extends Dim]
      ? B extends readonly [infer J extends Dim]
        ? When<SameDim<K, J>, [...L, M]>
        : B extends readonly [...infer R extends Shape, infer J extends Dim, infer N extends Dim]
          ? WhenAll<SameDim<K, J>, Broadcast<L, R>, [M, N]>
          : null
      : A extends readonly [infer K extends Dim]
        ? B extends readonly [infer J extends Dim]
          ? When<SameDim<K, J>, []>
          : B extends readonly [...infer R extends Shape, infer J extends Dim, infer N extends Dim]
            ? When<SameDim<K, J>, [...R, N]>
            : null
        : null

type LastOf<S extends Shape> = S extends readonly [...infer _, infer K extends Dim] ? K : never
type InnerOf<S extends Shape> = S extends readonly [infer J extends Dim]
  ? J
  : S extends readonly [...infer _, infer J extends Dim, unknown]
    ? J
    : never

type WhyNoProduct<A extends Shape, B extends Shape> = A extends readonly []
  ? 'a scalar has no rows or columns, use mul'
  : B extends readonly []
    ? 'a scalar has no rows or columns, use mul'
    : SameDim<LastOf<A>, InnerOf<B>> extends true
      ? 'the axes before the last two do not broadcast'
      : `inner axes ${LastOf<A>} and ${InnerOf<B>} differ`

/** The verdict on a matrix product, in the name of the function. */
export type Multiplying<Name extends string, A, B> = JudgeProduct<
  Name,
  ShapeOf<A>,
  ShapeOf<B>,
  Product<ShapeOf<A>, ShapeOf<B>>
>

type JudgeProduct<Name extends string, A extends Shape, B extends Shape, Box> = Box extends [
  infer S extends Shape,
]
  ? Fits<S>
  : Clash<`${Name}: ${Show<A>} and ${Show<B>}: ${WhyNoProduct<A, B>}`>
