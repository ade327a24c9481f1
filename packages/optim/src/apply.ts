/** The step itself: parameters and updates to new parameters. */
import { add } from '@miniflow/core'
import { bothLeaves } from './leaves.js'

/**
 * New parameters: each plus its update. The old ones stay as they are.
 *
 * Throws `TreeError` when the two trees differ, `ShapeError` or `DTypeError` when two leaves do.
 * @example
 * applyUpdates({ w: tensor([1, 2]) }, { w: tensor([10, 20]) }).w // => [11, 22]
 */
export const applyUpdates = <P>(params: P, updates: P): P =>
  bothLeaves('applyUpdates', ['parameter', 'update'], add, params, updates)
