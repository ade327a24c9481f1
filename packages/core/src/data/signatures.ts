/** Call signatures of the functions of numbers: elementwise, binary, select, reductions, products. */
import type { AxisOr, CheckAxes, CheckAxisOption, Option, Reduce } from './axis-types.js'
import type {
  BroadcastOperands,
  BroadcastThree,
  CheckBroadcast,
  Multiplying,
} from './broadcast-types.js'
import type { Reshaped } from './count-types.js'
import type {
  CheckDTypes,
  CheckNumbers,
  CountOf,
  Dim,
  DType,
  FloatOf,
  Operand,
  Promote,
  PromoteOperands,
  PromoteThree,
  Shape,
  Tensor,
  Unknown,
} from './types.js'

/** No options given. */
export type NoOptions = Record<never, never>

// ---- elementwise; a number gives a scalar

/** Keeps shape and dtype. Truth values are not numbers. */
export type Elementwise = <S extends Shape = [], D extends Exclude<DType, 'bool'> = 'float32'>(
  x: Tensor<S, D> | number,
) => Tensor<S, D>

/** Keeps the shape; int32 and bool become float32. */
export type FloatElementwise<Options = never> = <S extends Shape = [], D extends DType = 'float32'>(
  x: Tensor<S, D> | number,
  ...options: [Options] extends [never] ? [] : [options?: Options]
) => Tensor<S, FloatOf<D>>

/** A question about each element. */
export type Predicate = <S extends Shape = []>(x: Tensor<S> | number) => Tensor<S, 'bool'>

// ---- binary, with broadcasting; a number takes the dtype of the other

/** The common dtype, bool -> int32 -> float; two different floats do not mix. */
export type Arithmetic = <A extends Operand, B extends Operand>(
  a: A,
  b: B & CheckBroadcast<A, B> & CheckNumbers<A, B>,
) => Tensor<BroadcastOperands<A, B>, PromoteOperands<A, B>>

/** As `Arithmetic`, but int32 and bool become float32. */
export type Division = <A extends Operand, B extends Operand>(
  a: A,
  b: B & CheckBroadcast<A, B> & CheckDTypes<A, B>,
) => Tensor<BroadcastOperands<A, B>, FloatOf<PromoteOperands<A, B>>>

/** A question about each pair. */
export type Comparison = <A extends Operand, B extends Operand>(
  a: A,
  b: B & CheckBroadcast<A, B> & CheckDTypes<A, B>,
) => Tensor<BroadcastOperands<A, B>, 'bool'>

type Truth = Tensor<Unknown, 'bool'> | boolean

/** Truth values from truth values. */
export type Logical = <A extends Truth, B extends Truth>(
  a: A,
  b: B & CheckBroadcast<A, B>,
) => Tensor<BroadcastOperands<A, B>, 'bool'>

// ---- select

export type Where = <C extends Truth, A extends Operand, B extends Operand>(
  condition: C,
  a: A & CheckBroadcast<C, A>,
  b: B & CheckBroadcast<A, B> & CheckBroadcast<C, B> & CheckDTypes<A, B>,
) => Tensor<BroadcastThree<C, A, B>, PromoteOperands<A, B>>

export type Clip = <A extends Operand, L extends Operand, H extends Operand>(
  x: A,
  low: L & CheckBroadcast<A, L> & CheckDTypes<A, L>,
  high: H & CheckBroadcast<A, H> & CheckDTypes<A, H>,
) => Tensor<BroadcastThree<A, L, H>, PromoteThree<A, L, H>>

// ---- reductions: `axis` is a number, a list, or absent for all axes

export interface ReduceOptions {
  readonly axis?: number | readonly number[] | undefined
  readonly keepdims?: boolean | undefined
}

export interface IndexOptions {
  readonly axis?: number | undefined
  readonly keepdims?: boolean | undefined
}

interface NoneGiven {
  readonly axis?: undefined
  readonly keepdims?: undefined
}

export interface AxisOptions {
  readonly axis?: number | undefined
}

/** Sums and products; bools are counted in int32. */
export type Reduction = <
  S extends Shape = [],
  D extends DType = 'float32',
  const O extends ReduceOptions = NoOptions,
>(
  x: Tensor<S, D> | number,
  options?: O & CheckAxisOption<S, O>,
) => Tensor<Reduce<S, O>, CountOf<D>>

/** The largest and the smallest; the dtype is kept. */
export type Extremum = <
  S extends Shape = [],
  D extends DType = 'float32',
  const O extends ReduceOptions = NoOptions,
>(
  x: Tensor<S, D> | number,
  options?: O & CheckAxisOption<S, O>,
) => Tensor<Reduce<S, O>, D>

/** int32 and bool become float32. */
export type FloatReduction<Options extends ReduceOptions = ReduceOptions> = <
  S extends Shape = [],
  D extends DType = 'float32',
  const O extends Options = Options & NoneGiven,
>(
  x: Tensor<S, D> | number,
  options?: O & CheckAxisOption<S, O>,
) => Tensor<Reduce<S, O>, FloatOf<D>>

/** Where the largest or the smallest is. */
export type IndexReduction = <S extends Shape = [], const O extends IndexOptions = NoOptions>(
  x: Tensor<S> | number,
  options?: O & CheckAxisOption<S, O>,
) => Tensor<Reduce<S, O>, 'int32'>

export type BoolReduction = <S extends Shape, const O extends ReduceOptions = NoOptions>(
  x: Tensor<S, 'bool'>,
  options?: O & CheckAxisOption<S, O>,
) => Tensor<Reduce<S, O>, 'bool'>

/** Running sums and products along an axis, or of all elements in order. */
export type Cumulative = <
  S extends Shape = [],
  D extends DType = 'float32',
  const O extends AxisOptions = NoOptions,
>(
  x: Tensor<S, D> | number,
  options?: O & CheckAxisOption<S, O>,
) => Tensor<Option<O, 'axis'> extends undefined ? Reshaped<S, [-1]> : S, CountOf<D>>

/** Each slice along one axis, the last by default, mapped as a whole; the shape is kept. */
export type AlongAxis = <S extends Shape, D extends DType, const O extends AxisOptions = NoOptions>(
  x: Tensor<S, D> & CheckAxes<S, AxisOr<O, -1>>,
  options?: O & CheckAxisOption<S, O>,
) => Tensor<S, FloatOf<D>>

// ---- products

/** NumPy's rules: 1-D operands lose their axis, leading axes broadcast. */
export type Matmul<Name extends string = 'matmul'> = <A extends Tensor, B extends Tensor>(
  a: A,
  b: B & Multiplying<Name, A, B>['problem'] & CheckDTypes<A, B>,
) => Tensor<Multiplying<Name, A, B>['shape'], CountOf<PromoteOperands<A, B>>>

export type Dot = Matmul<'dot'>

export type Outer = <M extends Dim, D extends DType, N extends Dim, E extends DType>(
  a: Tensor<[M], D>,
  b: Tensor<[N], E> & CheckDTypes<Tensor<[M], D>, Tensor<[N], E>>,
) => Tensor<[M, N], Promote<D, E>>

export type Astype = <const D extends DType, S extends Shape = []>(
  x: Tensor<S> | number,
  dtype: D,
) => Tensor<S, D>
