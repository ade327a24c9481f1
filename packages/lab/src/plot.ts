/** The loss over the iterations, as an SVG picture. */
import * as Plot from '@observablehq/plot'
import { aboveZero, lossTicks, type Point, smoothed } from './curve.js'
import { type Caption, drawn, headings } from './svg.js'
import type { Trained } from './train.js'

/** Points of the training curve: more would be a band of noise. */
const points = 200

const blue = '#4e79a7'
const red = '#e15759'

const marginLeft = 56

/** Reads a point's coordinates. */
const xy = { x: '0', y: '1' } as const

/**
 * The losses on a logarithmic scale: in training, as means of stretches of the run, and on validation images, with a ring
 * around the best measurement.
 */
export const plotCurve = (
  { losses, measurements, best }: Pick<Trained, 'losses' | 'measurements'> & Partial<Trained>,
  caption: Caption,
): string => {
  const training = smoothed(losses, points)
  const validation = measurements.map((m): Point => [m.iteration, aboveZero(m.validation.loss)])
  const rings = best ? [[best.iteration, aboveZero(best.validation.loss)]] : []
  const ys = [...training, ...validation].map(([, loss]) => loss)
  const [low, high] = [Math.min(...ys) / 1.1, Math.max(...ys) * 1.1]
  const above = (validation.at(-1)?.[1] ?? 0) > (training.at(-1)?.[1] ?? 0)
  return drawn({
    width: 760,
    height: 440,
    marginTop: 64,
    marginRight: 96,
    marginBottom: 48,
    marginLeft,
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
      Plot.dot(rings, { ...xy, stroke: red, r: 8 }),
      Plot.text(training.slice(-1), nameOf('training', blue, above ? 9 : -9)),
      Plot.text(validation.slice(-1), nameOf('validation', red, above ? -9 : 9)),
      ...headings(caption, marginLeft),
    ],
  })
}

/** The name of a curve, where it ends. */
const nameOf = (name: string, fill: string, dy: number): Plot.TextOptions => ({
  ...xy,
  text: () => name,
  textAnchor: 'start',
  dx: 12,
  dy,
  fill,
})
