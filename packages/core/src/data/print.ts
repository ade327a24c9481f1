/** How a tensor is printed: nested brackets, columns aligned, the middle of large ones left out. */
import type { Values } from './dtype.js'
import { stridesOf } from './shape.js'
import type { DType, Shape } from './types.js'

/** Above this many elements only the edges are shown, as NumPy does. */
const THRESHOLD = 1000
const EDGE = 3
const ELLIPSIS = '...'
/** Longer rows go on in the next line, below their first entry. */
const COLUMNS = 75

export const print = (shape: Shape, dtype: DType, values: Values): string => {
  if (values.length === 0) return '[]'
  const elide = values.length > THRESHOLD
  const shown = (n: number): readonly (number | undefined)[] =>
    elide && n > 2 * EDGE
      ? [0, 1, 2, undefined, n - 3, n - 2, n - 1]
      : Array.from({ length: n }, (_, i) => i)
  const strides = stridesOf(shape)

  const visible: number[] = []
  const collect = (axis: number, at: number): void => {
    if (axis === shape.length) visible.push(values[at] as number)
    else
      for (const i of shown(shape[axis] as number))
        if (i !== undefined) collect(axis + 1, at + i * (strides[axis] as number))
  }
  collect(0, 0)

  const texts = formatter(dtype, visible)
  const width = visible.reduce((most, x) => Math.max(most, texts(x).length), 0)
  const text = (x: number): string => texts(x).padStart(width)
  const level = (axis: number, at: number): string => {
    if (axis === shape.length) return text(values[at] as number)
    const parts = shown(shape[axis] as number).map(i =>
      i === undefined ? ELLIPSIS : level(axis + 1, at + i * (strides[axis] as number)),
    )
    if (axis === shape.length - 1) return `[${row(parts, axis + 1)}]`
    return `[${parts.join(`,${'\n'.repeat(shape.length - axis - 1)}${' '.repeat(axis + 1)}`)}]`
  }
  return level(0, 0)
}

const row = (entries: readonly string[], indent: number): string => {
  const lines: string[] = []
  let line = ''
  for (const entry of entries) {
    const longer = line === '' ? entry : `${line}, ${entry}`
    const full = line !== '' && indent + longer.length > COLUMNS
    if (full) lines.push(line)
    line = full ? entry : longer
  }
  return [...lines, line].join(`,\n${' '.repeat(indent)}`)
}

const formatter = (dtype: DType, xs: readonly number[]): ((x: number) => string) => {
  if (dtype === 'bool') return x => (x === 0 ? 'false' : 'true')
  if (dtype === 'int32') return x => x.toString()
  const finite = xs.filter(x => Number.isFinite(x) && x !== 0).map(Math.abs)
  const largest = finite.reduce((a, b) => Math.max(a, b), 0)
  const smallest = finite.length === 0 ? 1 : finite.reduce((a, b) => Math.min(a, b))
  const round = dtype === 'float32' ? Math.fround : (x: number) => x
  const wide = largest >= 1e8 || smallest < 1e-4 || largest / smallest > 1e8
  const needed = finite.reduce((most, x) => Math.max(most, digits(x, round, wide)), 0)
  const show = (x: number): string => (wide ? x.toExponential(needed) : x.toFixed(needed))
  return x => (Number.isFinite(x) ? (Object.is(x, -0) ? `-${show(0)}` : show(x)) : String(x))
}

/** The fewest decimals, 8 at the most, after which x reads back as itself. */
const digits = (x: number, round: (x: number) => number, exponential: boolean): number => {
  for (let d = 0; d < 8; d++)
    if (round(Number(exponential ? x.toExponential(d) : x.toFixed(d))) === x) return d
  return 8
}
