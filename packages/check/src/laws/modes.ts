/** Forward and reverse mode on functions of a list of tensors, in one form, so that they mix. */
import { add, grad, jvp, mul, sum, type Tensor, tensor, vjp } from '@miniflow/core'
import type { Smooth, Tensors } from './law.js'

/** A function of a list of tensors whose value is one number. */
export type Loss = (xs: Tensors) => Tensor

const none: Tensor = tensor(0, { dtype: 'float64' })

/** <x, y> over all elements of two lists. */
export const dot = (xs: Tensors, ys: Tensors): Tensor =>
  xs.reduce<Tensor>((total, x, i) => add(total, sum(mul(x, ys[i] as Tensor))), none)

/** <u, f> */
export const weighted =
  (f: Smooth, u: Tensor): Loss =>
  xs =>
    sum(mul(f(...xs), u))

/** J'u for every argument. */
export const pulled = (f: Smooth, xs: Tensors, u: Tensor): Tensors => vjp(f)(...xs)[1](u) as Tensors

/** J t */
export const pushed = (f: Smooth, xs: Tensors, ts: Tensors): Tensor => jvp(f)(xs, ts)[1]

export const gradient = (f: Loss): ((xs: Tensors) => Tensors) => grad(f)

/** The derivative in a direction by forward mode, as a function of the place. */
export const alongForward =
  (f: Loss, ts: Tensors): Loss =>
  xs =>
    jvp(f)([xs], [ts])[1]

/** The derivative in a direction by reverse mode, as a function of the place. */
export const alongReverse =
  (f: Loss, ts: Tensors): Loss =>
  xs =>
    dot(gradient(f)(xs), ts)
