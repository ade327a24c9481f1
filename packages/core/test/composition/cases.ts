/** What the laws of composition range over: every operation, and every public function. */
import type { Tensor } from '@miniflow/core'
import type { Smooth } from '../laws/calculus.js'
import { functions } from '../laws/functions/index.js'
import { instances } from '../laws/instances/index.js'
import { asFunction, isDifferentiable, lacks } from '../laws/operations.js'
import type { Raw } from '../laws/raw.js'
import { apply } from '../support/apply.js'

/** A function and arguments at which it is smooth. */
export interface Case {
  readonly f: Smooth
  readonly xs: readonly Tensor[]
  /** Whether it has reverse mode, and values that differences can be taken of. */
  readonly reverse: boolean
  readonly numeric: boolean
}

/** The case made from raw material; none where nothing is to be differentiated. */
export type Make = (raw: Raw) => Case | undefined

const ofOperations = Object.entries(instances).map(([name, build]): readonly [string, Make] => [
  `the operation ${name}`,
  raw => {
    const instance = build(raw)
    return isDifferentiable(instance)
      ? {
          ...asFunction(instance),
          reverse: !lacks(instance, 'reverse mode'),
          numeric: !lacks(instance, 'numeric derivative'),
        }
      : undefined
  },
])

const ofFunctions = Object.entries(functions).map(([name, make]): readonly [string, Make] => [
  name,
  raw => ({ ...make(raw), reverse: true, numeric: true }),
])

/** By name; those that never have derivatives are left out. */
export const smooth: readonly (readonly [string, Make])[] = [...ofOperations, ...ofFunctions]

/** Everything with all operands, those without derivatives too. */
export const whole: readonly (readonly [
  string,
  (raw: Raw) => { readonly f: Smooth; readonly xs: readonly Tensor[] },
])[] = [
  ...Object.entries(instances).map(
    ([name, build]) =>
      [
        `the operation ${name}`,
        (raw: Raw) => {
          const { op, args } = build(raw)
          const f: Smooth = (...xs) => apply(op, ...xs)
          return { f, xs: args }
        },
      ] as const,
  ),
  ...Object.entries(functions),
]
