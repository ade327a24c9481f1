/** The program from its arguments to its exit code; whatever it uses of the process is passed to it. */
import type { Mnist } from '@miniflow/datasets'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { load } from './data.js'
import { prepare, writeAll } from './folder.js'
import { count } from './format.js'
import { liveReporter } from './live.js'
import { networkOf, sizesOf } from './network.js'
import { type Options, parseOptions } from './options.js'
import { readSplit } from './reading.js'
import { plainReporter } from './reporter.js'
import { filesOf } from './results.js'
import { type Out, type Screen, screenOf } from './screen.js'
import { stepsOf, type Task } from './steps.js'
import { showEnd, showKept, showPlan, showResults, showScore } from './summary.js'
import { type Trained, training } from './train.js'

/** What the process gives its program. */
export interface World {
  readonly stdout: Out
  readonly stderr: Pick<Out, 'write'>
  readonly env: Readonly<Record<string, string | undefined>>
  /** Seconds since some moment. */
  readonly now: () => number
  /** Ends the run early. */
  readonly signal: AbortSignal
}

/** All went well; data, disk or learning failed; an option is wrong; the signal. */
export type ExitCode = 0 | 1 | 2 | 130

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
  const loaded = await pipe(
    load(options.data),
    TE.chainFirst(() => (options.out === undefined ? TE.right(undefined) : prepare(options.out))),
  )()
  if (E.isLeft(loaded)) return fail(world, loaded.left)
  return world.signal.aborted ? 130 : learn(options, loaded.right, screen, world)
}

const fail = ({ stderr }: World, sentence: string): 1 => {
  stderr.write(`error: ${sentence}\n`)
  return 1
}

const learn = async (
  options: Options,
  data: Mnist<number>,
  screen: Screen,
  world: World,
): Promise<ExitCode> => {
  const { train, test, classes } = data
  const sizes = sizesOf(options.layers, train.height * train.width, classes)
  const task: Task = { network: networkOf(sizes), train, options }
  screen.print(showPlan(options, data, sizes, stepsOf(task), screen))

  const start = world.now()
  const trained = await watched(task, data, screen, world)
  const seconds = world.now() - start
  const reading = await readSplit(task.network, trained.params, test)
  const results = trained.cause === 'done' ? showResults(data, trained, reading, screen) : ''
  screen.print(`\n${results}${showEnd(trained, stepsOf(task), seconds, screen)}`)

  const files =
    options.out === undefined ? {} : await filesOf(options, sizes, data, trained, reading)
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
      return fail(
        world,
        `the loss is no finite number after iteration ${count(trained.losses.length)}: --rate ${options.rate} is too large.`,
      )
  }
}

/** Trains under the eyes of the reporter that suits the screen. */
const watched = async (
  task: Task,
  { validation }: Mnist<number>,
  screen: Screen,
  { stdout, now, signal }: World,
): Promise<Trained> => {
  const reporter = screen.live ? liveReporter(task, stdout, screen, now) : plainReporter(screen)
  try {
    for await (const event of training(task, validation, signal)) {
      if (event._tag === 'Ended') return event.trained
      reporter.on(event)
    }
    throw new Error('training ended without its last event')
  } finally {
    reporter.close()
  }
}
