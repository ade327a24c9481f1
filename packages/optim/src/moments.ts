/** Running averages, which every step fade by a factor. */
import { add, mul, type Tensor, zerosLike } from '@miniflow/core'
import { bothLeaves, eachLeaf, type State } from './leaves.js'

/** The average before the first gradient. */
export const noAverage = (name: string, params: unknown): State =>
  eachLeaf(name, zerosLike, params) as State

/** decay average + (1 - decay) f(gradient), leaf by leaf. */
export const fade = <P>(
  name: string,
  decay: number,
  average: P,
  gradients: P,
  f: (g: Tensor) => Tensor = g => g,
): P =>
  bothLeaves(
    name,
    ['running average', 'gradient'],
    (m, g) => add(mul(m, decay), mul(f(g), 1 - decay)),
    average,
    gradients,
  )
