/** What all SVG pictures of a run have in common: a page, and words above. */
import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'

/** What stands above a picture. */
export interface Caption {
  readonly title: string
  readonly subtitle: string
}

/** A caption above a picture whose left margin, and whose top margin of 64 at least, are free for it. */
export const headings = (
  { title, subtitle }: Caption,
  marginLeft: number,
): ReadonlyArray<Plot.Markish> => {
  const place = { frameAnchor: 'top-left', dx: 8 - marginLeft } as const
  return [
    Plot.text([title], { ...place, dy: -52, fontSize: 17, fontWeight: 600 }),
    Plot.text([subtitle], { ...place, dy: -28, fill: '#666' }),
  ]
}

/** The picture as text. */
export const drawn = (options: Plot.PlotOptions): string => {
  const { document } = parseHTML('<!doctype html><body></body>')
  const svg = Plot.plot({
    document,
    style: { background: 'white', color: '#333', fontSize: '13px' },
    ...options,
  })
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  return `${svg.outerHTML}\n`
}
