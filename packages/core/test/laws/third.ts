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

const cotangentOf = (f: Smooth, xs: Tensors): Tensor => wave(f(...xs).shape, 7)

const told = (what: string, breaks: readonly string[]): readonly string[] =>
  breaks.map(text => `${what}: ${text}`)

/** Forward mode three times over. */
export const thirdForward: Law = {
  statement: 'the third derivative by forward mode is what differences of the second give',
  needs: ['derivatives', 'differences'],
  breaks: (f, xs) => laws.forward.breaks(along(along(f, directions(xs, 1)), directions(xs, 4)), xs),
}

/** Forward and reverse mode over each mix of two of them. */
export const third: Law = {
  statement: 'third derivatives, in mixed modes, are what differences of the second give',
  needs: ['derivatives', 'reverse mode', 'differences'],
  breaks: (f, xs) => {
    const u = cotangentOf(f, xs)
    const product = along(gradient(f, u), directions(xs, 1))
    const twice = alongReverse(gradient(f, u), wave([sizeOf(xs)], 3), directions(xs, 1))
    return [
      ...told('forward over forward over reverse', laws.forward.breaks(product, xs)),
      ...told('reverse over forward over reverse', laws.transpose.breaks(product, xs)),
      ...told('reverse over reverse over reverse', laws.transpose.breaks(twice, xs)),
      ...told('forward over reverse over reverse', laws.forward.breaks(twice, xs)),
    ]
  },
}

const sizeOf = (xs: Tensors): number => xs.reduce((n, { size }) => n + size, 0)
