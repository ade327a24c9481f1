/** Random programs over all public functions that have derivatives; a new function without a step does not compile. */
import type * as core from '@miniflow/core'
import { add, mul } from '@miniflow/core'
import { type Choices, choices } from './choices.js'
import { type Draft, NEAR, numbersOf, publish, type Values } from './draft.js'
import { callsIn, namesIn, type Program } from './expression.js'
import { algebra, creation } from './steps-algebra.js'
import { layouts, reductions } from './steps-arrays.js'
import { pointwise, type Step } from './steps-pointwise.js'
import { products } from './steps-products.js'
import { transforms } from './steps-transforms.js'

type FunctionsOf<M> = {
  [K in keyof M]: M[K] extends (...args: never) => unknown ? K : never
}[keyof M]

/** Those give text or a record of values; and reverse mode cannot know how long a while loop is. */
type Without = 'tapeToString' | 'inspect' | 'whileLoop'

type Name = Exclude<FunctionsOf<typeof core>, Without>
type Algebra = FunctionsOf<typeof core.linalg>

const functions: Readonly<Record<Name, Step>> = {
  ...pointwise,
  ...reductions,
  ...layouts,
  ...products,
  ...creation,
  ...transforms((d, count) => {
    for (let i = 0; i < count; i++) advance(d)
  }),
}

const inLinalg: Readonly<Record<Algebra, Step>> = algebra

/** The steps by name; those that transform functions are rarer the deeper they are. */
export const steps: readonly (readonly [string, Step])[] = [
  ...Object.entries(functions),
  ...Object.entries(inLinalg).map(([key, step]) => [`linalg.${key}`, step] as const),
]

const isTransform = Object.keys(transforms(() => undefined))

const plainSteps = steps.filter(([key]) => !isTransform.includes(key))

const advance = (d: Draft): void => {
  const some = d.choose.chance([0.2, 0.15, 0.08][d.depth] ?? 0) ? transformSteps : plainSteps
  const [, step] = d.choose.from(some)
  publish(d, step(d))
}

const transformSteps = steps.filter(([key]) => isTransform.includes(key))

const SHAPES: readonly (readonly number[])[] = [
  [],
  [2],
  [3],
  [1],
  [2, 3],
  [3, 2],
  [2, 2],
  [1, 3],
  [2, 1, 2],
  [0],
  [2, 0],
]

export { NEAR } from './draft.js'

/** The directions along which a program is differentiated: of its inputs, in order. */
export interface Written {
  readonly program: Program
  readonly directions: readonly core.Tensor[]
}

const countOf = (d: Draft): number => d.lines.flatMap(line => callsIn(line.value)).length

/** A program of 5 to 60 calls. */
export const generate = (seed: number): Written => {
  const choose: Choices = choices(seed)
  let names = 0
  const inputs = Array.from({ length: 1 + choose.below(3) }, () => {
    const shape = choose.from(SHAPES)
    const [at, along] = [numbersOf(choose, shape, -2, 2), numbersOf(choose, shape)]
    const values: Values = [at, add(at, mul(along, -NEAR)), add(at, mul(along, NEAR))]
    return { name: `x${names++}`, at, along, values }
  })
  const scopes = [0, 1, 2].map(
    i => new Map<string, unknown>(inputs.map(({ name, values }) => [name, values[i]])),
  ) as unknown as Draft['scopes']
  const draft: Draft = {
    choose,
    lines: [],
    known: new Map(inputs.map(({ name, values }) => [name, values])),
    scopes,
    depth: 0,
    certain: true,
    fresh: () => `v${names++}`,
  }
  const length = 5 + choose.below(50)
  while (countOf(draft) < length) advance(draft)
  const read = new Set(draft.lines.flatMap(line => namesIn(line.value)))
  const ends = [...draft.known.keys()].filter(key => !read.has(key) && key.startsWith('v'))
  return {
    program: { inputs, lines: draft.lines, outputs: ends },
    directions: inputs.map(({ along }) => along),
  }
}
