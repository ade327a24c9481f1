/** Gradual shape types: what a tensor is to the type checker, and the algebra of its shape and dtype. */
export type DType = 'float32' | 'float64' | 'int32' | 'bool'
export type FloatDType = 'float32' | 'float64'
export type Dim = number
export type Shape = readonly Dim[]

interface Items {
  readonly float32: number
  readonly float64: number
  readonly int32: number
  readonly bool: boolean
}

/** The typed array that holds the elements of a dtype. */
interface TypedArrays {
  readonly float32: Float32Array
  readonly float64: Float64Array
  readonly int32: Int32Array
  readonly bool: Uint8Array
}

/** One element as JavaScript sees it: a boolean for `bool`, a number for the others. */
type Item<D extends DType> = Items[D]
type TypedArrayOf<D extends DType> = TypedArrays[D]
export type TypedArray = TypedArrays[DType]

/** Arrays in arrays, to any depth. */
export type NestedArray<T> = T | readonly NestedArray<T>[]

/** The nested array of a shape: `number[][]` for `[2, 3]`; unknown for an unknown shape. */
export type Nested<S extends Shape, T> = S extends readonly []
  ? T
  : S extends readonly [Dim, ...infer Rest extends Shape]
    ? Nested<Rest, T>[]
    : unknown

/**
 * An immutable array of numbers of one dtype, with its shape `S` and dtype `D` in its type.
 * `any` (the default) is unknown: accepted everywhere and checked when the program runs. So is a dimension `number`.
 */
// biome-ignore lint/suspicious/noExplicitAny: `any` is the unknown shape and dtype of gradual typing
export interface Tensor<out S extends Shape = any, out D extends DType = any> {
  readonly shape: readonly [...S]
  readonly dtype: D
  readonly rank: (readonly [...S])['length']
  readonly size: number
  item(): Item<D>
  toArray(): Nested<S, Item<D>>
  data(): TypedArrayOf<D>
  toString(): string
  /** What `JSON.stringify` writes: nested arrays, in which NaN and infinities are strings. */
  toJSON(): { readonly dtype: D; readonly shape: readonly [...S]; readonly data: unknown }
}

// biome-ignore lint/suspicious/noExplicitAny: the unknown dtype
export type Scalar<D extends DType = any> = Tensor<[], D>

/** What every function of tensors takes: a bare number stands for a scalar of the dtype beside it. */
export type Operand = Tensor | number

/** The text of a mismatch, placed on the argument that does not fit, so that the compiler prints it. */
export interface ShapeError<M extends string> {
  readonly shapeError: M
}
export interface DTypeError<M extends string> {
  readonly dtypeError: M
}

// biome-ignore lint/suspicious/noExplicitAny: the unknown of gradual typing, named once
export type Unknown = any

/**
 * Whether two types are the same; `any` is the same as `any` only. For one and the same type
 * parameter it is decided at once, so that generic callers see plain results. (Written out, since a
 * named function type would be compared by its arguments, and `any` would pass.)
 */
export type Same<A, B> =
  (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false

export type IsAny<T> = Same<T, Unknown>

/** Whether T is the same as A or the same as B. */
export type SameAsOne<T, A, B> =
  (<X>() => X extends T ? 1 : 2) extends
    | (<X>() => X extends A ? 1 : 2)
    | (<X>() => X extends B ? 1 : 2)
    ? true
    : false

type ShowDims<S extends Shape> = S extends readonly [infer H extends Dim, ...infer T extends Shape]
  ? `${number extends H ? 'number' : H}${T extends readonly [] ? '' : `, ${ShowDims<T>}`}`
  : ''

/** A shape as text, for messages. */
export type Show<S extends Shape> = `[${ShowDims<S>}]`

/** A shape that is possible: `problem` is what an argument is intersected with, here nothing. */
export interface Fits<S extends Shape> {
  readonly shape: S
  readonly problem: unknown
}

/** A known mismatch. Its result is unknown, so that one mistake is reported once. */
export interface Clash<M extends string> {
  readonly shape: Unknown
  readonly problem: ShapeError<M>
}

// ---- operands

export type ShapeOf<A> =
  IsAny<A> extends true
    ? Unknown
    : A extends number | boolean
      ? []
      : A extends Tensor<infer S, Unknown>
        ? S
        : never

export type DTypeOf<A> =
  IsAny<A> extends true ? Unknown : A extends Tensor<Unknown, infer D> ? D : 'float32'

// ---- dtypes

/** bool -> int32 -> float. Two different floats have no common dtype. */
interface Promotion {
  readonly float32: Promoted<'float32', never, 'float32', 'float32'>
  readonly float64: Promoted<never, 'float64', 'float64', 'float64'>
  readonly int32: Promoted<'float32', 'float64', 'int32', 'int32'>
  readonly bool: Promoted<'float32', 'float64', 'int32', 'bool'>
}

interface Promoted<Float32, Float64, Int32, Bool> {
  readonly float32: Float32
  readonly float64: Float64
  readonly int32: Int32
  readonly bool: Bool
}

/** The common dtype of two tensors. A known float beside an unknown dtype can only be that float. */
export type Promote<D extends DType, E extends DType> =
  Same<D, E> extends true
    ? D
    : IsAny<D> extends true
      ? E extends FloatDType
        ? E
        : Unknown
      : IsAny<E> extends true
        ? D extends FloatDType
          ? D
          : Unknown
        : Promotion[D][E]

/** The dtype in a box, which keeps the question open until the tensor is known. */
export type DTypeIn<A> = A extends Tensor<Unknown, infer D> ? [D] : ['float32']

/** A number takes the dtype of the tensor beside it; beside a bool it keeps its own. */
type Beside<A, N extends number> =
  Same<DTypeIn<A>, ['bool']> extends true
    ? number extends N
      ? Unknown
      : `${N}` extends `${bigint}`
        ? 'int32'
        : 'float32'
    : DTypeOf<A>

/** The dtype of the result of two operands; two numbers are float32. */
export type PromoteOperands<A, B> = B extends number
  ? Beside<A, B>
  : A extends number
    ? Beside<B, A>
    : Promote<DTypeOf<A>, DTypeOf<B>>

/** The dtype of three operands together. */
export type PromoteThree<A, B, C> = A extends number
  ? PromoteOperands<A, Tensor<[], PromoteOperands<B, C>>>
  : PromoteOperands<Tensor<[], PromoteOperands<A, B>>, C>

/** Floats stay, int32 and bool become float32. */
export type FloatOf<D> = IsAny<D> extends true ? Unknown : D extends FloatDType ? D : 'float32'

/** What sums are held in: a sum of bools counts. */
export type CountOf<D> = IsAny<D> extends true ? Unknown : D extends 'bool' ? 'int32' : D

/** The dtypes of two tensors. A pair with a type parameter is not the same as any known pair: it is accepted. */
type Pair<A, B> =
  A extends Tensor<Unknown, infer D> ? (B extends Tensor<Unknown, infer E> ? [D, E] : null) : null

/** Refuses two different floats. A pair that is not wholly known is accepted. */
export type CheckDTypes<A, B> =
  SameAsOne<Pair<A, B>, ['float32', 'float64'], ['float64', 'float32']> extends true
    ? DTypeError<`${DTypeOf<A>} and ${DTypeOf<B>} do not mix: convert one of them with astype`>
    : unknown

/** Refuses two different floats, and arithmetic of truth values. */
export type CheckNumbers<A, B> =
  Same<Pair<A, B>, ['bool', 'bool']> extends true
    ? DTypeError<'bool and bool: truth values are not numbers; use logicalAnd, logicalOr or astype'>
    : CheckDTypes<A, B>
