/** A gradient transformation is two pure functions; they compose as a monoid. */
import { ArgumentError } from '@miniflow/core'
import type { Monoid } from 'fp-ts/lib/Monoid.js'
import { inNameOf, rememberedList, type State } from './leaves.js'
import { shown } from './options.js'

/**
 * What turns gradients into updates of parameters. `update` gives the updates, a tree like the
 * gradients, and the next state; parameters and gradients are trees of one structure.
 */
export interface GradientTransformation {
  readonly init: (params: unknown) => State
  readonly update: <P>(gradients: P, state: State, params: P) => readonly [updates: P, state: State]
}

/** A transformation without memory. */
export const stateless = (update: <P>(gradients: P, params: P) => P): GradientTransformation => ({
  init: () => [],
  update: (gradients, state, params) => [update(gradients, params), state],
})

/**
 * The transformation that changes nothing: the updates are the gradients.
 * @example
 * identity.update(tensor([1, 2]), identity.init(tensor([0, 0])), tensor([0, 0]))[0] // => [1, 2]
 */
export const identity: GradientTransformation = stateless(gradients => gradients)

/**
 * One transformation after the other, each on the updates of the one before it; the state is the list
 * of their states. `chain([])` is `identity`.
 * @example
 * const twice = chain([scale(2), scale(10)])
 * twice.update(tensor(1), twice.init(tensor(0)), tensor(0))[0] // => 20
 */
export const chain = (
  transformations: readonly GradientTransformation[],
): GradientTransformation => {
  if (!Array.isArray(transformations) || !Array.from(transformations).every(isTransformation))
    throw new ArgumentError(
      'chain',
      `got ${Array.isArray(transformations) ? 'a list with something else' : shown(transformations)}; expected a list of gradient transformations.`,
      'Write chain([clipByGlobalNorm(1), sgd({ learningRate: 0.1 })]).',
    )
  const links: readonly GradientTransformation[] = transformations
  return {
    init: params => links.map(({ init }) => init(params)),
    update: <P>(gradients: P, state: State, params: P) => {
      const states = rememberedList('chain', links.length, state)
      return links.reduce<readonly [P, readonly State[]]>(
        ([updates, next], { update }, i) => {
          const [updated, after] = update(updates, states[i] as State, params)
          return [updated, [...next, after]]
        },
        [gradients, []],
      )
    },
  }
}

/** What the transformations with a name of their own are chains of. */
const links = [
  'addDecayedWeights',
  'chain',
  'momentum',
  'scale',
  'scaleByAdagrad',
  'scaleByAdam',
  'scaleByLion',
  'scaleByRms',
  'scaleBySchedule',
]

/** A chain under a name, in which its links refuse: the user called it and not them. */
export const namedChain = (
  name: string,
  transformations: readonly GradientTransformation[],
): GradientTransformation => {
  const { init, update } = chain(transformations)
  return {
    init: params => inNameOf(name, () => init(params), links),
    update: (gradients, state, params) =>
      inNameOf(name, () => update(gradients, state, params), links),
  }
}

const isTransformation = (x: unknown): boolean =>
  typeof x === 'object' &&
  x !== null &&
  'init' in x &&
  typeof x.init === 'function' &&
  'update' in x &&
  typeof x.update === 'function'

/**
 * Transformations under composition. The laws hold for the updates that come out; states of
 * differently nested chains are nested differently.
 * @example
 * const both = concatAll(monoid)([scale(2), clipByValue(3)])
 * both.update(tensor(5), both.init(tensor(0)), tensor(0))[0] // => 3
 */
export const monoid: Monoid<GradientTransformation> = {
  concat: (first, second) => chain([first, second]),
  empty: identity,
}
