/** A row of the table of kinks as a function that can be run. */
import * as core from '@miniflow/core'
import { reshape, slice, sum, type Tensor } from '@miniflow/core'
import type { Kink } from './table.js'

export type Scalar = (x: Tensor) => Tensor

/** The text as a function of a vector of all the numbers of the point. */
export const toFunction = ({ f, at }: Kink): Scalar => {
  const run = new Function(...Object.keys(core), ...Object.keys(at), `return ${f}`)
  return x => {
    let from = 0
    const parts = Object.values(at).map(value => {
      const n = typeof value === 'number' ? 1 : value.length
      const part = slice(x, [from], [from + n])
      from += n
      return typeof value === 'number' ? reshape(part, []) : part
    })
    return sum(run(...Object.values(core), ...parts) as Tensor)
  }
}
