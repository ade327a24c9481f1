/** Laws of programs: what a function computes does not depend on how it is run. */
import { laws } from '@miniflow/check'
import { stack, type Tensor, vmap } from '@miniflow/core'
import { differences, type Tolerance } from '../support/close.js'
import type { Law, Smooth } from './calculus.js'

const exact: Tolerance = { relative: 0, absolute: 0 }
/** Sums may be taken in another order. */
const rounding: Tolerance = { relative: 1e-13, absolute: 1e-13 }

export const alike = (
  got: Tensor,
  want: Tensor,
  tolerance: Tolerance = exact,
): readonly string[] =>
  got.dtype === want.dtype && String(got.shape) === String(want.shape)
    ? differences(got.data(), want.data(), tolerance)
    : [`${got.dtype}[${got.shape}], expected ${want.dtype}[${want.shape}]`]

/** Running the tape of f is calling f. */
export const stagedIsEager: Law = laws.staged.breaks

/** Mapping f over a batch gives what f gives for each example. */
export const mappedIsLooped = (
  f: Smooth,
  examples: readonly (readonly Tensor[])[],
): readonly string[] => {
  const columns = (examples[0] as readonly Tensor[]).map((_, i) =>
    stack(examples.map(xs => xs[i] as Tensor)),
  )
  const looped = stack(examples.map(xs => f(...xs)))
  const mapped = vmap as unknown as (f: Smooth) => Smooth
  return alike(mapped(f)(...columns), looped, rounding)
}
