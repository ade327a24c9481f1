/** Laws of transformations of transformations, for any function that is smooth around its arguments. */
import {
  checkpoint,
  hessian,
  hvp,
  jacfwd,
  jacrev,
  jvp,
  linearize,
  mul,
  reshape,
  sum,
  type Tensor,
} from '@miniflow/core'
import { alike } from '../laws/programs.js'
import { differences, type Tolerance } from '../support/close.js'
import { wave } from '../support/wave.js'
import { dot, gradient, type Loss, pulled, pushed, type Tensors, weighted } from './modes.js'
import type { Law } from './orders.js'

const rounding: Tolerance = { relative: 1e-9, absolute: 1e-9 }

export const allAlike = (
  got: Tensors,
  want: Tensors,
  tolerance: Tolerance = rounding,
): readonly string[] =>
  got.length === want.length
    ? got.flatMap((x, i) => alike(x, want[i] as Tensor, tolerance))
    : [`${got.length} tensors, expected ${want.length}`]

const lossOf = (f: Parameters<Law>[0], xs: Tensors): Loss => weighted(f, wave(f(...xs).shape, 7))

const direction = (xs: Tensors, phase: number): Tensors =>
  xs.map((x, i) => wave(x.shape, phase + i))

/** Column by column and row by row it is one Jacobian; times a direction it is the pushforward. */
export const jacobiansAgree: Law = (f, xs) => {
  const all = (ys: Tensors): Tensor => f(...ys)
  const columns = jacfwd(all)(xs) as Tensors
  const rows = jacrev(all)(xs) as Tensors
  const ts = direction(xs, 0)
  const out = f(...xs)
  const along = wave(out.shape, 4)
  const total = columns.reduce(
    (n, J, i) =>
      n + sum(mul(mul(J, ts[i] as Tensor), spread(along, (xs[i] as Tensor).rank))).item(),
    0,
  )
  return [
    ...allAlike(columns, rows),
    ...columns.flatMap((J, i) =>
      String(J.shape) === String([...out.shape, ...(xs[i] as Tensor).shape])
        ? []
        : [`shape [${J.shape}]`],
    ),
    ...differences([total], [sum(mul(jvp(all)([xs], [ts])[1], along)).item()], rounding),
  ]
}

const spread = (x: Tensor, axes: number): Tensor =>
  reshape(x, [...x.shape, ...Array.from({ length: axes }, () => 1)])

/** The Hessian, in blocks, is that of its products. */
export const hessianIsItsProducts: Law = (f, xs) => {
  const loss = lossOf(f, xs)
  const blocks = hessian(loss)(xs) as unknown as readonly Tensors[]
  const ts = direction(xs, 0)
  const ws = direction(xs, 3)
  const total = blocks.reduce(
    (n, row, i) =>
      row.reduce(
        (m, block, j) =>
          m +
          sum(
            mul(mul(block, spread(ws[i] as Tensor, (xs[j] as Tensor).rank)), ts[j] as Tensor),
          ).item(),
        n,
      ),
    0,
  )
  return differences([total], [dot(ws, hvp(loss)([xs], [ts]) as Tensors).item()], rounding)
}

/** linearize is jvp with the direction left open, for as many directions as are asked for. */
export const linearizeIsJvp: Law = (f, xs) => {
  const [value, pushforward] = linearize((ys: Tensors) => f(...ys))(xs)
  return [0, 3].flatMap(phase => {
    const ts = direction(xs, phase)
    const [want, tangent] = jvp((ys: Tensors) => f(...ys))([xs], [ts])
    return [...allAlike([value], [want]), ...allAlike([pushforward(ts)], [tangent])]
  })
}

/** A checkpoint changes neither the value nor derivatives. */
export const checkpointIsNothing =
  (reverse: boolean): Law =>
  (f, xs) => {
    const kept: typeof f = (...ys) => checkpoint((zs: Tensors) => f(...zs))(ys)
    const ts = direction(xs, 0)
    const loss = lossOf(f, xs)
    const again = lossOf(kept, xs)
    const first = reverse ? gradient : (g: Loss) => (ys: Tensors) => [pushed(g, ts)(ys)]
    return [
      ...alike(kept(...xs), f(...xs)),
      ...allAlike(first(again)(xs), first(loss)(xs)),
      ...allAlike([pushed(pushed(again, ts), ts)(xs)], [pushed(pushed(loss, ts), ts)(xs)]),
      ...(reverse ? allAlike(gradient(pulled(again, ts))(xs), gradient(pulled(loss, ts))(xs)) : []),
    ]
  }
