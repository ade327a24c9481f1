/** Two shapes at the type level: broadcasting, matrix products, and the texts of their mismatches. */
import type {
  Dim,
  DTypeError,
  DTypeOf,
  Promote,
  Same,
  Shape,
  ShapeError,
  ShapeOf,
  Show,
  Unknown,
} from './types.js'

// ---- broadcasting

type BroadcastDim<A, B> =
  Same<A, B> extends true
    ? A
    : Same<B, 1> extends true
      ? A
      : Same<A, 1> extends true
        ? B
        : number extends A
          ? number extends B
            ? number
            : B
          : number extends B
            ? A
            : A extends B
              ? A
              : never

type BroadcastKnown<
  A extends Shape,
  B extends Shape,
  Done extends Shape = [],
> = A extends readonly [...infer AI extends Shape, infer AL extends Dim]
  ? B extends readonly [...infer BI extends Shape, infer BL extends Dim]
    ? Same<BroadcastDim<AL, BL>, never> extends true
      ? never
      : BroadcastKnown<AI, BI, [BroadcastDim<AL, BL>, ...Done]>
    : [...A, ...Done]
  : [...B, ...Done]

/** NumPy's broadcasting; `never` when two known shapes do not fit, unknown when a rank is unknown. */
export type Broadcast<A extends Shape, B extends Shape> =
  Same<A, B> extends true
    ? A
    : B extends readonly []
      ? A
      : A extends readonly []
        ? B
        : number extends A['length']
          ? Unknown
          : number extends B['length']
            ? Unknown
            : BroadcastKnown<A, B>

/** A type that is `never` becomes unknown: its error is reported on the argument. */
type Reported<S> = Same<S, never> extends true ? Unknown : S

export type BroadcastOperands<A, B> = Reported<Broadcast<ShapeOf<A>, ShapeOf<B>>>

export type CheckBroadcast<A, B> =
  Same<Broadcast<ShapeOf<A>, ShapeOf<B>>, never> extends true
    ? ShapeError<`cannot broadcast ${Show<ShapeOf<A>>} with ${Show<ShapeOf<B>>}`>
    : unknown

export type CheckDTypes<A, B> =
  Same<Promote<DTypeOf<A>, DTypeOf<B>>, never> extends true
    ? DTypeError<`${DTypeOf<A> & string} and ${DTypeOf<B> & string} differ: convert one with astype`>
    : unknown

// ---- matrix products

type SameDim<A, B> =
  Same<A, B> extends true
    ? true
    : number extends A
      ? true
      : number extends B
        ? true
        : A extends B
          ? true
          : false

/** NumPy's rules: 1-D operands lose their axis, leading axes broadcast; `never` when known axes differ. */
export type Matmul<A extends Shape, B extends Shape> = A extends readonly [
  infer M extends Dim,
  infer K extends Dim,
]
  ? B extends readonly [infer J extends Dim, infer N extends Dim]
    ? If<SameDim<K, J>, [M, N]>
    : MatmulAny<A, B>
  : MatmulAny<A, B>

type If<C, T> = C extends true ? T : never

type MatmulAny<A extends Shape, B extends Shape> = A extends readonly []
  ? never
  : B extends readonly []
    ? never
    : number extends A['length']
      ? Unknown
      : number extends B['length']
        ? Unknown
        : A extends readonly [infer K extends Dim]
          ? B extends readonly [infer J extends Dim]
            ? If<SameDim<K, J>, []>
            : B extends readonly [
                  ...infer L extends Shape,
                  infer J extends Dim,
                  infer N extends Dim,
                ]
              ? If<SameDim<K, J>, [...L, N]>
              : never
          : A extends readonly [...infer L extends Shape, infer M extends Dim, infer K extends Dim]
            ? B extends readonly [infer J extends Dim]
              ? If<SameDim<K, J>, [...L, M]>
              : B extends readonly [
                    ...infer R extends Shape,
                    infer J extends Dim,
                    infer N extends Dim,
                  ]
                ? SameDim<K, J> extends true
                  ? Broadcast<L, R> extends infer Batch
                    ? Same<Batch, never> extends true
                      ? never
                      : Batch extends Shape
                        ? number extends Batch['length']
                          ? Unknown
                          : [...Batch, M, N]
                        : never
                    : never
                  : never
                : never
            : never

export type MatmulShape<A extends Shape, B extends Shape> = Reported<Matmul<A, B>>

type Last<S extends Shape> = S extends readonly [...Shape, infer K extends Dim] ? K : never
type Inner<S extends Shape> = S extends readonly [infer J extends Dim]
  ? J
  : S extends readonly [...Shape, infer J extends Dim, Dim]
    ? J
    : never

export type CheckMatmul<A, B> =
  Same<Matmul<ShapeOf<A>, ShapeOf<B>>, never> extends true
    ? ShapeError<`matmul: ${Show<ShapeOf<A>>} and ${Show<ShapeOf<B>>}: ${SameDim<
        Last<ShapeOf<A>>,
        Inner<ShapeOf<B>>
      > extends true
        ? 'batch axes do not broadcast'
        : `inner axes ${Last<ShapeOf<A>>} and ${Inner<ShapeOf<B>>} differ`}`>
    : unknown
