/** The loss over the iterations, as a curve of characters. */
import { plot } from 'simple-ascii-chart'
import { aboveZero, lossTicks, roundNumbers, smoothed } from './curve.js'
import type { Colors } from './screen.js'
import type { Trained } from './train.js'

/** Multiples of a round number up to `end`, about five of them. */
const iterationTicks = (end: number): ReadonlyArray<number> => {
  const apart = Math.max(1, roundNumbers.find(x => x >= end / 6) ?? end)
  return Array.from({ length: Math.floor(end / apart) }, (_, k) => (k + 1) * apart)
}

const height = 12

/** Columns left of and right of the curve. */
const margin = 8

/**
 * Training loss as a line and validation loss as dots, on a logarithmic scale; nothing if there are not two steps to
 * connect, or not the columns for it.
 */
export const showCurve = (
  { losses, measurements }: Pick<Trained, 'losses' | 'measurements'>,
  width: number,
  colors: Colors,
): string | undefined => {
  const columns = Math.min(100, width - margin)
  if (losses.length < 2 || columns < 20) return undefined
  const line = smoothed(losses, columns).map(([x, y]) => [x, Math.log10(y)] as const)
  const dots = measurements.map(
    ({ iteration, validation }) => [iteration, Math.log10(aboveZero(validation.loss))] as const,
  )
  const ys = [...line, ...dots].map(([, y]) => y)
  // a range of its own for a curve that is level
  const [bottom, top] = [Math.min(...ys) - 0.01, Math.max(...ys) + 0.01]
  const curve = plot([line.map(([x, y]): [number, number] => [x, y])], {
    width: columns,
    height,
    yRange: [bottom, top],
    customYAxisTicks: lossTicks(10 ** bottom, 10 ** top).map(Math.log10),
    customXAxisTicks: [...iterationTicks(losses.length)],
    formatter: (x, { axis }) => (axis === 'y' ? String(Number((10 ** x).toPrecision(2))) : x),
    points: dots.map(([x, y]) => ({
      x,
      y,
      ...(colors.isColorSupported && { color: 'ansiYellow' }),
    })),
    ...(colors.isColorSupported && { color: 'ansiCyan' }),
    symbols: {
      axis: { n: ' ', e: ' ' },
      chart: { we: '─', wns: '╮', ns: '│', nse: '╰', wsn: '╯', sne: '╭' },
    },
  })
  const legend =
    dots.length === 0 ? '' : `: ${colors.cyan('─')} training, ${colors.yellow('●')} validation`
  return `${colors.bold('Loss')} by iteration${legend}\n${trimmed(curve)}`
}

/** Without empty lines around it and blanks at the ends of lines. */
const trimmed = (text: string): string =>
  text
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n')
    .replace(/^\n+|\n+$/g, '')
