/** The step in miniflow: through the public API, trees in and trees out, the loss read each time. */
import { type FloatDType, sigmoid, type Tensor, tensor, valueAndGrad } from '@miniflow/core'
import { jit } from '@miniflow/jit'
import { crossEntropyWithSoftmax, mlp } from '@miniflow/nn'
import { applyUpdates, sgd } from '@miniflow/optim'
import type { Contender } from '../contest.js'
import { BATCH, RATE, SIZES, type Task } from './task.js'

const [INPUTS, HIDDEN, OUTPUTS] = SIZES

interface Layer {
  readonly w: Tensor
  readonly b: Tensor
}

interface Params {
  readonly layers: readonly Layer[]
}

type State = ReturnType<ReturnType<typeof sgd>['init']>

interface After {
  readonly loss: Tensor
  readonly params: Params
  readonly state: State
}

type Step = (params: Params, state: State, images: Tensor, labels: Tensor) => After

/** The first parameters, and the step as a function of everything. */
export const miniflowStep = (
  task: Task,
  dtype: FloatDType,
): { readonly start: Params; readonly state: State; readonly step: Step } => {
  const model = mlp<readonly number[], FloatDType>({ sizes: SIZES, activation: sigmoid, dtype })
  const optimiser = sgd({ learningRate: RATE })
  const start: Params = {
    layers: [
      {
        w: tensor(task.w1, [INPUTS, HIDDEN], { dtype }),
        b: tensor(task.b1, [HIDDEN], { dtype }),
      },
      {
        w: tensor(task.w2, [HIDDEN, OUTPUTS], { dtype }),
        b: tensor(task.b2, [OUTPUTS], { dtype }),
      },
    ],
  }
  const step: Step = (params, before, images, labels) => {
    const [loss, gradient] = valueAndGrad((p: Params) =>
      crossEntropyWithSoftmax(model.apply(p, images), labels),
    )(params)
    const [updates, state] = optimiser.update(gradient, before, params)
    return { loss, params: applyUpdates(params, updates), state }
  }
  return { start, state: optimiser.init(start), step }
}

const contender = (name: string, task: Task, compile: (f: Step) => Step): Contender => {
  const { start, state: first, step } = miniflowStep(task, 'float32')
  const run = compile(step)
  const images = tensor(task.images, [BATCH, INPUTS])
  const labels = tensor(task.labels)
  let params = start
  let state = first
  return {
    name,
    run: () => {
      const after = run(params, state, images, labels)
      params = after.params
      state = after.state
      return after.loss.item()
    },
  }
}

export const jitted = (task: Task): Contender => contender('miniflow jit', task, f => jit(f))

export const eager = (task: Task): Contender => contender('miniflow eager', task, f => f)

/** Losses of the first steps in float64, which every contender must come near. */
export const trueLosses = (task: Task, steps: number): readonly number[] => {
  const { start, state: first, step } = miniflowStep(task, 'float64')
  const images = tensor(task.images, [BATCH, INPUTS], { dtype: 'float64' })
  const labels = tensor(task.labels)
  let params = start
  let state = first
  return Array.from({ length: steps }, () => {
    const after = step(params, state, images, labels)
    params = after.params
    state = after.state
    return after.loss.item()
  })
}

/** float32 against float64 after a few steps. */
const TOLERANCE = 1e-4

/** A fast step that computes something else is no step: throws where a loss is not what it should be. */
export const checkLosses = (
  name: string,
  losses: readonly number[],
  truth: readonly number[],
): void => {
  truth.forEach((wanted, step) => {
    const got = losses[step] as number
    if (!(Math.abs(got - wanted) <= TOLERANCE * wanted))
      throw new Error(`${name}: the loss of step ${step} is ${got}; in float64 it is ${wanted}.`)
  })
}
