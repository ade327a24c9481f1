/** Call signatures of the functions that make, reshape and index arrays. */

import type {
  CheckAxes,
  CheckAxisOption,
  Insert,
  Mutable,
  Option,
  Permute,
  Reduce,
  SameRank,
} from './axis-types.js'
import type { CheckReshape, Reshaped } from './count-types.js'
import type { AxisOptions } from './signatures.js'
import type { Dim, DType, Operand, Shape, Tensor, TypedArray, Unknown } from './types.js'

// ---- creation

/** Numbers or booleans in arrays to any depth. */
export type NestedInput = number | boolean | readonly NestedInput[]

/** The shape of nested arrays; a union when rows differ in length. */
export type ShapeOfNested<T, Depth extends 0[] = []> = Depth['length'] extends 8
  ? Unknown
  : T extends readonly (infer E)[]
    ? [T['length'], ...([E] extends [never] ? [] : ShapeOfNested<E, [...Depth, 0]>)]
    : []

type Leaf<T, Depth extends 0[] = []> = Depth['length'] extends 8
  ? number
  : T extends readonly (infer E)[]
    ? Leaf<E, [...Depth, 0]>
    : T

/** booleans give bool, numbers float32, typed arrays their own dtype. */
export type DTypeOfInput<T> = T extends Float64Array
  ? 'float64'
  : T extends Int32Array | Uint8Array
    ? 'int32'
    : T extends Float32Array
      ? 'float32'
      : [Leaf<T>] extends [boolean]
        ? 'bool'
        : 'float32'

export interface DTypeOption<D extends DType> {
  readonly dtype?: D | undefined
}

export interface TensorConstructor {
  <const T extends NestedInput, D extends DType = DTypeOfInput<T>>(
    value: T,
    options?: DTypeOption<D>,
  ): Tensor<ShapeOfNested<T>, D>
  <
    const S extends Shape,
    T extends TypedArray | readonly number[] | readonly boolean[],
    D extends DType = DTypeOfInput<T>,
  >(
    data: T,
    shape: readonly [...S],
    options?: DTypeOption<D>,
  ): Tensor<Mutable<S>, D>
}

export type Filled = <const S extends Shape, D extends DType = 'float32'>(
  shape: readonly [...S],
  options?: DTypeOption<D>,
) => Tensor<Mutable<S>, D>

export type Full = <
  const S extends Shape,
  V extends number | boolean,
  D extends DType = DTypeOfInput<V>,
>(
  shape: readonly [...S],
  value: V,
  options?: DTypeOption<D>,
) => Tensor<Mutable<S>, D>

export type Like = <S extends Shape = [], D extends DType = 'float32', E extends DType = D>(
  x: Tensor<S, D> | number,
  options?: DTypeOption<E>,
) => Tensor<S, E>

export type FullLike = <S extends Shape = [], D extends DType = 'float32', E extends DType = D>(
  x: Tensor<S, D> | number,
  value: number | boolean,
  options?: DTypeOption<E>,
) => Tensor<S, E>

export interface Eye {
  <N extends Dim, D extends DType = 'float32'>(n: N, options?: DTypeOption<D>): Tensor<[N, N], D>
  <N extends Dim, M extends Dim, D extends DType = 'float32'>(
    n: N,
    m: M,
    options?: DTypeOption<D>,
  ): Tensor<[N, M], D>
}

export interface Arange {
  <N extends Dim, D extends DType = 'float32'>(stop: N, options?: DTypeOption<D>): Tensor<[N], D>
  <D extends DType = 'float32'>(
    start: number,
    stop: number,
    options?: DTypeOption<D>,
  ): Tensor<[number], D>
  <D extends DType = 'float32'>(
    start: number,
    stop: number,
    step: number,
    options?: DTypeOption<D>,
  ): Tensor<[number], D>
}

export type Linspace = <N extends Dim = 50, D extends DType = 'float32'>(
  start: number,
  stop: number,
  count?: N,
  options?: DTypeOption<D>,
) => Tensor<[N], D>

// ---- layout

export type Reshape = <S extends Shape, D extends DType, const T extends Shape>(
  x: Tensor<S, D> | number,
  shape: readonly [...T] & CheckReshape<S, T>,
) => Tensor<Reshaped<S, T>, D>

export type Ravel = <S extends Shape = [], D extends DType = 'float32'>(
  x: Tensor<S, D> | number,
) => Tensor<Reshaped<S, [-1]>, D>

export type Transpose = <
  S extends Shape,
  D extends DType,
  const A extends readonly number[] | undefined = undefined,
>(
  x: Tensor<S, D>,
  axes?: A & CheckAxes<S, A>,
) => Tensor<Permute<S, A>, D>

export type Swapaxes = <
  S extends Shape,
  D extends DType,
  const I extends number,
  const J extends number,
>(
  x: Tensor<S, D>,
  axis1: I & CheckAxes<S, I>,
  axis2: J & CheckAxes<S, J>,
) => Tensor<SameRank<S>, D>

export type Moveaxis = <
  S extends Shape,
  D extends DType,
  const I extends number,
  const J extends number,
>(
  x: Tensor<S, D>,
  source: I & CheckAxes<S, I>,
  destination: J & CheckAxes<S, J>,
) => Tensor<SameRank<S>, D>

export type ExpandDims = <
  S extends Shape = [],
  D extends DType = 'float32',
  const A extends number = number,
>(
  x: Tensor<S, D> | number,
  axis: A,
) => Tensor<Insert<S, A, 1>, D>

export type Squeeze = <
  S extends Shape,
  D extends DType,
  const O extends { readonly axis?: number | readonly number[] | undefined } = {},
>(
  x: Tensor<S, D>,
  options?: O & CheckAxisOption<S, O>,
) => Tensor<Option<O, 'axis'> extends undefined ? Unknown : Reduce<S, O>, D>

export type BroadcastTo = <
  S extends Shape = [],
  D extends DType = 'float32',
  const T extends Shape = Shape,
>(
  x: Tensor<S, D> | number,
  shape: readonly [...T],
) => Tensor<Mutable<T>, D>

export type Concat = <D extends DType>(
  xs: readonly Tensor<Unknown, D>[],
  options?: AxisOptions,
) => Tensor<Unknown, D>

export type Stack = <D extends DType>(
  xs: readonly Operand[],
  options?: AxisOptions,
) => Tensor<Unknown, D>

export type Split = <S extends Shape, D extends DType>(
  x: Tensor<S, D>,
  sections: number | readonly number[],
  options?: AxisOptions,
) => readonly Tensor<SameRank<S>, D>[]

export type Slice = <S extends Shape, D extends DType>(
  x: Tensor<S, D>,
  starts: readonly number[],
  ends: readonly number[],
  strides?: readonly number[],
) => Tensor<SameRank<S>, D>

export interface PadOptions {
  readonly value?: number | undefined
}

export type Pad = <S extends Shape, D extends DType>(
  x: Tensor<S, D>,
  widths: readonly (readonly [number, number])[],
  options?: PadOptions,
) => Tensor<SameRank<S>, D>

export type Flip = <S extends Shape, D extends DType>(
  x: Tensor<S, D>,
  options?: { readonly axis?: number | readonly number[] | undefined },
) => Tensor<S, D>

export type Tile = <S extends Shape, D extends DType>(
  x: Tensor<S, D>,
  repetitions: readonly number[],
) => Tensor<Unknown, D>

export type Roll = <S extends Shape, D extends DType>(
  x: Tensor<S, D>,
  shift: number | readonly number[],
  options?: { readonly axis?: number | readonly number[] | undefined },
) => Tensor<S, D>

// ---- indexing

export type Take = <
  S extends Shape,
  D extends DType,
  I extends Operand,
  const O extends AxisOptions = {},
>(
  x: Tensor<S, D>,
  indices: I,
  options?: O & CheckAxisOption<S, O>,
) => Tensor<Unknown, D>

export type TakeAlongAxis = <D extends DType, I extends Shape, const O extends AxisOptions = {}>(
  x: Tensor<Unknown, D>,
  indices: Tensor<I>,
  options?: O,
) => Tensor<I, D>

export type OneHot = <S extends Shape, N extends Dim, D extends DType = 'float32'>(
  labels: Tensor<S> | number,
  depth: N,
  options?: DTypeOption<D>,
) => Tensor<[...S, N], D>

export type Triangular = <S extends Shape, D extends DType>(
  x: Tensor<S, D>,
  options?: { readonly k?: number | undefined },
) => Tensor<S, D>

export type Diag = <S extends Shape, D extends DType>(x: Tensor<S, D>) => Tensor<Unknown, D>

export type Trace2d = <D extends DType>(x: Tensor<[Dim, Dim], D>) => Tensor<[], D>
