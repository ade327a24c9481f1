/** Choosing between two tensors element by element, and changing the dtype. */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { isFloat } from '../data/dtype.js'
import { sameShape, showShape } from '../data/shape.js'
import { type Dense, like, type Value } from '../data/tensor.js'
import type { DType } from '../data/types.js'
import { refuse } from '../error.js'
import * as K from '../kernel/kernels.js'
import type { Op } from '../tape/op.js'
import { apply } from '../tape/record.js'
import { pointwise, wantSame } from './define.js'

/** d where(c, a, b) = where(c, da, db): what is not selected takes no part, be it NaN. */
export const whereOp: Op = {
  name: 'where',
  params: {},
  shape: (condition, a, b) => {
    if (condition.dtype !== 'bool')
      return refuse(
        'dtype',
        `the condition is ${condition.dtype}; expected bool.`,
        'Write a comparison such as greater(x, 0) as the condition.',
      )
    return sameShape(condition.shape, a.shape)
      ? wantSame(a, b)
      : refuse('shape', `got shapes ${showShape(condition.shape)} and ${showShape(a.shape)}.`)
  },
  kernel: (condition, a, b) => K.select(condition as Dense, a as Dense, b as Dense),
  partial: (i, [condition]) => {
    if (i === 0) return O.none
    const mask = (t: Value): Value => {
      const zero = like(t, 0)
      return i === 1 ? where(condition as Value, t, zero) : where(condition as Value, zero, t)
    }
    return O.some({ push: mask, pull: mask })
  },
  batch: () => whereOp,
}

/** Conversion to another dtype; between floats it is linear, from and to the others constant. */
export const astypeOp = (dtype: DType): Op =>
  pointwise(
    'astype',
    ({ shape }) => E.right({ shape, dtype }),
    x => K.cast(x, dtype),
    x =>
      isFloat(x.dtype) && isFloat(dtype)
        ? O.some({ push: t => astype(t, dtype), pull: g => astype(g, x.dtype) })
        : O.none,
    { dtype },
  )

/** The identity with a derivative of 0. */
export const stopGradientOp: Op = pointwise(
  'stopGradient',
  ({ shape, dtype }) => E.right({ shape, dtype }),
  x => x,
  () => O.none,
)

export const where = (condition: Value, a: Value, b: Value): Value =>
  apply(whereOp, condition, a, b)

export const astype = (x: Value, dtype: DType): Value =>
  x.dtype === dtype ? x : apply(astypeOp(dtype), x)
