/** Call signatures of linear algebra: square matrices, stacks of them, and their factors. */
import type { Multiplying, SameDim } from '../data/broadcast-types.js'
import type {
  CheckDTypes,
  Clash,
  Dim,
  DType,
  Fits,
  FloatOf,
  PromoteOperands,
  Shape,
  ShapeOf,
  Show,
  Tensor,
  Unknown,
} from '../data/types.js'

type Squareness<Name extends string, S extends Shape> = number extends S['length']
  ? Fits<S>
  : S extends readonly [...Shape, infer M extends Dim, infer N extends Dim]
    ? SameDim<M, N> extends true
      ? Fits<S>
      : Clash<`${Name}: ${Show<S>} is not square: ${M} rows and ${N} columns`>
    : Clash<`${Name}: ${Show<S>} is not a matrix`>

/** Refuses what is known not to be square matrices in its last two axes. */
type CheckSquare<Name extends string, S extends Shape> = Squareness<Name, S>['problem']

type Matrixness<Name extends string, S extends Shape> = number extends S['length']
  ? Fits<S>
  : S extends readonly [...Shape, Dim, Dim]
    ? Fits<S>
    : Clash<`${Name}: ${Show<S>} is not a matrix`>

type CheckMatrix<Name extends string, S extends Shape> = Matrixness<Name, S>['problem']

/** The axes before the last `T`. */
type Before<S extends Shape, T extends Shape> = number extends S['length']
  ? Unknown
  : S extends readonly [...infer L extends Shape, ...T]
    ? [...L]
    : Unknown

type Lead<S extends Shape> = Before<S, [Dim, Dim]>

/** The shorter side, where the compiler can tell: both are equal. */
type Shorter<M extends Dim, N extends Dim> = number extends M
  ? number
  : number extends N
    ? number
    : M extends N
      ? M
      : number

type Stacked<L, S extends Shape> = L extends Shape
  ? number extends L['length']
    ? Unknown
    : [...L, ...S]
  : Unknown

type Sides<S extends Shape> = number extends S['length']
  ? Unknown
  : S extends readonly [...Shape, infer M extends Dim, infer N extends Dim]
    ? [M, N]
    : Unknown

/** A stack of matrices like S with other sides. */
type WithSides<S extends Shape, T extends Shape> = Stacked<Lead<S>, T>

type RowsOf<S extends Shape> = Sides<S>[0]
type ColumnsOf<S extends Shape> = Sides<S>[1]
type RankOf<S extends Shape> = Shorter<RowsOf<S>, ColumnsOf<S>>

/** cholesky, inv */
export type SquareMap<Name extends string> = <S extends Shape, D extends DType>(
  a: Tensor<S, D> & CheckSquare<Name, S>,
) => Tensor<S, FloatOf<D>>

export type Det = <S extends Shape, D extends DType>(
  a: Tensor<S, D> & CheckSquare<'linalg.det', S>,
) => Tensor<Lead<S>, FloatOf<D>>

export type Slogdet = <S extends Shape, D extends DType>(
  a: Tensor<S, D> & CheckSquare<'linalg.slogdet', S>,
) => [sign: Tensor<Lead<S>, FloatOf<D>>, logabsdet: Tensor<Lead<S>, FloatOf<D>>]

export interface TriangleOptions {
  readonly lower?: boolean | undefined
  readonly transpose?: boolean | undefined
  readonly unitDiagonal?: boolean | undefined
}

/** A solution has the shape of the product of the matrix and the right-hand side. */
export type Solve<Name extends string, Options extends readonly unknown[] = []> = <
  A extends Tensor,
  B extends Tensor,
>(
  a: A & CheckSquare<Name, ShapeOf<A>>,
  b: B & Multiplying<Name, A, B>['problem'] & CheckDTypes<A, B>,
  ...options: Options
) => Tensor<Multiplying<Name, A, B>['shape'], FloatOf<PromoteOperands<A, B>>>

export type Eigh = <S extends Shape, D extends DType>(
  a: Tensor<S, D> & CheckSquare<'linalg.eigh', S>,
) => [values: Tensor<Before<S, [Dim]>, FloatOf<D>>, vectors: Tensor<S, FloatOf<D>>]

export type Qr = <S extends Shape, D extends DType>(
  a: Tensor<S, D> & CheckMatrix<'linalg.qr', S>,
) => [
  q: Tensor<WithSides<S, [RowsOf<S>, RankOf<S>]>, FloatOf<D>>,
  r: Tensor<WithSides<S, [RankOf<S>, ColumnsOf<S>]>, FloatOf<D>>,
]

export type Svd = <S extends Shape, D extends DType>(
  a: Tensor<S, D> & CheckMatrix<'linalg.svd', S>,
) => [
  u: Tensor<WithSides<S, [RowsOf<S>, RankOf<S>]>, FloatOf<D>>,
  s: Tensor<WithSides<S, [RankOf<S>]>, FloatOf<D>>,
  vT: Tensor<WithSides<S, [RankOf<S>, ColumnsOf<S>]>, FloatOf<D>>,
]
