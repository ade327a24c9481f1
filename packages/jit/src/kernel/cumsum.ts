/** Running sums along an axis, accumulated in double precision whatever the elements are. */
import { sizeOf } from '@miniflow/core/extend'
import { type Arg, constant, type Expr, f32, f64, i32, load } from '../wasm/code.js'
import { elements, loadDouble } from './element.js'
import { type KernelWriter, kernel, nameOf } from './kernel.js'
import { nothing } from './layout.js'

/** x as [before, n, after]. A unit is one of [before], or of a single one some of its columns. */
export const cumsum: KernelWriter = (module, { params }, _, { shape, dtype }) => {
  if (sizeOf(shape) === 0) return nothing(module, 1)
  const axis = params.axis as number
  const reverse = params.reverse as boolean
  const [before, n, after] = [shape.slice(0, axis), [shape[axis] ?? 1], shape.slice(axis + 1)].map(
    sizeOf,
  ) as [number, number, number]
  const element = elements[dtype]
  const isFloat = element.type === 'f32' || element.type === 'f64'
  const sumType = isFloat ? 'f64' : 'i32'
  const read = (address: Expr): Expr =>
    isFloat ? loadDouble(dtype, address) : element.load(address)
  const add = isFloat ? f64.add : i32.add
  const rounded = (x: Expr): Expr => (dtype === 'float32' ? f32.demote_f64(x) : x)
  const row = n * after * element.bytes
  const step = after * element.bytes * (reverse ? -1 : 1)
  const start = reverse ? row - after * element.bytes : 0
  const size = isFloat ? 8 : 4
  return kernel(
    module,
    nameOf('cumsum', dtype, before, n, after, reverse),
    1,
    { units: before === 1 ? after : before, scratch: after === 1 ? 0 : after * size },
    (body, { operands: [x], out, scratch, from, to }) => {
      const at = (address: Expr, i: Arg, bytes: number): Expr => i32.add(address, i32.mul(i, bytes))
      const rowFrom = (r: Arg, visit: (source: Expr, target: Expr) => void): void => {
        const source = body.keep(i32.add(at(x as Expr, r, row), start))
        const target = body.keep(i32.add(at(out, r, row), start))
        body.for(0, n, () => {
          visit(source, target)
          body.set(source, i32.add(source, step))
          body.set(target, i32.add(target, step))
        })
      }
      /** One sum in a local. */
      const single = (r: Arg): void => {
        const sum = body.local(sumType, 0)
        rowFrom(r, (source, target) => {
          body.set(sum, add(sum, read(source)))
          element.store(body, target, 0, rounded(sum))
        })
      }
      /** A sum for each column. */
      const columns = (r: Arg, first: Expr, last: Expr): void => {
        body.fill(at(scratch, first, size), 0, i32.mul(i32.sub(last, first), size))
        rowFrom(r, (source, target) =>
          body.for(first, last, c => {
            const place = body.keep(at(scratch, c, size))
            const known = load(isFloat ? 'f64.load' : 'i32.load', place)
            const sum = body.keep(add(known, read(at(source, c, element.bytes))))
            body.store(isFloat ? 'f64.store' : 'i32.store', place, 0, sum)
            element.store(body, at(target, c, element.bytes), 0, rounded(sum))
          }),
        )
      }
      const all = [constant('i32', 0), constant('i32', after)] as const
      if (after === 1) body.for(from, to, single)
      else if (before === 1) columns(0, from, to)
      else body.for(from, to, r => columns(r, ...all))
    },
  )
}
