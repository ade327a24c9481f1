/** One suite for every way of running a function: operation by operation or compiled, in Node and in a browser. */
import { add, type Tensor, tensor } from '@miniflow/core'
import { jit } from '@miniflow/jit'
import type { Check, Ways } from './check.js'
import { functionChecks } from './functions.js'
import { type Golden, goldenChecks } from './golden.js'

export type Mode = 'eager' | 'jit' | 'threads'

const ways: Readonly<Record<Mode, Ways>> = {
  eager: f => f,
  jit: f => jit(f),
  threads: f => jit(f, { threads: 2 }),
}

export const suite = (mode: Mode, golden: Golden): readonly Check[] => [
  ...goldenChecks(ways[mode], golden),
  ...functionChecks(ways[mode]),
]

/** The bytes of the program that a small function becomes: none where the interpreter runs. */
export const compiledBytes = (): number => {
  const f = jit((x: Tensor) => add(x, x))
  f(tensor([1, 2]))
  return f.stats().moduleBytes
}
