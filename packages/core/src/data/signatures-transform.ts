/** Call signatures of the transformations of functions: grad and its relatives. */
import type { At } from './axis-types.js'
import type {
  Clash,
  DTypeError,
  DTypeIn,
  Fits,
  Same,
  SameAsOne,
  Scalar,
  Shape,
  Show,
  Tensor,
  Unknown,
} from './types.js'

/** The arguments of a function: those not differentiated may be anything. */
export type Arguments = readonly Unknown[]

type ArgNums = number | readonly number[] | undefined

export interface GradOptions {
  readonly argnums?: ArgNums
  readonly hasAux?: boolean | undefined
}

interface PlainOptions<N extends ArgNums> {
  readonly argnums?: N
  readonly hasAux?: false | undefined
}

interface AuxOptions<N extends ArgNums> {
  readonly argnums?: N
  readonly hasAux: true
}

type LossVerdict<S extends Shape> = S extends readonly []
  ? Fits<S>
  : number extends S['length']
    ? Fits<S>
    : Clash<`a gradient is of one number, and f gives shape ${Show<S>}: reduce it with sum or mean`>

/** Refuses a function whose result is known not to be one number with derivatives. */
export type CheckLoss<R> = (R extends Tensor<infer S, Unknown>
  ? LossVerdict<S>['problem']
  : unknown) &
  (SameAsOne<DTypeIn<R>, ['int32'], ['bool']> extends true
    ? DTypeError<'f gives whole numbers or truth values, which have no derivative: use float32 or float64'>
    : unknown)

/** One argument in a tuple; kept open until the arguments are known. */
type Boxed<A extends Arguments, I> = A extends unknown ? [At<A, I>] : never

/** The gradient of one argument: like the argument, and a tensor where a bare number is accepted. */
type GradientAt<A extends Arguments, I> =
  Same<Boxed<A, I>, [number]> extends true ? Scalar<'float32'> : Exclude<At<A, I>, number>

/** The gradient for the chosen arguments, in the form in which they were chosen. */
type Gradient<A extends Arguments, N> = [N] extends [undefined]
  ? GradientAt<A, 0>
  : N extends readonly number[]
    ? { -readonly [K in keyof N]: GradientAt<A, N[K]> }
    : GradientAt<A, N>

export interface Grad {
  <A extends Arguments, R extends Tensor, const N extends ArgNums = undefined>(
    f: ((...args: A) => R) & CheckLoss<R>,
    options?: PlainOptions<N>,
  ): (...args: A) => Gradient<A, N>
  <A extends Arguments, R extends Tensor, Aux, const N extends ArgNums = undefined>(
    f: ((...args: A) => readonly [R, Aux]) & CheckLoss<R>,
    options: AuxOptions<N>,
  ): (...args: A) => [Gradient<A, N>, Aux]
}

export interface ValueAndGrad {
  <A extends Arguments, R extends Tensor, const N extends ArgNums = undefined>(
    f: ((...args: A) => R) & CheckLoss<R>,
    options?: PlainOptions<N>,
  ): (...args: A) => [R, Gradient<A, N>]
  <A extends Arguments, R extends Tensor, Aux, const N extends ArgNums = undefined>(
    f: ((...args: A) => readonly [R, Aux]) & CheckLoss<R>,
    options: AuxOptions<N>,
  ): (...args: A) => [[R, Aux], Gradient<A, N>]
}

/** A tangent or cotangent for every argument. */
type Tangents<A extends Arguments> = { -readonly [K in keyof A]: Exclude<A[K], number> }

export type Vjp = <A extends Arguments, R>(
  f: (...args: A) => R,
) => (...primals: A) => [R, (cotangent: R) => Tangents<A>]

export type Jvp = <A extends Arguments, R>(
  f: (...args: A) => R,
) => (primals: readonly [...A], tangents: readonly [...A]) => [R, R]

export type Linearize = <A extends Arguments, R>(
  f: (...args: A) => R,
) => (...primals: A) => [R, (...tangents: A) => R]
