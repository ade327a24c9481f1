/**
 * Sum, difference, product and negation, each a loop of its own: they are what steps of an optimiser and
 * derivatives are made of. tfjs calls a function and takes two remainders an element (1.1 ms for
 * 784 x 128 elements, against 0.13 ms here).
 */
import { allocate } from '../data/dtype.js'
import { type Dense, dense, valuesOf } from '../data/tensor.js'

export const add = (x: Dense, y: Dense): Dense => {
  const a = valuesOf(x)
  const b = valuesOf(y)
  const out = allocate(x.dtype, a.length)
  for (let i = 0; i < out.length; i++) out[i] = a[i]! + b[i]!
  return dense(x.shape, x.dtype, out)
}

export const sub = (x: Dense, y: Dense): Dense => {
  const a = valuesOf(x)
  const b = valuesOf(y)
  const out = allocate(x.dtype, a.length)
  for (let i = 0; i < out.length; i++) out[i] = a[i]! - b[i]!
  return dense(x.shape, x.dtype, out)
}

export const mul = (x: Dense, y: Dense): Dense => {
  const a = valuesOf(x)
  const b = valuesOf(y)
  const out = allocate(x.dtype, a.length)
  for (let i = 0; i < out.length; i++) out[i] = a[i]! * b[i]!
  return dense(x.shape, x.dtype, out)
}

export const neg = (x: Dense): Dense => {
  const a = valuesOf(x)
  const out = allocate(x.dtype, a.length)
  for (let i = 0; i < out.length; i++) out[i] = -a[i]!
  return dense(x.shape, x.dtype, out)
}

/** t w, and 0 where one of them is 0, even if the other is infinite or NaN. */
export const scale = (t: Dense, w: Dense): Dense => {
  const a = valuesOf(t)
  const b = valuesOf(w)
  const out = allocate(t.dtype, a.length)
  for (let i = 0; i < out.length; i++) {
    const p = a[i]!
    const q = b[i]!
    out[i] = p === 0 || q === 0 ? 0 : p * q
  }
  return dense(t.shape, t.dtype, out)
}
