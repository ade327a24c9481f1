/** What the kernels of linear algebra share: one matrix after the other, in double precision. */

import { type Aval, sizeOf } from '@miniflow/core/extend'
import type { Writer } from '../../math/rule.js'
import { call } from '../../wasm/body.js'
import { type Expr, i32 } from '../../wasm/code.js'
import type { ModuleWriter } from '../../wasm/module.js'
import { elements, loadDouble, storeDouble } from '../element.js'
import { type Kernel, kernel, nameOf } from '../kernel.js'
import { Space, Vector } from './numbers.js'
import { allFinite } from './vectors.js'

type Float = 'float32' | 'float64'

/** Where a matrix function finds its operands, which it may overwrite, its result (zeros), and room to work. */
export interface Places {
  readonly operands: readonly Expr[]
  readonly result: Expr
  readonly work: Expr
}

interface Batch {
  readonly args: readonly Aval[]
  readonly out: Aval
  /** What is baked in besides the shapes. */
  readonly name: string
  /** How many of the result's last axes belong to one matrix. */
  readonly rank: number
  /** Bytes that `write` works in. */
  readonly work: number
  /** Whether the result is NaN where the first operand is not finite: it has no factors then. */
  readonly finite: boolean
}

/**
 * A kernel that does `write` for every matrix of a batch. The operands have equal leading axes. All is
 * computed in double precision, and the result rounded once.
 */
export const overMatrices = (
  module: ModuleWriter,
  { args, out, name, rank, work, finite }: Batch,
  write: (w: Writer, places: Places) => void,
): Kernel => {
  const dtype = out.dtype as Float
  const { bytes } = elements[dtype]
  const tail = (shape: readonly number[], n: number): number =>
    sizeOf(n === 0 ? [] : shape.slice(-n))
  const count = sizeOf((args[0] as Aval).shape.slice(0, -2))
  const sizes = args.map(x => tail(x.shape, 2))
  const size = tail(out.shape, rank)
  const space = new Space()
  const copies = sizes.map(n => space.numbers(n))
  const result = space.numbers(size)
  const room = space.bytes
  const isFinite = allFinite(module)
  const shapes = args.map(x => x.shape.slice(-2))
  return kernel(
    module,
    nameOf(name, dtype, count, shapes),
    args.length,
    { units: Math.max(1, count), scratch: room + work },
    (body, { operands, out: target, scratch, from, to }) => {
      if (count === 0) return
      const places: Places = {
        operands: copies.map(at => body.keep(i32.add(scratch, at))),
        result: body.keep(i32.add(scratch, result)),
        work: body.keep(i32.add(scratch, room)),
      }
      const made = new Vector(body, places.result)
      body.for(from, to, u => {
        places.operands.forEach((copy, k) => {
          const n = sizes[k] as number
          const source = body.keep(i32.add(operands[k] as Expr, i32.mul(u, n * bytes)))
          const into = new Vector(body, copy)
          body.for(0, n, i => into.put(i, loadDouble(dtype, i32.add(source, i32.mul(i, bytes)))))
        })
        const compute = (): void => {
          body.fill(places.result, 0, 8 * size)
          write({ module, body }, places)
        }
        if (finite)
          body.if(call(isFinite, places.operands[0] as Expr, sizes[0] as number), compute, () =>
            body.for(0, size, i => made.put(i, Number.NaN)),
          )
        else compute()
        const written = body.keep(i32.add(target, i32.mul(u, size * bytes)))
        body.for(0, size, i =>
          storeDouble(body, dtype, i32.add(written, i32.mul(i, bytes)), 0, made.at(i)),
        )
      })
    },
  )
}
