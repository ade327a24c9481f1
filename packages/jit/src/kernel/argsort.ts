/** The order that sorts rows: whole numbers in the order of the elements, merged run by run. */
import type { DType } from '@miniflow/core'
import { sizeOf } from '@miniflow/core/extend'
import type { Body, Local } from '../wasm/body.js'
import { type Arg, type Expr, f64, i32, i64, i64Constant, load, select } from '../wasm/code.js'
import { elements, loadDouble } from './element.js'
import { type KernelWriter, kernel, nameOf } from './kernel.js'
import { nothing } from './layout.js'

const LAST = 2n ** 63n - 1n

/**
 * An element as a whole number of 64 bits in the same order, NaN last: the bits of a float64 from 0 on
 * are ordered as they stand, those of a negative one with all but the sign turned round. x + 0 makes
 * -0 and 0 the same.
 */
const orderOf = (body: Body, dtype: DType, address: Expr): Expr => {
  if (dtype === 'int32' || dtype === 'bool') return i64.extend_i32_s(elements[dtype].load(address))
  const x = body.keep(loadDouble(dtype, address))
  const bits = body.keep(i64.reinterpret_f64(f64.add(x, 0)))
  const turned = i64.xor(bits, i64.shr_u(i64.shr_s(bits, 63), 1))
  return select(turned, i64Constant(LAST), f64.eq(x, x))
}

/** Runs this long are sorted by insertion. */
const RUN = 8

/** Keys (8 bytes) and places (4 bytes) of a row, in two arrays. */
interface Entries {
  readonly keys: Local<'i32'>
  readonly places: Local<'i32'>
}

const keyAddress = ({ keys }: Entries, i: Arg): Expr => i32.add(keys, i32.shl(i, 3))
const placeAddress = ({ places }: Entries, i: Arg): Expr => i32.add(places, i32.shl(i, 2))
const keyAt = (entries: Entries, i: Arg): Expr => load('i64.load', keyAddress(entries, i))

const moveEntry = (body: Body, to: Entries, j: Arg, from: Entries, i: Arg): void => {
  body.store('i64.store', keyAddress(to, j), 0, keyAt(from, i))
  body.store('i32.store', placeAddress(to, j), 0, load('i32.load', placeAddress(from, i)))
}

/** Entry i goes down to its place among those from `first` on, after its equals. */
const insert = (body: Body, entries: Entries, first: Expr, i: Expr): void => {
  const key = body.keep(keyAt(entries, i))
  const place = body.keep(load('i32.load', placeAddress(entries, i)))
  const j = body.keep(i)
  body.block(found => {
    body.while(
      () => i32.gt_s(j, first),
      () => {
        body.brIf(found, i64.le_s(keyAt(entries, i32.sub(j, 1)), key))
        moveEntry(body, entries, j, entries, i32.sub(j, 1))
        body.set(j, i32.sub(j, 1))
      },
    )
  })
  body.store('i64.store', keyAddress(entries, j), 0, key)
  body.store('i32.store', placeAddress(entries, j), 0, place)
}

const least = (body: Body, x: Expr, bound: number): Local => {
  const kept = body.keep(x)
  body.if(i32.gt_s(kept, bound), () => body.set(kept, bound))
  return kept
}

/** Two sorted runs that lie side by side become one; of equals those of the first come first. */
const merge = (
  body: Body,
  from: Entries,
  to: Entries,
  [first, middle, last]: readonly [Expr, Expr, Expr],
): void => {
  const [i, j] = [body.keep(first), body.keep(middle)]
  body.for(first, last, k => {
    const left = body.local('i32', i32.lt_s(i, middle))
    body.if(i32.and(left, i32.lt_s(j, last)), () =>
      body.set(left, i64.le_s(keyAt(from, i), keyAt(from, j))),
    )
    moveEntry(body, to, k, from, select(i, j, left))
    body.set(i, i32.add(i, left))
    body.set(j, i32.add(j, i32.eqz(left)))
  })
}

/** A unit is a row along the last axis. */
export const argsort: KernelWriter = (module, _, [x], { shape }) => {
  if (sizeOf(shape) === 0) return nothing(module, 1)
  const dtype = x?.dtype ?? 'float32'
  const n = shape.at(-1) ?? 1
  const rows = sizeOf(shape) / n
  const { bytes } = elements[dtype]
  return kernel(
    module,
    nameOf('argsort', dtype, rows, n),
    1,
    { units: rows, scratch: 24 * n },
    (body, { operands: [from], out, scratch, from: begin, to: end }) => {
      const entries = (half: number): Entries => ({
        keys: body.keep(i32.add(scratch, half * 8 * n) as Expr<'i32'>),
        places: body.keep(i32.add(scratch, 16 * n + half * 4 * n) as Expr<'i32'>),
      })
      body.for(begin, end, row => {
        const [sorted, merged] = [entries(0), entries(1)]
        const source = body.keep(i32.add(from ?? 0, i32.mul(row, n * bytes)))
        body.for(0, n, i => {
          const key = orderOf(body, dtype, i32.add(source, i32.mul(i, bytes)))
          body.store('i64.store', keyAddress(sorted, i), 0, key)
          body.store('i32.store', placeAddress(sorted, i), 0, i)
        })
        body.for(0, n, i => insert(body, sorted, i32.and(i, -RUN), i))
        const width = body.local('i32', RUN)
        body.while(
          () => i32.lt_s(width, n),
          () => {
            const first = body.local('i32', 0)
            body.while(
              () => i32.lt_s(first, n),
              () => {
                const middle = least(body, i32.add(first, width), n)
                const last = least(body, i32.add(middle, width), n)
                merge(body, sorted, merged, [first, middle, last])
                body.set(first, last)
              },
            )
            for (const part of ['keys', 'places'] as const) {
              const kept = body.keep(sorted[part])
              body.set(sorted[part], merged[part])
              body.set(merged[part], kept)
            }
            body.set(width, i32.shl(width, 1))
          },
        )
        body.copy(i32.add(out, i32.mul(row, 4 * n)), sorted.places, 4 * n)
      })
    },
  )
}
