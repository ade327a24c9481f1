/** The forms that many operations share: pointwise with equal operands, linear in one operand. */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { isFloat } from '../data/dtype.js'
import { sameShape, showShape } from '../data/shape.js'
import { type Aval, type Dense, describe, type Value } from '../data/tensor.js'
import type { DType } from '../data/types.js'
import { type Reason, refuse } from '../error.js'
import type { Adjoint, Op } from '../tape/op.js'
import type { OpName } from '../tape/vocabulary.js'

export const next = (axis: number): number => axis + 1

/** The transpose of an adjoint: what was pushed is pulled. */
export const flipped = ({ push, pull }: Adjoint): Adjoint => ({ push: pull, pull: push })

/** A linear operation in one operand, whose derivative is itself and its transpose. */
export const linear = (op: Omit<Op, 'partial'>, adjoint: (x: Value) => Adjoint): Op => ({
  ...op,
  partial: (_, [x]) => O.some(adjoint(x as Value)),
})

/** Nothing to differentiate: results are whole numbers, truth values or steps. */
export const constant = (): O.Option<never> => O.none

export const wantFloat = (x: Aval): E.Either<Reason, Aval> =>
  isFloat(x.dtype)
    ? E.right({ shape: x.shape, dtype: x.dtype })
    : refuse(
        'dtype',
        `got ${describe(x)}; expected float32 or float64.`,
        "Use astype(x, 'float32').",
      )

/** Truth values are no numbers: the public functions convert them, or refuse. */
export const wantNumber = (x: Aval): E.Either<Reason, Aval> =>
  x.dtype === 'bool'
    ? refuse('dtype', `got ${describe(x)}; expected numbers.`, "Use astype(x, 'int32').")
    : E.right({ shape: x.shape, dtype: x.dtype })

export const wantInt = (x: Aval): E.Either<Reason, Aval> =>
  x.dtype === 'int32'
    ? E.right(x)
    : refuse('dtype', `got ${describe(x)} where int32 is expected.`, "Use astype(x, 'int32').")

/** Operands of one shape and dtype: broadcasting has happened before. */
export const wantSame = (x: Aval, y: Aval): E.Either<Reason, Aval> => {
  if (!sameShape(x.shape, y.shape))
    return refuse('shape', `got shapes ${showShape(x.shape)} and ${showShape(y.shape)}.`)
  if (x.dtype !== y.dtype) return refuse('dtype', `got dtypes ${x.dtype} and ${y.dtype}.`)
  return E.right({ shape: x.shape, dtype: x.dtype })
}

/** Numbers of one shape and dtype. */
export const wantNumbers = (x: Aval, y: Aval): E.Either<Reason, Aval> =>
  x.dtype === 'bool' ? wantNumber(x) : wantSame(x, y)

export const withDType =
  (dtype: DType) =>
  (x: Aval): Aval => ({ shape: x.shape, dtype })

/** A pointwise operation on one operand. `slope` is the derivative at x, where the result is out. */
export const pointwise = (
  name: OpName,
  shape: Op['shape'],
  kernel: (x: Dense) => Dense,
  slope: (x: Value, out: Value) => O.Option<Adjoint>,
  params: Op['params'] = {},
): Op => {
  const op: Op = {
    name,
    params,
    shape,
    kernel: x => kernel(x as Dense),
    partial: (_, [x], out) => slope(x as Value, out),
    batch: () => op,
  }
  return op
}

/** A pointwise operation on two operands of one shape, with a derivative for each. */
export const pointwise2 = (
  name: OpName,
  shape: Op['shape'],
  kernel: (x: Dense, y: Dense) => Dense,
  slopes: readonly [
    (x: Value, y: Value, out: Value) => O.Option<Adjoint>,
    (x: Value, y: Value, out: Value) => O.Option<Adjoint>,
  ],
): Op => {
  const op: Op = {
    name,
    params: {},
    shape,
    kernel: (x, y) => kernel(x as Dense, y as Dense),
    partial: (i, [x, y], out) => (i === 0 ? slopes[0] : slopes[1])(x as Value, y as Value, out),
    batch: () => op,
  }
  return op
}
