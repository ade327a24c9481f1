/** Who watches a run on a terminal: rows that stay, and below them a progress bar that moves. */
import { clearScreenDown, cursorTo, moveCursor } from 'node:readline'
import { stripVTControlCharacters } from 'node:util'
import cliProgress from 'cli-progress'
import { type State, showProgress } from './progress.js'
import type { Reporter } from './reporter.js'
import { heading, layoutFor, showMeasurement } from './rows.js'
import type { Out, Screen } from './screen.js'
import { stepsOf, type Task } from './steps.js'

/** The clock is in seconds. */
export const liveReporter = (
  task: Task,
  stream: Out,
  { width, colors }: Screen,
  now: () => number,
): Reporter => {
  const { epochs } = task.options
  const total = epochs * task.train.size
  const start = now()
  const layout = layoutFor(width())
  let images = 0
  let state: State = { epoch: 1, epochs, loss: Number.NaN, imagesPerSecond: 0, secondsLeft: 0 }
  let drawn = ''

  const bars = new cliProgress.MultiBar({
    stream,
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: false,
    forceRedraw: true,
    format: () => {
      drawn = showProgress(images / total, state, width() - 1, colors)
      return drawn
    },
  })

  // Where a narrower terminal has broken the bar's line in two, both go.
  const tidy = (): void => {
    const rows = Math.ceil(stripVTControlCharacters(drawn).length / width())
    if (rows < 2) return
    moveCursor(stream, 0, 1 - rows)
    cursorTo(stream, 0)
    clearScreenDown(stream)
  }

  const close = (): void => {
    stream.off('resize', tidy)
    process.off('exit', close)
    if (!bars.isActive) return
    bars.update()
    bars.stop()
  }

  stream.write(`${heading(layout, colors)}\n`)
  bars.create(stepsOf(task), 0)
  stream.on('resize', tidy)
  process.on('exit', close)
  return {
    close,
    on: event => {
      if (event._tag === 'Measured')
        bars.log(`${showMeasurement(layout, event.measurement, colors)}\n`)
      if (event._tag !== 'Stepped') return
      const { epoch, loss, images: more } = event.step
      images += more
      const seconds = now() - start
      const imagesPerSecond = seconds > 0 ? images / seconds : 0
      state = {
        epoch,
        epochs,
        loss: Number.isNaN(state.loss) ? loss : state.loss + (loss - state.loss) / 20,
        imagesPerSecond,
        secondsLeft: imagesPerSecond > 0 ? (total - images) / imagesPerSecond : 0,
      }
    },
  }
}
