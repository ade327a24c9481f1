/** The loss over the iterations, as an SVG picture. */
import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import { aboveZero, lossTicks, type Point, smoothed } from './curve.js'
import type { Trained } from './train.js'

/** Points of the training curve: more would be a band of noise. */
const points = 200

const blue = '#4e79a7'
const red = '#e15759'

/** What stands above the curve. */
export interface Caption {
  readonly title: string
  readonly subtitle: string
}

/** Reads a point's coordinates. */
const xy = { x: '0', y: '1' } as const

/**
 * The losses on a logarithmic scale: in training, as means of stretches of the run, and on validation images, with a ring
 * around the best measurement.
 */
export const plotCurve = (
  { losses, measurements, best }: Pick<Trained, 'losses' | 'measurements' | 'best'>,
  { title, subtitle }: Caption,
): string => {
  const { document } = parseHTML('<!doctype html><body></body>')
  const training = smoothed(losses, points)
  const validation = measurements.map((m): Point => [m.iteration, aboveZero(m.validation.loss)])
  const ys = [...training, ...validation].map(([, loss]) => loss)
  const [low, high] = [Math.min(...ys) / 1.1, Math.max(...ys) * 1.1]
  const above = (validation.at(-1)?.[1] ?? 0) > (training.at(-1)?.[1] ?? 0)
  const svg = Plot.plot({
    document,
    width: 760,
    height: 440,
    marginTop: 64,
    marginRight: 96,
    marginBottom: 48,
    marginLeft: 56,
    style: { background: 'white', color: '#333', fontSize: '13px' },
    x: {
      label: 'iteration',
      labelAnchor: 'center',
      labelArrow: 'none',
      domain: [0, Math.max(1, losses.length)],
    },
    y: {
      label: null,
      type: 'log',
      domain: [low, high],
      ticks: lossTicks(low, high),
      tickFormat: '~g',
      grid: true,
    },
    marks: [
      Plot.lineY(training, { ...xy, stroke: blue, strokeWidth: 1.5 }),
      Plot.lineY(validation, { ...xy, stroke: red, strokeWidth: 2 }),
      Plot.dot(validation, { ...xy, fill: red, r: 3.5 }),
      Plot.dot([[best.iteration, aboveZero(best.validation.loss)]], { ...xy, stroke: red, r: 8 }),
      Plot.text(training.slice(-1), nameOf('training', blue, above ? 9 : -9)),
      Plot.text(validation.slice(-1), nameOf('validation', red, above ? -9 : 9)),
      Plot.text([title], { ...heading, dy: -52, fontSize: 17, fontWeight: 600 }),
      Plot.text([subtitle], { ...heading, dy: -28, fill: '#666' }),
    ],
  })
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  return `${svg.outerHTML}\n`
}

const heading = { frameAnchor: 'top-left', dx: -48 } as const

/** The name of a curve, where it ends. */
const nameOf = (name: string, fill: string, dy: number): Plot.TextOptions => ({
  ...xy,
  text: () => name,
  textAnchor: 'start',
  dx: 12,
  dy,
  fill,
})
