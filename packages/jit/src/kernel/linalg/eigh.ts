/**
 * Eigenvalues and eigenvectors of symmetric matrices: reflections to a tridiagonal matrix, then QL steps
 * with implicit shifts (Golub and Van Loan, Matrix Computations, 8.3).
 */
import { type Body, call, type FunctionRef } from '../../wasm/body.js'
import { type Expr, f64, i32, select } from '../../wasm/code.js'
import type { ModuleWriter } from '../../wasm/module.js'
import type { KernelWriter } from '../kernel.js'
import { overMatrices } from './batch.js'
import { backwards } from './lu.js'
import { setIdentity, sortNumbers, transpose } from './matrices.js'
import { define, Integers, Matrix, number, numberOf, Space, Vector } from './numbers.js'
import { scaleDown } from './powers.js'
import {
  addScaled,
  divide,
  inner,
  multiply,
  negate,
  pointsBack,
  rotate,
  subtractTwo,
} from './vectors.js'

const { EPSILON } = Number

const layOut = (n: number) => {
  const space = new Space()
  const [symmetric, vs, across, rows] = [1, 2, 3, 4].map(() => space.numbers(n * n)) as [
    number,
    number,
    number,
    number,
  ]
  const [w, diagonal, beside, order] = [1, 2, 3, 4].map(() => space.numbers(n)) as [
    number,
    number,
    number,
    number,
  ]
  return { symmetric, vs, across, rows, w, diagonal, beside, order, bytes: space.bytes }
}

/** The arrays in the room that a call works in. */
const arraysIn = (body: Body, work: Expr, n: number) => {
  const { symmetric, vs, across, rows, w, diagonal, beside, order } = layOut(n)
  const at = (offset: number): Expr => body.keep(i32.add(work, offset))
  return {
    a: new Matrix(body, at(symmetric), n),
    vs: new Matrix(body, at(vs), n),
    /** H with its rows as columns. */
    across: new Matrix(body, at(across), n),
    rows: new Matrix(body, at(rows), n),
    w: new Vector(body, at(w)),
    d: new Vector(body, at(diagonal)),
    e: new Vector(body, at(beside)),
    order: new Integers(body, at(order)),
  }
}

/**
 * T = H A H: its diagonal d, the elements e beside it, and the rows of H. With a unit vector v, p = A v
 * and w = 2 (p - (p.v) v), the reflection of A from both sides is A - v w^T - w v^T.
 */
const tridiagonalise = (module: ModuleWriter, n: number): FunctionRef => {
  const [dot, add, over, times, two] = [inner, addScaled, divide, multiply, subtractTwo].map(f =>
    f(module),
  ) as [FunctionRef, FunctionRef, FunctionRef, FunctionRef, FunctionRef]
  const turn = transpose(module, n, n)
  return define(module, `tridiagonalise.${n}`, ['i32'], [], ({ body }, work) => {
    const { a, vs, across, rows, w, d, e } = arraysIn(body, work, n)
    body.fill(vs.address, 0, 8 * n * n)
    body.fill(e.address, 0, 8 * n)
    /** The tails from k + 1 on: their length, and where they start. */
    const tails = (k: Expr) => {
      const first = body.keep(i32.add(k, 1))
      const count = body.keep(i32.sub(n, first))
      const v = body.keep(vs.row(k).from(first).address)
      const tail = body.keep(w.from(first).address)
      return { first, count, v, tail, bytes: i32.shl(count, 3) }
    }
    /** w = X^T v from k + 1 on, which is X v for a symmetric X. */
    const project = (
      x: Matrix,
      { first, count, tail, bytes }: ReturnType<typeof tails>,
      k: Expr,
    ) => {
      body.fill(tail, 0, bytes)
      body.for(first, n, j =>
        body.call(add, tail, x.row(j).from(first).address, vs.at(k, j), count),
      )
    }
    body.for(0, n - 1, k =>
      body.block(next => {
        const part = tails(k)
        const { first, count, v, tail, bytes } = part
        const row = body.keep(a.row(k).from(first).address)
        const norm = body.keep(f64.sqrt(numberOf(dot, row, row, count)))
        const head = body.keep(a.at(k, first))
        const image = body.keep(select(f64.neg(norm), norm, f64.gt(head, 0)))
        e.put(k, image)
        body.copy(v, row, bytes)
        vs.put(k, first, f64.sub(head, image))
        const length = body.keep(f64.sqrt(numberOf(dot, v, v, count)))
        body.brIf(next, f64.eq(length, 0))
        body.call(over, v, length, count)
        project(a, part, k)
        const along = body.keep(numberOf(dot, tail, v, count))
        body.call(add, tail, v, f64.neg(along), count)
        body.call(times, tail, number(2), count)
        body.for(first, n, i =>
          body.call(two, a.row(i).from(first).address, tail, v, vs.at(k, i), w.at(i), count),
        )
      }),
    )
    setIdentity({ module, body }, across)
    backwards(body, n - 1, k => {
      const part = tails(k)
      const { first, count, tail } = part
      project(across, part, k)
      body.call(times, tail, number(2), count)
      body.for(first, n, j =>
        body.call(add, across.row(j).from(first).address, tail, f64.neg(vs.at(k, j)), count),
      )
    })
    body.call(turn, across.address, rows.address)
    body.for(0, n, i => d.put(i, a.at(i, i)))
  })
}

/** 30 steps are the most ever seen for one eigenvalue. */
const STEPS = 300

/** Whether e_i is 0 to rounding, or past the end. */
const parted = (module: ModuleWriter, n: number): FunctionRef =>
  define(module, `parted.${n}`, ['i32', 'i32'], ['i32'], ({ body }, work, i) => {
    const { d, e } = arraysIn(body, work, n)
    body.if(i32.eq(i, n - 1), () => body.return(i32.eqz(0)))
    const near = f64.add(f64.abs(d.at(i)), f64.abs(d.at(i32.add(i, 1))))
    body.result(f64.le(f64.abs(e.at(i)), f64.add(f64.mul(EPSILON, near), EPSILON ** 2)))
  })

/**
 * One step on the rows l to m: the eigenvalue of the first two by two block that is nearer to d_l is the
 * shift (Wilkinson's), and the bulge that the first rotation makes is chased upwards.
 */
const qlStep = (module: ModuleWriter, n: number): FunctionRef => {
  const turn = rotate(module)
  return define(module, `qlStep.${n}`, ['i32', 'i32', 'i32'], [], ({ body }, work, l, m) => {
    const { d, e, rows } = arraysIn(body, work, n)
    const next = (i: Expr): Expr => i32.add(i, 1)
    const half = body.keep(f64.div(f64.sub(d.at(next(l)), d.at(l)), f64.mul(2, e.at(l))))
    const root = body.keep(f64.sqrt(f64.add(1, f64.mul(half, half))))
    const sum = select(f64.sub(half, root), f64.add(half, root), f64.lt(half, 0))
    const x = body.keep(f64.add(f64.sub(d.at(m), d.at(l)), f64.div(e.at(l), sum)))
    const [c, s, shift] = [body.local('f64', 1), body.local('f64', 1), body.local('f64', 0)]
    body.for(
      i32.sub(m, 1),
      i32.sub(l, 1),
      i => {
        const bulge = body.keep(f64.mul(s, e.at(i)))
        const before = body.keep(f64.mul(c, e.at(i)))
        const length = body.keep(f64.sqrt(f64.add(f64.mul(bulge, bulge), f64.mul(x, x))))
        const below = body.keep(next(i))
        e.put(below, length)
        body.if(f64.eq(length, 0), () => {
          d.put(below, f64.sub(d.at(below), shift))
          e.put(m, 0)
          body.return()
        })
        body.set(s, f64.div(bulge, length))
        body.set(c, f64.div(x, length))
        body.set(x, f64.sub(d.at(below), shift))
        const difference = f64.mul(f64.sub(d.at(i), x), s)
        const slope = body.keep(f64.add(difference, f64.mul(f64.mul(2, c), before)))
        body.set(shift, f64.mul(s, slope))
        d.put(below, f64.add(x, shift))
        body.set(x, f64.sub(f64.mul(c, slope), before))
        body.call(turn, rows.row(i).address, rows.row(below).address, c, s, n)
      },
      -1,
    )
    d.put(l, f64.sub(d.at(l), shift))
    e.put(l, x)
    e.put(m, 0)
  })
}

/** Diagonalises T in place: d becomes the eigenvalues and the rows of H the eigenvectors. */
const diagonalise = (module: ModuleWriter, n: number): FunctionRef => {
  const [apart, step] = [parted(module, n), qlStep(module, n)]
  return define(module, `diagonalise.${n}`, ['i32'], [], ({ body }, work) => {
    const isParted = (i: Expr): Expr => call(apart, work, i)
    body.for(0, n, l => {
      const steps = body.local('i32', 0)
      body.while(
        () => i32.and(i32.lt_s(steps, STEPS), i32.eqz(isParted(l))),
        () => {
          const m = body.keep(i32.add(l, 1))
          body.while(
            () => i32.eqz(isParted(m)),
            () => body.set(m, i32.add(m, 1)),
          )
          body.call(step, work, l, m)
          body.set(steps, i32.add(steps, 1))
        },
      )
    })
  })
}

/**
 * The eigenvectors of (A + A^T)/2 as columns, in the order of ascending eigenvalues, and these as one more
 * column. Of the two unit vectors in each direction the one whose largest component is positive.
 */
export const eigh: KernelWriter = (module, _, args, out) => {
  const n = args[0]?.shape.at(-1) ?? 0
  const [scaling, reduce, solve] = [
    scaleDown(module),
    tridiagonalise(module, n),
    diagonalise(module, n),
  ]
  const [sort, isBack, turnRound] = [sortNumbers(module, false), pointsBack(module), negate(module)]
  return overMatrices(
    module,
    { args, out, name: 'eigh', rank: 2, work: layOut(n).bytes, finite: true },
    ({ body }, { operands: [matrix], result, work }) => {
      const given = new Matrix(body, matrix as Expr, n)
      const made = new Matrix(body, result, n + 1)
      const { a, rows, d, order } = arraysIn(body, work, n)
      const scale = body.keep(numberOf(scaling, given.address, n * n))
      body.for(0, n, i =>
        body.for(0, n, j => a.put(i, j, f64.div(f64.add(given.at(i, j), given.at(j, i)), 2))),
      )
      body.call(reduce, work)
      body.call(solve, work)
      body.call(sort, d.address, order.address, n)
      body.for(0, n, column => {
        const place = body.keep(order.at(column))
        const row = new Vector(body, body.keep(rows.row(place).address))
        body.if(call(isBack, row.address, n), () => body.call(turnRound, row.address, n))
        body.for(0, n, i => made.put(i, column, row.at(i)))
        made.put(column, n, f64.mul(d.at(place), scale))
      })
    },
  )
}
