/** Every fault in every operation, with proof that it is one, and the laws that catch it. */
import { type LawName, laws } from '@miniflow/check'
import * as fc from 'fast-check'
import { instances } from '../laws/instances/index.js'
import type { Instance } from '../laws/instances/instance.js'
import * as operations from '../laws/operations.js'
import { type Raw, raws, turned } from '../laws/raw.js'
import type { Fault } from './fault.js'
import { distinguishable } from './observe.js'

/** The laws of functions, and those of operations alone. */
export type Name = LawName | 'shape' | 'single' | 'batch'

/** An operation with a fault, at a point. */
interface Faulty {
  readonly instance: Instance
  readonly examples: readonly Instance[]
}

type Verdict = (faulty: Faulty) => readonly string[]

/** A law of functions, for the operations that it speaks of. */
const ofFunctions =
  (name: LawName): Verdict =>
  ({ instance }) =>
    operations.saidOf(laws[name], instance)

const batch: Verdict = ({ examples }) => operations.batchIsMap(examples)

export const verdicts: Readonly<Record<Name, Verdict>> = {
  ...(Object.fromEntries(
    (Object.keys(laws) as LawName[]).map(name => [name, ofFunctions(name)]),
  ) as Readonly<Record<LawName, Verdict>>),
  shape: ({ instance }) => operations.shapeIsKernels(instance),
  single: ({ instance }) => operations.singleIsDouble(instance),
  batch,
}

export const names = Object.keys(verdicts) as readonly Name[]

/** An error is a catch too: a user would see it. */
const isCaught = (verdict: Verdict, faulty: Faulty): boolean => {
  try {
    return verdict(faulty).length > 0
  } catch {
    return true
  }
}

export interface Mutant {
  readonly op: keyof typeof instances
  readonly fault: Fault
}

const SEED = 4
/** Points at which each law is tried; while none has caught the fault, at more. */
const POINTS = 4
const MOST = 24

/** Few axes, so that differences in every element are few too. */
const points: readonly Raw[] = fc
  .sample(raws, { seed: SEED, numRuns: MOST })
  .map((raw, i) => ({ ...raw, shape: raw.shape.slice(0, i % 4 === 3 ? 3 : 2) }))

const examplesOf = new Map<string, readonly (readonly Instance[])[]>()

/** The right operation at every point, with two further examples of the same shapes. */
const rightOnes = (op: Mutant['op']): readonly (readonly Instance[])[] => {
  const build = instances[op]
  const known =
    examplesOf.get(op) ?? points.map(raw => [0, 5, 11].map(by => build(turned(raw, by))))
  examplesOf.set(op, known)
  return known
}

const plantedAt = ({ op, fault }: Mutant, at: number): Faulty => {
  const build = instances[op]
  const raw = points[at] as Raw
  const [instance, ...others] = rightOnes(op)[at] as readonly [Instance, ...Instance[]]
  const faulty = { ...instance, op: fault.plant(instance.op, { build, raw }) }
  return { instance: faulty, examples: [faulty, ...others] }
}

/** Whether the fault shows anywhere, without any law: else it makes the same function again. */
export const isFault = (mutant: Mutant): boolean =>
  rightOnes(mutant.op).some((examples, at) =>
    distinguishable(plantedAt(mutant, at).instance.op, examples),
  )

/** The laws that catch it. */
export const catching = (mutant: Mutant): readonly Name[] => {
  const caught = new Set<Name>()
  for (const at of points.keys()) {
    if (at >= POINTS && caught.size > 0) break
    const faulty = plantedAt(mutant, at)
    for (const name of names)
      if (!caught.has(name) && isCaught(verdicts[name], faulty)) caught.add(name)
  }
  return names.filter(name => caught.has(name))
}
