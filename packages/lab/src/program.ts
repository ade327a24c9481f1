/** The program from its arguments to its exit code; whatever it uses of the process is passed to it. */
import type { Mnist } from '@miniflow/datasets'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { computeOf } from './compute.js'
import { load } from './data.js'
import { prepare, writeAll } from './folder.js'
import { count } from './format.js'
import { liveReporter } from './live.js'
import { modelOf } from './models/choice.js'
import { page } from './models/text.js'
import { learnText } from './models/text-run.js'
import { type Options, parseOptions } from './options.js'
import { type Reader, readerOf } from './reading.js'
import { plainReporter } from './reporter.js'
import { filesOf } from './results.js'
import { type Screen, screenOf } from './screen.js'
import { stepsOf, type Task } from './steps.js'
import { showEnd, showKept, showPlan, showResults, showScore } from './summary.js'
import { type Trained, training } from './train.js'
import { divergence, type ExitCode, fail, type World } from './world.js'

/** Runs the program; prints what it does, and never throws for anything a user can do. */
export const program = async (argv: ReadonlyArray<string>, world: World): Promise<ExitCode> => {
  const screen = screenOf(world.stdout, world.env)
  const parsed = parseOptions(argv, screen.width())
  if (E.isLeft(parsed)) {
    const { text, code } = parsed.left
    ;(code === 0 ? world.stdout : world.stderr).write(text)
    return code
  }
  const options = parsed.right
  const folder = options.out === undefined ? TE.right(undefined) : prepare(options.out)
  if (options.model === 'text') {
    const prepared = await folder()
    if (E.isLeft(prepared)) return fail(world, prepared.left)
    return world.signal.aborted ? 130 : learnText(page(), options, screen, world)
  }
  const loaded = await pipe(
    load(options.data),
    TE.chainFirst(() => folder),
  )()
  if (E.isLeft(loaded)) return fail(world, loaded.left)
  return world.signal.aborted ? 130 : learn(options, loaded.right, screen, world)
}

const learn = async (
  options: Options,
  data: Mnist<number>,
  screen: Screen,
  world: World,
): Promise<ExitCode> => {
  const { train, test, classes } = data
  const network = modelOf(options, train, classes)
  const compute = computeOf(options)
  const task: Task = { network, train, options, compute }
  const read = readerOf(network, compute)
  screen.print(showPlan(options, data, task, stepsOf(task), screen))

  const start = world.now()
  const trained = await watched(task, read, data, screen, world)
  const seconds = world.now() - start
  const reading = await read(trained.params, test)
  const filters = network.filters?.(trained.params)
  const results =
    trained.cause === 'done' ? showResults(data, trained, filters, reading, screen) : ''
  screen.print(
    `\n${results}${showEnd(trained, stepsOf(task), { seconds, compiled: compute.compiled() }, screen)}`,
  )

  const files =
    options.out === undefined ? {} : await filesOf(options, task, data, trained, reading)
  const written =
    options.out === undefined ? E.right(undefined) : await writeAll(options.out, files)()
  if (E.isRight(written)) screen.print(showKept(options.out, Object.keys(files)))
  screen.print(showScore(reading, screen))
  if (E.isLeft(written)) return fail(world, written.left)
  switch (trained.cause) {
    case 'done':
      return 0
    case 'stopped':
      return 130
    case 'diverged':
      return fail(world, divergence(count(trained.losses.length), options.rate))
  }
}

/** Trains under the eyes of the reporter that suits the screen. */
const watched = async (
  task: Task,
  read: Reader,
  { validation }: Mnist<number>,
  screen: Screen,
  { stdout, now, signal }: World,
): Promise<Trained> => {
  const reporter = screen.live ? liveReporter(task, stdout, screen, now) : plainReporter(screen)
  try {
    for await (const event of training(task, read, validation, signal)) {
      if (event._tag === 'Ended') return event.trained
      reporter.on(event)
    }
    throw new Error('training ended without its last event')
  } finally {
    reporter.close()
  }
}
