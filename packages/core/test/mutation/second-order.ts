/** Faults that first derivatives do not show: only the derivatives of the rule are wrong. */
import * as O from 'fp-ts/lib/Option.js'
import type { Value } from '../../src/data/tensor.js'
import type { Adjoint } from '../../src/tape/op.js'
import { type Fault, inRule, own, type Rule } from './fault.js'
import * as V from './values.js'

/** The rule at the same place, with other derivatives of that place. */
const reading =
  (change: (x: Value) => Value): Rule =>
  asked =>
    own({ ...asked, args: asked.args.map(change), out: change(asked.out) })

/** One mode from each of two rules. */
const split =
  (forward: Rule, reverse: Rule): Rule =>
  asked => {
    const [one, other] = [forward(asked), reverse(asked)]
    return O.isNone(one) || O.isNone(other)
      ? O.none
      : O.some<Adjoint>({ push: one.value.push, pull: other.value.pull })
  }

const inModes = (name: string, what: string, change: (x: Value) => Value): readonly Fault[] => [
  inRule(name, what, reading(change)),
  inRule(`${name}, reverse`, `${what}, in the pullback alone`, split(own, reading(change))),
  inRule(`${name}, forward`, `${what}, in the pushforward alone`, split(reading(change), own)),
]

export const secondOrder: readonly Fault[] = [
  ...inModes('detached', 'the rule is detached from where it is taken', V.detached),
  ...inModes('order 2 sign', 'second derivatives have the wrong sign', V.turned),
  ...inModes('order 2 factor 2', 'second derivatives are twice as large', V.steep),
]
