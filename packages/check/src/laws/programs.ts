/** Laws of programs: what a function computes does not depend on how it is run. */
import { jvp, run, stack, type Tensor, trace, vmap } from '@miniflow/core'
import { allDiffering, differing } from './compare.js'
import { directions, neighbours, wave } from './directions.js'
import { type Law, type NameOf, positional, type Smooth, type Tensors } from './law.js'
import { gradient, type Loss, pulled, pushed, weighted } from './modes.js'

const EXACT = 0
/** Sums may be taken in another order. */
const REORDERED = 1e-12
/** So may those of derivatives, which multiply what was rounded. */
const DERIVED = 1e-9

const numbers = (xs: Tensors): readonly (readonly number[])[] =>
  xs.map(x => Array.from<number, number>(x.data(), Number))

/** f reads nothing but its arguments, and writes nothing. */
export const pure: Law = {
  statement: 'f gives the same twice, and leaves its arguments as they were',
  needs: [],
  breaks: (f, xs, name = positional) => {
    const before = numbers(xs)
    const [once, twice] = [f(...xs), f(...xs)]
    const changed = numbers(xs).flatMap((now, i) =>
      now.every((x, j) => Object.is(x, before[i]?.[j])) ? [] : [`f changed ${name(i)}`],
    )
    return [...differing('the second call', twice, once, EXACT), ...changed]
  },
}

/** Running the tape of f is calling f. */
export const staged: Law = {
  statement: 'the tape of f gives what f gives',
  needs: ['shapes'],
  breaks: (f, xs) => differing('its tape', run(trace(f)(...xs))(...xs), f(...xs), EXACT),
}

type Many = (...xs: readonly Tensor[]) => Tensors

/** The examples of a batch as one, argument by argument. */
const joined = (examples: readonly Tensors[]): Tensors =>
  (examples[0] ?? []).map((_, i) => stack(examples.map(xs => xs[i] as Tensor)))

const mapped = (f: Smooth, examples: readonly Tensors[]): Tensor =>
  (vmap(f) as Smooth)(...joined(examples))

const looped = (f: Smooth, examples: readonly Tensors[]): Tensor =>
  stack(examples.map(xs => f(...xs)))

/** vmap f is f in a loop, for a batch of these examples. */
export const mapIsLoop = (f: Smooth, examples: readonly Tensors[]): readonly string[] =>
  differing('mapped over a batch, f', mapped(f, examples), looped(f, examples), REORDERED)

/** The same with one argument mapped, the others being those of the first example. */
const oneMapped = (f: Smooth, examples: readonly Tensors[], name: NameOf): readonly string[] => {
  const first = examples[0] ?? []
  return first.flatMap((_, k) => {
    const given = examples.map(xs => first.map((x, i) => (i === k ? (xs[k] as Tensor) : x)))
    const columns = first.map((x, i) => (i === k ? stack(examples.map(xs => xs[k] as Tensor)) : x))
    const over = vmap(f, { inAxes: first.map((_, i) => (i === k ? 0 : null)) }) as Smooth
    return differing(`mapped in ${name(k)} alone, f`, over(...columns), looped(f, given), REORDERED)
  })
}

/** vmap f xs [i] = f xs[i] */
export const batched: Law = {
  statement: 'vmap of f is f in a loop',
  needs: ['shapes'],
  breaks: (f, xs, name = positional) => {
    if (xs.length === 0) return []
    const examples = neighbours(xs)
    return [...mapIsLoop(f, examples), ...(xs.length > 1 ? oneMapped(f, examples, name) : [])]
  },
}

/** Derivatives of every example, as rows. */
const rows = (f: Many, examples: readonly Tensors[]): Tensors =>
  joined(examples.map(xs => f(...xs)))

const differentiated = (f: Smooth, u: Tensor, ts: Tensors): { readonly [mode: string]: Many } => ({
  gradient: (...ys) => pulled(f, ys, u),
  tangent: (...ys) => [pushed(f, ys, ts)],
})

/** Derivatives of vmap f are those of f in a loop. */
const derivativeOfMap = (f: Smooth, xs: Tensors, name: NameOf): readonly string[] => {
  const examples = neighbours(xs)
  const over = vmap(f) as Smooth
  const out = f(...xs)
  const us = examples.map((_, i) => wave(out.shape, 7 + i))
  const tss = examples.map((_, i) => directions(xs, 2 * i))
  const columns = joined(examples)
  return [
    ...allDiffering(
      k => `the gradient of the mapped f in ${name(k)}`,
      pulled(over, columns, stack(us)),
      joined(examples.map((ys, i) => pulled(f, ys, us[i] as Tensor))),
      DERIVED,
    ),
    ...differing(
      'the tangent of the mapped f',
      jvp(over)(columns, joined(tss))[1],
      stack(examples.map((ys, i) => pushed(f, ys, tss[i] as Tensors))),
      DERIVED,
    ),
  ]
}

/** vmap of derivatives of f is a loop. */
const mapOfDerivative = (f: Smooth, xs: Tensors, name: NameOf): readonly string[] => {
  const examples = neighbours(xs)
  const modes = differentiated(f, wave(f(...xs).shape, 7), directions(xs))
  return Object.entries(modes).flatMap(([mode, derivative]) =>
    allDiffering(
      k => `the mapped ${mode}${mode === 'gradient' ? ` in ${name(k)}` : ''}`,
      (vmap(derivative) as Many)(...joined(examples)),
      rows(derivative, examples),
      DERIVED,
    ),
  )
}

/** Second derivatives of vmap f are those of f in a loop. */
const secondOfMap = (f: Smooth, xs: Tensors, name: NameOf): readonly string[] => {
  const examples = neighbours(xs)
  const u = wave(f(...xs).shape, 7)
  const tss = examples.map((_, i) => directions(xs, 2 * i))
  const product = (loss: Loss, ys: Tensors, ts: Tensors): Tensors =>
    jvp(gradient(loss))([ys], [ts])[1]
  return allDiffering(
    k => `the second derivative of the mapped f in ${name(k)}`,
    product(
      weighted(vmap(f) as Smooth, stack(examples.map(() => u))),
      joined(examples),
      joined(tss),
    ),
    joined(examples.map((ys, i) => product(weighted(f, u), ys, tss[i] as Tensors))),
    DERIVED,
  )
}

/** vmap and derivatives commute. */
export const batchedDerivatives: Law = {
  statement: 'vmap of a derivative, and the derivative of vmap, are the derivative in a loop',
  needs: ['derivatives', 'reverse mode', 'shapes'],
  breaks: (f, xs, name = positional) => [
    ...derivativeOfMap(f, xs, name),
    ...mapOfDerivative(f, xs, name),
    ...secondOfMap(f, xs, name),
  ],
}
