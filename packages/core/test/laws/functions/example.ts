/** One case of a public function: everything filled in but the tensors that it is differentiated in. */
import type { Tensor } from '@miniflow/core'
import type { Smooth } from '../calculus.js'
import type { Raw } from '../raw.js'

export interface Example {
  readonly f: Smooth
  readonly xs: readonly Tensor[]
}

/** A case made from raw material; f depends on shape, picks and flags alone. */
export type Make = (raw: Raw) => Example
