/** Laws of programs: what a function computes does not depend on how it is run. */
import { run, stack, type Tensor, trace, vmap } from '@miniflow/core'
import { differing } from './compare.js'
import { neighbours } from './directions.js'
import { type Law, type NameOf, positional, type Smooth, type Tensors } from './law.js'

const EXACT = 0
/** Sums may be taken in another order. */
const REORDERED = 1e-12

/** f reads nothing but its arguments. */
export const pure: Law = {
  statement: 'f gives the same twice',
  needs: [],
  breaks: (f, xs) => differing('the second call', f(...xs), f(...xs), EXACT),
}

/** Running the tape of f is calling f. */
export const staged: Law = {
  statement: 'the tape of f gives what f gives',
  needs: ['shapes'],
  breaks: (f, xs) => differing('its tape', run(trace(f)(...xs))(...xs), f(...xs), EXACT),
}

/** The examples of a batch as one, argument by argument. */
export const joined = (examples: readonly Tensors[]): Tensors =>
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
    const examples = neighbours(f, xs)
    return [...mapIsLoop(f, examples), ...(xs.length > 1 ? oneMapped(f, examples, name) : [])]
  },
}
