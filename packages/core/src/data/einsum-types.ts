/** Einsum at the type level: the shape that a literal equation gives, and what does not fit it. */
import type { SameDim } from './broadcast-types.js'
import type { Clash, Dim, Fits, Shape, ShapeOf, Show, Tensor, Unknown } from './types.js'

/** The lengths of axes by name. */
type Lengths = { readonly [name: string]: Dim }

type NoLengths = Record<never, never>

type Trimmed<E extends string> = E extends `${infer A} ${infer B}` ? Trimmed<`${A}${B}`> : E

/** The terms of one operand after the other measured; a text where one does not fit. */
type Measure<
  Terms extends string,
  T extends readonly Tensor[],
  L extends Lengths = NoLengths,
> = T extends readonly [infer H extends Tensor, ...infer Rest extends readonly Tensor[]]
  ? Terms extends `${infer Term},${infer More}`
    ? MeasureNext<Pair<Term, ShapeOf<H>, L, Term, ShapeOf<H>>, More, Rest>
    : Rest extends readonly []
      ? Pair<Terms, ShapeOf<H>, L, Terms, ShapeOf<H>>
      : 'the equation names fewer operands than there are'
  : Terms extends ''
    ? L
    : 'the equation names more operands than there are'

type MeasureNext<L, Terms extends string, T extends readonly Tensor[]> = L extends Lengths
  ? T extends readonly []
    ? 'the equation names more operands than there are'
    : Measure<Terms, T, L>
  : L

/** The letters of a term beside the dimensions of a shape. */
type Pair<
  Term extends string,
  S extends Shape,
  L extends Lengths,
  WholeTerm extends string,
  Whole extends Shape,
> = number extends S['length']
  ? null
  : Term extends `${infer C}${infer R}`
    ? S extends readonly [infer H extends Dim, ...infer Rest extends Shape]
      ? C extends keyof L
        ? SameDim<L[C], H> extends true
          ? Pair<
              R,
              Rest,
              number extends L[C] ? Omit<L, C> & { readonly [K in C]: H } : L,
              WholeTerm,
              Whole
            >
          : `axis ${C} is ${L[C]} and ${H}`
        : Pair<R, Rest, L & { readonly [K in C]: H }, WholeTerm, Whole>
      : `${WholeTerm} does not name the axes of ${Show<Whole>}`
    : S extends readonly []
      ? L
      : `${WholeTerm} does not name the axes of ${Show<Whole>}`

type Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** The letters that occur once, in the order of the alphabet. */
type Implied<
  Inputs extends string,
  Left extends string = Alphabet,
  Out extends string = '',
> = Left extends `${infer C}${infer R}`
  ? Implied<
      Inputs,
      R,
      Inputs extends `${string}${C}${infer After}`
        ? After extends `${string}${C}${string}`
          ? Out
          : `${Out}${C}`
        : Out
    >
  : Out

type Read<
  Output extends string,
  L extends Lengths,
  Out extends Shape = [],
> = Output extends `${infer C}${infer R}`
  ? C extends keyof L
    ? Read<R, L, [...Out, L[C]]>
    : `the output names axis ${C}, which no operand has`
  : Out

type Judge<S> = S extends Shape ? Fits<S> : S extends string ? Clash<`einsum: ${S}`> : Fits<Unknown>

type Result<L, Output extends string> = L extends string
  ? L
  : L extends Lengths
    ? Read<Output, L>
    : null

type Contract<E extends string, T extends readonly Tensor[]> = E extends `${string}.${string}`
  ? Fits<Unknown>
  : E extends `${infer Inputs}->${infer Output}`
    ? Judge<Result<Measure<Inputs, T>, Output>>
    : Judge<Result<Measure<E, T>, Implied<E>>>

/** The verdict on an equation and its operands; unknown for one that is not literal or has `...`. */
export type Contracting<E extends string, T extends readonly Tensor[]> = string extends E
  ? Fits<Unknown>
  : number extends T['length']
    ? Fits<Unknown>
    : Contract<Trimmed<E>, T>
