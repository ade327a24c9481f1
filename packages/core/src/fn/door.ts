/** The door of the public functions: numbers become scalars, dtypes meet, shapes broadcast. */
import { floatOf, promote } from '../data/dtype.js'
import { broadcastShapes } from '../data/shape.js'
import { isTensor, scalar, type Value } from '../data/tensor.js'
import type { DType } from '../data/types.js'
import { orRaise, raise, reason } from '../error.js'
import { broadcastTo } from '../ops/broadcast.js'
import { astype } from '../ops/select.js'

/** What was passed instead of a tensor, in a few words. */
const name = (x: unknown): string =>
  Array.isArray(x)
    ? 'an array'
    : x === null || x === undefined
      ? String(x)
      : typeof x === 'object'
        ? `an object with keys ${Object.keys(x).slice(0, 4).join(', ') || '(none)'}`
        : typeof x === 'string'
          ? JSON.stringify(x)
          : `a ${typeof x}`

const notATensor = (where: string, x: unknown): never =>
  raise(
    where,
    reason(
      'argument',
      `got ${name(x)}; expected a tensor or a number.`,
      Array.isArray(x) ? 'Make it a tensor: tensor(x).' : undefined,
    ),
  )

/** A bare number beside a tensor of this dtype: it takes that dtype, where it fits. */
const numberAs = (where: string, x: number, dtype: DType): Value => {
  if (dtype === 'bool') return scalar(x, Number.isInteger(x) ? 'int32' : 'float32')
  if (dtype === 'int32' && !Number.isInteger(x))
    return raise(
      where,
      reason(
        'dtype',
        `got the number ${x} beside an int32 tensor, which holds whole numbers only.`,
        "Convert the tensor with astype(x, 'float32').",
      ),
    )
  return scalar(x, dtype)
}

/** An operand as a value. */
export const operand = (where: string, x: unknown, dtype: DType = 'float32'): Value =>
  isTensor(x)
    ? x
    : typeof x === 'number'
      ? numberAs(where, x, dtype)
      : typeof x === 'boolean'
        ? scalar(x ? 1 : 0, 'bool')
        : notATensor(where, x)

/** An operand that must be a tensor already. */
export const tensorOnly = (where: string, x: unknown): Value =>
  isTensor(x) ? x : notATensor(where, x)

/** An operand of a function with real results: int32 and bool become float32. */
export const floating = (where: string, x: unknown): Value => {
  const value = operand(where, x)
  return astype(value, floatOf(value.dtype))
}

/** Operands of one dtype, the smallest that holds all; numbers take the dtype of the tensors. */
export const alike = (where: string, xs: readonly unknown[]): readonly Value[] => {
  const beside = xs.find(isTensor)?.dtype ?? 'float32'
  const values = xs.map(x => operand(where, x, beside))
  const dtype = values.reduce(
    (common, x) => orRaise(where, promote(common, x.dtype)),
    (values[0] as Value).dtype,
  )
  return values.map(x => astype(x, dtype))
}

/** Operands of one shape, to which all of them broadcast. */
export const sameShapes = (where: string, xs: readonly Value[]): readonly Value[] => {
  const shape = xs.reduce(
    (common, x) => orRaise(where, broadcastShapes(common, x.shape)),
    (xs[0] as Value).shape,
  )
  return xs.map(x => broadcastTo(x, shape))
}

/** Two operands of one dtype and shape. */
export const pair = (where: string, a: unknown, b: unknown): readonly [Value, Value] =>
  sameShapes(where, alike(where, [a, b])) as readonly [Value, Value]
