/** A case of an operation: a tape of it alone, and inputs. */
import { apply, type Dense, type Op, stageLeaves, type Tape } from '@miniflow/core/extend'
import type { Draw } from './draw.js'

export interface Case {
  readonly tape: Tape
  readonly inputs: readonly Dense[]
}

export type MakeCase = (draw: Draw) => Case

export const of = (applied: Op, ...inputs: readonly Dense[]): Case => ({
  tape: stageLeaves(xs => [apply(applied, ...xs)], inputs),
  inputs,
})
