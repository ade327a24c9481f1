/** A run that learns a text: what it prints while it learns, and what it leaves. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import * as E from 'fp-ts/lib/Either.js'
import { showCurve } from '../chart.js'
import { computeOf } from '../compute.js'
import { writeAll } from '../folder.js'
import { count, plural } from '../format.js'
import type { Options } from '../options.js'
import type { Screen } from '../screen.js'
import { showCompiling, showKept } from '../summary.js'
import { mean } from '../train.js'
import { divergence, type ExitCode, fail, type World } from '../world.js'
import { writerOf } from './sample.js'
import { textOf } from './text.js'
import { type TextTrained, textFilesOf } from './text-results.js'
import { initialText, type TextTask, textSteps, textStepsOf, written } from './text-steps.js'

/** Rows of a run, each with a sample. */
const rows = 20

/** What samples begin with. */
const prompt = 'The '

/** Characters of the last sample. */
const finalLength = 600

/** A guess among n equally likely characters has the loss log n. */
const choices = (loss: number): string => Math.exp(loss).toFixed(2)

/** Learns a text; prints what it does, and writes what came of it. */
export const learnText = async (
  source: string,
  options: Options,
  screen: Screen,
  world: World,
): Promise<ExitCode> => {
  const task: TextTask = {
    text: textOf(source),
    sizes: { embedding: 12, state: 64 },
    length: 40,
    options,
    compute: computeOf(options),
  }
  screen.print(showTextPlan(task, screen))
  const start = world.now()
  const trained = await watched(task, screen, world.signal)
  const seconds = world.now() - start
  const { cause, losses, loss } = trained

  const curve = showCurve({ losses, measurements: [] }, screen.width(), screen.colors)
  if (cause !== 'diverged') {
    if (curve !== undefined) screen.print(`\n${curve}`)
    screen.print(`\n${screen.colors.bold('What it writes')}\n\n${wrapped(trained.sample, screen)}`)
  }
  const of = cause === 'done' ? '' : ` of ${count(textStepsOf(task))}`
  const ended = { done: 'Done', stopped: 'Stopped', diverged: 'Diverged' }[cause]
  screen.print(
    `\n${ended} after ${count(losses.length)}${of} iterations in ${seconds.toFixed(1)} s${showCompiling({ seconds, compiled: task.compute.compiled() })}.`,
  )

  const { out } = options
  const files = out === undefined ? {} : await textFilesOf(task, source, trained)
  const kept = out === undefined ? E.right(undefined) : await writeAll(out, files)()
  if (E.isRight(kept)) screen.print(showKept(out, Object.keys(files)))
  if (loss !== undefined)
    screen.print(
      screen.colors.bold(
        `Loss: ${loss.toFixed(4)} a character, as of a choice among ${choices(loss)} of ${task.text.alphabet.length}`,
      ),
    )
  if (E.isLeft(kept)) return fail(world, kept.left)
  if (cause === 'diverged') return fail(world, divergence(count(losses.length), options.rate))
  return cause === 'done' ? 0 : 130
}

const showTextPlan = (task: TextTask, { colors }: Screen): string => {
  const { text, sizes, length, options, compute } = task
  const { epochs, batch, rate, seed } = options
  return [
    `${colors.bold(`Learning to write: a gated recurrent unit with a state of ${sizes.state}`)}`,
    `${count(text.codes.length)} characters to learn from, ${text.alphabet.length} different ones`,
    `${plural(epochs, 'epoch')} of batches of ${batch} x ${length} characters: ${plural(textStepsOf(task), 'iteration')}; rate ${rate}, seed ${seed}`,
    `Computed: ${compute.words}`,
    '',
    colors.dim('iteration      loss  what it writes'),
  ].join('\n')
}

/** Trains, printing a row now and then; ends after the step at hand when the signal is aborted. */
const watched = async (
  task: TextTask,
  screen: Screen,
  signal: AbortSignal,
): Promise<TextTrained> => {
  const total = textStepsOf(task)
  const every = Math.max(1, Math.ceil(total / rows))
  const losses: number[] = []
  const write = writerOf(task.text.alphabet, task.compute)
  let params = initialText(task)
  const row = (): void => {
    const recent = mean(losses.slice(-every))
    const room = Math.max(8, screen.width() - 21)
    const iteration = losses.length
    const line = written(task, write, params, { iteration, prompt, length: room - prompt.length })
    screen.print(
      [
        count(iteration).padStart(9),
        (recent?.toFixed(4) ?? '').padStart(8),
        line.replaceAll('\n', ' ').trimEnd(),
      ].join('  '),
    )
  }
  const trained = (cause: TextTrained['cause']): TextTrained => ({
    cause,
    losses,
    loss: mean(losses.slice(-every)),
    params,
    sample: written(task, write, params, { iteration: total + 1, prompt, length: finalLength }),
  })
  row()
  for (const step of textSteps(task)) {
    if (!Number.isFinite(step.loss)) return trained('diverged')
    losses.push(step.loss)
    params = step.params
    await nextTurn()
    const stop = signal.aborted && step.iteration < total
    if (stop || step.iteration % every === 0 || step.iteration === total) row()
    if (stop) return trained('stopped')
  }
  return trained('done')
}

/** Lines of at most the screen's width, broken at spaces where there are any. */
const wrapped = (text: string, screen: Screen): string => {
  const width = Math.min(78, screen.width() - 2)
  return text
    .split('\n')
    .flatMap(line => line.match(new RegExp(`.{1,${width}}( |$)|.{1,${width}}`, 'g')) ?? [''])
    .map(line => `  ${line.trimEnd()}`.trimEnd())
    .join('\n')
}
