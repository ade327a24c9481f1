/** Orthonormal columns times an upper triangle, by Householder's reflections. */
import type { Writer } from '../../math/rule.js'
import type { FunctionRef } from '../../wasm/body.js'
import { type Expr, f64, i32, select } from '../../wasm/code.js'
import type { ModuleWriter } from '../../wasm/module.js'
import type { KernelWriter } from '../kernel.js'
import { overMatrices } from './batch.js'
import { backwards } from './lu.js'
import { define, Matrix, number, numberOf, Space, Vector } from './numbers.js'
import { scaleOf } from './powers.js'
import { addScaled, divide, inner, multiply } from './vectors.js'

/** Where the reflections, the scales of the columns and the products with a reflection lie. */
const layOut = (m: number, n: number) => {
  const space = new Space()
  const [vs, scales, w] = [n * m, n, n].map(count => space.numbers(count)) as [
    number,
    number,
    number,
  ]
  return { vs, scales, w, bytes: space.bytes }
}

export const qrWork = (m: number, n: number): number => layOut(m, n).bytes

/**
 * X - 2 v (v^T X) for the rows from `first` of X on, and its columns from there on, all at once; v and w
 * are as long as X is high and wide.
 */
const reflection = (module: ModuleWriter, m: number, n: number): FunctionRef => {
  const [add, times] = [addScaled(module), multiply(module)]
  return define(
    module,
    `reflection.${m}.${n}`,
    ['i32', 'i32', 'i32', 'i32'],
    [],
    ({ body }, matrix, unit, products, first) => {
      const x = new Matrix(body, matrix, n)
      const v = new Vector(body, unit)
      const w = new Vector(body, body.keep(new Vector(body, products).from(first).address))
      const width = body.keep(i32.sub(n, first))
      body.fill(w.address, 0, i32.shl(width, 3))
      body.for(first, m, p =>
        body.call(add, w.address, x.row(p).from(first).address, v.at(p), width),
      )
      body.call(times, w.address, number(2), width)
      body.for(first, m, p =>
        body.call(add, x.row(p).from(first).address, w.address, f64.neg(v.at(p)), width),
      )
    },
  )
}

/** Divides each column by a power of two near its largest element. */
const scaleColumns = ({ module, body }: Writer, a: Matrix, m: number, scales: Vector): void => {
  const scale = scaleOf(module)
  body.for(0, a.columns, j => {
    const most = body.local('f64', 0)
    body.for(0, m, i => body.set(most, f64.max(most, f64.abs(a.at(i, j)))))
    scales.put(j, numberOf(scale, most))
  })
  body.for(0, m, i => body.for(0, a.columns, j => a.put(i, j, f64.div(a.at(i, j), scales.at(j)))))
}

/**
 * Q[m,n] and R[n,n] of a[m,n] with m >= n; overwrites a. R has a diagonal from 0 on, which makes both
 * unique when the columns of a are linearly independent.
 */
export const factorQr = (module: ModuleWriter, m: number, n: number): FunctionRef => {
  const reflect = reflection(module, m, n)
  const [dot, over] = [inner(module), divide(module)]
  return define(
    module,
    `qr.${m}.${n}`,
    ['i32', 'i32', 'i32', 'i32'],
    [],
    ({ body }, matrix, left, triangle, work) => {
      const at = layOut(m, n)
      const [a, q, r] = [matrix, left, triangle].map(x => new Matrix(body, x, n)) as [
        Matrix,
        Matrix,
        Matrix,
      ]
      const vs = new Matrix(body, body.keep(i32.add(work, at.vs)), m)
      const scales = new Vector(body, body.keep(i32.add(work, at.scales)))
      const w = body.keep(i32.add(work, at.w))
      scaleColumns({ module, body }, a, m, scales)
      body.fill(q.address, 0, 8 * m * n)
      body.fill(r.address, 0, 8 * n * n)
      body.for(0, n, k => {
        const v = new Vector(body, body.keep(vs.row(k).address))
        const tail = body.keep(v.from(k).address)
        const rest = body.keep(i32.sub(m, k))
        body.for(k, m, p => v.put(p, a.at(p, k)))
        const norm = body.keep(f64.sqrt(numberOf(dot, tail, tail, rest)))
        const head = body.keep(v.at(k))
        // away from the head: no cancellation
        const image = select(f64.neg(norm), norm, f64.gt(head, 0))
        v.put(k, f64.sub(head, image))
        const length = body.keep(f64.sqrt(numberOf(dot, tail, tail, rest)))
        body.if(f64.gt(length, 0), () => body.call(over, tail, length, rest))
        body.call(reflect, a.address, v.address, w, k)
        body.for(k, n, j => r.put(k, j, f64.mul(a.at(k, j), scales.at(j))))
        q.put(k, k, 1)
      })
      backwards(body, n, k => body.call(reflect, q.address, vs.row(k).address, w, k))
      body.for(0, n, j =>
        body.if(f64.lt(r.at(j, j), 0), () => {
          const turned = (x: Matrix, i: Expr, c: Expr): void => x.put(i, c, f64.sub(0, x.at(i, c)))
          body.for(0, m, p => turned(q, p, j))
          body.for(j, n, c => turned(r, j, c))
        }),
      )
    },
  )
}

/** Q[m,n] and below it R[n,n]. A column that depends on those before it has nothing left but its rounding error: 0 instead. */
export const qr: KernelWriter = (module, _, args, out) => {
  const [m, n] = (args[0]?.shape.slice(-2) ?? []) as [number, number]
  const factor = factorQr(module, m, n)
  return overMatrices(
    module,
    { args, out, name: 'qr', rank: 2, work: qrWork(m, n), finite: true },
    ({ body }, { operands: [a], result, work }) => {
      const r = new Matrix(body, body.keep(i32.add(result, 8 * m * n)), n)
      body.call(factor, a as Expr, result, r.address, work)
      body.for(0, n, j => {
        const largest = body.local('f64', 0)
        body.for(0, i32.add(j, 1), i => body.set(largest, f64.max(largest, f64.abs(r.at(i, j)))))
        body.if(f64.le(r.at(j, j), f64.mul(m * Number.EPSILON, largest)), () => r.put(j, j, 0))
      })
    },
  )
}
