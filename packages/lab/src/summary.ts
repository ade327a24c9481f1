/** The words around a run: what it is going to do, and what came of it. */
import type { Mnist } from '@miniflow/datasets'
import { showCurve } from './chart.js'
import type { Compiled } from './compute.js'
import { confusion, showConfusion } from './confusion.js'
import { showDigits } from './digits.js'
import { count, percent, plural } from './format.js'
import { showFilters } from './models/filters.js'
import type { Filter } from './models/model.js'
import type { Options } from './options.js'
import type { Reading } from './reading.js'
import type { Screen } from './screen.js'
import type { Task } from './steps.js'
import type { Trained } from './train.js'

/** Wide enough for a picture of it, and no wider than lines are read easily. */
const widest = 120

/** What is learned from what, and how. */
export const showPlan = (
  { batch, rate, seed, epochs }: Options,
  { train, validation, test }: Mnist<number>,
  { network, compute }: Pick<Task, 'network' | 'compute'>,
  iterations: number,
  { colors }: Screen,
): string => {
  const { name, between } = network.describe
  return [
    `${colors.bold(`Learning to read digits: ${name}`)}${between === undefined ? '' : `, ${between}`}`,
    `${count(train.size)} images to train on, ${count(validation.size)} to validate, ${count(test.size)} to test`,
    `${plural(epochs, 'epoch')} of batches of ${batch}: ${plural(iterations, 'iteration')}; rate ${rate}, seed ${seed}`,
    `Computed: ${compute.words}`,
    '',
  ].join('\n')
}

/** The whole story: curve, filters, digits, confusion. */
export const showResults = (
  { test, classes }: Mnist<number>,
  trained: Trained,
  filters: ReadonlyArray<Filter> | undefined,
  reading: Reading,
  screen: Screen,
): string => {
  const { colors } = screen
  const width = Math.min(widest, screen.width())
  return [
    showCurve(trained, width, colors),
    filters && showFilters(filters, width, colors),
    `${colors.bold('Some test digits')}\n\n${showDigits(test, reading, width, colors)}`,
    showConfusion(confusion(test.labels(), reading.guesses, classes), width, colors),
  ]
    .filter(part => part !== undefined)
    .map(part => `${part}\n\n`)
    .join('')
}

/** How long a run took, and what was compiled in it. */
export interface Took {
  readonly seconds: number
  readonly compiled: Compiled | undefined
}

/** `, 41 ms of them to compile 3 programs`; nothing without a clock, or where nothing is compiled. */
export const showCompiling = ({ seconds, compiled }: Took): string =>
  seconds > 0 && compiled !== undefined
    ? `, ${count(Math.round(compiled.milliseconds))} ms of them to compile ${plural(compiled.programs, 'program')}`
    : ''

/** How training ended, how fast it was, and which parameters are kept. */
export const showEnd = (
  { losses, images, best, cause }: Trained,
  total: number,
  took: Took,
  { colors }: Screen,
): string => {
  const { seconds } = took
  const ended = {
    done: 'Done',
    stopped: colors.yellow('Stopped'),
    diverged: colors.red('Diverged'),
  }[cause]
  const of = cause === 'done' ? '' : ` of ${count(total)}`
  const speed = seconds > 0 ? `, ${count(Math.round(images / seconds))} images a second` : ''
  return [
    `${ended} after ${count(losses.length)}${of} iterations in ${seconds.toFixed(1)} s${showCompiling(took)}${speed}.`,
    `Best weights: iteration ${count(best.iteration)}, with ${percent(best.validation.accuracy)} of the validation images read.`,
  ].join('\n')
}

/** Where the results are. */
export const showKept = (folder: string | undefined, names: ReadonlyArray<string>): string =>
  folder === undefined
    ? 'Nothing was written: --out DIR keeps the weights, the curve and a manifest.'
    : `Written to ${folder}: ${names.join(', ')}.`

/** The last line. */
export const showScore = ({ accuracy, correct, guesses }: Reading, { colors }: Screen): string =>
  colors.bold(
    `Test accuracy: ${percent(accuracy)} (${count(correct)} of ${count(guesses.length)} images)`,
  )
