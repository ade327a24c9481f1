/** argmax and argmin: the place of the first extreme along an axis; the first NaN wins. */
import { sizeOf } from '@miniflow/core/extend'
import { type Expr, f32, f64, i32 } from '../wasm/code.js'
import { elements } from './element.js'
import { type KernelWriter, kernel, nameOf } from './kernel.js'
import { along } from './loops.js'

const place =
  (name: 'argmax' | 'argmin'): KernelWriter =>
  (module, { params }, [x]) => {
    const shape = x?.shape ?? []
    const dtype = x?.dtype ?? 'float32'
    const axis = params.axis as number
    const n = shape[axis] as number
    const step = sizeOf(shape.slice(axis + 1))
    const before = sizeOf(shape.slice(0, axis))
    const { bytes, type, load } = elements[dtype]
    const better = (a: Expr, b: Expr): Expr => {
      if (type === 'f32') return name === 'argmax' ? f32.gt(a, b) : f32.lt(a, b)
      if (type === 'f64') return name === 'argmax' ? f64.gt(a, b) : f64.lt(a, b)
      return name === 'argmax' ? i32.gt_s(a, b) : i32.lt_s(a, b)
    }
    const isNaN = (a: Expr): Expr | undefined =>
      type === 'f32' ? f32.ne(a, a) : type === 'f64' ? f64.ne(a, a) : undefined
    return kernel(
      module,
      nameOf(name, dtype, before, n, step),
      1,
      { units: before },
      (body, { operands: [from], out, from: first, to }) =>
        body.for(first, to, b =>
          body.for(0, step, c => {
            const start = body.keep(
              i32.add(from ?? 0, i32.mul(i32.add(i32.mul(b, n * step), c), bytes)),
            )
            const best = body.local(type, load(start))
            const where = body.local('i32', 0)
            body.for(1, n, i => {
              const now = body.keep(load(along(start, i, step, bytes)))
              const gains = better(now, best)
              const then = isNaN(best)
              const takes =
                then === undefined
                  ? gains
                  : i32.and(i32.eqz(then), i32.or(isNaN(now) as Expr, gains))
              body.if(takes, () => {
                body.set(best, now)
                body.set(where, i)
              })
            })
            body.store('i32.store', along(out, i32.add(i32.mul(b, step), c), 1, 4), 0, where)
          }),
        ),
    )
  }

export const argmax: KernelWriter = place('argmax')
export const argmin: KernelWriter = place('argmin')
