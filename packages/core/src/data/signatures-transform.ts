/** Call signatures of the transformations of functions: grad and its relatives. */
import type { FloatDType, Tensor, Unknown } from './types.js'

type Arguments = readonly Unknown[]
/** What a differentiated function gives: one number. */
type Loss = Tensor<[], FloatDType>

export interface GradOptions {
  readonly argnums?: number | readonly number[] | undefined
  readonly hasAux?: boolean | undefined
}

/** The gradient for the chosen arguments, in the form in which they were chosen. */
export type Gradient<A extends Arguments, N> = [N] extends [undefined]
  ? A[0]
  : N extends readonly number[]
    ? { -readonly [K in keyof N]: A[N[K] & number] }
    : N extends number
      ? A[N]
      : never

export interface Grad {
  <A extends Arguments, const N extends number | readonly number[] | undefined = undefined>(
    f: (...args: A) => Loss,
    options?: { readonly argnums?: N; readonly hasAux?: false | undefined },
  ): (...args: A) => Gradient<A, N>
  <A extends Arguments, Aux, const N extends number | readonly number[] | undefined = undefined>(
    f: (...args: A) => readonly [Loss, Aux],
    options: { readonly argnums?: N; readonly hasAux: true },
  ): (...args: A) => [Gradient<A, N>, Aux]
}

export interface ValueAndGrad {
  <
    A extends Arguments,
    V extends Loss,
    const N extends number | readonly number[] | undefined = undefined,
  >(
    f: (...args: A) => V,
    options?: { readonly argnums?: N; readonly hasAux?: false | undefined },
  ): (...args: A) => [V, Gradient<A, N>]
  <
    A extends Arguments,
    V extends Loss,
    Aux,
    const N extends number | readonly number[] | undefined = undefined,
  >(
    f: (...args: A) => readonly [V, Aux],
    options: { readonly argnums?: N; readonly hasAux: true },
  ): (...args: A) => [[V, Aux], Gradient<A, N>]
}

export type Vjp = <A extends Arguments, R>(
  f: (...args: A) => R,
) => (...primals: A) => [R, (cotangent: R) => A]

export type Jvp = <A extends Arguments, R>(
  f: (...args: A) => R,
) => (primals: readonly [...A], tangents: readonly [...A]) => [R, R]

export type Linearize = <A extends Arguments, R>(
  f: (...args: A) => R,
) => (...primals: A) => [R, (...tangents: A) => R]

export type Jacobian = <A extends Arguments, R>(f: (...args: A) => R) => (...args: A) => Unknown
