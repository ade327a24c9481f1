/** How a text is learned, step by step, the same for the same options. */
import { random, type Tensor, valueAndGrad } from '@miniflow/core'
import { adam, applyUpdates, chain, clipByGlobalNorm, type State } from '@miniflow/optim'
import type { Compute } from '../compute.js'
import { trapezoid } from '../network.js'
import type { Options } from '../options.js'
import { type GruParams, initGru, textLoss } from './gru.js'
import type { Writer } from './sample.js'
import { type Text, windows } from './text.js'

/** What there is to learn, and how. */
export interface TextTask {
  readonly text: Text
  /** Numbers for a character, and of the state. */
  readonly sizes: { readonly embedding: number; readonly state: number }
  /** Characters that are guessed in a row. */
  readonly length: number
  readonly options: Pick<Options, 'epochs' | 'batch' | 'rate' | 'seed'>
  readonly compute: Compute
}

export interface TextStep {
  /** Steps so far. */
  readonly iteration: number
  /** In nats per character, before the step. */
  readonly loss: number
  readonly params: GruParams
}

/** Steps that read as many characters as the text has, so many times as there are epochs. */
export const textStepsOf = ({ text, length, options: { epochs, batch } }: TextTask): number =>
  epochs * Math.ceil(text.codes.length / (batch * length))

/** All randomness of a run: of its beginning, of its windows, and of its samples. */
const keys = { init: 0, windows: 1, samples: 2 } as const

const keyOf = ({ options }: TextTask, use: keyof typeof keys) =>
  random.foldIn(random.key(options.seed), keys[use])

export const initialText = (task: TextTask): GruParams =>
  initGru({ characters: task.text.alphabet.length, ...task.sizes }, keyOf(task, 'init'))

/** Longer gradients are cut: now and then one is far longer than the others. */
const longest = 1

/** Every step of a run, by Adam. */
export function* textSteps(task: TextTask): Generator<TextStep, void, void> {
  const { text, length, options, compute } = task
  const total = textStepsOf(task)
  const learn = valueAndGrad(textLoss)
  const { init, update } = chain([
    clipByGlobalNorm(longest),
    adam({ learningRate: trapezoid(options.rate, total) }),
  ])
  const descend = compute.prepare(
    (params: GruParams, state: State, inputs: Tensor, targets: Tensor) => {
      const [loss, gradients] = learn(params, inputs, targets)
      const [updates, next] = update(gradients, state, params)
      return { loss, params: applyUpdates(params, updates), state: next }
    },
  )
  const order = keyOf(task, 'windows')
  let params = initialText(task)
  let state = init(params)
  for (let iteration = 1; iteration <= total; iteration++) {
    const key = random.foldIn(order, iteration)
    const { inputs, targets } = windows(text, { batch: options.batch, length, key })
    const after = descend(params, state, inputs, targets)
    params = after.params
    state = after.state
    yield { iteration, loss: after.loss.item(), params }
  }
}

/** Below 1, so that slips of a network that is sure of itself are rare. */
const temperature = 0.5

/** What the network writes after a step; the same whenever it is asked. */
export const written = (
  task: TextTask,
  write: Writer,
  params: GruParams,
  { iteration, prompt, length }: { iteration: number; prompt: string; length: number },
): string =>
  write(params, {
    prompt,
    length,
    temperature,
    key: random.foldIn(keyOf(task, 'samples'), iteration),
  })
