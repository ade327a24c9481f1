/** Call signatures of the functions that make, rearrange and index arrays. */
import type {
  AxisOr,
  CheckAxes,
  CheckAxisOption,
  CheckDiagonal,
  CheckInsert,
  CheckPad,
  CheckSqueeze,
  Cut,
  Diagonal,
  Insert,
  Move,
  Option,
  Padded,
  Permute,
  Reduce,
  ReplaceAxes,
  SameRank,
  Swap,
  Taken,
  Tiled,
} from './axis-types.js'
import type { BroadcastingTo } from './broadcast-types.js'
import type { CheckReshape, Reshaped } from './count-types.js'
import type { CheckConcat, CheckStack, Concatenating, Stacking } from './joint-types.js'
import type { CheckRows, DTypeOfInput, Input, ShapeOfInput } from './nested-types.js'
import type { AxisOptions, NoOptions } from './signatures.js'
import type {
  Dim,
  DType,
  DTypeOf,
  Operand,
  Shape,
  ShapeOf,
  Tensor,
  TypedArray,
  Unknown,
} from './types.js'

/** A shape as results show it: a tuple that is not readonly. */
type Mutable<S extends Shape> = number extends S['length'] ? Unknown : [...S]

// ---- creation

interface DTypeOption<D extends DType> {
  readonly dtype?: D | undefined
}

export interface TensorConstructor {
  <const T extends Input, const D extends DType = DTypeOfInput<T>>(
    value: T & CheckRows<T>,
    options?: DTypeOption<D>,
  ): Tensor<ShapeOfInput<T>, D>
  <
    const S extends Shape,
    T extends TypedArray | readonly number[] | readonly boolean[],
    const D extends DType = DTypeOfInput<T>,
  >(
    data: T,
    shape: readonly [...S],
    options?: DTypeOption<D>,
  ): Tensor<Mutable<S>, D>
}

/** zeros, ones */
export type Filled = <const S extends Shape, const D extends DType = 'float32'>(
  shape: readonly [...S],
  options?: DTypeOption<D>,
) => Tensor<Mutable<S>, D>

export type Full = <
  const S extends Shape,
  V extends number | boolean,
  const D extends DType = DTypeOfInput<V>,
>(
  shape: readonly [...S],
  value: V,
  options?: DTypeOption<D>,
) => Tensor<Mutable<S>, D>

/** zerosLike, onesLike */
export type Like = <S extends Shape = [], D extends DType = 'float32', const E extends DType = D>(
  x: Tensor<S, D> | number,
  options?: DTypeOption<E>,
) => Tensor<S, E>

export type FullLike = <
  S extends Shape = [],
  D extends DType = 'float32',
  const E extends DType = D,
>(
  x: Tensor<S, D> | number,
  value: number | boolean,
  options?: DTypeOption<E>,
) => Tensor<S, E>

export interface Eye {
  <const N extends Dim, const D extends DType = 'float32'>(
    n: N,
    options?: DTypeOption<D>,
  ): Tensor<[N, N], D>
  <const N extends Dim, const M extends Dim, const D extends DType = 'float32'>(
    n: N,
    m: M,
    options?: DTypeOption<D>,
  ): Tensor<[N, M], D>
}

export interface Arange {
  <const N extends Dim, const D extends DType = 'float32'>(
    stop: N,
    options?: DTypeOption<D>,
  ): Tensor<[N], D>
  <const D extends DType = 'float32'>(
    start: number,
    stop: number,
    options?: DTypeOption<D>,
  ): Tensor<[number], D>
  <const D extends DType = 'float32'>(
    start: number,
    stop: number,
    step: number,
    options?: DTypeOption<D>,
  ): Tensor<[number], D>
}

export type Linspace = <const N extends Dim = 50, const D extends DType = 'float32'>(
  start: number,
  stop: number,
  count?: N,
  options?: DTypeOption<D>,
) => Tensor<[N], D>

// ---- layout

export type Reshape = <const T extends Shape, S extends Shape = [], D extends DType = 'float32'>(
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
) => Tensor<Swap<S, I, J>, D>

export type Moveaxis = <
  S extends Shape,
  D extends DType,
  const I extends number,
  const J extends number,
>(
  x: Tensor<S, D>,
  source: I & CheckAxes<S, I>,
  destination: J & CheckAxes<S, J>,
) => Tensor<Move<S, I, J>, D>

export type ExpandDims = <
  const A extends number,
  S extends Shape = [],
  D extends DType = 'float32',
>(
  x: Tensor<S, D> | number,
  axis: A & CheckInsert<S, A>,
) => Tensor<Insert<S, A, 1>, D>

export interface AxesOptions {
  readonly axis?: number | readonly number[] | undefined
}

export type Squeeze = <S extends Shape, D extends DType, const O extends AxesOptions = NoOptions>(
  x: Tensor<S, D>,
  options?: O & CheckSqueeze<S, O>,
) => Tensor<Option<O, 'axis'> extends undefined ? Unknown : Reduce<S, O>, D>

export type BroadcastTo = <
  const T extends Shape,
  S extends Shape = [],
  D extends DType = 'float32',
>(
  x: Tensor<S, D> | number,
  shape: readonly [...T] & BroadcastingTo<S, T>['problem'],
) => Tensor<Mutable<T>, D>

export type Concat = <const T extends readonly Tensor[], const O extends AxisOptions = NoOptions>(
  xs: readonly [...T] & CheckConcat<T, AxisOr<O, 0>>,
  options?: O,
) => Tensor<Concatenating<T, AxisOr<O, 0>>['shape'], DTypeOf<T[number]>>

export type Stack = <const T extends readonly Operand[], const O extends AxisOptions = NoOptions>(
  xs: readonly [...T] & CheckStack<Tensors<T>, AxisOr<O, 0>>,
  options?: O,
) => Tensor<Stacking<Tensors<T>, AxisOr<O, 0>>['shape'], DTypeOf<T[number]>>

/** Numbers as scalars. */
type Tensors<T extends readonly Operand[]> = {
  readonly [K in keyof T]: T[K] extends Tensor ? T[K] : Tensor<[], 'float32'>
}

export type Split = <S extends Shape, D extends DType, const O extends AxisOptions = NoOptions>(
  x: Tensor<S, D>,
  sections: number | readonly number[],
  options?: O & CheckAxisOption<S, O>,
) => readonly Tensor<ReplaceAxes<S, AxisOr<O, 0>, [number]>, D>[]

export type Slice = <S extends Shape, D extends DType, const A extends readonly number[]>(
  x: Tensor<S, D>,
  starts: A,
  ends: readonly number[],
  strides?: readonly number[],
) => Tensor<Cut<S, A>, D>

export type Pad = <
  S extends Shape,
  D extends DType,
  const W extends readonly (readonly [number, number])[],
>(
  x: Tensor<S, D>,
  widths: W & CheckPad<S, W>,
  options?: { readonly value?: number | undefined },
) => Tensor<Padded<S, W>, D>

export type Flip = <S extends Shape, D extends DType, const O extends AxesOptions = NoOptions>(
  x: Tensor<S, D>,
  options?: O & CheckAxisOption<S, O>,
) => Tensor<S, D>

export type Tile = <S extends Shape, D extends DType, const R extends Shape>(
  x: Tensor<S, D>,
  repetitions: readonly [...R],
) => Tensor<Tiled<S, R>, D>

export type Roll = <S extends Shape, D extends DType, const O extends AxesOptions = NoOptions>(
  x: Tensor<S, D>,
  shift: number | readonly number[],
  options?: O & CheckAxisOption<S, O>,
) => Tensor<S, D>

// ---- indexing

/** Without an axis, elements in order; with one, its dimension gives way to the shape of the indices. */
export type Take = <
  S extends Shape,
  D extends DType,
  I extends Tensor<Unknown, 'int32'> | number,
  const O extends AxisOptions = NoOptions,
>(
  x: Tensor<S, D>,
  indices: I,
  options?: O & CheckAxisOption<S, O>,
) => Tensor<Taken<S, ShapeOf<I>, Option<O, 'axis'>>, D>

/** Axes of length 1 repeat, so only the rank of the result is known. */
export type TakeAlongAxis = <D extends DType, I extends Shape>(
  x: Tensor<Unknown, D>,
  indices: Tensor<I, 'int32'>,
  options?: AxisOptions,
) => Tensor<SameRank<I>, D>

export type OneHot = <const N extends Dim, S extends Shape = [], const D extends DType = 'float32'>(
  labels: Tensor<S, 'int32'> | number,
  depth: N,
  options?: DTypeOption<D>,
) => Tensor<[...S, N], D>

/** tril, triu */
export type Triangular = <S extends Shape, D extends DType>(
  x: Tensor<S, D>,
  options?: { readonly k?: number | undefined },
) => Tensor<S, D>

export type Diag = <S extends Shape, D extends DType>(
  x: Tensor<S, D> & CheckDiagonal<S>,
) => Tensor<Diagonal<S>, D>

export type Trace2d = <D extends DType>(x: Tensor<[Dim, Dim], D>) => Tensor<[], D>
