/** Laws that compare derivatives with differences of values, which know nothing of rules. */
import { mul, sum, type Tensor } from '@miniflow/core'
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

/** Reverse mode gives the gradient of <u, f>, element by element. */
export const reverse: Law = {
  statement: 'the gradient by reverse mode is what differences of values give',
  needs: ['derivatives', 'reverse mode', 'differences'],
  breaks: (f, xs, name = positional) => {
    const u = cotangentOf(f, xs)
    const loss: Smooth = (...ys) => sum(mul(f(...ys), u))
    return pulled(f, xs, u).flatMap((g, k) => {
      const x = xs[k] as Tensor
      if (!sameShape(g, x))
        return [`the gradient in ${name(k)} has shape [${g.shape}], expected [${x.shape}]`]
      return numbers(g).flatMap((claimed, at) => {
        const ts = xs.map((y, i) => (i === k ? unit(x.shape, at) : mul(y, 0)))
        return offSlope(loss, xs, ts, [claimed], FIRST).map(
          ({ got, want }) =>
            `element ${at} of the gradient in ${name(k)} is ${short(got)}, expected ${short(want)}`,
        )
      })
    })
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
    return slopes('the tangent', offSlope(f, xs, ts, numbers(t), FIRST))
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
      const along: Smooth = (...ys) => sum(mul(gradient(...ys), w))
      const [byForward, byReverse] = [
        numbers(pushed(gradient, xs, ts)),
        dot(pulled(gradient, xs, w), ts).item() as number,
      ]
      return [
        ...slopes(
          `the tangent of the gradient in ${name(k)}`,
          offSlope(gradient, xs, ts, byForward, SECOND),
        ),
        ...slopes(
          `the gradient of the gradient in ${name(k)}`,
          offSlope(along, xs, ts, [byReverse], SECOND),
        ),
      ]
    })
  },
}
