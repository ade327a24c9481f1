/** The door of the public functions: what comes in is looked at once, and errors get the name of the function. */
import {
  ArgumentError,
  MiniflowError,
  type Tensor,
  TracedValueError,
  type TypedArray,
} from '@miniflow/core'

type ErrorClass = new (where: string, problem: string, fix?: string) => MiniflowError

/** f, with the errors of what it is made of in the name of the function that the user called. */
export const inNameOf = <A>(name: string, f: () => A): A => {
  try {
    return f()
  } catch (error) {
    if (error instanceof MiniflowError && error.where !== name)
      throw new (error.constructor as ErrorClass)(name, error.problem, error.fix)
    throw error
  }
}

const isTensor = (x: unknown): boolean =>
  typeof x === 'object' && x !== null && 'dtype' in x && 'shape' in x && Array.isArray(x.shape)

const kindOf = (x: unknown): string =>
  Array.isArray(x) ? 'an array' : x === null || x === undefined ? String(x) : `a ${typeof x}`

/** Refuses what is not a tensor, called by what it stands for. */
export const wantTensors = (name: string, given: { readonly [what: string]: unknown }): void => {
  for (const [what, x] of Object.entries(given))
    if (!isTensor(x))
      throw new ArgumentError(
        name,
        `${what}: got ${kindOf(x)}; expected a tensor.`,
        Array.isArray(x) || typeof x === 'number' ? 'Make it a tensor: tensor(x).' : undefined,
      )
}

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

/** Refuses elements outside of [0, 1], but for what rounding may add to 1. */
export const checkProbabilities = (
  name: string,
  what: string,
  values: ArrayLike<number> | undefined,
  fix: string,
): void => {
  const at = Array.prototype.findIndex.call(values ?? [], p => !(p >= 0 && p <= 1 + 1e-6))
  if (at >= 0)
    throw new ArgumentError(
      name,
      `${what} ${at} is ${values?.[at]}; expected a number from 0 to 1.`,
      fix,
    )
}
