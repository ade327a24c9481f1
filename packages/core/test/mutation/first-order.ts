/** Faults in derivatives, in reverse mode, forward mode, or both. */
import * as O from 'fp-ts/lib/Option.js'
import { sameShape } from '../../src/data/shape.js'
import type { Value } from '../../src/data/tensor.js'
import { adjointly, type Fault, inRule, own, type Rule } from './fault.js'
import * as V from './values.js'

type Change = (x: Value) => Value

/** A change of what the adjoint gives: in both modes, or in one. */
const inModes = (name: string, what: string, change: Change): readonly Fault[] => [
  inRule(
    name,
    what,
    adjointly(({ push, pull }) => ({ push: t => change(push(t)), pull: g => change(pull(g)) })),
  ),
  inRule(
    `${name}, reverse`,
    `${what}, in reverse mode alone`,
    adjointly(({ push, pull }) => ({ push, pull: g => change(pull(g)) })),
  ),
  inRule(
    `${name}, forward`,
    `${what}, in forward mode alone`,
    adjointly(({ push, pull }) => ({ push: t => change(push(t)), pull })),
  ),
]

const dropped = (operand: number): Fault =>
  inRule(`dropped ${operand}`, `the term of operand ${operand} is dropped`, asked =>
    asked.i === operand ? O.none : own(asked),
  )

/** The rule at other operands, in dtype and shape like those given. */
const at =
  (change: (args: readonly Value[], out: Value) => readonly [readonly Value[], Value]): Rule =>
  asked => {
    const [args, out] = change(asked.args, asked.out)
    return own({ ...asked, args, out })
  }

const alike = (x: Value | undefined, y: Value): boolean =>
  x !== undefined && x.dtype === y.dtype && sameShape(x.shape, y.shape)

const swapped: Rule = asked => {
  const [x, y, ...others] = asked.args
  if (x === undefined || y === undefined || !alike(x, y)) return own(asked)
  return own({ ...asked, args: [y, x, ...others] })
}

const inputForOutput = at((args, out) => {
  const [x] = args
  return [args, x !== undefined && alike(x, out) ? x : out]
})

const outputForInput = at((args, out) => [args.map(x => (alike(x, out) ? out : x)), out])

const hasShortAxis = (x: Value, lead: number): boolean => x.shape.slice(lead).includes(1)

const onShortAxes = (name: string, what: string, change: Change): Fault =>
  inRule(
    name,
    what,
    adjointly(({ push, pull }, { args, lead }) =>
      args.some(x => hasShortAxis(x, lead))
        ? { push: t => change(push(t)), pull: g => change(pull(g)) }
        : { push, pull },
    ),
  )

const lastAxis = (x: Value): Value => V.rolled(x, x.rank - 1)

export const firstOrder: readonly Fault[] = [
  ...inModes('sign', 'the sign is wrong', V.negative),
  ...inModes('factor 2', 'it is twice as large', V.double),
  dropped(0),
  dropped(1),
  dropped(2),
  inRule(
    'overwritten, reverse',
    'contributions that meet in one element overwrite one another, in reverse mode',
    adjointly(({ push, pull }) => ({ push, pull: V.overwriting(pull) })),
  ),
  inRule(
    'overwritten, forward',
    'contributions that meet in one element overwrite one another, in forward mode',
    adjointly(({ push, pull }) => ({ push: V.overwriting(push), pull })),
  ),
  inRule(
    'overwritten',
    'contributions that meet in one element overwrite one another, in both modes',
    adjointly(({ push, pull }) => ({ push: V.overwriting(push), pull: V.overwriting(pull) })),
  ),
  inRule(
    'transposed operand',
    'the rule reads square operands transposed',
    at((args, out) => [args.map(V.exchanged), out]),
  ),
  ...inModes('transposed result', 'square results are transposed', V.exchanged).slice(0, 2),
  inRule('swapped operands', 'the rule reads the first two operands in the other order', swapped),
  inRule('input for output', 'the rule reads the first operand for the result', inputForOutput),
  inRule('output for input', 'the rule reads the result for operands like it', outputForInput),
  ...inModes('off by one', 'results are one place on along the last axis', lastAxis),
  ...inModes('first lost', 'the first element is 0', V.beheaded),
  onShortAxes('size 1', 'it is twice as large where an operand has an axis of length 1', V.double),
]
