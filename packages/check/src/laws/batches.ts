/** Laws of vmap and derivatives: inside of one another, and beside a loop. */
import { jvp, stack, type Tensor, vmap } from '@miniflow/core'
import { allDiffering, differing } from './compare.js'
import { directions, neighbours, wave } from './directions.js'
import { type Law, type NameOf, positional, type Smooth, type Tensors } from './law.js'
import { gradient, pulled, pushed, weighted } from './modes.js'
import { joined } from './programs.js'

/** Sums may be taken in another order, and derivatives multiply what was rounded. */
const ROUNDING = 1e-9

type Many = (...xs: readonly Tensor[]) => Tensors

const isFloat = ({ dtype }: Tensor): boolean => dtype === 'float64'

/** f in its float arguments alone, and these: derivatives are taken in them, batches are of all. */
const onFloats = (f: Smooth, xs: Tensors): { readonly f: Smooth; readonly xs: Tensors } => {
  const floats = xs.flatMap((x, i) => (isFloat(x) ? [i] : []))
  return {
    f: (...ys) =>
      f(...xs.map((x, i) => (floats.includes(i) ? (ys[floats.indexOf(i)] as Tensor) : x))),
    xs: floats.map(i => xs[i] as Tensor),
  }
}

/** J'u in the float arguments. */
const pulledBack = (f: Smooth, xs: Tensors, u: Tensor): Tensors => {
  const on = onFloats(f, xs)
  return pulled(on.f, on.xs, u)
}

/** J t in the float arguments. */
const pushedOn = (f: Smooth, xs: Tensors, ts: Tensors): Tensor => {
  const on = onFloats(f, xs)
  return pushed(on.f, on.xs, ts)
}

const tangentsOf = (xs: Tensors, phase = 0): Tensors => directions(xs.filter(isFloat), phase)

/** What the k-th float argument is called. */
const floatName =
  (xs: Tensors, name: NameOf): NameOf =>
  k =>
    name(xs.flatMap((x, i) => (isFloat(x) ? [i] : []))[k] as number)

const mapped = (f: Smooth): Smooth => vmap(f) as Smooth

/** f of every example, side by side. */
const looped = (f: Many, examples: readonly Tensors[]): Tensors =>
  joined(examples.map(xs => f(...xs)))

/** A direction at each example. */
const tangentsAt = (examples: readonly Tensors[]): readonly Tensors[] =>
  examples.map((xs, i) => tangentsOf(xs, 2 * i))

/** vmap of a derivative. */
const mapOf = (what: (k: number) => string, f: Many, examples: readonly Tensors[]) =>
  allDiffering(what, (vmap(f) as Many)(...joined(examples)), looped(f, examples), ROUNDING)

/** J t, and the slope of J t along r. */
const twice = (f: Smooth, xs: Tensors, ts: Tensors, rs: Tensors): Tensor =>
  pushedOn((...ys) => pushedOn(f, ys, ts), xs, rs)

/** Forward mode and vmap commute. */
export const batchedTangents: Law = {
  statement: 'vmap of tangents, and tangents of vmap, to second order, are tangents in a loop',
  needs: ['derivatives', 'shapes', 'all arguments'],
  breaks: (f, xs) => {
    const examples = neighbours(f, xs)
    const tss = tangentsAt(examples)
    const rss = tss.toReversed()
    const [columns, ts, rs] = [joined(examples), joined(tss), joined(rss)]
    const each = (one: (ys: Tensors, i: number) => Tensor): Tensor => stack(examples.map(one))
    return [
      ...differing(
        'the tangent of the mapped f',
        pushedOn(mapped(f), columns, ts),
        each((ys, i) => pushedOn(f, ys, tss[i] as Tensors)),
        ROUNDING,
      ),
      ...mapOf(
        () => 'the mapped tangent',
        (...ys) => [pushedOn(f, ys, tangentsOf(xs))],
        examples,
      ),
      ...differing(
        'the second tangent of the mapped f',
        twice(mapped(f), columns, ts, rs),
        each((ys, i) => twice(f, ys, tss[i] as Tensors, rss[i] as Tensors)),
        ROUNDING,
      ),
    ]
  },
}

/** J'u of vmap f. */
const gradientOfMap = (f: Smooth, examples: readonly Tensors[], out: Tensor, name: NameOf) => {
  const us = examples.map((_, i) => wave(out.shape, 7 + i))
  return allDiffering(
    k => `the gradient of the mapped f in ${name(k)}`,
    pulledBack(mapped(f), joined(examples), stack(us)),
    joined(examples.map((ys, i) => pulledBack(f, ys, us[i] as Tensor))),
    ROUNDING,
  )
}

/** The derivative of the gradient of vmap f. */
const secondOfMap = (f: Smooth, examples: readonly Tensors[], u: Tensor, name: NameOf) => {
  const tss = tangentsAt(examples)
  const product = (g: Smooth, ys: Tensors, v: Tensor, ts: Tensors): Tensors => {
    const on = onFloats(g, ys)
    return jvp(gradient(weighted(on.f, v)))([on.xs], [ts])[1]
  }
  return allDiffering(
    k => `the second derivative of the mapped f in ${name(k)}`,
    product(mapped(f), joined(examples), stack(examples.map(() => u)), joined(tss)),
    joined(examples.map((ys, i) => product(f, ys, u, tss[i] as Tensors))),
    ROUNDING,
  )
}

/** Reverse mode and vmap commute. */
export const batchedGradients: Law = {
  statement: 'vmap of gradients, and gradients of vmap, to second order, are gradients in a loop',
  needs: ['derivatives', 'reverse mode', 'shapes', 'all arguments'],
  breaks: (f, xs, nameOf = positional) => {
    const name = floatName(xs, nameOf)
    const examples = neighbours(f, xs)
    const out = f(...xs)
    const u = wave(out.shape, 7)
    return [
      ...gradientOfMap(f, examples, out, name),
      ...mapOf(
        k => `the mapped gradient in ${name(k)}`,
        (...ys) => pulledBack(f, ys, u),
        examples,
      ),
      ...secondOfMap(f, examples, u, name),
    ]
  },
}
