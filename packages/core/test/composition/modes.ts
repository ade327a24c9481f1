/** Forward and reverse mode on functions of a list of tensors, in one form, so that they mix. */
import { add, grad, jvp, mul, sum, type Tensor, tensor } from '@miniflow/core'
import type { Smooth } from '../laws/calculus.js'

export type Tensors = readonly Tensor[]

/** A function of a list of tensors whose value is one number. */
export type Loss = (xs: Tensors) => Tensor

/** <x, y> over all elements of two lists. */
export const dot = (xs: Tensors, ys: Tensors): Tensor =>
  xs.reduce<Tensor>((total, x, i) => add(total, sum(mul(x, ys[i] as Tensor))), none)

const none: Tensor = tensor(0, { dtype: 'float64' })

/** <u, f> */
export const weighted =
  (f: Smooth, u: Tensor): Loss =>
  xs =>
    sum(mul(f(...xs), u))

export const gradient = (f: Loss): ((xs: Tensors) => Tensors) => grad(f)

/** The derivative in a direction, as a function of the place. */
export type Along = (f: Loss, direction: Tensors) => Loss

/** By forward mode. */
export const pushed: Along = (f, ts) => xs => jvp(f)([xs], [ts])[1]

/** By reverse mode. */
export const pulled: Along = (f, ts) => xs => dot(gradient(f)(xs), ts)

export const moved = (xs: Tensors, ts: Tensors, h: number): Tensors =>
  xs.map((x, i) => add(x, mul(ts[i] as Tensor, h)))
