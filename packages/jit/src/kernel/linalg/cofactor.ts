/** Cofactors, the derivative of the determinant, and their derivatives, of matrices of any rank. */
import type { FunctionRef } from '../../wasm/body.js'
import { type Expr, f64, i32, select } from '../../wasm/code.js'
import type { ModuleWriter } from '../../wasm/module.js'
import type { KernelWriter } from '../kernel.js'
import { overMatrices } from './batch.js'
import { determinant, luWork } from './lu.js'
import { multiplyMatrices, transpose } from './matrices.js'
import { define, Matrix, numberOf, Space, Vector } from './numbers.js'
import { productWithout } from './powers.js'
import { factorSvd, svdWork } from './svd.js'
import { inner, multiply } from './vectors.js'

const addresses = (count: number): readonly 'i32'[] => new Array<'i32'>(count).fill('i32')

const layOut = (n: number) => {
  const space = new Space()
  const [left, right, core, turned, product, copy] = [1, 2, 3, 4, 5, 6].map(() =>
    space.numbers(n * n),
  ) as [number, number, number, number, number, number]
  const values = space.numbers(n)
  const [lu, svd] = [space.numbers(luWork(n) / 8), space.numbers(svdWork(n, n) / 8)]
  return { left, right, core, turned, product, copy, values, lu, svd, bytes: space.bytes }
}

/**
 * With A = U S V^T and M = U^T T V, cofactors multiply: C(A) = det(U V^T) U C(S) V^T, where C(S) is diagonal
 * with the products of the other singular values; its derivative along M has the elements -m_ji times the
 * product of the singular values but i and j, and on the diagonal the sum over j of m_jj times that
 * product. Nothing is divided by, so the rank does not matter.
 */
const inSingularBasis = (module: ModuleWriter, n: number, directions: 0 | 1): FunctionRef => {
  const [svd, det] = [factorSvd(module, n, n, 'left'), determinant(module, n)]
  const [product, turn] = [multiplyMatrices(module, n, n, n), transpose(module, n, n)]
  const [without, times] = [productWithout(module), multiply(module)]
  return define(
    module,
    `cofactorInSingularBasis.${n}.${directions}`,
    addresses(directions + 3),
    [],
    ({ body }, ...params) => {
      const matrix = params[0] as Expr
      const direction = directions === 1 ? params[1] : undefined
      const [result, work] = params.slice(directions + 1) as unknown as readonly [Expr, Expr]
      const at = layOut(n)
      const place = (offset: number): Expr => body.keep(i32.add(work, offset))
      const [left, right, turned, partial, copy, lu] = [
        at.left,
        at.right,
        at.turned,
        at.product,
        at.copy,
        at.lu,
      ].map(place) as [Expr, Expr, Expr, Expr, Expr, Expr]
      const core = new Matrix(body, place(at.core), n)
      const values = new Vector(body, place(at.values))
      const bytes = 8 * n * n
      const otherValues = (i: Expr, j: Expr): Expr => numberOf(without, values.address, n, i, j)
      body.copy(copy, matrix, bytes)
      body.call(svd, copy, left, values.address, right, place(at.svd))
      body.fill(core.address, 0, bytes)
      if (direction === undefined) body.for(0, n, i => core.put(i, i, otherValues(i, i)))
      else {
        body.call(product, left, direction, partial)
        body.call(turn, right, turned)
        body.call(product, partial, turned, copy)
        const m = new Matrix(body, copy, n)
        body.for(0, n, i =>
          body.for(0, n, j =>
            body.if(i32.ne(i, j), () => {
              const rest = body.keep(otherValues(i, j))
              core.put(i, j, f64.mul(f64.neg(m.at(j, i)), rest))
              core.put(i, i, f64.add(core.at(i, i), f64.mul(m.at(j, j), rest)))
            }),
          ),
        )
      }
      const detOf = (x: Expr): Expr => {
        body.copy(copy, x, bytes)
        return body.keep(numberOf(det, copy, lu))
      }
      const both = body.keep(f64.mul(detOf(left), detOf(right)))
      const orientation = select(f64.copysign(1, both), both, f64.gt(f64.abs(both), 0))
      body.call(turn, left, turned)
      body.call(product, turned, core.address, partial)
      body.call(product, partial, right, result)
      body.call(times, result, orientation, n * n)
    },
  )
}

/** The matrix without a row and a column. */
const minor = (module: ModuleWriter, n: number): FunctionRef =>
  define(
    module,
    `minor.${n}`,
    ['i32', 'i32', 'i32', 'i32'],
    [],
    ({ body }, matrix, row, column, result) => {
      const a = new Matrix(body, matrix, n)
      const to = body.keep(result)
      body.for(0, n, i =>
        body.for(0, n, j =>
          body.if(i32.and(i32.ne(i, row), i32.ne(j, column)), () => {
            body.store('f64.store', to, 0, a.at(i, j))
            body.set(to, i32.add(to, 8))
          }),
        ),
      )
    },
  )

/** Bytes that the derivative in so many directions works in: minors of all, and what those work in. */
const derivativeWork = (n: number, directions: number): number =>
  n === 0
    ? 0
    : directions < 2
      ? layOut(n).bytes
      : 8 * (n - 1) ** 2 * (directions + 2) + derivativeWork(n - 1, directions - 1)

/**
 * The derivative of det at A in as many directions as there are, as the matrix C whose inner product with
 * one more direction is one more derivative: C_ij = (-1)^(i+j) times the derivative of det at A without
 * row i and column j. Parameters: A, the directions, the result, room to work.
 */
const derivative = (module: ModuleWriter, n: number, directions: number): FunctionRef => {
  // Without rows there is nothing to be derived from.
  if (n === 0)
    return define(
      module,
      `cofactorOfNothing.${directions}`,
      addresses(directions + 3),
      [],
      () => {},
    )
  if (directions < 2) return inSingularBasis(module, n, directions as 0 | 1)
  const below = derivative(module, n - 1, directions - 1)
  const [cut, dot] = [minor(module, n), inner(module)]
  const size = (n - 1) ** 2
  return define(
    module,
    `cofactorByMinors.${n}.${directions}`,
    addresses(directions + 3),
    [],
    ({ body }, ...params) => {
      const operands = params.slice(0, directions + 1) as readonly Expr[]
      const [result, work] = params.slice(directions + 1) as unknown as readonly [Expr, Expr]
      const places = [...operands, result].map((_, k) => body.keep(i32.add(work, 8 * size * k)))
      const room = body.keep(i32.add(work, 8 * size * (directions + 2)))
      const made = new Matrix(body, result, n)
      // `along` is the direction that the derivative below is contracted with.
      const [a, along, ...rest] = places as unknown as readonly [Expr, Expr, ...Expr[]]
      const inside = rest.at(-1) as Expr
      body.for(0, n, i =>
        body.for(0, n, j => {
          operands.forEach((x, k) => {
            body.call(cut, x, i, j, places[k] as Expr)
          })
          body.call(below, a, ...rest.slice(0, -1), inside, room)
          const slope = body.keep(numberOf(dot, inside, along, size))
          const odd = i32.and(i32.add(i, j), 1)
          made.put(i, j, select(f64.neg(slope), slope, odd))
        }),
      )
    },
  )
}

/** The derivative of det at the first operand in the directions of the others. */
export const cofactor: KernelWriter = (module, _, args, out) => {
  const n = out.shape.at(-1) ?? 0
  const directions = args.length - 1
  const slope = derivative(module, n, directions)
  return overMatrices(
    module,
    {
      args,
      out,
      name: 'cofactor',
      rank: 2,
      work: derivativeWork(n, directions),
      finite: true,
    },
    ({ body }, { operands, result, work }) => body.call(slope, ...operands, result, work),
  )
}
