/** Simple numbers: short binary fractions, which every float dtype holds exactly, the simplest first. */
import { ArgumentError } from '@miniflow/core'

/** Which numbers may be drawn. */
export interface Range {
  /** The smallest number (default -3). */
  readonly min?: number | undefined
  /** The largest number (default 3). */
  readonly max?: number | undefined
  /** Points to keep clear of, such as kinks and poles: numbers keep half a step of the grid away. */
  readonly avoid?: readonly number[] | undefined
}

/** Numbers of a grid of the default range: an eighth apart. */
const STEPS = 48

/** What everything shrinks to first; after them come whole numbers, halves, quarters, eighths. */
const FIRST: readonly number[] = [0, 1, 0.5]

/** The d of n / 2^d in lowest terms. */
const depth = (x: number): number => {
  let d = 0
  for (let y = x; !Number.isInteger(y); y *= 2) d += 1
  return d
}

/** Numbers are ordered by the first of these in which they differ. */
const cost = (x: number): readonly number[] => [
  FIRST.includes(x) ? FIRST.indexOf(x) : FIRST.length,
  depth(x),
  Math.abs(x),
  x < 0 ? 1 : 0,
]

const cheaper = (x: number, y: number): number => {
  const [a, b] = [cost(x), cost(y)]
  return a.map((n, i) => n - (b[i] as number)).find(d => d !== 0) ?? 0
}

const refuse = (where: string, problem: string, fix: string): never => {
  throw new ArgumentError(where, problem, fix)
}

/** The grid of a range, the simplest number first. */
export const gridOf = (
  where: string,
  { min = -3, max = 3, avoid = [] }: Range = {},
): readonly number[] => {
  if (!(Number.isFinite(min) && Number.isFinite(max) && min <= max))
    return refuse(
      where,
      `there are no numbers from min = ${min} to max = ${max}.`,
      'Give two finite numbers, the smaller one as min.',
    )
  const step = min === max ? 1 : 2 ** Math.floor(Math.log2((max - min) / STEPS))
  const first = Math.ceil(min / step)
  const regular = Array.from(
    { length: Math.floor(max / step) - first + 1 },
    (_, i) => (first + i) * step,
  )
  const simple = [0, 1, -1, 0.5, -0.5].filter(x => min <= x && x <= max)
  const all = new Set([...regular, ...simple, ...(min === max ? [min] : [])].map(x => x + 0))
  const numbers = [...all].filter(x => avoid.every(point => Math.abs(x - point) >= step / 2))
  return numbers.length > 0
    ? numbers.sort(cheaper)
    : refuse(
        where,
        `nothing is left between min = ${min} and max = ${max} when [${avoid.join(', ')}] are avoided.`,
        'Widen the range, or avoid fewer points.',
      )
}
