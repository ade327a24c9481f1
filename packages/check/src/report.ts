/** What a check says: a report where all is well, and a mismatch with a table where it is not. */
import { MiniflowError } from '@miniflow/core'
import Table from 'cli-table3'
import type { Blame } from './blame.js'
import type { Finding, Mode } from './examine.js'
import { type Leaf, placeOf } from './problem.js'

/** One derivative beside what differences of values say of it. */
export interface Entry {
  /** 1 for the gradient, 2 for its derivative, 3 for the derivative of that. */
  readonly order: number
  readonly mode: Mode | 'both'
  /** The place in the argument tree and in the tensor there, such as `layers[0].w[1,2]`. */
  readonly argument: string
  /** The place in the result, where that has more than one number; `all` for a weighted sum of it. */
  readonly output: string | undefined
  readonly analytic: number
  /** By differences; at a kink, the slopes of both sides. */
  readonly numeric: number | readonly [left: number, right: number]
  /** How far the numeric derivative may be off. */
  readonly error: number
  /** To look at this one again: `checkGradients(f, args, { path, seed })`. */
  readonly path: string
}

/** A check that found nothing wrong. */
export interface Report {
  readonly orders: number
  readonly modes: readonly Mode[]
  /** Evaluations of f and, for higher orders, of its derivatives. */
  readonly evaluations: number
  readonly directions: number
  /** How many numbers were looked at one by one. */
  readonly elements: number
  /** Where the slopes of both sides differ; the derivative is one of them, or between them. */
  readonly kinks: readonly Entry[]
  /** Where differences grow without bound. */
  readonly infinite: readonly Entry[]
  /** Where f has no finite value. */
  readonly undefined: readonly Entry[]
  /** Where rounding leaves the differences too rough to say more than "not in contradiction". */
  readonly uncertain: readonly Entry[]
  readonly seed: number
}

/** `w[0,1]`, and for the only number of a scalar its path alone. */
const written = (leaves: readonly Leaf[], n: number, unnamed: string): string => {
  const { leaf, index } = placeOf(leaves, n)
  const path = leaf.path === '' ? unnamed : leaf.path
  return index.length === 0 ? path : `${path}[${index.join(',')}]`
}

/** A finding in the words of the user's trees. */
export const entryOf = (
  { mode, input, output, analytic, slope }: Finding,
  order: number,
  inputs: readonly Leaf[],
  outputs: readonly Leaf[],
): Entry => ({
  order,
  mode,
  argument: written(inputs, input, 'argument'),
  output:
    output === undefined
      ? 'all'
      : outputs.length === 1 && outputs[0]?.size === 1
        ? undefined
        : written(outputs, output, 'result'),
  analytic,
  numeric: slope.low === slope.high ? slope.value : [slope.low, slope.high],
  error: slope.error,
  path: `${order}/${input}`,
})

/** One entry for both modes where they say the same. */
export const merged = (entries: readonly Entry[]): readonly Entry[] => {
  const known = new Map<string, Entry>()
  for (const entry of entries) {
    const key = [entry.path, entry.output, short(entry.analytic)].join(' ')
    const twin = known.get(key)
    known.set(
      key,
      twin === undefined || twin.mode === entry.mode ? entry : { ...twin, mode: 'both' },
    )
  }
  return [...known.values()]
}

const nearest = ({ analytic, numeric }: Entry): number =>
  typeof numeric === 'number' ? numeric : Math.min(Math.max(analytic, numeric[0]), numeric[1])

const short = (x: number): string => {
  if (!Number.isFinite(x)) return x > 0 ? 'Infinity' : x < 0 ? '-Infinity' : 'NaN'
  const text = Number(x.toPrecision(7)).toString()
  return text.length <= 12 ? text : x.toExponential(4)
}

const numericText = ({ numeric }: Entry): string =>
  typeof numeric === 'number' ? short(numeric) : `${short(numeric[0])} to ${short(numeric[1])}`

const rough = (x: number): string => (Number.isFinite(x) ? x.toExponential(0) : short(x))

/** Without lines: it stands in error messages. */
const noLines = Object.fromEntries(
  [
    'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right',
    'left left-mid mid mid-mid right right-mid middle',
  ].flatMap(row => row.split(' ').map(name => [name, ''] as const)),
)

/** Entries as lines of text, columns aligned. */
export const tableOf = (entries: readonly Entry[]): string => {
  const outputs = entries.some(({ output }) => output !== undefined)
  const head = [
    'argument',
    ...(outputs ? ['result'] : []),
    'mode',
    'analytic',
    'numeric',
    'difference',
    'ratio',
    'error',
  ]
  const table = new Table({
    chars: noLines,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    colAligns: head.map(name => (/argument|result|mode/.test(name) ? 'left' : 'right')),
  })
  table.push(
    head,
    ...entries.map(entry => {
      const numeric = nearest(entry)
      return [
        entry.argument,
        ...(outputs ? [entry.output ?? ''] : []),
        entry.mode,
        short(entry.analytic),
        numericText(entry),
        entry.analytic === numeric ? '0' : short(entry.analytic - numeric),
        numeric === 0 || !Number.isFinite(numeric) ? '-' : short(entry.analytic / numeric),
        entry.error === 0 ? '-' : rough(entry.error),
      ]
    }),
  )
  return table
    .toString()
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n')
}

/** What is known of a mismatch. */
export interface Mismatch {
  readonly entries: readonly Entry[]
  /** How many are wrong, of how many that were looked at. */
  readonly wrong: number
  readonly looked: number
  readonly blame: Blame | undefined
  readonly guess: string | undefined
  /** Whether f stops derivatives on purpose. */
  readonly stopped: boolean
  readonly seed: number
}

/** A derivative that differences of values contradict, or a function that is not one. */
export class GradientMismatch extends MiniflowError implements Mismatch {
  override readonly name = 'GradientMismatch'
  /** The worst, the first one being the worst of all; none where the function itself is at fault. */
  readonly entries: readonly Entry[]
  readonly wrong: number
  readonly looked: number
  /** The operation on the tape whose rule is wrong, where replaying one rule at a time can tell. */
  readonly blame: Blame | undefined
  /** What is probably wrong, where the numbers are telling. */
  readonly guess: string | undefined
  readonly stopped: boolean
  readonly seed: number

  constructor(where: string, problem: string, fix: string | undefined, known: Mismatch) {
    super(where, problem, fix)
    this.entries = known.entries
    this.wrong = known.wrong
    this.looked = known.looked
    this.blame = known.blame
    this.guess = known.guess
    this.stopped = known.stopped
    this.seed = known.seed
  }
}

const indented = (text: string): string => text.replace(/^(?=.)/gm, '  ')

const derivative = (order: number): string =>
  order === 1 ? 'derivative' : order === 2 ? 'second derivative' : `derivative of order ${order}`

const blameText = ({ op, slot, operand, mode, shapes, result }: Blame): string => {
  const operands = shapes.map(shape => `[${shape.join(',')}]`).join(' ')
  const rule = { pull: 'backward rule', push: 'forward rule', both: 'rule' }[mode]
  return `To blame: ${op} (%${slot} on the tape, ${operands} -> [${result.join(',')}]), its ${rule} in operand ${operand}.`
}

/** Where no rule is wrong, the dependence goes past the tape. */
const nobody = (stopped: boolean): string =>
  stopped
    ? 'To blame: stopGradient, which stands on the tape; every other operation is right by itself.'
    : 'To blame: no single rule; each operation on the tape is right by itself. Is a value read (item, data, toArray) on the way?'

/** The mismatch with its message. */
export const mismatch = (where: string, known: Mismatch): GradientMismatch => {
  const [worst] = known.entries
  const lines = [
    indented(tableOf(known.entries)),
    known.wrong > known.entries.length
      ? `  and ${known.wrong - known.entries.length} more that are wrong.`
      : '',
    known.guess === undefined ? '' : `  Probably: ${known.guess}`,
    `  ${known.blame === undefined ? nobody(known.stopped) : blameText(known.blame)}`,
  ].filter(line => line !== '')
  return new GradientMismatch(
    where,
    `the ${derivative(worst?.order ?? 1)} is not what differences of values give, in ${known.wrong} of the ${known.looked} derivatives looked at.\n${lines.join('\n')}`,
    `To look again: { seed: ${known.seed}, path: '${worst?.path ?? ''}' } as options.`,
    known,
  )
}

const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`

/**
 * A report as text: what was looked at, and tables of kinks, infinite slopes and what is uncertain.
 * @example showReport(expectGradients((x) => mul(x, x))(tensor(3))) // => right: reverse and forward mode, by 7 evaluations along 1 direction.
 */
export const showReport = (report: Report): string => {
  const sections = (
    [
      ['kinks, where any slope between those of both sides is right', report.kinks],
      ['infinite slopes', report.infinite],
      ['no finite value', report.undefined],
      ['too much rounding to tell', report.uncertain],
    ] as const
  ).filter(([, entries]) => entries.length > 0)
  return [
    `right: ${report.modes.join(' and ')} mode${report.orders > 1 ? ` to order ${report.orders}` : ''}, by ${counted(report.evaluations, 'evaluation')} along ${counted(report.directions, 'direction')}${report.elements > 0 ? ` and of ${counted(report.elements, 'single number')}` : ''}.`,
    ...sections.map(([title, entries]) => `${title}:\n${indented(tableOf(entries))}`),
  ].join('\n')
}
