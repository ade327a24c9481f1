/** Laws of third derivatives: those of first ones, of a function whose values are second ones. */
import { type Law, laws, type Smooth } from '@miniflow/check'
import { add, concat, jvp, mul, ravel, sum, type Tensor, vjp } from '@miniflow/core'
import { wave } from '../support/wave.js'

type Tensors = readonly Tensor[]

const directions = (xs: Tensors, from: number): Tensors => xs.map((x, i) => wave(x.shape, from + i))

/** The gradient of <u, f>, all arguments in a row. */
const gradient =
  (f: Smooth, u: Tensor): Smooth =>
  (...xs) =>
    concat((vjp(f)(...xs)[1](u) as Tensors).map(g => ravel(g)))

/** The derivative of f in a direction. */
const along =
  (f: Smooth, ts: Tensors): Smooth =>
  (...xs) =>
    jvp(f)(xs, ts)[1]

/** <w, gradient of <u, f>>, the derivative in a direction by reverse mode. */
const alongReverse =
  (f: Smooth, u: Tensor, ts: Tensors): Smooth =>
  (...xs) =>
    (vjp(f)(...xs)[1](u) as Tensors).reduce<Tensor>(
      (total, g, i) => add(total, sum(mul(g, ts[i] as Tensor))),
      sum(mul(u, 0)),
    )

/** Forward mode three times over. */
export const thirdForward: Law = {
  statement: 'the third derivative by forward mode is what differences of the second give',
  needs: ['derivatives', 'differences'],
  breaks: (f, xs) => laws.forward.breaks(along(along(f, directions(xs, 1)), directions(xs, 4)), xs),
}

/** Second derivatives along two directions, in two mixes of modes. */
const seconds = (f: Smooth, xs: Tensors): Readonly<Record<string, Smooth>> => {
  const u = wave(f(...xs).shape, 7)
  const ts = directions(xs, 1)
  return {
    'forward over reverse': along(gradient(f, u), ts),
    'reverse over reverse': alongReverse(gradient(f, u), wave([sizeOf(xs)], 3), ts),
  }
}

const inEachMix = (law: Law, f: Smooth, xs: Tensors): readonly string[] =>
  Object.entries(seconds(f, xs)).flatMap(([mix, g]) =>
    law.breaks(g, xs).map(text => `over ${mix}: ${text}`),
  )

/** Forward mode over mixes of both. */
export const third: Law = {
  statement: 'third derivatives, in mixed modes, are what differences of the second give',
  needs: ['derivatives', 'reverse mode', 'differences'],
  breaks: (f, xs) => inEachMix(laws.forward, f, xs),
}

/** Reverse mode over mixes of both. */
export const thirdTransposed: Law = {
  statement: 'third derivatives by reverse mode are the transpose of those by forward mode',
  needs: ['derivatives', 'reverse mode'],
  breaks: (f, xs) => inEachMix(laws.transpose, f, xs),
}

const sizeOf = (xs: Tensors): number => xs.reduce((n, { size }) => n + size, 0)
