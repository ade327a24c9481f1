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
export interface TypedArrays {
  readonly float32: Float32Array
  readonly float64: Float64Array
  readonly int32: Int32Array
  readonly bool: Uint8Array
}

/** One element as JavaScript sees it: a boolean for `bool`, a number for the others. */
export type Item<D extends DType> = Items[D]
export type TypedArrayOf<D extends DType> = TypedArrays[D]
export type TypedArray = TypedArrays[DType]

/** Arrays in arrays, to any depth. */
export type NestedArray<T> = T | NestedArray<T>[]

/** The nested array of a shape: `number[][]` for `[2, 3]`. */
export type Nested<S extends Shape, T> = S extends readonly []
  ? T
  : S extends readonly [Dim, ...infer Rest extends Shape]
    ? Nested<Rest, T>[]
    : NestedArray<T>

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

export type IsAny<T> = 0 extends 1 & T ? true : false

/** True for identical types. It is decided at once even for type parameters, which keeps generic callers free of open conditionals. */
export type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

type ShowDims<S extends Shape> = S extends readonly [infer H extends Dim, ...infer T extends Shape]
  ? `${number extends H ? 'number' : H}${T extends readonly [] ? '' : `, ${ShowDims<T>}`}`
  : ''
/** A shape as text, for messages. */
export type Show<S extends Shape> = `[${ShowDims<S>}]`

// ---- operands

export type ShapeOf<A> =
  IsAny<A> extends true
    ? Unknown
    : A extends number
      ? []
      : A extends Tensor<infer S, Unknown>
        ? S
        : never
/** The dtype of an operand; `undefined` for a number, which takes the other's. */
export type DTypeOf<A> =
  IsAny<A> extends true
    ? Unknown
    : A extends number
      ? undefined
      : A extends Tensor<Unknown, infer D>
        ? D
        : never

// ---- dtypes

interface Promotion {
  readonly float32: {
    readonly float32: 'float32'
    readonly float64: never
    readonly int32: 'float32'
    readonly bool: 'float32'
  }
  readonly float64: {
    readonly float32: never
    readonly float64: 'float64'
    readonly int32: 'float64'
    readonly bool: 'float64'
  }
  readonly int32: {
    readonly float32: 'float32'
    readonly float64: 'float64'
    readonly int32: 'int32'
    readonly bool: 'int32'
  }
  readonly bool: {
    readonly float32: 'float32'
    readonly float64: 'float64'
    readonly int32: 'int32'
    readonly bool: 'bool'
  }
}

/** bool -> int32 -> float; `never` for two different floats. A known float beside an unknown dtype can only be that float. */
export type Promote<D, E> =
  Same<D, E> extends true
    ? D
    : Same<E, undefined> extends true
      ? D
      : Same<D, undefined> extends true
        ? E
        : IsAny<D> extends true
          ? E extends FloatDType
            ? E
            : Unknown
          : IsAny<E> extends true
            ? D extends FloatDType
              ? D
              : Unknown
            : D extends DType
              ? E extends DType
                ? Promotion[D][E]
                : never
              : never

/** The dtype of a result of two operands: a number beside a number is float32. */
export type PromoteOperands<A, B> = Defined<Promote<DTypeOf<A>, DTypeOf<B>>>
type Defined<D> =
  IsAny<D> extends true
    ? Unknown
    : Same<D, never> extends true
      ? Unknown
      : D extends DType
        ? D
        : 'float32'

/** Floats stay, int32 and bool become float32. */
export type FloatOf<D> = IsAny<D> extends true ? Unknown : D extends FloatDType ? D : 'float32'
