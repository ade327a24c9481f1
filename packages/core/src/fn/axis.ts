/** One axis brought to the end, where functions of rows want it. */
import { range } from '../data/shape.js'
import type { Value } from '../data/tensor.js'
import { transpose } from '../ops/layout.js'

/** x with an axis last, and the way back for what is made of it. */
export const axisLast = (
  x: Value,
  axis: number,
): { readonly rows: Value; readonly back: (y: Value) => Value } => {
  const order = [...range(x.rank).filter(i => i !== axis), axis]
  const inverse = order.map((_, i) => order.indexOf(i))
  return { rows: transpose(x, order), back: y => transpose(y, inverse) }
}
