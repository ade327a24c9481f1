/** One case of an operation: parameters filled in, with operands that shaped. */
import type { Tensor } from '@miniflow/core'
import type { Op } from '../../../src/tape/op.js'
import type { Raw } from '../raw.js'

/** What an operation may lack by design: its own dtypes are those of the programs inside of it. */
export type Lack = 'numeric derivative' | 'reverse mode' | 'other dtypes'

export interface Instance {
  readonly op: Op
  readonly args: readonly Tensor[]
  readonly without?: readonly Lack[]
}

/** A case made from raw material; its operation depends on shape, picks and flags alone. */
export type Build = (raw: Raw) => Instance
