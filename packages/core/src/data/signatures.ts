/** Call signatures of the functions on numbers: elementwise, binary, select, reductions, linear algebra. */
import type { CheckAxisOption, Reduce } from './axis-types.js'
import type {
  Broadcast,
  BroadcastOperands,
  CheckBroadcast,
  CheckDTypes,
  CheckMatmul,
  MatmulShape,
} from './broadcast-types.js'
import type {
  Dim,
  DType,
  FloatOf,
  Operand,
  PromoteOperands,
  Shape,
  ShapeOf,
  Tensor,
  Unknown,
} from './types.js'

// ---- elementwise

/** Keeps shape and dtype; a number gives a scalar. */
export type Elementwise = <S extends Shape = [], D extends DType = 'float32'>(
  x: Tensor<S, D> | number,
) => Tensor<S, D>

/** Keeps the shape; int32 and bool become float32. */
export type FloatElementwise<Options = never> = <S extends Shape = [], D extends DType = 'float32'>(
  x: Tensor<S, D> | number,
  ...options: [Options] extends [never] ? [] : [options?: Options]
) => Tensor<S, FloatOf<D>>

/** A question about each element. */
export type Predicate = <S extends Shape = []>(x: Tensor<S> | number) => Tensor<S, 'bool'>

// ---- binary, with broadcasting

/** The common dtype: bool -> int32 -> float; a number takes the other's. */
export type Arithmetic = <A extends Operand, B extends Operand>(
  a: A,
  b: B & CheckBroadcast<A, B> & CheckDTypes<A, B>,
) => Tensor<BroadcastOperands<A, B>, PromoteOperands<A, B>>

/** As Arithmetic, but integers give float32. */
export type Division = <A extends Operand, B extends Operand>(
  a: A,
  b: B & CheckBroadcast<A, B> & CheckDTypes<A, B>,
) => Tensor<BroadcastOperands<A, B>, FloatOf<PromoteOperands<A, B>>>

export type Comparison = <A extends Operand, B extends Operand>(
  a: A,
  b: B & CheckBroadcast<A, B> & CheckDTypes<A, B>,
) => Tensor<BroadcastOperands<A, B>, 'bool'>

export type Logical = <A extends Operand | boolean, B extends Operand | boolean>(
  a: A,
  b: B & CheckBroadcast<A, B>,
) => Tensor<BroadcastOperands<A, B>, 'bool'>

// ---- select

export type Where = <C extends Operand | boolean, A extends Operand, B extends Operand>(
  condition: C,
  a: A & CheckBroadcast<C, A>,
  b: B & CheckBroadcast<A, B> & CheckDTypes<A, B> & CheckBroadcast<C, B>,
) => Tensor<Broadcast<ShapeOf<C>, BroadcastOperands<A, B>>, PromoteOperands<A, B>>

export type Clip = <S extends Shape = [], D extends DType = 'float32'>(
  x: Tensor<S, D> | number,
  low: Operand,
  high: Operand,
) => Tensor<S, D>

// ---- reductions

export interface ReduceOptions {
  readonly axis?: number | readonly number[] | undefined
  readonly keepdims?: boolean | undefined
}

export interface IndexOptions {
  readonly axis?: number | undefined
  readonly keepdims?: boolean | undefined
}

export interface AxisOptions {
  readonly axis?: number | undefined
}

export type Reduction = <
  S extends Shape = [],
  D extends DType = 'float32',
  const O extends ReduceOptions = {},
>(
  x: Tensor<S, D> | number,
  options?: O & CheckAxisOption<S, O>,
) => Tensor<Reduce<S, O>, D>

/** Integers give float32. */
export type FloatReduction<Options extends ReduceOptions = ReduceOptions> = <
  S extends Shape = [],
  D extends DType = 'float32',
  const O extends Options = Options & {},
>(
  x: Tensor<S, D> | number,
  options?: O & CheckAxisOption<S, O>,
) => Tensor<Reduce<S, O>, FloatOf<D>>

export type IndexReduction = <S extends Shape = [], const O extends IndexOptions = {}>(
  x: Tensor<S> | number,
  options?: O & CheckAxisOption<S, O>,
) => Tensor<Reduce<S, O>, 'int32'>

export type BoolReduction = <S extends Shape = [], const O extends ReduceOptions = {}>(
  x: Tensor<S> | number,
  options?: O & CheckAxisOption<S, O>,
) => Tensor<Reduce<S, O>, 'bool'>

export type Cumulative = <S extends Shape, D extends DType, const O extends AxisOptions = {}>(
  x: Tensor<S, D>,
  options?: O & CheckAxisOption<S, O>,
) => Tensor<S, D>

export type AlongAxis = <S extends Shape, D extends DType, const O extends AxisOptions = {}>(
  x: Tensor<S, D>,
  options?: O & CheckAxisOption<S, O>,
) => Tensor<S, FloatOf<D>>

// ---- linear algebra

export type Matmul = <A extends Tensor, B extends Tensor>(
  a: A,
  b: B & CheckMatmul<A, B> & CheckDTypes<A, B>,
) => Tensor<MatmulShape<ShapeOf<A>, ShapeOf<B>>, PromoteOperands<A, B>>

export type Dot = <A extends Tensor, B extends Tensor>(
  a: A,
  b: B & CheckMatmul<A, B> & CheckDTypes<A, B>,
) => Tensor<MatmulShape<ShapeOf<A>, ShapeOf<B>>, PromoteOperands<A, B>>

export type Outer = <M extends Dim, D extends DType, N extends Dim, E extends DType>(
  a: Tensor<[M], D>,
  b: Tensor<[N], E> & CheckDTypes<Tensor<[M], D>, Tensor<[N], E>>,
) => Tensor<[M, N], PromoteOperands<Tensor<[M], D>, Tensor<[N], E>>>

export type Einsum = (equation: string, ...operands: readonly Tensor[]) => Tensor

export type Tensordot = <A extends Tensor, B extends Tensor>(
  a: A,
  b: B & CheckDTypes<A, B>,
  axes?: number | readonly [readonly number[], readonly number[]],
) => Tensor<Unknown, PromoteOperands<A, B>>

export type Astype = <S extends Shape, D extends DType>(
  x: Tensor<S> | number,
  dtype: D,
) => Tensor<S, D>
