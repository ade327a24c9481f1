/**
 * Kinks in several numbers at once. Each derivative may be between the slopes of its own sides while
 * all of them together are no derivative of f: at a tie of `max`, 1 for both. A generalised gradient g
 * (Clarke's) has <g, v> between the slopes along v at points nearby, for every direction v.
 */
import { type Slope, slopes } from './numeric.js'

/** The derivative along a direction beside the slopes along it at points nearby. */
export interface Together {
  readonly analytic: number
  readonly low: number
  readonly high: number
}

/** More kinks than this have too many sides to look at all of them. */
const MOST = 5

/** How far points nearby are, and the step of differences there, in the size of numbers. */
const NEARBY = 1e-4
const STEP = 1e-6

/** Slopes nearby differ from those here by what f bends in between. */
const BEND = 1e-2

/** Every choice of sides. */
const sides = (n: number): readonly (readonly number[])[] =>
  Array.from({ length: 2 ** n }, (_, code) =>
    Array.from({ length: n }, (_, i) => ((code >> i) & 1 ? 1 : -1)),
  )

/** How far along each number: never two the same, in several orders. */
const distances = (n: number, turn: number): readonly number[] =>
  Array.from({ length: n }, (_, i) => 0.25 + 0.75 * ((((i + 1) * (turn + 1)) % (n + 1)) / (n + 1)))

/**
 * Where the derivative at the kinks is none, along some direction; nothing where it may be one.
 * `f` is the weighted sum of the results, `gradient` its derivative.
 */
export const apart = (
  at: Float64Array,
  f: (x: Float64Array) => number,
  gradient: ArrayLike<number>,
  kinked: readonly number[],
): Together | undefined => {
  const n = kinked.length
  if (n < 2 || n > MOST) return undefined
  const sizes = kinked.map(i => Math.max(1, Math.abs(at[i] as number)))
  const moved = (x: Float64Array, by: readonly number[]): Float64Array => {
    const y = x.slice()
    kinked.forEach((i, k) => {
      y[i] = (y[i] as number) + (by[k] as number) * (sizes[k] as number)
    })
    return y
  }
  const points = [0, 1].flatMap(turn =>
    sides(n).map(side =>
      moved(
        at,
        distances(n, turn).map((d, k) => NEARBY * d * (side[k] as number)),
      ),
    ),
  )
  for (const v of [distances(n, 0), distances(n, 1).map((d, k) => (k % 2 === 0 ? d : -d))]) {
    const nearby = points.map(
      y =>
        (f(
          moved(
            y,
            v.map(t => STEP * t),
          ),
        ) -
          f(
            moved(
              y,
              v.map(t => -STEP * t),
            ),
          )) /
        (2 * STEP),
    )
    if (!nearby.every(Number.isFinite)) return undefined
    const terms = kinked.map(
      (i, k) => (gradient[i] as number) * (v[k] as number) * (sizes[k] as number),
    )
    const analytic = terms.reduce((a, b) => a + b, 0)
    const [low, high] = [Math.min(...nearby), Math.max(...nearby)]
    const allowed = BEND * terms.reduce((a, b) => a + Math.abs(b), Math.abs(low) + Math.abs(high))
    if (analytic < low - allowed || analytic > high + allowed) return { analytic, low, high }
  }
  return undefined
}

/** How many points nearby stand for all of them. */
const AROUND = 16

/** The slopes along one number at points at this distance, a row for each result. */
const slopesAt = (
  at: Float64Array,
  f: (x: Float64Array) => Float64Array,
  input: number,
  drawn: (stream: number) => Float64Array,
  distance: number,
): readonly (readonly Slope[])[] => {
  const step = (distance / 100) * Math.max(1, Math.abs(at[input] as number))
  const columns = Array.from({ length: AROUND }, (_, k) => {
    const by = drawn(k)
    const y = at.map((x, i) => x + distance * Math.max(1, Math.abs(x)) * (by[i] as number))
    return slopes(h => f(y.map((x, i) => (i === input ? x + h : x))), { step })
  })
  return Array.from(columns[0] ?? [], (_, j) => columns.map(column => column[j] as Slope))
}

/** The least and the most. */
export interface Hull {
  readonly low: number
  readonly high: number
}

/** Of slopes less their errors, so that rounding alone spans nothing. */
const hullOf = (all: readonly Slope[]): Hull => ({
  low: Math.min(...all.map(({ value, error }) => value + error)),
  high: Math.max(...all.map(({ value, error }) => value - error)),
})

/**
 * The least and the most slope of every result along one number at points nearby, where these do not
 * draw together as the points do: where some of several ties decide, a function may be smooth along
 * each number and bent between them.
 */
export const around = (
  at: Float64Array,
  f: (x: Float64Array) => Float64Array,
  input: number,
  drawn: (stream: number) => Float64Array,
): readonly (Hull | undefined)[] => {
  const far = slopesAt(at, f, input, drawn, 10 * NEARBY).map(hullOf)
  return slopesAt(at, f, input, drawn, NEARBY / 10).map((all, j) => {
    const near = hullOf(all)
    const { low, high } = far[j] as Hull
    const stays = near.high - near.low > 0.5 * (high - low)
    return stays && near.high - near.low > BEND * Math.max(Math.abs(near.low), Math.abs(near.high))
      ? near
      : undefined
  })
}
