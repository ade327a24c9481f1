/** Comparisons, truth values and tests of one element: results are bool and have no derivative. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Value } from '../data/tensor.js'
import * as K from '../kernel/kernels.js'
import type { ComparisonName } from '../kernel/names.js'
import type { Op } from '../tape/op.js'
import { apply } from '../tape/record.js'
import { constant, pointwise, pointwise2, wantFloat, wantSame, withDType } from './define.js'

const comparison = (name: ComparisonName): Op =>
  pointwise2(
    name,
    (x, y) => pipe(wantSame(x, y), E.map(withDType('bool'))),
    (x, y) => K.compare(name, x, y),
    [constant, constant],
  )

export const equalOp: Op = comparison('equal')
export const notEqualOp: Op = comparison('notEqual')
export const lessOp: Op = comparison('less')
export const lessEqualOp: Op = comparison('lessEqual')
export const greaterOp: Op = comparison('greater')
export const greaterEqualOp: Op = comparison('greaterEqual')

export const logicalAndOp: Op = pointwise2('logicalAnd', wantSame, K.logicalAnd, [
  constant,
  constant,
])
export const logicalOrOp: Op = pointwise2('logicalOr', wantSame, K.logicalOr, [constant, constant])
export const logicalNotOp: Op = pointwise('logicalNot', x => E.right(x), K.logicalNot, constant)

const test: Op['shape'] = x => pipe(wantFloat(x), E.map(withDType('bool')))

export const isFiniteOp: Op = pointwise('isFinite', test, K.isFinite, constant)
export const isNaNOp: Op = pointwise('isNaN', test, K.isNaN, constant)

export const equal = (x: Value, y: Value): Value => apply(equalOp, x, y)
export const greater = (x: Value, y: Value): Value => apply(greaterOp, x, y)
export const isFinite = (x: Value): Value => apply(isFiniteOp, x)
