/** A text that a network writes, character after character. */
import {
  add,
  argmax,
  type Key,
  log,
  mul,
  neg,
  random,
  scan,
  type Tensor,
  tensor,
} from '@miniflow/core'
import type { Compute } from '../compute.js'
import { type GruParams, noState, step } from './gru.js'
import { encode } from './text.js'

export interface Sampling {
  /** What the text begins with; at least one of its characters is in the alphabet. */
  readonly prompt: string
  /** Characters to add. */
  readonly length: number
  /** Scores are divided by it: towards 0 only the likeliest character is written. */
  readonly temperature: number
  readonly key: Key
}

/** What writes texts with the parameters that it is given. */
export type Writer = (params: GruParams, sampling: Sampling) => string

/**
 * The writer of an alphabet: the prompt and what follows it, drawn with the probabilities softmax(scores / temperature) that the network gives: the
 * largest of scores / temperature - log(-log(u)), with u uniform, is distributed so (Gumbel 1954).
 */
export const writerOf = (alphabet: ReadonlyArray<string>, { prepare }: Compute): Writer => {
  const draw = prepare(
    (
      params: GruParams,
      prompt: ReadonlyArray<Tensor>,
      length: number,
      temperature: number,
      key: Key,
    ) => {
      const begun = prompt.reduce<readonly [Tensor, Tensor]>(
        ([h], code) => step(params, h, code),
        [noState(params, 1), noState(params, 1)],
      )
      const u = random.uniform(key, [length, alphabet.length], { low: 1e-30 })
      const [, codes] = scan(
        ([h, scores]: readonly [Tensor, Tensor], noise: Tensor) => {
          const code: Tensor = argmax(add(mul(scores, 1 / temperature), noise), { axis: -1 })
          return [step(params, h, code), code] as const
        },
        begun,
        neg(log(neg(log(u)))) as Tensor,
      )
      return codes as Tensor
    },
  )
  return (params, { prompt, length, temperature, key }) => {
    const begin = Array.from(encode(alphabet, prompt), code => tensor([code], { dtype: 'int32' }))
    const codes = draw(params, begin, length, temperature, key)
    return prompt + Array.from(codes.data(), code => alphabet[Number(code)] ?? '').join('')
  }
}
