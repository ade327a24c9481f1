/** Call signatures of convolution, pooling, sorting and products over named axes. */
import type { CheckAxisOption, Option, ReplaceAxes } from './axis-types.js'
import type { SameDim } from './broadcast-types.js'
import type { Contracting } from './einsum-types.js'
import type { AxisOptions, NoOptions } from './signatures.js'
import type {
  CheckDTypes,
  Clash,
  CountOf,
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
} from './types.js'
import type { Places } from './window-types.js'

type Two = readonly [number, number]

/** 'SAME', 'VALID', or [[top, bottom], [left, right]]. */
export type Padding = 'SAME' | 'VALID' | readonly [Two, Two]

export interface ConvOptions {
  readonly strides?: Two | undefined
  readonly padding?: Padding | undefined
  readonly dilation?: Two | undefined
}

export interface PoolOptions {
  readonly window: Two
  readonly strides?: Two | undefined
  readonly padding?: Padding | undefined
}

// ---- windows on images

/** An option, or what it is when absent. */
type Or<Given, Default> = [Given] extends [undefined] ? Default : Given

type PaddingOf<O> =
  Or<Option<O, 'dilation'>, readonly [1, 1]> extends readonly [1, 1]
    ? Or<Option<O, 'padding'>, 'VALID'>
    : Or<Option<O, 'padding'>, 'VALID'> extends 'SAME'
      ? 'SAME'
      : unknown

type Slide<H extends Dim, W extends Dim, Size, Strides, P> = Size extends readonly [
  infer A extends Dim,
  infer B extends Dim,
]
  ? Strides extends readonly [infer S extends Dim, infer T extends Dim]
    ? [Places<H, A, S, P>, Places<W, B, T, P>]
    : [number, number]
  : [number, number]

/** Images with other rows, columns and channels. */
type Image<
  S extends Shape,
  N extends Dim,
  Box,
  C extends Dim,
  Size,
  Name extends string,
> = Box extends [infer A extends Dim, infer B extends Dim]
  ? Fits<[N, A, B, C]>
  : Clash<`${Name}: a window of ${Size & string} does not fit into images ${Show<S>}`>

type NotImages<
  S extends Shape,
  Name extends string,
> = Clash<`${Name}: got ${Show<S>}, expected images [number, height, width, channels]`>

/** The verdict on images and filters. */
type Convolving<S extends Shape, T extends Shape, O> = number extends S['length']
  ? Fits<Unknown>
  : number extends T['length']
    ? Fits<Unknown>
    : S extends readonly [
          infer N extends Dim,
          infer H extends Dim,
          infer W extends Dim,
          infer C extends Dim,
        ]
      ? T extends readonly [
          infer A extends Dim,
          infer B extends Dim,
          infer I extends Dim,
          infer M extends Dim,
        ]
        ? SameDim<C, I> extends true
          ? Image<
              S,
              N,
              Slide<H, W, [A, B], Or<Option<O, 'strides'>, [1, 1]>, PaddingOf<O>>,
              M,
              `${A} x ${B}`,
              'conv2d'
            >
          : Clash<`conv2d: images ${Show<S>} have ${C} channels, filters ${Show<T>} read ${I}`>
        : Clash<`conv2d: got filters ${Show<T>}, expected [height, width, channels read, channels made]`>
      : NotImages<S, 'conv2d'>

export type Conv2d = <A extends Tensor, B extends Tensor, const O extends ConvOptions = NoOptions>(
  x: A,
  w: B & Convolving<ShapeOf<A>, ShapeOf<B>, O>['problem'] & CheckDTypes<A, B>,
  options?: O,
) => Tensor<Convolving<ShapeOf<A>, ShapeOf<B>, O>['shape'], FloatOf<PromoteOperands<A, B>>>

/** The verdict on images and a window. */
type Pooling<S extends Shape, O, Name extends string> = number extends S['length']
  ? Fits<Unknown>
  : S extends readonly [
        infer N extends Dim,
        infer H extends Dim,
        infer W extends Dim,
        infer C extends Dim,
      ]
    ? Image<
        S,
        N,
        Slide<
          H,
          W,
          Option<O, 'window'>,
          Or<Option<O, 'strides'>, Option<O, 'window'>>,
          PaddingOf<O>
        >,
        C,
        Sides<Option<O, 'window'>>,
        Name
      >
    : NotImages<S, Name>

type Sides<Size> = Size extends Two ? `${Size[0]} x ${Size[1]}` : string

export type MaxPool = <S extends Shape, D extends DType, const O extends PoolOptions>(
  x: Tensor<S, D> & Pooling<S, O, 'maxPool'>['problem'],
  options: O,
) => Tensor<Pooling<S, O, 'maxPool'>['shape'], D>

export type AvgPool = <S extends Shape, D extends DType, const O extends PoolOptions>(
  x: Tensor<S, D> & Pooling<S, O, 'avgPool'>['problem'],
  options: O,
) => Tensor<Pooling<S, O, 'avgPool'>['shape'], FloatOf<D>>

// ---- sorting

export interface SortOptions extends AxisOptions {
  readonly descending?: boolean | undefined
}

export type Sort = <S extends Shape, D extends DType, const O extends SortOptions = NoOptions>(
  x: Tensor<S, D>,
  options?: O & CheckAxisOption<S, O>,
) => Tensor<S, D>

export type Argsort = <S extends Shape, const O extends SortOptions = NoOptions>(
  x: Tensor<S>,
  options?: O & CheckAxisOption<S, O>,
) => Tensor<S, 'int32'>

/** The largest elements and where they are. */
interface Largest<S extends Shape, D extends DType> {
  readonly values: Tensor<S, D>
  readonly indices: Tensor<S, 'int32'>
}

export type TopK = <S extends Shape, D extends DType, const K extends Dim>(
  x: Tensor<S, D>,
  k: K,
) => Largest<ReplaceAxes<S, -1, [K]>, D>

// ---- products over named axes

export type Einsum = <const E extends string, const T extends readonly Tensor[]>(
  equation: E,
  ...operands: T & Contracting<E, T>['problem']
) => Tensor<Contracting<E, T>['shape'], CountOf<T[number]['dtype']>>

export type TensordotAxes = number | readonly [readonly number[], readonly number[]]

/** All but the axes summed over, where these are lists; unknown for a number of axes above 0. */
type Dotted<S extends Shape, T extends Shape, Axes> = Axes extends 0
  ? Joined<S, T>
  : Axes extends readonly [infer I extends readonly number[], infer J extends readonly number[]]
    ? Joined<ReplaceAxes<S, I, []>, ReplaceAxes<T, J, []>>
    : Unknown

type Joined<S extends Shape, T extends Shape> = number extends S['length']
  ? Unknown
  : number extends T['length']
    ? Unknown
    : [...S, ...T]

export type Tensordot = <A extends Tensor, B extends Tensor, const Axes extends TensordotAxes = 2>(
  a: A,
  b: B & CheckDTypes<A, B>,
  axes?: Axes,
) => Tensor<Dotted<ShapeOf<A>, ShapeOf<B>, Axes>, CountOf<PromoteOperands<A, B>>>
