/** Boxes of elements that move: from and to places with strides. All that only moves is made of these. */
import type { Body } from '../wasm/body.js'
import { type Expr, i32 } from '../wasm/code.js'
import { type Axis, along, type Share } from './axis.js'
import type { Element } from './element.js'
import { copyRun, fillBytes, fillRun, reverseRun } from './runs.js'
import { lineOf, transpose } from './transpose.js'

/** The same box with the fewest axes: without those of length 1, and neighbours as one where they can be. */
export const simplify = (axes: readonly Axis[]): readonly Axis[] => {
  const done: Axis[] = []
  for (const inner of axes) {
    if (inner.n === 1) continue
    const outer = done.at(-1)
    if (outer?.from === inner.from * inner.n && outer.to === inner.to * inner.n)
      done[done.length - 1] = { ...inner, n: outer.n * inner.n }
    else done.push(inner)
  }
  return done
}

/** The axis of a transpose whose elements lie side by side where they come from, if blocks are worth it. */
const acrossOf = (axes: readonly Axis[], word: Element): Axis | undefined => {
  const last = axes.at(-1)
  const lanes = 16 / word.bytes
  return last !== undefined &&
    lanes < 16 &&
    last.to === 1 &&
    Math.abs(last.from) > 1 &&
    last.n >= lanes
    ? axes.find(axis => axis.from === 1 && axis !== last && axis.n >= lanes)
    : undefined
}

/** The axis that is gone along first, in shares. A transpose comes last, in whatever order its axes stand. */
const outerOf = (axes: readonly Axis[], across: Axis | undefined): Axis | undefined =>
  axes[0] === across && across !== undefined ? axes[1] : axes[0]

/** Into how many shares a simplified box can be split. */
export const sharesOf = (axes: readonly Axis[], word: Element): number => {
  const across = acrossOf(axes, word)
  return across !== undefined && axes.length === 2
    ? Math.ceil(across.n / lineOf(word))
    : (outerOf(axes, across)?.n ?? 1)
}

/** Moves a simplified box, or a share of it, that starts at these addresses. */
export const move = (
  body: Body,
  word: Element,
  axes: readonly Axis[],
  to: Expr,
  from: Expr,
  share?: Share,
): void => {
  const [first, ...others] = axes
  const across = acrossOf(axes, word)
  if (first === undefined) word.store(body, to, 0, word.load(from))
  else if (across !== undefined && axes.length === 2)
    transpose(body, word, across, axes[1] as Axis, to, from, share)
  else if (others.length === 0) {
    if (share === undefined) moveRun(body, word, first, to, from)
    else moveShare(body, word, first, to, from, share)
  } else {
    const outer = outerOf(axes, across) as Axis
    const rest = axes.filter(axis => axis !== outer)
    const [source, target] = [body.keep(from), body.keep(to)]
    body.for(share?.from ?? 0, share?.to ?? outer.n, i =>
      move(body, word, rest, along(target, i, outer.to, word), along(source, i, outer.from, word)),
    )
  }
}

const moveRun = (body: Body, word: Element, axis: Axis, to: Expr, from: Expr): void => {
  const { n } = axis
  const bytes = n * word.bytes
  if (axis.to === 1 && axis.from === 1) copyRun(body, word, to, from, bytes)
  else if (axis.to === 1 && axis.from === 0) fillRun(body, word, to, word.load(from), bytes)
  else if (axis.to === 1 && axis.from === -1) reverseRun(body, word, to, from, bytes)
  else {
    const [source, target] = [body.keep(from), body.keep(to)]
    body.for(0, n, i =>
      word.store(
        body,
        along(target, i, axis.to, word),
        0,
        word.load(along(source, i, axis.from, word)),
      ),
    )
  }
}

const moveShare = (
  body: Body,
  word: Element,
  axis: Axis,
  to: Expr,
  from: Expr,
  share: Share,
): void => {
  const target = body.keep(along(to, share.from, axis.to, word))
  const source = body.keep(along(from, share.from, axis.from, word))
  const count = body.keep(i32.sub(share.to, share.from))
  const bytes = i32.mul(count, word.bytes)
  if (axis.to === 1 && axis.from === 1) body.copy(target, source, bytes)
  else if (axis.to === 1 && axis.from === 0) fillBytes(body, word, target, word.load(source), bytes)
  else
    body.for(0, count, i =>
      word.store(
        body,
        along(target, i, axis.to, word),
        0,
        word.load(along(source, i, axis.from, word)),
      ),
    )
}
