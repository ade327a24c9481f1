import { grad, mul, sub, type Tensor, tree } from '@miniflow/core'
import { asBatch, type Mnist, mnist } from '@miniflow/datasets'
import { crossEntropyWithSoftmax } from '@miniflow/nn'
import * as E from 'fp-ts/lib/Either.js'
import { expect, test } from 'vitest'
import { type Compute, compiling, eager } from '../src/compute.js'
import type { Params } from '../src/models/model.js'
import { networkOf } from '../src/network.js'
import { readerOf } from '../src/reading.js'
import { initial, steps, stepsOf, type Task } from '../src/steps.js'
import { type TrainingEvent, training } from '../src/train.js'
import { toyFolder } from './support/toy.js'

const toy = async (options?: Parameters<typeof toyFolder>[0]): Promise<Mnist<number>> => {
  const loaded = await mnist({ directory: toyFolder(options) })()
  if (E.isLeft(loaded)) throw new Error(loaded.left._tag)
  return loaded.right
}

const taskOf = (
  { train }: Mnist<number>,
  options: Partial<Task['options']> = {},
  compute: Compute = compiling(),
): Task => ({
  network: networkOf([20, 10]),
  train,
  options: { epochs: 2, batch: 50, rate: 1, seed: 0, ...options },
  compute,
})

const collect = async (
  task: Task,
  { validation }: Mnist<number>,
  signal = new AbortController().signal,
): Promise<ReadonlyArray<TrainingEvent>> => {
  const events: TrainingEvent[] = []
  const read = readerOf(task.network, task.compute)
  for await (const event of training(task, read, validation, signal)) events.push(event)
  return events
}

const measured = (events: ReadonlyArray<TrainingEvent>) =>
  events.flatMap(event => (event._tag === 'Measured' ? [event.measurement] : []))

const trainedIn = (events: ReadonlyArray<TrainingEvent>) => {
  const last = events.at(-1)
  if (last?._tag !== 'Ended') throw new Error('the last event is not the end')
  return last.trained
}

/** All numbers of a tree, to five places. */
const numbersOf = (params: unknown): ReadonlyArray<string> =>
  tree.leaves(params).flatMap(leaf => Array.from(leaf.data(), x => Number(x).toFixed(5)))

test('a step is p - rate dloss/dp', async () => {
  const data = await toy()
  const task = taskOf(data, { epochs: 1, batch: 220, rate: 0.5 })
  const before = initial(task)
  const loss = (
    params: Params,
    images: Tensor<[number, number]>,
    labels: Tensor<[number], 'int32'>,
  ) => crossEntropyWithSoftmax(task.network.apply(params, images), labels)
  const { images, labels } = asBatch(data.train)
  const expected = tree.zipWith((p, g) => sub(p, mul(0.5, g)))(
    before,
    grad(loss)(before, images, labels),
  )
  const [step] = [...steps(task)]
  expect(step?.loss).toBeCloseTo(loss(before, images, labels).item(), 5)
  expect(numbersOf(step?.params)).toEqual(numbersOf(expected))
  expect(numbersOf(step?.params)).not.toEqual(numbersOf(before))
})

test('every epoch goes through all images, the last batch being smaller', async () => {
  const task = taskOf(await toy())
  const all = [...steps(task)]
  expect(
    all.map(({ iteration, epoch, images, closesEpoch }) => [iteration, epoch, images, closesEpoch]),
  ).toEqual([
    [1, 1, 50, false],
    [2, 1, 50, false],
    [3, 1, 50, false],
    [4, 1, 50, false],
    [5, 1, 20, true],
    [6, 2, 50, false],
    [7, 2, 50, false],
    [8, 2, 50, false],
    [9, 2, 50, false],
    [10, 2, 20, true],
  ])
  expect(stepsOf(task)).toBe(10)
})

test('it measures before the first step, every 1000 steps and at the end of each epoch', {
  timeout: 30_000,
}, async () => {
  const data = await toy()
  const events = await collect(taskOf(data, { epochs: 5, batch: 1, rate: 0.01 }), data)
  expect(measured(events).map(({ iteration, epoch }) => [iteration, epoch])).toEqual([
    [0, 0],
    [220, 1],
    [440, 2],
    [660, 3],
    [880, 4],
    [1000, 5],
    [1100, 5],
  ])
})

test('what it learns, it reads: all of an easy set', async () => {
  const data = await toy()
  const task = taskOf(data, { epochs: 10, batch: 20 })
  const trained = trainedIn(await collect(task, data))
  const reading = await readerOf(task.network, task.compute)(trained.params, data.test)
  expect(trained.cause).toBe('done')
  expect(reading.accuracy).toBe(1)
  expect([...reading.guesses]).toEqual([...data.test.labels()])
  expect(trained.losses.at(-1)).toBeLessThan(trained.losses[0] ?? 0)
})

test('the loss of a row is the mean since the row before', async () => {
  const data = await toy()
  const events = await collect(taskOf(data), data)
  const { losses } = trainedIn(events)
  const mean = (xs: ReadonlyArray<number>) => xs.reduce((a, b) => a + b, 0) / xs.length
  expect(measured(events).map(({ loss }) => loss)).toEqual([
    undefined,
    mean(losses.slice(0, 5)),
    mean(losses.slice(5)),
  ])
})

test('the result is the best measurement, not the last', async () => {
  const data = await toy()
  const task = taskOf(data)
  // the more is learnt, the worse are labels read that are off by one
  const { best, params, measurements } = trainedIn(await collect(task, await toy({ shift: 1 })))
  const losses = measurements.map(({ validation }) => validation.loss)
  expect(losses).toEqual([...losses].sort((a, b) => a - b))
  expect(best).toBe(measurements[0])
  expect(numbersOf(params)).toEqual(numbersOf(initial(task)))
})

test('when stopped it finishes the step at hand, measures, and ends', async () => {
  const data = await toy()
  const controller = new AbortController()
  const events: TrainingEvent[] = []
  const task = taskOf(data)
  const read = readerOf(task.network, task.compute)
  for await (const event of training(task, read, data.validation, controller.signal)) {
    events.push(event)
    if (event._tag === 'Stepped' && event.step.iteration === 3) controller.abort()
  }
  expect(events.map(({ _tag }) => _tag).slice(-3)).toEqual(['Stepped', 'Measured', 'Ended'])
  expect(trainedIn(events)).toMatchObject({ cause: 'stopped', images: 150 })
  expect(trainedIn(events).losses).toHaveLength(3)
})

test('stopped at the last step it is done', async () => {
  const data = await toy()
  const controller = new AbortController()
  const events: TrainingEvent[] = []
  const task = taskOf(data)
  const read = readerOf(task.network, task.compute)
  for await (const event of training(task, read, data.validation, controller.signal)) {
    events.push(event)
    if (event._tag === 'Stepped' && event.step.iteration === 10) controller.abort()
  }
  expect(trainedIn(events).cause).toBe('done')
})

test('other events get their turn between steps', async () => {
  const data = await toy()
  let turns = 0
  const timer = setInterval(() => turns++, 0)
  await collect(taskOf(data, { epochs: 4, batch: 5 }), data)
  clearInterval(timer)
  expect(turns).toBeGreaterThan(5)
})

test('a loss that is no finite number ends the run with the best before it', async () => {
  const data = await toy()
  const events = await collect(taskOf(data, { rate: 1e38, epochs: 30 }), data)
  const { cause, params, best } = trainedIn(events)
  expect(cause).toBe('diverged')
  expect(Number.isFinite(best.validation.loss)).toBe(true)
  const leaves = tree.leaves(params).flatMap(leaf => Array.from(leaf.data()))
  expect(leaves.every(x => Number.isFinite(Number(x)))).toBe(true)
})

test('equal seeds shuffle and begin alike, others do not', async () => {
  const data = await toy()
  const lossesOf = (seed: number) => [...steps(taskOf(data, { seed }))].map(({ loss }) => loss)
  expect(lossesOf(1)).toEqual(lossesOf(1))
  expect(lossesOf(1)).not.toEqual(lossesOf(2))
})

test('compiled steps are the eager ones to rounding, in two programs for two sizes of batch', async () => {
  const data = await toy()
  const compute = compiling()
  const lossesOf = (by: Compute) => [...steps(taskOf(data, {}, by))].map(({ loss }) => loss)
  const compiled = lossesOf(compute)
  const asWritten = lossesOf(eager)
  expect(compute.compiled()?.programs).toBe(2)
  expect(eager.compiled()).toBeUndefined()
  compiled.forEach((loss, i) => {
    expect(Math.abs(loss - (asWritten[i] ?? 0))).toBeLessThan(1e-5)
  })
})

test('what compiled programs read in images is what is read eagerly', async () => {
  const data = await toy()
  const task = taskOf(data)
  const params = initial(task)
  const compiled = await readerOf(task.network, compiling())(params, data.test)
  const asWritten = await readerOf(task.network, eager)(params, data.test)
  expect(compiled.guesses).toEqual(asWritten.guesses)
  expect(compiled.loss).toBeCloseTo(asWritten.loss, 5)
})
