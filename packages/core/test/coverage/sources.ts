/** Which operations are computed by the programs whose results are checked against something else. */
import { random, type Tensor, tensor } from '@miniflow/core'
import { toFunction as functionOf, generate } from '@miniflow/programs'
import type { OpName } from '../../src/tape/vocabulary.js'
import { watching } from '../../src/tape/watch.js'
import { call, exists, inputsOf, primitives, streams } from '../golden/cases.js'
import { toFunction } from '../kinks/function.js'
import { sections } from '../kinks/table.js'

/** As many as the tests of random programs run. */
const PROGRAMS = 500

/** The operations that a body computes, within programs of loops and branches, too. */
const computedBy = (body: () => void): ReadonlySet<OpName> => {
  const names = new Set<OpName>()
  watching(({ name }) => names.add(name), body)
  return names
}

const golden = (): void => {
  for (const one of primitives) if (exists(one)) call(one, inputsOf(one, 'float64'))
}

const draws = (): void => {
  for (const { seed, foldIn, draws } of streams) {
    const key = random.key(seed)
    random.split(key)
    for (const data of Object.keys(foldIn)) random.foldIn(key, Number(data))
    for (const { shape } of draws) {
      random.bits(key, shape)
      random.uniform(key, shape)
    }
  }
}

/** What `test/random` counts: how often each number comes. */
const counted = (): void => {
  const key = random.key(0)
  random.randint(key, [2], 0, 2)
  random.uniform(key, [2])
  random.bernoulli(key, [2], 0.5)
}

const kinks = (): void => {
  for (const kink of sections.flatMap(({ rows }) => rows))
    toFunction(kink)(tensor(Object.values(kink.at).flat(), { dtype: 'float64' }) as Tensor)
}

const programs = (): void => {
  for (let seed = 0; seed < PROGRAMS; seed++) {
    const { program } = generate(seed)
    functionOf(program)(...program.inputs.map(({ at }) => at))
  }
}

/** By the name of the source, in the order in which the page tells them. */
export const sources = (): Readonly<Record<string, ReadonlySet<OpName>>> => ({
  'reference values': computedBy(() => {
    golden()
    draws()
  }),
  distributions: computedBy(counted),
  kinks: computedBy(kinks),
  'random programs': computedBy(programs),
})
