/**
 * Singular values and vectors: QR, then one-sided Jacobi rotations of the rows of R until they are
 * orthogonal (Hestenes 1958).
 */
import { call, type FunctionRef } from '../../wasm/body.js'
import { type Expr, f64, i32, select } from '../../wasm/code.js'
import type { ModuleWriter } from '../../wasm/module.js'
import type { KernelWriter } from '../kernel.js'
import { overMatrices } from './batch.js'
import { multiplyMatrices, setIdentity, sortNumbers, transpose } from './matrices.js'
import { define, Integers, Matrix, number, numberOf, Space, Vector } from './numbers.js'
import { scaleDown } from './powers.js'
import { factorQr, qrWork } from './qr.js'
import { addScaled, divide, inner, negate, pointsBack, rotate } from './vectors.js'

/** Ten sweeps over all pairs are many; the angles shrink quadratically in the last ones. */
const SWEEPS = 60

/** Rotates the rows of `rows`, and of `turns` alike, until each pair is orthogonal to rounding. */
const orthogonalise = (module: ModuleWriter, n: number): FunctionRef => {
  const turn = rotate(module)
  const tolerance = 4 * Number.EPSILON * Math.sqrt(n)
  return define(module, `orthogonalise.${n}`, ['i32', 'i32'], [], ({ body }, matrix, turned) => {
    const [rows, turns] = [new Matrix(body, matrix, n), new Matrix(body, turned, n)]
    const busy = body.local('i32', 1)
    const sweep = body.local('i32', 0)
    const [xx, yy, xy] = [body.local('f64'), body.local('f64'), body.local('f64')]
    const pair = (i: Expr, j: Expr): void =>
      body.block(next => {
        const [a, b] = [rows.row(i).kept(), rows.row(j).kept()]
        for (const sum of [xx, yy, xy]) body.set(sum, 0)
        body.for(0, n, p => {
          const [x, y] = [body.keep(a.at(p)), body.keep(b.at(p))]
          body.set(xx, f64.add(xx, f64.mul(x, x)))
          body.set(yy, f64.add(yy, f64.mul(y, y)))
          body.set(xy, f64.add(xy, f64.mul(x, y)))
        })
        const bound = f64.mul(f64.mul(tolerance, f64.sqrt(xx)), f64.sqrt(yy))
        body.brIf(next, f64.le(f64.abs(xy), bound))
        body.set(busy, 1)
        // tan of the smaller angle that makes them orthogonal: t^2 + 2 z t - 1 = 0
        const z = body.keep(f64.div(f64.sub(yy, xx), f64.mul(2, xy)))
        const root = f64.sqrt(f64.add(1, f64.mul(z, z)))
        const sign = select(number(-1), number(1), f64.lt(z, 0))
        const t = body.keep(f64.div(sign, f64.add(f64.abs(z), root)))
        const c = body.keep(f64.div(1, f64.sqrt(f64.add(1, f64.mul(t, t)))))
        const s = body.keep(f64.mul(c, t))
        body.call(turn, a.address, b.address, c, s, n)
        body.call(turn, turns.row(i).address, turns.row(j).address, c, s, n)
      })
    body.while(
      () => i32.and(busy, i32.lt_s(sweep, SWEEPS)),
      () => {
        body.set(busy, 0)
        body.for(0, n, i => body.for(i32.add(i, 1), n, j => pair(i, j)))
        body.set(sweep, i32.add(sweep, 1))
      },
    )
  })
}

/** Shorter rows than this have no direction; the largest element of the matrix is about 1. */
const NOTHING = 1e-140

/**
 * Row `row` becomes a unit vector orthogonal to the rows before it: what is left of an axis after two
 * projections. Some axis keeps 1/sqrt(n) of its length, as fewer than n rows cannot span them all.
 */
const complete = (module: ModuleWriter, n: number): FunctionRef => {
  const [dot, add, over] = [inner(module), addScaled(module), divide(module)]
  return define(
    module,
    `complete.${n}`,
    ['i32', 'i32', 'i32'],
    [],
    ({ body }, matrix, row, work) => {
      const rows = new Matrix(body, matrix, n)
      const unit = new Vector(body, work)
      body.for(0, n, turn => {
        body.fill(unit.address, 0, 8 * n)
        unit.put(i32.rem_u(i32.add(row, turn), n), 1)
        for (let again = 0; again < 2; again++)
          body.for(0, row, other => {
            const along = body.keep(numberOf(dot, rows.row(other).address, unit.address, n))
            body.call(add, unit.address, rows.row(other).address, f64.neg(along), n)
          })
        const length = body.keep(f64.sqrt(numberOf(dot, unit.address, unit.address, n)))
        body.if(f64.ge(f64.mul(length, Math.sqrt(n)), 0.5), () => {
          body.call(over, unit.address, length, n)
          body.copy(rows.row(row).address, unit.address, 8 * n)
          body.return()
        })
      })
    },
  )
}

const layOut = (m: number, n: number) => {
  const space = new Space()
  const [q, across, qr] = [m * n, m * n, qrWork(m, n) / 8].map(k => space.numbers(k)) as [
    number,
    number,
    number,
  ]
  const [r, turns, sorted] = [1, 2, 3].map(() => space.numbers(n * n)) as [number, number, number]
  const [lengths, order, unit] = [1, 2, 3].map(() => space.numbers(n)) as [number, number, number]
  return { q, across, qr, r, turns, sorted, lengths, order, unit, bytes: space.bytes }
}

export const svdWork = (m: number, n: number): number => layOut(m, n).bytes

/**
 * A = U S V^T of a[m,n] with m >= n, which is overwritten: the columns of U and V as rows, and the singular
 * values descending. The vectors of the `first` side have positive largest components.
 */
export const factorSvd = (
  module: ModuleWriter,
  m: number,
  n: number,
  first: 'left' | 'right',
): FunctionRef => {
  const [scaling, qr, turn] = [scaleDown(module), factorQr(module, m, n), transpose(module, m, n)]
  const [rotating, sort] = [orthogonalise(module, n), sortNumbers(module, true)]
  const [fill, product] = [complete(module, n), multiplyMatrices(module, n, n, m)]
  const [dot, over, isBack, turnRound] = [inner, divide, pointsBack, negate].map(f =>
    f(module),
  ) as [FunctionRef, FunctionRef, FunctionRef, FunctionRef]
  return define(
    module,
    `svd.${m}.${n}.${first}`,
    ['i32', 'i32', 'i32', 'i32', 'i32'],
    [],
    ({ body }, matrix, leftAt, valuesAt, rightAt, work) => {
      const at = layOut(m, n)
      const place = (offset: number): Expr => body.keep(i32.add(work, offset))
      const [q, across] = [place(at.q), place(at.across)]
      const [r, turns, sorted] = [at.r, at.turns, at.sorted].map(
        offset => new Matrix(body, place(offset), n),
      ) as [Matrix, Matrix, Matrix]
      const [lengths, order] = [
        new Vector(body, place(at.lengths)),
        new Integers(body, place(at.order)),
      ]
      const [left, right] = [new Matrix(body, leftAt, m), new Matrix(body, rightAt, n)]
      const values = new Vector(body, valuesAt)
      const scale = body.keep(numberOf(scaling, matrix, m * n))
      body.call(qr, matrix, q, r.address, place(at.qr))
      body.call(turn, q, across)
      setIdentity({ module, body }, turns)
      body.call(rotating, r.address, turns.address)
      body.for(0, n, i => {
        const row = body.keep(r.row(i).address)
        lengths.put(i, f64.sqrt(numberOf(dot, row, row, n)))
      })
      body.call(sort, lengths.address, order.address, n)
      const unit = place(at.unit)
      body.for(0, n, i => {
        const row = body.keep(order.at(i))
        const length = body.keep(lengths.at(row))
        const isLong = body.keep(f64.gt(length, NOTHING))
        const vector = body.keep(right.row(i).address)
        body.if(
          isLong,
          () => {
            body.copy(vector, r.row(row).address, 8 * n)
            body.call(over, vector, length, n)
          },
          () => body.call(fill, right.address, i, unit),
        )
        values.put(i, select(f64.mul(length, scale), number(0), isLong))
        body.copy(sorted.row(i).address, turns.row(row).address, 8 * n)
      })
      body.call(product, sorted.address, across, left.address)
      body.for(0, n, i => {
        const [u, v] = [body.keep(left.row(i).address), body.keep(right.row(i).address)]
        body.if(first === 'left' ? call(isBack, u, m) : call(isBack, v, n), () => {
          body.call(turnRound, u, m)
          body.call(turnRound, v, n)
        })
      })
    },
  )
}

/** U[m,n], then the singular values as one row, then V[n,n], one below the other. */
export const svd: KernelWriter = (module, { params }, args, out) => {
  const [m, n] = (args[0]?.shape.slice(-2) ?? []) as [number, number]
  const first = params.first as 'left' | 'right'
  const factor = factorSvd(module, m, n, first)
  const space = new Space()
  const [left, right] = [space.numbers(m * n), space.numbers(n * n)]
  const room = space.bytes
  const [turnLeft, turnRight] = [transpose(module, n, m), transpose(module, n, n)]
  return overMatrices(
    module,
    { args, out, name: `svd.${first}`, rank: 2, work: room + svdWork(m, n), finite: true },
    ({ body }, { operands: [a], result, work }) => {
      const made = new Matrix(body, result, n)
      const [u, v] = [body.keep(i32.add(work, left)), body.keep(i32.add(work, right))]
      body.call(factor, a as Expr, u, made.row(m).address, v, i32.add(work, room))
      body.call(turnLeft, u, made.address)
      body.call(turnRight, v, made.row(m + 1).address)
    },
  )
}
