/**
 * Laws of derivatives, for any function of tensors that is smooth around its arguments. Each gives
 * what breaks it, as text; nothing where it holds.
 */
import { add, jvp, mul, sum, type Tensor, tensor, vjp } from '@miniflow/core'
import { differences, type Tolerance } from '../support/close.js'
import { wave } from '../support/wave.js'

export type Smooth = (...xs: readonly Tensor[]) => Tensor

export type Law = (f: Smooth, args: readonly Tensor[]) => readonly string[]

/** The step of central differences: exact in binary, with errors of about 1e-10 on both sides. */
const STEP = 2 ** -17

const within = (tolerance: number): Tolerance => ({ relative: tolerance, absolute: tolerance })

const inner = (x: Tensor, y: Tensor): number => sum(mul(x, y)).item()

const dots = (xs: readonly Tensor[], ys: readonly Tensor[]): number =>
  xs.reduce((total, x, i) => total + inner(x, ys[i] as Tensor), 0)

/** A direction for each argument. */
const directions = (args: readonly Tensor[]): readonly Tensor[] =>
  args.map((x, i) => wave(x.shape, i))

/** x + h t for every argument. */
const moved = (xs: readonly Tensor[], ts: readonly Tensor[], h: number): readonly Tensor[] =>
  xs.map((x, i) => add(x, mul(ts[i] as Tensor, h)))

/** (f(x + h t) - f(x - h t)) / 2h */
const slope = (f: Smooth, xs: readonly Tensor[], ts: readonly Tensor[]): readonly number[] => {
  const after = f(...moved(xs, ts, STEP)).data()
  const before = f(...moved(xs, ts, -STEP)).data()
  return Array.from<number, number>(after, (y, i) => (y - (before[i] as number)) / (2 * STEP))
}

const unit = (shape: readonly number[], at: number): Tensor =>
  tensor(
    Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => (i === at ? 1 : 0)),
    shape,
  )

/** The gradient of <u, f> by central differences: one for every element of argument k. */
const numericalGradient = (
  f: Smooth,
  xs: readonly Tensor[],
  k: number,
  u: Tensor,
): readonly number[] => {
  const weights = u.data()
  const shape = (xs[k] as Tensor).shape
  return Array.from({ length: (xs[k] as Tensor).size }, (_, at) => {
    const ts = xs.map((x, i) => (i === k ? unit(shape, at) : mul(x, 0)))
    return slope(f, xs, ts).reduce((total, d, i) => total + d * (weights[i] as number), 0)
  })
}

const pulled = (f: Smooth, xs: readonly Tensor[], u: Tensor): readonly Tensor[] =>
  vjp(f)(...xs)[1](u) as readonly Tensor[]

const cotangentOf = (f: Smooth, xs: readonly Tensor[]): Tensor => wave(f(...xs).shape, 7)

/** Reverse mode gives the gradient that central differences give. */
export const reverseIsNumeric: Law = (f, xs) => {
  const u = cotangentOf(f, xs)
  return pulled(f, xs, u).flatMap((g, k) => [
    ...(String(g.shape) === String((xs[k] as Tensor).shape) ? [] : [`shape [${g.shape}]`]),
    ...differences(g.data(), numericalGradient(f, xs, k, u), within(1e-6)),
  ])
}

/** Forward mode gives the slope that central differences give. */
export const forwardIsNumeric: Law = (f, xs) => {
  const ts = directions(xs)
  return differences(jvp(f)(xs, ts)[1].data(), slope(f, xs, ts), within(1e-6))
}

/** <pull u, t> = <u, push t>: reverse and forward mode are each other's transpose. */
export const pullTransposesPush: Law = (f, xs) => {
  const u = cotangentOf(f, xs)
  const ts = directions(xs)
  const left = dots(pulled(f, xs, u), ts)
  const right = inner(u, jvp(f)(xs, ts)[1])
  return differences([left], [right], within(1e-10))
}

/** The derivatives of the gradient, by forward and by reverse mode, are its slope. */
export const secondIsNumeric: Law = (f, xs) => {
  const u = cotangentOf(f, xs)
  const ts = directions(xs)
  return xs.flatMap((_, k) => {
    const gradient: Smooth = (...ys) => pulled(f, ys, u)[k] as Tensor
    const expected = slope(gradient, xs, ts)
    const w = wave(gradient(...xs).shape, 5)
    const along = expected.reduce((total, d, i) => total + d * (w.data()[i] as number), 0)
    return [
      ...differences(jvp(gradient)(xs, ts)[1].data(), expected, within(1e-5)),
      ...differences([dots(pulled(gradient, xs, w), ts)], [along], within(1e-5)),
    ]
  })
}
