/** Identities, transposes and products of matrices in double precision. */
import type { Writer } from '../../math/rule.js'
import type { FunctionRef } from '../../wasm/body.js'
import { f64, i32 } from '../../wasm/code.js'
import type { ModuleWriter } from '../../wasm/module.js'
import { define, Integers, Matrix, Vector } from './numbers.js'
import { addScaled } from './vectors.js'

/** a = 1 */
export const setIdentity = ({ body }: Writer, a: Matrix): void => {
  const n = a.columns
  body.fill(a.address, 0, 8 * n * n)
  body.for(0, n, i => a.put(i, i, 1))
}

/** t = a^T, of a[rows,columns]; they do not overlap. */
export const transpose = (module: ModuleWriter, rows: number, columns: number): FunctionRef =>
  define(module, `transposed.${rows}.${columns}`, ['i32', 'i32'], [], ({ body }, from, to) => {
    const [a, t] = [new Matrix(body, from, columns), new Matrix(body, to, rows)]
    body.for(0, rows, i => body.for(0, columns, j => t.put(j, i, a.at(i, j))))
  })

/** c = a b, of a[m,k] and b[k,n]. */
export const multiplyMatrices = (
  module: ModuleWriter,
  m: number,
  k: number,
  n: number,
): FunctionRef => {
  const add = addScaled(module)
  return define(
    module,
    `product.${m}.${k}.${n}`,
    ['i32', 'i32', 'i32'],
    [],
    ({ body }, left, right, result) => {
      const [a, b] = [new Matrix(body, left, k), new Matrix(body, right, n)]
      const c = new Matrix(body, result, n)
      body.fill(result, 0, 8 * m * n)
      body.for(0, m, i =>
        body.for(0, k, p => body.call(add, c.row(i).address, b.row(p).address, a.at(i, p), n)),
      )
    },
  )
}

/**
 * The order that sorts n numbers, equals in their order, as whole numbers; it goes down when `descending`.
 */
export const sortNumbers = (module: ModuleWriter, descending: boolean): FunctionRef =>
  define(
    module,
    `sortNumbers.${descending}`,
    ['i32', 'i32', 'i32'],
    [],
    ({ body }, values, places, n) => {
      const x = new Vector(body, values)
      const order = new Integers(body, places)
      body.for(0, n, i => {
        const key = body.keep(x.at(i))
        const j = body.keep(i)
        body.block(found =>
          body.while(
            () => i32.gt_s(j, 0),
            () => {
              const before = body.keep(order.at(i32.sub(j, 1)))
              const compare = descending ? f64.ge : f64.le
              body.brIf(found, compare(x.at(before), key))
              order.put(j, before)
              body.set(j, i32.sub(j, 1))
            },
          ),
        )
        order.put(j, i)
      })
    },
  )
