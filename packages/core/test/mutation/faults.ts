/** All faults, by group. */
import type { Fault } from './fault.js'
import { firstOrder } from './first-order.js'
import { mapped } from './mapped.js'
import { otherRules, promises } from './other-rules.js'
import { secondOrder } from './second-order.js'

export const groups: Readonly<Record<string, readonly Fault[]>> = {
  'First derivatives': firstOrder,
  'Axes, slices and flags': otherRules,
  'Second derivatives': secondOrder,
  'Under vmap': mapped,
  'Promises to interpreters': promises,
}

export type { Fault }

export const faults: readonly Fault[] = Object.values(groups).flat()
