/** A recurrent network that guesses the next character of a text: a gated recurrent unit (Cho et al. 2014) in a scan. */
import {
  add,
  type Key,
  mul,
  random,
  reshape,
  scan,
  sigmoid,
  split,
  sub,
  type Tensor,
  take,
  tanh,
  zeros,
} from '@miniflow/core'
import { crossEntropyWithSoftmax, glorotUniform, linear, zeros as noBias } from '@miniflow/nn'
import type { Layer } from './model.js'

export interface GruParams {
  /** A row for each character. */
  readonly embedding: Tensor
  /** From a character's row, and from the state before, to the two gates and the candidate. */
  readonly input: Layer
  readonly recurrent: Layer
  /** From the state to the scores of the next character. */
  readonly output: Layer
}

export interface GruSizes {
  readonly characters: number
  readonly embedding: number
  readonly state: number
}

/** The parameters before the first step. */
export const initGru = ({ characters, embedding, state }: GruSizes, key: Key): GruParams => {
  const [a, b, c, d] = random.split(key, 4)
  const layer = (k: Key, inputs: number, outputs: number): Layer => ({
    w: glorotUniform(k, [inputs, outputs]),
    b: noBias(k, [outputs]),
  })
  return {
    // near 0, so that what is far out later has been learned
    embedding: mul(random.normal(a, [characters, embedding]), 0.1),
    input: layer(b, embedding, 3 * state),
    recurrent: layer(c, state, 3 * state),
    output: layer(d, state, characters),
  }
}

/** The state before the first character of each text of a batch. */
export const noState = ({ recurrent }: GruParams, batch: number): Tensor =>
  zeros([batch, recurrent.w.shape[0]])

/** What a character adds to the gates and the candidate, whatever came before it. */
const read = ({ embedding, input }: GruParams, characters: Tensor): Tensor =>
  linear(take(embedding, characters, { axis: 0 }), input.w, input.b)

/**
 * h' = n + z (h - n), with gates r, z = sigmoid(x + h u) and the candidate n = tanh(x + r (h u)): where z is 1 the
 * state stays as it is, so that a derivative reaches far back.
 */
const cell = ({ recurrent }: GruParams, h: Tensor, x: Tensor): Tensor => {
  const [xr, xz, xn] = split(x, 3, { axis: -1 }) as readonly [Tensor, Tensor, Tensor]
  const fromState = linear(h, recurrent.w, recurrent.b)
  const [hr, hz, hn] = split(fromState, 3, { axis: -1 }) as readonly [Tensor, Tensor, Tensor]
  const r = sigmoid(add(xr, hr))
  const z = sigmoid(add(xz, hz))
  const n = tanh(add(xn, mul(r, hn)))
  return add(n, mul(z, sub(h, n)))
}

/** The state [batch, state] after one more character [batch], and the scores of the next. */
export const step = (
  params: GruParams,
  h: Tensor,
  characters: Tensor,
): readonly [state: Tensor, logits: Tensor] => {
  const next = cell(params, h, read(params, characters))
  return [next, linear(next, params.output.w, params.output.b)]
}

/**
 * The mean of -log of the probability given to what comes next, in nats per character: from each character of
 * `inputs` [length, batch], and all before it, the character of `targets` at the same place is guessed.
 */
export const textLoss = (params: GruParams, inputs: Tensor, targets: Tensor): Tensor => {
  const [length, batch] = inputs.shape as readonly [number, number]
  const [, states] = scan(
    (h: Tensor, x: Tensor): readonly [Tensor, Tensor] => {
      const next = cell(params, h, x)
      return [next, next]
    },
    noState(params, batch),
    read(params, inputs),
  )
  const logits = linear(states as Tensor, params.output.w, params.output.b)
  return crossEntropyWithSoftmax(
    reshape(logits, [length * batch, -1]),
    reshape(targets, [length * batch]),
  )
}
