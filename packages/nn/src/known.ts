/** What can be said of a tensor at a function's door: its elements, where they are known. */
import { ArgumentError, type Tensor, TracedValueError, type TypedArray } from '@miniflow/core'

/** The elements; nothing while a function is traced, where only shapes are known. */
export const elements = (x: Tensor): TypedArray | undefined => {
  try {
    return x.data()
  } catch (error) {
    if (error instanceof TracedValueError) return undefined
    throw error
  }
}

export const showShape = (shape: readonly number[]): string => `[${shape.join(',')}]`

/** Refuses numbers outside of [0, 1], but for what rounding may add to 1. */
export const checkProbabilities = (name: string, x: Tensor): void => {
  const at = elements(x)?.findIndex(p => !(p >= 0 && p <= 1 + 1e-6)) ?? -1
  if (at >= 0)
    throw new ArgumentError(
      name,
      `element ${at} of shape ${showShape(x.shape)} is ${elements(x)?.[at]}; expected numbers from 0 to 1.`,
      `For logits, which are any numbers, use crossEntropyWithSoftmax.`,
    )
}
