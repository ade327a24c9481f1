/** The functions of two tensors, element by element, with NumPy's broadcasting. */

import { floatOf } from '../data/dtype.js'
import type {
  Arithmetic,
  Clip,
  Comparison,
  Division,
  Logical,
  Predicate,
  Where,
} from '../data/signatures.js'
import type { Value } from '../data/tensor.js'
import type { Operand, Tensor } from '../data/types.js'
import { raise, reason } from '../error.js'
import { addOp, divOp, mulOp, subOp } from '../ops/arithmetic.js'
import { atan2Op, maximumOp, minimumOp, modOp, powOp } from '../ops/binary.js'
import * as C from '../ops/compare.js'
import { where as select } from '../ops/select.js'
import type { Op } from '../tape/op.js'
import { apply } from '../tape/record.js'
import { alike, notForBools, operand, pair, sameShapes } from './door.js'

const arithmetic =
  (op: Op) =>
  (a: Operand, b: Operand): Tensor => {
    const [x, y] = pair(op.name, a, b)
    return x.dtype === 'bool' ? notForBools(op.name, 'bool and bool') : apply(op, x, y)
  }

const real =
  (op: Op) =>
  (a: Operand, b: Operand): Tensor =>
    apply(op, ...pair(op.name, a, b, floatOf))

const comparison =
  (op: Op) =>
  (a: Operand, b: Operand): Tensor =>
    apply(op, ...pair(op.name, a, b))

const truth = (where: string, x: unknown, what = 'got'): Value => {
  const value = operand(where, x)
  return value.dtype === 'bool'
    ? value
    : raise(
        where,
        reason(
          'dtype',
          `${what} ${typeof x === 'number' ? `the number ${x}` : value.dtype}; expected bool.`,
          "Compare first, as in greater(x, 0), or use astype(x, 'bool').",
        ),
      )
}

const logical =
  (op: Op) =>
  (a: Operand | boolean, b: Operand | boolean): Tensor =>
    apply(op, ...sameShapes(op.name, [truth(op.name, a), truth(op.name, b)]))

/**
 * a + b.
 * @example add(tensor([1, 2]), 10) // => [11, 12]
 */
export const add: Arithmetic = arithmetic(addOp)

/**
 * a - b.
 * @example sub(tensor([1, 2]), tensor([3, 5])) // => [-2, -3]
 */
export const sub: Arithmetic = arithmetic(subOp)

/**
 * a b, element by element.
 * @example mul(tensor([[1], [2]]), tensor([3, 4])) // => [[3, 4], [6, 8]]
 */
export const mul: Arithmetic = arithmetic(mulOp)

/**
 * a / b; whole numbers give float32.
 * @example div(tensor([1, 2]), 4) // => [0.25, 0.50]
 */
export const div: Division = real(divOp)

/**
 * a^b. The derivative in a is 0 where b is 0, the one in b is 0 where a is 0.
 * @example pow(tensor([1, 2, 3]), 2) // => [1, 4, 9]
 */
export const pow: Arithmetic = arithmetic(powOp)

/**
 * The larger of the two; at a tie both get half of the derivative.
 * @example maximum(tensor([1, 5]), 3) // => [3, 5]
 */
export const maximum: Arithmetic = arithmetic(maximumOp)

/**
 * The smaller of the two; at a tie both get half of the derivative.
 * @example minimum(tensor([1, 5]), 3) // => [1, 3]
 */
export const minimum: Arithmetic = arithmetic(minimumOp)

/**
 * The angle of the point (b, a) in (-pi, pi]; its derivative at the origin is 0.
 * @example atan2(0, 1) // => 0
 */
export const atan2: Division = real(atan2Op)

/**
 * The remainder of a / b with the sign of b, as in Python.
 * @example mod(tensor([5, -5]), 3) // => [2, 1]
 */
export const mod: Arithmetic = arithmetic(modOp)

/**
 * Whether a = b, as bool.
 * @example equal(tensor([1, 2]), 2) // => [false,  true]
 */
export const equal: Comparison = comparison(C.equalOp)

/**
 * Whether a != b, as bool.
 * @example notEqual(tensor([1, 2]), 2) // => [ true, false]
 */
export const notEqual: Comparison = comparison(C.notEqualOp)

/**
 * Whether a < b, as bool.
 * @example less(tensor([1, 2]), 2) // => [ true, false]
 */
export const less: Comparison = comparison(C.lessOp)

/**
 * Whether a <= b, as bool.
 * @example lessEqual(tensor([1, 2]), 1) // => [ true, false]
 */
export const lessEqual: Comparison = comparison(C.lessEqualOp)

/**
 * Whether a > b, as bool.
 * @example greater(tensor([1, 2]), 1) // => [false,  true]
 */
export const greater: Comparison = comparison(C.greaterOp)

/**
 * Whether a >= b, as bool.
 * @example greaterEqual(tensor([1, 2]), 2) // => [false,  true]
 */
export const greaterEqual: Comparison = comparison(C.greaterEqualOp)

/**
 * Whether both are true.
 * @example logicalAnd(tensor([true, true]), tensor([true, false])) // => [ true, false]
 */
export const logicalAnd: Logical = logical(C.logicalAndOp)

/**
 * Whether one or both are true.
 * @example logicalOr(tensor([true, false]), false) // => [ true, false]
 */
export const logicalOr: Logical = logical(C.logicalOrOp)

/**
 * Whether each element is false.
 * @example logicalNot(tensor([true, false])) // => [false,  true]
 */
export const logicalNot: Predicate = (x: Operand): Tensor =>
  apply(C.logicalNotOp, truth('logicalNot', x))

/**
 * a where the condition holds, else b; all three broadcast. What is not selected takes no part in
 * value or gradient.
 * @example where(greater(tensor([1, -1]), 0), 5, 7) // => [5, 7]
 */
export const where: Where = (condition: Operand | boolean, a: Operand, b: Operand): Tensor => {
  const [x, y] = alike('where', [a, b]) as readonly [Value, Value]
  const [c, p, q] = sameShapes('where', [
    truth('where', condition, 'the condition is'),
    x,
    y,
  ]) as readonly [Value, Value, Value]
  return select(c, p, q)
}

/**
 * x kept between low and high; the derivative is 1 where x is between them or at one, else 0.
 * @example clip(tensor([-2, 0.5, 2]), -1, 1) // => [-1.0,  0.5,  1.0]
 */
export const clip: Clip = (x: Operand, low: Operand, high: Operand): Tensor => {
  const [v, l, h] = sameShapes('clip', alike('clip', [x, low, high])) as readonly [
    Value,
    Value,
    Value,
  ]
  return select(apply(C.lessOp, v, l), l, select(apply(C.greaterOp, v, h), h, v))
}
