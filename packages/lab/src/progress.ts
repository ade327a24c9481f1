/** The line of the progress bar: how far a run is, its loss, its speed, and the time left. */
import { clock, count } from './format.js'
import type { Colors } from './screen.js'

/** What the bar tells besides how far it is. */
export interface State {
  readonly epoch: number
  readonly epochs: number
  readonly loss: number
  readonly imagesPerSecond: number
  readonly secondsLeft: number
}

const longestBar = 30
const shortestBar = 8

/**
 * The line for a share of the run, at most `width` columns long: where there is little room the bar shrinks, and then
 * the parts leave, the least important first.
 */
export const showProgress = (
  share: number,
  { epoch, epochs, loss, imagesPerSecond, secondsLeft }: State,
  width: number,
  { cyan, dim }: Colors,
): string => {
  const parts = [
    { text: `${Math.floor(100 * share)} %`.padStart(5), rank: 0 },
    { text: `epoch ${epoch}/${epochs}`, rank: 3 },
    { text: `loss ${loss.toFixed(4)}`, rank: 2 },
    { text: `${count(Math.round(imagesPerSecond))} images/s`, rank: 4 },
    { text: `${clock(secondsLeft)} left`, rank: 1 },
  ]
  const lengthOf = (most: number): number =>
    parts.reduce((sum, { text, rank }) => (rank <= most ? sum + 2 + text.length : sum), 0)
  const most = [4, 3, 2, 1].find(rank => lengthOf(rank) + shortestBar <= width) ?? 0
  const room = Math.min(longestBar, width - lengthOf(most))
  const shown = parts.filter(({ rank }) => rank <= most).map(({ text }) => text)
  if (room < 1) return shown.join('  ').trim().slice(0, width)
  const full = Math.round(share * room)
  return [cyan('█'.repeat(full)) + dim('░'.repeat(room - full)), ...shown].join('  ')
}
