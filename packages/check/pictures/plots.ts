/** Writes the pictures of `docs/checking.md`: `npx jiti packages/check/pictures/plots.ts`. */
import { writeFileSync } from 'node:fs'
import { type Curve, carefulSlopes } from '@miniflow/check'
import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'

interface Point {
  readonly step: number
  readonly y: number
  readonly line: string
}

const steps: readonly number[] = Array.from({ length: 141 }, (_, i) => 10 ** (-14 + i / 10))

const f32 = Math.fround

type Difference = (f: (x: number) => number, x: number, h: number) => number

const forward: Difference = (f, x, h) => (f(x + h) - f(x)) / h
const central: Difference = (f, x, h) => (f(x + h) - f(x - h)) / (2 * h)
const richardson: Difference = (f, x, h) => (4 * central(f, x, h / 2) - central(f, x, h)) / 3

/** The relative error of a difference at every step; below 1e-17 there is nothing to draw. */
const errors = (
  line: string,
  difference: Difference,
  f: (x: number) => number,
  x: number,
  slope: number,
): readonly Point[] =>
  steps.flatMap(step => {
    const y = Math.abs(difference(f, x, step) / slope - 1)
    return Number.isFinite(y) ? [{ step, y: Math.min(Math.max(y, 1e-14), 100), line }] : []
  })

const colors = ['#4e79a7', '#e15759', '#59a14f', '#9c6ade']

interface Picture {
  readonly title: string
  readonly subtitle: string
  readonly points: readonly Point[]
  readonly y: Plot.ScaleOptions
  readonly marks?: readonly Plot.Markish[]
  /** The line whose name stands lower, since another ends there. */
  readonly below?: number
}

const picture = ({ title, subtitle, points, y, marks = [], below }: Picture): string => {
  const lines = [...new Set(points.map(({ line }) => line))]
  const { document } = parseHTML('<!doctype html><body></body>')
  const place = { frameAnchor: 'top-left', dx: -54 } as const
  const svg = Plot.plot({
    document,
    style: { background: 'white', color: '#333', fontSize: '13px' },
    width: 760,
    height: 420,
    marginTop: 72,
    marginRight: 170,
    marginBottom: 48,
    marginLeft: 62,
    x: {
      type: 'log',
      label: 'step',
      labelAnchor: 'center',
      ticks: 8,
      tickFormat: (x: number) => (Number.isInteger(Math.log10(x)) ? x.toExponential(0) : ''),
    },
    y,
    color: { domain: lines, range: colors },
    marks: [
      Plot.gridY({ stroke: '#ddd', strokeOpacity: 1 }),
      ...marks,
      Plot.line(points, { x: 'step', y: 'y', stroke: 'line', strokeWidth: 1.6 }),
      ...lines.map((line, i) =>
        Plot.text(
          points.filter(point => point.line === line),
          Plot.selectLast({
            x: 'step',
            y: 'y',
            text: 'line',
            fill: 'line',
            textAnchor: 'start',
            dx: 6,
            dy: i === below ? 16 : 0,
          }),
        ),
      ),
      Plot.text([title], { ...place, dy: -60, fontSize: 17, fontWeight: 600 }),
      Plot.text([subtitle], { ...place, dy: -36, fill: '#666' }),
    ],
  })
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  return `${svg.outerHTML}\n`
}

const logarithmic: Plot.ScaleOptions = {
  type: 'log',
  label: null,
  ticks: 7,
  tickFormat: (x: number) => x.toExponential(0),
}

const marked = (x: number, text: string): readonly Plot.Markish[] => [
  Plot.ruleX([x], { stroke: '#999', strokeDasharray: '4 3' }),
  Plot.text([text], { x, frameAnchor: 'top', dy: -10, fill: '#666' }),
]

const single = (x: number): number => f32(Math.exp(f32(x)))

const pictures: Readonly<Record<string, Picture>> = {
  step: {
    title: 'Error of a difference against its step',
    subtitle: 'Relative error for exp at 1. Rounding grows to the left, truncation to the right.',
    points: [
      ...errors('one-sided', forward, Math.exp, 1, Math.E),
      ...errors('central', central, Math.exp, 1, Math.E),
      ...errors('Richardson', richardson, Math.exp, 1, Math.E),
      ...errors('central, float32', central, single, 1, Math.E).filter(({ step }) => step > 1e-8),
    ],
    y: logarithmic,
    marks: marked(Math.cbrt(2 ** -52), 'cbrt(eps)'),
    below: 3,
  },
  scale: {
    title: 'No single step is right for all functions',
    subtitle: 'Relative error of central differences with Richardson extrapolation, in float64.',
    points: [
      ...errors('exp(x) at 1', richardson, Math.exp, 1, Math.E),
      ...errors('1e8 + x² at 1', richardson, x => 1e8 + x * x, 1, 2),
      ...errors('1 / x at 0.001', richardson, x => 1 / x, 1e-3, -1e6),
    ],
    y: logarithmic,
    marks: marked(Math.cbrt(2 ** -52), 'cbrt(eps)'),
  },
  kink: {
    title: 'A kink at a distance of 0.001',
    subtitle: 'Slopes of |x| at 0.001 by differences: right below that step, wrong above it.',
    points: [
      ['left side', (x: number, h: number) => (Math.abs(x) - Math.abs(x - h)) / h] as const,
      ['central', (x: number, h: number) => central(Math.abs, x, h)] as const,
      ['right side', (x: number, h: number) => forward(Math.abs, x, h)] as const,
    ].flatMap(([line, slope]) =>
      steps.filter(step => step > 1e-8).map(step => ({ step, y: slope(1e-3, step), line })),
    ),
    y: { label: null, domain: [-1.1, 1.1] },
    marks: marked(1e-3, 'the kink'),
  },
}

for (const [name, one] of Object.entries(pictures))
  writeFileSync(new URL(`../../../docs/checking/${name}.svg`, import.meta.url), picture(one))

/** What the page quotes: the errors that the library estimates for these. */
const quoted: readonly (readonly [string, Curve, number])[] = [
  ['exp at 1', h => [Math.exp(1 + h)], Math.E],
  ['1e8 + x^2 at 1', h => [1e8 + (1 + h) ** 2], 2],
  ['1 / x at 0.001', h => [1 / (1e-3 + h)], -1e6],
  ['float32 exp at 1', h => [single(1 + h)], Math.E],
  ['|x| at 0', h => [Math.abs(h)], 0],
]

for (const [name, curve, slope] of quoted) {
  const [found] = carefulSlopes(curve, name.includes('1 /') ? { sizes: [1e-3] } : {})
  if (found === undefined) continue
  const off = Math.abs(found.value - slope)
  console.log(
    `${name}: ${found.kind}, ${found.value}, off by ${off.toExponential(1)}, estimated ${found.error.toExponential(1)}`,
  )
}
