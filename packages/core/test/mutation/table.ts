/** Which laws catch which faults, as a table that can be written down and read again. */
import { instances } from '../laws/instances/index.js'
import { type Fault, faults } from './faults.js'
import { catching, isFault, type Mutant, type Name } from './mutants.js'

/** A letter for each law. */
export const letters: Readonly<Record<Name, string>> = {
  pure: 'p',
  staged: 't',
  reverse: 'R',
  forward: 'F',
  transpose: 'T',
  linear: 'L',
  second: '2',
  secondForward: 'W',
  commuting: 'C',
  symmetric: 'S',
  batched: 'B',
  batchedTangents: 'V',
  batchedGradients: 'G',
  shape: 's',
  single: 'f',
  batch: 'b',
}

/** The fault makes the same function again, so that there is nothing to catch. */
export const SAME = '='
/** No law catches the fault. */
export const ESCAPED = '!'

/** The letters of the laws that catch a fault. */
export const cellOf = (mutant: Mutant): string => {
  if (!isFault(mutant)) return SAME
  const caught = catching(mutant)
  return caught.length === 0 ? ESCAPED : caught.map(name => letters[name]).join('')
}

/** Cells by operation and fault. */
export type Table = ReadonlyMap<string, string>

export const keyOf = (op: string, fault: Pick<Fault, 'name'>): string => `${op}: ${fault.name}`

/** Every fault in every operation of the registry. */
export const candidates: readonly Mutant[] = (Object.keys(instances) as Mutant['op'][]).flatMap(
  op => faults.map(fault => ({ op, fault })),
)

export const tableOf = (mutants: readonly Mutant[]): Table =>
  new Map(mutants.map(mutant => [keyOf(mutant.op, mutant.fault), cellOf(mutant)]))
