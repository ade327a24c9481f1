/** The comparison as an SVG picture: the training step in milliseconds, products and a convolution in parts of the peak. */
import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import type { Rate } from './jit/rate.js'
import type { StepReport } from './jit/training.js'

const WIDTH = 820
const LEFT = 176
const OURS = '#2f6fb0'
const THEIRS = '#b9c0c8'
const SECOND = '#e0a458'

interface Panel {
  readonly height: number
  readonly svg: string
}

const caption = (title: string, subtitle: string): readonly Plot.Markish[] => {
  const place = { frameAnchor: 'top-left', dx: 8 - LEFT, facet: 'super' } as const
  return [
    Plot.text([title], { ...place, dy: -46, fontSize: 17, fontWeight: 600 }),
    Plot.text([subtitle], { ...place, dy: -24, fill: '#666' }),
  ]
}

const panel = (height: number, options: Plot.PlotOptions): Panel => {
  const { document } = parseHTML('<!doctype html><body></body>')
  const plotted = Plot.plot({
    document,
    ...{ width: WIDTH, height, marginLeft: LEFT, marginTop: 60, marginRight: 120 },
    style: { background: 'white', color: '#333', fontSize: '13px' },
    ...options,
  })
  plotted.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  return { height, svg: plotted.outerHTML }
}

/** Round numbers within a range of a logarithmic axis. */
const decades = (low: number, high: number): readonly number[] =>
  Array.from({ length: 9 }, (_, i) => 10 ** (i - 4)).filter(x => x >= low && x <= high)

const inWords = (milliseconds: number): string =>
  `${milliseconds < 10 ? milliseconds.toFixed(2) : milliseconds.toFixed(0)} ms`

const stepPanel = ({ times }: StepReport): Panel => {
  const ours = times.find(({ name }) => name === 'miniflow jit')?.median ?? 1
  const rows = [...times].sort((a, b) => a.median - b.median)
  const low = 10 ** Math.floor(Math.log10(Math.min(...rows.map(row => row.median)) / 1.5))
  const high = Math.max(...rows.map(row => row.median)) * 1.2
  return panel(84 + 30 * rows.length, {
    marginBottom: 24,
    x: {
      type: 'log',
      domain: [low, high],
      label: null,
      ticks: decades(low, high),
      tickFormat: x => `${x} ms`,
      grid: true,
    },
    y: { domain: rows.map(({ name }) => name), label: null, tickSize: 0 },
    marks: [
      Plot.barX(rows, {
        x1: () => low,
        x2: 'median',
        y: 'name',
        fill: ({ name }: { readonly name: string }) =>
          name.startsWith('miniflow jit') ? OURS : THEIRS,
        insetTop: 4,
        insetBottom: 4,
      }),
      Plot.text(rows, {
        x: 'median',
        y: 'name',
        text: ({ name, median }: (typeof rows)[number]) =>
          name === 'miniflow jit'
            ? inWords(median)
            : `${inWords(median)}   ${(median / ours).toFixed(1)} x`,
        textAnchor: 'start',
        dx: 6,
      }),
      ...caption(
        'One training step, 784-128-10, batch of 128',
        'milliseconds, median, logarithmic, and how many times miniflow jit; one thread',
      ),
    ],
  })
}

interface RateReport {
  readonly name: string
  readonly rates: readonly Rate[]
}

const colors: Readonly<Record<string, string>> = {
  'miniflow jit': OURS,
  'jax-js jit': THEIRS,
  'tfjs wasm': SECOND,
}

const ratePanel = (title: string, reports: readonly RateReport[]): Panel => {
  const bars = reports.flatMap(({ name, rates }) =>
    rates
      .filter(one => one.name !== 'peak')
      .map(({ name: who, rate, ofPeak }) => ({ name, who, rate, per: 100 * ofPeak })),
  )
  const contenders = Object.keys(colors).filter(who => bars.some(bar => bar.who === who))
  return panel(92 + 15 * contenders.length * reports.length + 8 * reports.length, {
    marginBottom: 24,
    x: {
      domain: [0, 105],
      ticks: [0, 25, 50, 75, 100],
      label: null,
      tickFormat: x => `${x} %`,
      grid: true,
    },
    y: { domain: contenders, axis: null, padding: 0.1 },
    fy: { domain: reports.map(({ name }) => name), label: null, axis: 'left', padding: 0.2 },
    color: { domain: contenders, range: contenders.map(who => colors[who] as string) },
    marks: [
      Plot.barX(bars, { x: 'per', y: 'who', fy: 'name', fill: 'who' }),
      Plot.text(bars, {
        x: 'per',
        y: 'who',
        fy: 'name',
        text: ({ rate }: (typeof bars)[number]) => rate.toFixed(rate < 10 ? 1 : 0),
        textAnchor: 'start',
        dx: 4,
        fontSize: 10.5,
        fill: '#555',
      }),
      ...caption(
        title,
        'per cent of what the machine can do at most on one thread; numbers are GFLOP/s',
      ),
      ...contenders.map((who, i) =>
        Plot.text([who], {
          frameAnchor: 'top-right',
          facet: 'super',
          fill: colors[who] as string,
          fontWeight: 600,
          dx: 112,
          dy: -46 + 17 * i,
          fontSize: 12,
        }),
      ),
    ],
  })
}

/** One picture of all panels for which there are results. */
export const chart = (report: { readonly [name: string]: unknown }): string => {
  const step = report['jit:step'] as StepReport | undefined
  const products = report['jit:products'] as readonly RateReport[] | undefined
  const convolution = report['jit:convolution'] as readonly RateReport[] | undefined
  const panels = [
    ...(step === undefined ? [] : [stepPanel(step)]),
    ...(products === undefined ? [] : [ratePanel('Matrix products', products)]),
    ...(convolution === undefined
      ? []
      : [ratePanel('Convolution 3 x 3, 32 to 64 channels, 28 x 28', convolution)]),
  ]
  const tops = panels.map((_, i) =>
    panels.slice(0, i).reduce((y, { height }) => y + height + 12, 0),
  )
  const height = panels.reduce((total, one) => total + one.height + 12, 0)
  const inner = panels.map(({ svg }, i) => `<g transform="translate(0,${tops[i]})">${svg}</g>`)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}">
<rect width="100%" height="100%" fill="white"/>
${inner.join('\n')}
</svg>
`
}
