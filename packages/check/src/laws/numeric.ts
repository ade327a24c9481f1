/** Laws that compare derivatives with differences of values, which know nothing of rules. */
import { mul, type Tensor } from '@miniflow/core'
import { short } from './compare.js'
import { directions, wave } from './directions.js'
import { type Law, positional, type Smooth, type Tensors } from './law.js'
import { dot, pulled, pushed } from './modes.js'
import { offSlope, unit } from './slope.js'

const numbers = (x: Tensor): readonly number[] => Array.from<number, number>(x.data(), Number)

const cotangentOf = (f: Smooth, xs: Tensors): Tensor => wave(f(...xs).shape, 7)

/** Central differences are good to about 1e-11; faults are not that small. */
const FIRST = 1e-7
const SECOND = 1e-6

const sameShape = (x: Tensor, y: Tensor): boolean => String(x.shape) === String(y.shape)

/** As many differences as one reads; to find them all takes long. */
const ENOUGH = 4

/** Reverse mode gives the gradient of <u, f>, element by element. */
export const reverse: Law = {
  statement: 'the gradient by reverse mode is what differences of values give',
  needs: ['derivatives', 'reverse mode', 'differences'],
  breaks: (f, xs, name = positional) => {
    const u = cotangentOf(f, xs)
    const weights = numbers(u)
    const found: string[] = []
    for (const [k, g] of pulled(f, xs, u).entries()) {
      const x = xs[k] as Tensor
      if (!sameShape(g, x)) {
        found.push(`the gradient in ${name(k)} has shape [${g.shape}], expected [${x.shape}]`)
        continue
      }
      for (const [at, claimed] of numbers(g).entries()) {
        if (found.length >= ENOUGH) return found
        const ts = xs.map((y, i) => (i === k ? unit(x.shape, at) : mul(y, 0)))
        for (const { got, want } of offSlope({
          f,
          xs,
          ts,
          weights,
          got: [claimed],
          relative: FIRST,
        }))
          found.push(
            `element ${at} of the gradient in ${name(k)} is ${short(got)}, expected ${short(want)}`,
          )
      }
    }
    return found
  },
}

const slopes = (what: string, off: ReturnType<typeof offSlope>): readonly string[] =>
  off.map(
    ({ index, got, want }) =>
      `element ${index} of ${what} is ${short(got)}, expected ${short(want)}`,
  )

/** Forward mode gives the slope of f in a direction. */
export const forward: Law = {
  statement: 'the slope by forward mode is what differences of values give',
  needs: ['derivatives', 'differences'],
  breaks: (f, xs) => {
    const ts = directions(xs)
    const t = pushed(f, xs, ts)
    const y = f(...xs)
    if (!sameShape(t, y)) return [`the tangent has shape [${t.shape}], expected [${y.shape}]`]
    return slopes('the tangent', offSlope({ f, xs, ts, got: numbers(t), relative: FIRST }))
  },
}

/** The derivatives of the gradient, by forward and by reverse mode, are its slope. */
export const second: Law = {
  statement:
    'derivatives of the gradient, in both modes, are what differences of the gradient give',
  needs: ['derivatives', 'reverse mode', 'differences'],
  breaks: (f, xs, name = positional) => {
    const u = cotangentOf(f, xs)
    const ts = directions(xs)
    return xs.flatMap((_, k) => {
      const gradient: Smooth = (...ys) => pulled(f, ys, u)[k] as Tensor
      const w = wave((xs[k] as Tensor).shape, 5)
      const claim = { f: gradient, xs, ts, relative: SECOND }
      const [byForward, byReverse] = [
        numbers(pushed(gradient, xs, ts)),
        dot(pulled(gradient, xs, w), ts).item() as number,
      ]
      return [
        ...slopes(
          `the tangent of the gradient in ${name(k)}`,
          offSlope({ ...claim, got: byForward }),
        ),
        ...slopes(
          `the gradient of the gradient in ${name(k)}`,
          offSlope({ ...claim, weights: numbers(w), got: [byReverse] }),
        ),
      ]
    })
  },
}

/** The slope of J t by forward mode is its slope. */
export const secondForward: Law = {
  statement: 'the tangent of the tangent is what differences of the tangent give',
  needs: ['derivatives', 'differences'],
  breaks: (f, xs) => {
    const [ts, rs] = [directions(xs), directions(xs, 3)]
    const tangent: Smooth = (...ys) => pushed(f, ys, ts)
    const claimed = numbers(pushed(tangent, xs, rs))
    return slopes(
      'the tangent of the tangent',
      offSlope({ f: tangent, xs, ts: rs, got: claimed, relative: SECOND }),
    )
  },
}
