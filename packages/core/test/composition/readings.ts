/** Everything that can be read off a function: two ways to write it must agree in all of it. */
import {
  add,
  grad,
  jacfwd,
  jacrev,
  jvp,
  linearize,
  mul,
  run,
  stack,
  sum,
  type Tensor,
  trace,
  vmap,
} from '@miniflow/core'
import type { Smooth } from '../laws/calculus.js'
import type { Tolerance } from '../support/close.js'
import { wave } from '../support/wave.js'
import { allAlike } from './compose.js'
import { dot, gradient, type Loss, pulled, pushed, type Tensors, weighted } from './modes.js'

type Reading = (f: Smooth, xs: Tensors) => Tensors

const direction = (xs: Tensors, phase = 0): Tensors => xs.map((x, i) => wave(x.shape, phase + i))

const lossOf = (f: Smooth, xs: Tensors): Loss => weighted(f, wave(f(...xs).shape, 7))

/** The arguments beside two neighbours of theirs; the last argument is shared where `share` says so. */
const batchOf = (xs: Tensors, share: boolean) => {
  const inAxes = xs.map((x, i) => (share && i > 0 && i === xs.length - 1 ? null : i % (x.rank + 1)))
  const columns = xs.map((x, i) => {
    const axis = inAxes[i]
    const near = [0, 1, 2].map(k => add(x, mul(wave(x.shape, 3 * k + i), 0.05 * k)))
    return axis === null || axis === undefined ? x : stack(near, { axis })
  })
  return { inAxes, columns }
}

const mapped =
  (share: boolean, f: (xs: Tensors) => Tensors): Reading =>
  (_, xs) => {
    const { inAxes, columns } = batchOf(xs, share)
    return vmap((...ys: Tensors) => f(ys), { inAxes })(...columns) as Tensors
  }

/** What forward mode alone can read. */
export const forwardReadings: Readonly<Record<string, Reading>> = {
  value: (f, xs) => [f(...xs)],
  tape: (f, xs) => [run(trace(f)(...xs))(...xs)],
  jvp: (f, xs) => [jvp(f)(xs, direction(xs))[1]],
  linearize: (f, xs) => [linearize(f)(...xs)[1](...direction(xs))],
  'jvp of jvp': (f, xs) => {
    const ts = direction(xs)
    return [pushed(pushed(lossOf(f, xs), ts), ts)(xs)]
  },
  'jvp of jvp of jvp': (f, xs) => {
    const ts = direction(xs)
    return [pushed(pushed(pushed(lossOf(f, xs), ts), ts), ts)(xs)]
  },
  jacfwd: (f, xs) => jacfwd((ys: Tensors) => f(...ys))(xs) as Tensors,
  vmap: (f, xs) => mapped(false, ys => [f(...ys)])(f, xs),
  'vmap with a shared argument': (f, xs) => mapped(true, ys => [f(...ys)])(f, xs),
  'vmap of jvp': (f, xs) => mapped(true, ys => [jvp(f)(ys, direction(ys))[1]])(f, xs),
  'jvp of vmap': (f, xs) => {
    const { inAxes, columns } = batchOf(xs, true)
    return [jvp(vmap(f, { inAxes }) as Smooth)(columns, direction(columns))[1]]
  },
  'vmap of vmap': (f, xs) => {
    const inner = batchOf(xs, true)
    const outer = batchOf(inner.columns, false)
    return [
      vmap(vmap(f, { inAxes: inner.inAxes }), { inAxes: outer.inAxes })(...outer.columns) as Tensor,
    ]
  },
}

export const reverseReadings: Readonly<Record<string, Reading>> = {
  grad: (f, xs) => gradient(lossOf(f, xs))(xs),
  'grad of grad': (f, xs) => gradient(pulled(lossOf(f, xs), direction(xs)))(xs),
  'grad of grad of grad': (f, xs) => {
    const ts = direction(xs)
    return [dot(gradient(pulled(pulled(lossOf(f, xs), ts), ts))(xs), ts)]
  },
  'jvp of grad': (f, xs) => jvp(gradient(lossOf(f, xs)))([xs], [direction(xs)])[1],
  'grad of jvp': (f, xs) => gradient(pushed(lossOf(f, xs), direction(xs)))(xs),
  jacrev: (f, xs) => jacrev((ys: Tensors) => f(...ys))(xs) as Tensors,
  'jacfwd of jacrev': (f, xs) => {
    const [first, ...others] = xs as readonly [Tensor, ...Tensor[]]
    const loss = lossOf(f, xs)
    return [jacfwd(jacrev((x: Tensor) => loss([x, ...others])))(first) as Tensor]
  },
  'vmap of grad': (f, xs) => mapped(false, gradient(lossOf(f, xs)))(f, xs),
  'grad of vmap': (f, xs) => {
    const { inAxes, columns } = batchOf(xs, true)
    const all = vmap(f, { inAxes }) as Smooth
    return gradient(lossOf(all, columns))(columns)
  },
  'vmap of jvp of grad': (f, xs) => {
    const loss = lossOf(f, xs)
    return mapped(true, ys => jvp(gradient(loss))([ys], [direction(ys)])[1])(f, xs)
  },
  'grad of vmap of grad': (f, xs) => {
    const loss = lossOf(f, xs)
    const { inAxes, columns } = batchOf(xs, false)
    const gradients = vmap((...ys: Tensors) => gradient(loss)(ys), { inAxes })
    const total = (ys: Tensors): Tensor => {
      const gs = gradients(...ys) as Tensors
      return gs.map((g, i) => sum(mul(g, wave(g.shape, i)))).reduce((a, b) => add(a, b))
    }
    return grad(total)(columns)
  },
}

export const allReadings: Readonly<Record<string, Reading>> = {
  ...forwardReadings,
  ...reverseReadings,
}

/** Where two functions differ, under any of the readings. */
export const differ = (
  readings: Readonly<Record<string, Reading>>,
  f: Smooth,
  g: Smooth,
  xs: Tensors,
  tolerance?: Tolerance,
): readonly string[] =>
  Object.entries(readings).flatMap(([name, read]) =>
    allAlike(read(f, xs), read(g, xs), tolerance).map(text => `${name}: ${text}`),
  )
