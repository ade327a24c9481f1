/** The filters of a first layer as an SVG picture. */
import * as Plot from '@observablehq/plot'
import { type Caption, drawn, headings } from '../svg.js'
import { largest } from './filters.js'
import type { Filter } from './model.js'

/** Units of a picture's grid between two filters. */
const gap = 1

const across = 4

/** Pixels of a weight's side, around the picture, and across the words above it. */
const unit = 24
const margin = 24
const narrowest = 620

/** A square for each weight, orange above 0 and violet below, four filters in a row. */
export const plotFilters = (filters: ReadonlyArray<Filter>, caption: Caption): string => {
  const [{ height, width } = { height: 1, width: 1 }] = filters
  const rows = Math.ceil(filters.length / across)
  const columns = Math.min(across, filters.length)
  const most = largest(filters)
  const cells = filters.flatMap(({ weights }, k) => {
    const left = (k % across) * (width + gap)
    const top = Math.floor(k / across) * (height + gap)
    return weights.map((weight, i) => ({
      x1: left + (i % width),
      x2: left + (i % width) + 1,
      y1: top + Math.floor(i / width),
      y2: top + Math.floor(i / width) + 1,
      weight,
    }))
  })
  const [wide, high] = [columns * (width + gap) - gap, rows * (height + gap) - gap]
  return drawn({
    width: Math.max(narrowest, 2 * margin + wide * unit),
    height: 72 + margin + high * unit,
    marginTop: 72,
    marginRight: Math.max(margin, narrowest - margin - wide * unit),
    marginBottom: margin,
    marginLeft: margin,
    x: { axis: null, domain: [0, wide] },
    y: { axis: null, domain: [high, 0] },
    color: { type: 'diverging', scheme: 'PuOr', domain: [-most, most] },
    marks: [
      Plot.rect(cells, { x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2', fill: 'weight', inset: 0.25 }),
      ...headings(caption, margin),
    ],
  })
}
