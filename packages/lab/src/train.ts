/** A training run as a stream of events, which whoever watches it renders. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Split } from '@miniflow/datasets'
import type { Params } from './models/model.js'
import type { Reader, Reading } from './reading.js'
import { initial, type Step, steps, stepsOf, type Task } from './steps.js'

/** How the run stood when validation images were read. */
export interface Measurement {
  readonly iteration: number
  readonly epoch: number
  /** Mean over the steps since the measurement before; none before the first step. */
  readonly loss: number | undefined
  readonly validation: Pick<Reading, 'loss' | 'accuracy'>
  /** Whether none before was better. */
  readonly best: boolean
}

/** Why a run is over: all steps are done, it was stopped, or the loss is no number any more. */
export type Cause = 'done' | 'stopped' | 'diverged'

export interface Trained {
  readonly cause: Cause
  /** Images gone through. */
  readonly images: number
  /** The loss of each step done. */
  readonly losses: ReadonlyArray<number>
  readonly measurements: ReadonlyArray<Measurement>
  /** The measurement with the most accurate reading; of equals, the one with the least loss. */
  readonly best: Measurement
  /** The parameters at that measurement: the result of the run. */
  readonly params: Params
}

export type TrainingEvent =
  | { readonly _tag: 'Stepped'; readonly step: Step }
  | { readonly _tag: 'Measured'; readonly measurement: Measurement }
  | { readonly _tag: 'Ended'; readonly trained: Trained }

/** Validation images are read after each epoch and after each so many steps. */
const every = 1000

const isBetter = (a: Measurement['validation'], b: Measurement['validation']): boolean =>
  a.accuracy > b.accuracy || (a.accuracy === b.accuracy && a.loss < b.loss)

/** Undefined where there are none. */
export const mean = (xs: ReadonlyArray<number>): number | undefined =>
  xs.length === 0 ? undefined : xs.reduce((sum, x) => sum + x, 0) / xs.length

/**
 * Trains, measuring before the first step, every 1000 steps and at the end of each epoch. When the signal is aborted,
 * the step at hand is finished and measured, and the run ends.
 *
 * The last event is `Ended`, always. Between steps other events of the process get their turn.
 */
export async function* training(
  task: Task,
  read: Reader,
  validation: Split<number>,
  signal: AbortSignal,
): AsyncGenerator<TrainingEvent, void, void> {
  const total = stepsOf(task)
  let images = 0
  let params = initial(task)
  const reading = await read(params, validation)
  let best: Measurement = {
    iteration: 0,
    epoch: 0,
    loss: undefined,
    validation: { loss: reading.loss, accuracy: reading.accuracy },
    best: true,
  }
  const losses: number[] = []
  const measurements = [best]
  const ended = (cause: Cause): TrainingEvent => ({
    _tag: 'Ended',
    trained: { cause, images, losses, measurements, best, params },
  })
  yield { _tag: 'Measured', measurement: best }

  for (const step of steps(task)) {
    if (!Number.isFinite(step.loss)) return yield ended('diverged')
    losses.push(step.loss)
    images += step.images
    yield { _tag: 'Stepped', step }
    await nextTurn()

    const stop = signal.aborted && step.iteration < total
    if (!(stop || step.closesEpoch || step.iteration % every === 0)) continue
    const { loss, accuracy } = await read(step.params, validation)
    if (!Number.isFinite(loss)) return yield ended('diverged')
    const measurement = {
      iteration: step.iteration,
      epoch: step.epoch,
      loss: mean(losses.slice(measurements.at(-1)?.iteration ?? 0)),
      validation: { loss, accuracy },
      best: isBetter({ loss, accuracy }, best.validation),
    }
    measurements.push(measurement)
    if (measurement.best) {
      best = measurement
      params = step.params
    }
    yield { _tag: 'Measured', measurement }
    if (stop) return yield ended('stopped')
  }
  yield ended('done')
}
