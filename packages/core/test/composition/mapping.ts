/** Laws of vmap: along any axes, inside of itself, around and inside of derivatives. */
import { add, grad, mul, stack, sum, type Tensor, vmap } from '@miniflow/core'
import type { Smooth } from '../laws/calculus.js'
import { pick } from '../laws/choose.js'
import { alike } from '../laws/programs.js'
import { type Raw, turned } from '../laws/raw.js'
import type { Tolerance } from '../support/close.js'
import { wave } from '../support/wave.js'
import { gradient, type Tensors, weighted } from './modes.js'

export interface Example {
  readonly f: Smooth
  readonly xs: Tensors
}

export type Make = (raw: Raw) => Example

const rounding: Tolerance = { relative: 1e-9, absolute: 1e-9 }

type Axis = number | null

interface Mapping {
  readonly inAxes: readonly Axis[]
  readonly outAxes: number
}

/** An axis of n, counted from either end. */
const eitherEnd = (raw: Raw, at: number, n: number): number => pick(raw, at, 2 * n) - n

/** For each argument an axis from either end, or none; one of them at least is mapped. */
const mapping = (raw: Raw, xs: Tensors, result: Tensor, by: number): Mapping => ({
  inAxes: xs.map((x, i) =>
    i !== by % xs.length && raw.flags[(i + by) % 8] === true
      ? null
      : eitherEnd(raw, (i + by) % 12, x.rank + 1),
  ),
  outAxes: eitherEnd(raw, (by + 3) % 12, result.rank + 1),
})

/** The arguments of examples joined: what is not mapped is that of the first. */
const joined = (examples: readonly Tensors[], { inAxes }: Mapping): Tensors =>
  inAxes.map((axis, i) => {
    const column = examples.map(xs => xs[i] as Tensor)
    return axis === null ? (column[0] as Tensor) : stack(column, { axis })
  })

const shared = (examples: readonly Tensors[], { inAxes }: Mapping): readonly Tensors[] =>
  examples.map(xs => xs.map((x, i) => (inAxes[i] === null ? (examples[0]?.[i] as Tensor) : x)))

const mapped = (f: Smooth, { inAxes, outAxes }: Mapping): Smooth =>
  vmap(f, { inAxes, outAxes }) as Smooth

const SHIFTS = [0, 5, 11]

/** vmap along any axes of what is mapped, into any axis, is a loop. */
export const mapIsLoop = (make: Make, raw: Raw): readonly string[] => {
  const { f, xs } = make(raw)
  const over = mapping(raw, xs, f(...xs), 0)
  const examples = SHIFTS.map(by => make(turned(raw, by)).xs)
  return alike(
    mapped(f, over)(...joined(examples, over)),
    stack(
      shared(examples, over).map(ys => f(...ys)),
      { axis: over.outAxes },
    ),
    rounding,
  )
}

/** vmap of vmap is two loops. */
export const mapOfMapIsLoops = (make: Make, raw: Raw): readonly string[] => {
  const { f, xs } = make(raw)
  const inner = mapping(raw, xs, f(...xs), 0)
  const rows = [0, 7].map(by => SHIFTS.map(shift => make(turned(raw, by + shift)).xs))
  const inside = mapped(f, inner)
  const first = joined(rows[0] as readonly Tensors[], inner)
  const outer = mapping(raw, first, inside(...first), 1)
  const columns = rows.map(row => joined(row, inner))
  return alike(
    mapped(inside, outer)(...joined(columns, outer)),
    stack(
      shared(columns, outer).map(ys => inside(...ys)),
      { axis: outer.outAxes },
    ),
    rounding,
  )
}

/** The gradients of examples, side by side and one after the other; and the gradient of their sum. */
export const gradientsMap = (make: Make, raw: Raw): readonly string[] => {
  const { f, xs } = make(raw)
  const out = f(...xs)
  const loss = weighted(f, wave(out.shape, 7))
  const one = (...ys: Tensors): Tensors => gradient(loss)(ys)
  const examples = SHIFTS.map(by => make(turned(raw, by)).xs)
  const over = { inAxes: xs.map(() => 0), outAxes: 0 }
  const columns = joined(examples, over)
  const want = xs.map((_, i) => stack(examples.map(ys => one(...ys)[i] as Tensor)))
  const ofEach = vmap(one)(...columns) as Tensors
  const u = stack(SHIFTS.map(() => wave(out.shape, 7)))
  const ofSum = grad((ys: Tensors) => sum(mul(mapped(f, over)(...ys), u)))(columns)
  const close = (got: Tensors): readonly string[] =>
    want.flatMap((w, i) => alike(got[i] as Tensor, w, rounding))
  return [
    ...close(ofEach).map(text => `vmap of grad: ${text}`),
    ...close(ofSum).map(text => `grad of vmap: ${text}`),
  ]
}

/** What all examples share gets the sum of its gradients. */
export const sharedIsSummed = (make: Make, raw: Raw): readonly string[] => {
  const { f, xs } = make(raw)
  if (xs.length < 2) return []
  const loss = weighted(f, wave(f(...xs).shape, 7))
  const [first, ...others] = xs as readonly [Tensor, ...Tensor[]]
  const over = { inAxes: [null, ...others.map(() => 0)], outAxes: 0 }
  const examples = SHIFTS.map(by => [first, ...make(turned(raw, by)).xs.slice(1)])
  const total = (x: Tensor): Tensor =>
    sum(vmap((...ys: Tensors) => loss(ys), over)(x, ...joined(examples, over).slice(1)) as Tensor)
  const want = examples.map(ys => gradient(loss)(ys)[0] as Tensor).reduce((a, b) => add(a, b))
  return alike(grad(total)(first), want, rounding)
}
