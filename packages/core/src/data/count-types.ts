/** Element counts at the type level: products of literal dimensions, by long multiplication on decimal digits. */
import type { Clash, Dim, Fits, Shape, Show, Unknown } from './types.js'

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

type Digit<C> = C extends `${infer N extends keyof Digits & number}` ? Digits[N] : []

/** Digits are kept with the lowest first. */
type Backwards<T extends string, Out extends string = ''> = T extends `${infer H}${infer R}`
  ? Backwards<R, `${H}${Out}`>
  : Out

type Copies<A extends 0[], C, Out extends 0[] = []> = C extends '0'
  ? []
  : C extends '1'
    ? A
    : C extends '2'
      ? [...A, ...A]
      : C extends '3'
        ? [...A, ...A, ...A]
        : C extends '4'
          ? [...A, ...A, ...A, ...A]
          : C extends '5'
            ? [...A, ...A, ...A, ...A, ...A]
            : C extends '6'
              ? [...A, ...A, ...A, ...A, ...A, ...A]
              : C extends '7'
                ? [...A, ...A, ...A, ...A, ...A, ...A, ...A]
                : C extends '8'
                  ? [...A, ...A, ...A, ...A, ...A, ...A, ...A, ...A]
                  : C extends '9'
                    ? [...A, ...A, ...A, ...A, ...A, ...A, ...A, ...A, ...A]
                    : Out

/** One digit and the carry of a total below 100. */
type Carry<Total extends 0[]> = `${Total['length']}` extends `${infer X}${infer Y}`
  ? Y extends ''
    ? [X, []]
    : [Y, Digit<X>]
  : never

type TimesDigit<
  A extends string,
  C,
  Over extends 0[] = [],
  Out extends string = '',
> = A extends `${infer H}${infer T}`
  ? Carry<[...Copies<Digit<H>, C>, ...Over]> extends [
      infer D extends string,
      infer Next extends 0[],
    ]
    ? TimesDigit<T, C, Next, `${Out}${D}`>
    : never
  : Over extends []
    ? Out
    : `${Out}${Over['length']}`

type Add<
  A extends string,
  B extends string,
  Over extends 0[] = [],
  Out extends string = '',
> = A extends `${infer H}${infer T}`
  ? B extends `${infer I}${infer U}`
    ? AddDigit<[...Digit<H>, ...Digit<I>, ...Over], T, U, Out>
    : AddDigit<[...Digit<H>, ...Over], T, '', Out>
  : B extends `${infer I}${infer U}`
    ? AddDigit<[...Digit<I>, ...Over], '', U, Out>
    : Over extends []
      ? Out
      : `${Out}${Over['length']}`
type AddDigit<Total extends 0[], A extends string, B extends string, Out extends string> =
  Carry<Total> extends [infer D extends string, infer Next extends 0[]]
    ? Add<A, B, Next, `${Out}${D}`>
    : never

type Multiply<A extends string, B extends string> = B extends `${infer H}${infer T}`
  ? T extends ''
    ? TimesDigit<A, H>
    : Add<TimesDigit<A, H>, `0${Multiply<A, T>}`>
  : '0'

type Product<S extends Shape, Out extends string = '1'> = S extends readonly [
  infer H extends number,
  ...infer T extends Shape,
]
  ? H extends 0
    ? '0'
    : Product<T, Multiply<Out, Backwards<`${H}`>>>
  : Out

type ToNumber<R extends string> = Backwards<R> extends `${infer N extends number}` ? N : number

/** The sum of two dimensions. */
export type Plus<A extends Dim, B extends Dim> = number extends A
  ? number
  : number extends B
    ? number
    : ToNumber<Add<Backwards<`${A}`>, Backwards<`${B}`>>>

/** The product of two dimensions. */
export type Times<A extends Dim, B extends Dim> = Count<[A, B]>

/** Whether every dimension is a literal. */
type AllKnown<S extends Shape> = number extends S['length']
  ? false
  : S extends readonly [infer H extends Dim, ...infer T extends Shape]
    ? H extends unknown
      ? number extends H
        ? false
        : AllKnown<T>
      : never
    : true

/** The number of elements; `number` when a dimension is unknown. */
type Count<S extends Shape> = AllKnown<S> extends true ? ToNumber<Product<S>> : number

// ---- reshaping

/** S without one dimension n, or null when it has none. */
type Without<S extends Shape, N, Done extends Shape = []> = S extends readonly [
  infer H extends Dim,
  ...infer T extends Shape,
]
  ? H extends N
    ? [...Done, ...T]
    : Without<T, N, [...Done, H]>
  : null

/** Two lists of literal dimensions without what they share, so that little is multiplied. */
type Cancelled<S extends Shape, T extends Shape, Rest extends Shape = []> = T extends readonly [
  infer H extends Dim,
  ...infer R extends Shape,
]
  ? H extends -1
    ? Cancelled<S, R, Rest>
    : (H extends 0 ? null : Without<S, H>) extends infer Less extends Shape
      ? Cancelled<Less, R, Rest>
      : Cancelled<S, R, [...Rest, H]>
  : [S, Rest]

type SameProduct<S extends Shape, T extends Shape> = Product<S> extends Product<T> ? true : false

/** A dimension of S that, with those of T, makes up S; `number` when there is none. */
type Missing<S extends Shape, T extends Shape, Done extends Shape = []> = S extends readonly [
  infer H extends Dim,
  ...infer R extends Shape,
]
  ? SameProduct<[...Done, ...R], T> extends true
    ? H
    : Missing<R, T, [...Done, H]>
  : number

/** What -1 stands for in T; `number` where that takes a division. */
type Quotient<S extends Shape, T extends Shape> =
  Cancelled<S, T> extends [infer Left extends Shape, infer Rest extends Shape]
    ? Rest extends []
      ? Count<Left>
      : Missing<Left, Rest>
    : never

type SameCount<S extends Shape, T extends Shape> =
  Cancelled<S, T> extends [infer Left extends Shape, infer Rest extends Shape]
    ? [Left, Rest] extends [[], []]
      ? true
      : SameProduct<Left, Rest>
    : never

/** The shape after a reshape, with -1 computed where no division is needed. */
export type Reshaped<S extends Shape, T extends Shape> = number extends T['length']
  ? Unknown
  : { -readonly [K in keyof T]: T[K] extends -1 ? Inferred<S, T> : T[K] }

type Inferred<S extends Shape, T extends Shape> =
  AllKnown<S> extends true ? (AllKnown<T> extends true ? Quotient<S, T> : number) : number

type ReshapeVerdict<S extends Shape, T extends Shape> = S extends unknown
  ? CountsVerdict<S, T, AllKnown<S>, AllKnown<T>>
  : never

type CountsVerdict<S extends Shape, T extends Shape, KnownS, KnownT> = KnownS extends true
  ? KnownT extends true
    ? -1 extends T[number]
      ? Fits<T>
      : SameCount<S, T> extends true
        ? Fits<T>
        : Clash<`cannot reshape ${Show<S>} to ${Show<T>}: ${Count<S>} elements and ${Count<T>}`>
    : Fits<T>
  : Fits<T>

/** Refuses a reshape of a known number of elements to another. */
export type CheckReshape<S extends Shape, T extends Shape> = ReshapeVerdict<S, T>['problem']
