/** A stream of choices from a seed. */
import { random } from '@miniflow/core'

export interface Choices {
  /** A whole number from 0 to n - 1. */
  readonly below: (n: number) => number
  readonly from: <A>(xs: readonly A[]) => A
  readonly chance: (p: number) => boolean
  /** A number between low and high with three decimals, so that it prints short. */
  readonly between: (low: number, high: number) => number
}

const WORDS = 8192

export const choices = (seed: number): Choices => {
  let key = random.key(seed)
  let words = random.bits(key, [WORDS]).data()
  let at = 0
  const unit = (): number => {
    if (at === WORDS) {
      key = random.foldIn(key, 1)
      words = random.bits(key, [WORDS]).data()
      at = 0
    }
    return ((words[at++] as number) >>> 0) / 2 ** 32
  }
  const below = (n: number): number => Math.floor(unit() * n)
  return {
    below,
    from: xs => xs[below(xs.length)] as (typeof xs)[number],
    chance: p => unit() < p,
    between: (low, high) => Math.round(1000 * (low + (high - low) * unit())) / 1000,
  }
}
