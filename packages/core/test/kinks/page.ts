/** The table of kinks as a page. */
import { type Kink, type Section, sections } from './table.js'

const number = (x: number): string => {
  if (!Number.isFinite(x)) return x > 0 ? '∞' : '−∞'
  if (Object.is(x, -0)) return '−0'
  return String(Number(x.toPrecision(6))).replace('-', '−')
}

const list = (xs: readonly number[]): string => `[${xs.map(number).join(', ')}]`

const isScalar = ({ at }: Kink): boolean =>
  Object.keys(at).length === 1 && Object.values(at).every(x => typeof x === 'number')

const point = ({ at }: Kink): string =>
  Object.entries(at)
    .map(([name, x]) => `${name} = ${typeof x === 'number' ? number(x) : list(x)}`)
    .join(', ')

const gradient = (kink: Kink): string =>
  isScalar(kink) ? number(kink.gradient[0] as number) : list(kink.gradient)

const second = (kink: Kink): string => {
  if (kink.hessian === 0) return '0'
  return isScalar(kink)
    ? number(kink.hessian[0]?.[0] as number)
    : `[${kink.hessian.map(list).join(', ')}]`
}

const row = (kink: Kink): string =>
  `| \`${kink.f}\` | ${point(kink)} | ${number(kink.value)} | ${gradient(kink)} | ${second(kink)} |`

const section = ({ title, rule, rows }: Section): string =>
  [
    `## ${title}`,
    '',
    rule,
    '',
    '| f | at | value | gradient | second derivative |',
    '|---|---|---|---|---|',
    ...rows.map(row),
  ].join('\n')

export const page = (): string =>
  [
    '# Derivatives at kinks',
    '',
    '<!-- Written from packages/core/test/kinks/table.ts by `npx vitest run --project core kinks -u`. -->',
    '',
    'What derivatives are where a function bends, jumps, ends or overflows: a limit of slopes nearby where there is one,',
    'a slope between those of both sides at a corner, and never NaN. Every row is a test: by reverse and by forward mode, in',
    'all mixes of both for the second derivative, under `vmap`, in float64 and in float32. The second derivative of several',
    'numbers is the Hessian.',
    '',
    sections.map(section).join('\n\n'),
    '',
    '## Without a derivative',
    '',
    'Three things have none, and give NaN: a function outside of what it is defined on (`log(-1)`, `sqrt(-1)`), the derivative of a',
    'negative number’s power in the exponent, and sums in which infinities of both signs meet. `debugNaN` names the line.',
    '',
  ].join('\n')
