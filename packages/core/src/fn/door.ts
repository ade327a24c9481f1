/** The door of the public functions: numbers become scalars, dtypes meet, shapes broadcast. */
import { floatOf, promote } from '../data/dtype.js'
import { broadcastShapes, checkSize, sameShape } from '../data/shape.js'
import { alive, isTensor, scalar, type Value } from '../data/tensor.js'
import { nameOf } from '../data/tree.js'
import type { DType } from '../data/types.js'
import { orRaise, raise, reason } from '../error.js'
import { broadcastTo } from '../ops/broadcast.js'
import { astype } from '../ops/select.js'

const notATensor = (where: string, x: unknown, expected: string): never =>
  raise(
    where,
    reason(
      'argument',
      `got ${nameOf(x)}; expected ${expected}.`,
      typeof x === 'number' || Array.isArray(x) || ArrayBuffer.isView(x)
        ? 'Make it a tensor: tensor(x).'
        : undefined,
    ),
  )

const isInt32 = (x: number): boolean => (x | 0) === x

/** A bare number beside a tensor of this dtype: it takes that dtype, where it fits. */
export const numberAs = (where: string, x: number, dtype: DType): Value => {
  if (dtype === 'bool') return scalar(x, isInt32(x) ? 'int32' : 'float32')
  if (dtype === 'int32' && !isInt32(x))
    return raise(
      where,
      reason(
        'dtype',
        `got the number ${x} beside an int32 tensor, which holds whole numbers of 32 bits only.`,
        "Convert the tensor with astype(x, 'float32').",
      ),
    )
  return scalar(x, dtype)
}

/** An operand as a value; a number has the dtype of what is beside it. */
export const operand = (where: string, x: unknown, dtype: DType = 'float32'): Value =>
  isTensor(x)
    ? alive(where, x)
    : typeof x === 'number'
      ? numberAs(where, x, dtype)
      : typeof x === 'boolean'
        ? scalar(x ? 1 : 0, 'bool')
        : notATensor(where, x, 'a tensor or a number')

/** An operand that must be a tensor already. */
export const tensorOnly = (where: string, x: unknown): Value =>
  isTensor(x) ? alive(where, x) : notATensor(where, x, 'a tensor')

/** An operand of a function with real results: int32 and bool become float32. */
export const floating = (where: string, x: unknown): Value => {
  const value = operand(where, x)
  return astype(value, floatOf(value.dtype))
}

const common = (where: string, xs: readonly Value[]): DType =>
  xs.reduce<DType>((dtype, x) => orRaise(where, promote(dtype, x.dtype)), (xs[0] as Value).dtype)

/**
 * Operands of one dtype, the smallest that holds all; numbers take the dtype of the tensors. With
 * `lift`, the dtype that `lift` makes of it.
 */
export const alike = (
  where: string,
  xs: readonly unknown[],
  lift: (dtype: DType) => DType = dtype => dtype,
): readonly Value[] => {
  const tensors = xs.filter(isTensor)
  const beside = lift(tensors.length === 0 ? 'float32' : common(where, tensors))
  const values = xs.map(x => operand(where, x, beside))
  const dtype = lift(common(where, values))
  return values.map(x => astype(x, dtype))
}

/** Operands of one shape, to which all of them broadcast. */
export const sameShapes = (where: string, xs: readonly Value[]): readonly Value[] => {
  const shape = xs.reduce(
    (sofar, x) => orRaise(where, broadcastShapes(sofar, x.shape)),
    (xs[0] as Value).shape,
  )
  orRaise(where, checkSize(shape))
  return xs.map(x => broadcastTo(x, shape))
}

/** Two operands of one dtype and shape; most already are, and pass at no cost. */
export const pair = (
  where: string,
  a: unknown,
  b: unknown,
  lift?: (dtype: DType) => DType,
): readonly [Value, Value] =>
  isTensor(a) &&
  isTensor(b) &&
  a.dtype === b.dtype &&
  lift === undefined &&
  sameShape(a.shape, b.shape)
    ? [a, b]
    : (sameShapes(where, alike(where, [a, b], lift)) as readonly [Value, Value])

export const notForBools = (where: string, got: string): never =>
  raise(
    where,
    reason(
      'dtype',
      `got ${got}; truth values are not numbers.`,
      "Use logicalAnd, logicalOr or logicalNot, or convert with astype(x, 'int32').",
    ),
  )
