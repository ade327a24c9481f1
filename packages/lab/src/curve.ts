/** A loss curve as points: what its pictures, on the terminal and as SVG, have in common. */

export type Point = readonly [iteration: number, loss: number]

/** On a logarithmic scale, losses as good as 0 would be infinitely far down. */
const least = 1e-6

export const aboveZero = (loss: number): number => Math.max(least, loss)

/** Means of at most `count` stretches of equal length, each at its middle. */
export const smoothed = (losses: ReadonlyArray<number>, count: number): ReadonlyArray<Point> => {
  const stretches = Math.min(count, losses.length)
  return Array.from({ length: stretches }, (_, k) => {
    const from = Math.floor((k * losses.length) / stretches)
    const to = Math.floor(((k + 1) * losses.length) / stretches)
    const sum = losses.slice(from, to).reduce((a, b) => a + b, 0)
    return [(from + to + 1) / 2, aboveZero(sum / (to - from))]
  })
}

/** 1, 2 and 5 times the powers of ten. */
export const roundNumbers: ReadonlyArray<number> = Array.from(
  { length: 40 },
  (_, k) => k - 20,
).flatMap(power => [1, 2, 5].map(digit => Number(`${digit}e${power}`)))

/** Round numbers from low to high; low and high themselves if there are not two in between. */
export const lossTicks = (low: number, high: number): ReadonlyArray<number> => {
  const between = roundNumbers.filter(x => low <= x && x <= high)
  return between.length >= 2 ? between : [low, high]
}
