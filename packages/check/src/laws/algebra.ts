/** Laws of derivatives among themselves: linear maps, their transposes, their symmetry. */
import { add, hvp, jvp, mul, sum, type Tensor, vjp } from '@miniflow/core'
import { allDiffering, apart, finite, SMALL } from './compare.js'
import { directions, wave } from './directions.js'
import { type Law, positional, type Smooth, type Tensors } from './law.js'
import {
  alongForward,
  alongReverse,
  dot,
  gradient,
  type Loss,
  pulled,
  pushed,
  weighted,
} from './modes.js'

/** Products of a few rounded numbers. */
const ROUNDING = 1e-9

/** Both sides of the adjoint law are sums of the same products. */
const ADJOINT = 1e-10

const cotangentOf = (f: Smooth, xs: Tensors): Tensor => wave(f(...xs).shape, 7)

const lossOf = (f: Smooth, xs: Tensors): Loss => weighted(f, cotangentOf(f, xs))

/** The sum of |x y|, which bounds how much of <x, y> may be rounding. */
const mass = (xs: Tensors, ys: Tensors): number =>
  xs.reduce((total, x, i) => {
    const products = mul(x, ys[i] as Tensor).data()
    return Array.from<number, number>(products, Number).reduce((n, p) => n + Math.abs(p), total)
  }, 0)

/** <pull u, t> = <u, push t> */
export const transpose: Law = {
  statement: "reverse mode is the transpose of forward mode: <u, J t> = <J'u, t>",
  needs: ['derivatives', 'reverse mode'],
  breaks: (f, xs) => {
    const u = cotangentOf(f, xs)
    const ts = directions(xs)
    const [gs, t] = [pulled(f, xs, u), pushed(f, xs, ts)]
    const [left, right] = [dot(gs, ts).item() as number, sum(mul(u, t)).item() as number]
    const allowed = (ADJOINT * (mass(gs, ts) + mass([u], [t]) + SMALL)) / 2
    return finite(left, right) ? apart("<J'u, t>", left, right, allowed) : []
  },
}

/** 2x - 3y for trees of one form. */
const combined = (xs: Tensors, ys: Tensors): Tensors =>
  xs.map((x, i) => add(mul(x, 2), mul(ys[i] as Tensor, -3)))

/** Pullback and pushforward keep sums and multiples. */
export const linear: Law = {
  statement: 'pullback and pushforward are linear',
  needs: ['derivatives', 'reverse mode'],
  breaks: (f, xs, name = positional) => {
    const [value, pull] = vjp(f)(...xs)
    const [u, w] = [wave(value.shape, 7), wave(value.shape, 2)]
    const [mixed] = combined([u], [w]) as [Tensor]
    const all = (v: Tensor): Tensors => pull(v) as Tensors
    const [ts, rs] = [directions(xs), directions(xs, 3)]
    return [
      ...allDiffering(
        k => `the gradient of 2u - 3w in ${name(k)}`,
        all(mixed),
        combined(all(u), all(w)),
        ROUNDING,
        finite,
      ),
      ...allDiffering(
        () => 'the tangent of 2t - 3r',
        [pushed(f, xs, combined(ts, rs))],
        combined([pushed(f, xs, ts)], [pushed(f, xs, rs)]),
        ROUNDING,
        finite,
      ),
    ]
  },
}

/** The derivative of the gradient by forward mode is the gradient of the derivative. */
export const commuting: Law = {
  statement: 'the derivative of the gradient is the gradient of the derivative',
  needs: ['derivatives', 'reverse mode'],
  breaks: (f, xs, name = positional) => {
    const loss = lossOf(f, xs)
    const ts = directions(xs)
    const product = jvp(gradient(loss))([xs], [ts])[1]
    const mixes = {
      'the gradient of the gradient along t': gradient(alongReverse(loss, ts))(xs),
      'the gradient of the tangent': gradient(alongForward(loss, ts))(xs),
    }
    return Object.entries(mixes).flatMap(([what, mix]) =>
      allDiffering(k => `${what} in ${name(k)}`, mix, product, ROUNDING, finite),
    )
  },
}

/** <w, H v> = <v, H w> */
export const symmetric: Law = {
  statement: 'the Hessian is symmetric: <w, H v> = <v, H w>',
  needs: ['derivatives', 'reverse mode'],
  breaks: (f, xs) => {
    const loss = lossOf(f, xs)
    const [v, w] = [directions(xs), directions(xs, 3)]
    const times = (ts: Tensors): Tensors => hvp(loss)([xs], [ts]) as Tensors
    const [Hv, Hw] = [times(v), times(w)]
    const [left, right] = [dot(w, Hv).item() as number, dot(v, Hw).item() as number]
    const allowed = ROUNDING * (mass(w, Hv) + mass(v, Hw) + SMALL)
    return finite(left, right) ? apart('<w, H v>', left, right, allowed) : []
  },
}
