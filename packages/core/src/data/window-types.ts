/** Sliding windows at the type level: how many places they have along an axis of literal length. */
import type { Dim } from './types.js'

interface Digits {
  readonly 0: []
  readonly 1: [0]
  readonly 2: [0, 0]
  readonly 3: [0, 0, 0]
  readonly 4: [0, 0, 0, 0]
  readonly 5: [0, 0, 0, 0, 0]
  readonly 6: [0, 0, 0, 0, 0, 0]
  readonly 7: [0, 0, 0, 0, 0, 0, 0]
  readonly 8: [0, 0, 0, 0, 0, 0, 0, 0]
  readonly 9: [0, 0, 0, 0, 0, 0, 0, 0, 0]
}

type Tenfold<A extends 0[]> = [...[...A, ...A, ...A, ...A, ...A], ...[...A, ...A, ...A, ...A, ...A]]

type FromDigits<T extends string, Out extends 0[] = []> = T extends `${infer H}${infer R}`
  ? H extends `${infer N extends keyof Digits}`
    ? FromDigits<R, [...Tenfold<Out>, ...Digits[N]]>
    : never
  : Out

/** A list as long as the number; null from 1000 on, where lists cost the compiler too much. */
type Count<N extends Dim> = `${N}` extends `${infer _A}${infer _B}${infer _C}${infer _D}${infer _E}`
  ? null
  : FromDigits<`${N}`>

/** How often a list fits into another: at once where it has one element, unknown where none. */
type Fit<A extends 0[], S extends 0[], Out extends 0[] = []> = S extends [0]
  ? A['length']
  : S extends [0, 0, ...0[]]
    ? A extends [...S, ...infer Rest extends 0[]]
      ? Fit<Rest, S, [...Out, 0]>
      : Out['length']
    : number

/** ceil(n / s) = floor((n + s - 1) / s) */
type Same<N, S> = N extends 0[]
  ? S extends [0, ...infer Rest extends 0[]]
    ? Fit<[...N, ...Rest], S>
    : number
  : number

/** floor((n - k) / s) + 1 = floor((n - k + s) / s), or null where the window does not fit. */
type Valid<N, K, S> = N extends 0[]
  ? K extends 0[]
    ? S extends 0[]
      ? N extends [...K, ...infer Rest extends 0[]]
        ? Fit<[...Rest, ...S], S>
        : null
      : number
    : number
  : number

/**
 * The places of a window of length K on an axis of length N; null where it does not fit, `number`
 * where that is not known.
 */
export type Places<N extends Dim, K extends Dim, S extends Dim, Padding> = number extends N
  ? number
  : number extends S
    ? number
    : Padding extends 'SAME'
      ? S extends 1
        ? N
        : Same<Count<N>, Count<S>>
      : Padding extends 'VALID'
        ? number extends K
          ? number
          : Valid<Count<N>, Count<K>, Count<S>>
        : number
