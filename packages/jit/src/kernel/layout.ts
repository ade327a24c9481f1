/** What moves elements without computing: transpose, broadcastTo, slice, flip, place, concat. */
import type { Aval, Param } from '@miniflow/core/extend'
import { sizeOf } from '@miniflow/core/extend'
import { constant, type Expr, i32 } from '../wasm/code.js'
import type { ModuleWriter } from '../wasm/module.js'
import type { Axis } from './axis.js'
import { move, sharesOf, simplify } from './box.js'
import { wordOf } from './element.js'
import { type Kernel, type KernelWriter, kernel, nameOf } from './kernel.js'
import { copyRun } from './runs.js'

type Ints = readonly number[]

const ints = (param: Param | undefined): Ints => param as Ints

/** Row-major: how many elements neighbours along each axis are apart. */
export const stridesOf = (shape: Ints): Ints =>
  shape.map((_, axis) => sizeOf(shape.slice(axis + 1)))

/** A kernel that does nothing, for results without elements. */
export const nothing = (module: ModuleWriter, operands: number): Kernel =>
  kernel(module, nameOf('nothing', operands), operands, { units: 1 }, () => {})

/** The result in the order of memory, read from the operand with these strides from `start` on. */
const read = (
  name: string,
  module: ModuleWriter,
  out: Aval,
  strides: Ints,
  start: number,
): Kernel => {
  if (sizeOf(out.shape) === 0) return nothing(module, 1)
  const word = wordOf(out.dtype)
  const to = stridesOf(out.shape)
  const axes = simplify(
    out.shape.map((n, axis) => ({ n, from: strides[axis] as number, to: to[axis] as number })),
  )
  return kernel(
    module,
    nameOf(
      name,
      word.bytes,
      start,
      axes.map(({ n, from, to: step }) => [n, from, step]),
    ),
    1,
    { units: sharesOf(axes, word) },
    (body, { operands: [x], out: y, from, to: end }) =>
      move(body, word, axes, y, i32.add(x ?? 0, start * word.bytes), { from, to: end }),
  )
}

export const transpose: KernelWriter = (module, { params }, [x], out) => {
  const strides = stridesOf(x?.shape ?? [])
  return read(
    'transpose',
    module,
    out,
    ints(params.permutation).map(axis => strides[axis] ?? 0),
    0,
  )
}

export const broadcastTo: KernelWriter = (module, { params }, [x], out) => {
  const strides = [...stridesOf(x?.shape ?? [])]
  const isNew = (axis: number): boolean => ints(params.axes).includes(axis)
  const repeats = out.shape.map((_, axis) => (isNew(axis) ? 0 : (strides.shift() ?? 0)))
  return read('broadcastTo', module, out, repeats, 0)
}

const offsetOf = (strides: Ints, starts: Ints): number =>
  strides.reduce((at, stride, axis) => at + stride * (starts[axis] ?? 0), 0)

const stepped = (strides: Ints, steps: Ints): Ints =>
  strides.map((stride, axis) => stride * (steps[axis] ?? 1))

export const slice: KernelWriter = (module, { params }, [x], out) => {
  const strides = stridesOf(x?.shape ?? [])
  const start = offsetOf(strides, ints(params.starts))
  return read('slice', module, out, stepped(strides, ints(params.steps)), start)
}

export const flip: KernelWriter = (module, { params }, _, out) => {
  const backwards = (axis: number): boolean => ints(params.axes).includes(axis)
  const strides = stridesOf(out.shape)
  const steps = out.shape.map((_n, axis) => (backwards(axis) ? -1 : 1))
  const starts = out.shape.map((n, axis) => (backwards(axis) ? n - 1 : 0))
  return read('flip', module, out, stepped(strides, steps), offsetOf(strides, starts))
}

/** Slabs of the result smaller than this many elements are not worth sharing. */
const SLAB = 16

/** Zeros first, then the operand over them; a unit is a slab of the result along its first axis. */
export const place: KernelWriter = (module, { params }, [x], { shape, dtype }) => {
  if (sizeOf(shape) === 0) return nothing(module, 1)
  const word = wordOf(dtype)
  const sizes = x?.shape ?? []
  const [starts, steps] = [ints(params.starts), ints(params.steps)]
  const [source, target] = [stridesOf(sizes), stepped(stridesOf(shape), steps)]
  const axes = sizes.map(
    (n, axis): Axis => ({ n, from: source[axis] as number, to: target[axis] as number }),
  )
  const first = shape.findIndex(n => n > 1)
  const slab = sizeOf(shape.slice(first + 1))
  const shared = first >= 0 && slab >= SLAB
  const rows = shared ? (axes[first] as Axis) : { n: 1, from: 0, to: 0 }
  const [start, step] = shared ? [starts[first] ?? 0, steps[first] ?? 1] : [0, 1]
  const box = simplify(shared ? axes.filter((_, axis) => axis !== first) : axes)
  const offset = offsetOf(
    stridesOf(shape),
    starts.map((at, axis) => (shared && axis === first ? 0 : at)),
  )
  const unit = (shared ? slab : sizeOf(shape)) * word.bytes
  return kernel(
    module,
    nameOf('place', word.bytes, shape, sizes, starts, steps),
    1,
    { units: shared ? (shape[first] as number) : 1 },
    (body, { operands: [from], out, from: begin, to: end }) => {
      const slabAt = (i: Expr): Expr => i32.add(out, i32.mul(i, unit))
      body.fill(slabAt(begin), 0, i32.mul(i32.sub(end, begin), unit))
      if (sizeOf(sizes) === 0) return
      body.for(0, rows.n, i => {
        const at = body.keep(i32.add(i32.mul(i, step), start))
        body.if(i32.and(i32.ge_s(at, begin), i32.lt_s(at, end)), () =>
          move(
            body,
            word,
            box,
            body.keep(i32.add(slabAt(at), offset * word.bytes)),
            body.keep(i32.add(from ?? 0, i32.mul(i, rows.from * word.bytes))),
          ),
        )
      })
    },
  )
}

/** Each row of the result is made of a run of each operand. */
export const concat: KernelWriter = (module, { params }, args, { shape, dtype }) => {
  if (sizeOf(shape) === 0) return nothing(module, args.length)
  const word = wordOf(dtype)
  const axis = params.axis as number
  const before = sizeOf(shape.slice(0, axis))
  const runs = args.map(x => sizeOf(x.shape.slice(axis)) * word.bytes)
  const row = runs.reduce((a, b) => a + b, 0)
  return kernel(
    module,
    nameOf('concat', word.bytes, before, runs),
    args.length,
    { units: before },
    (body, { operands, out, from, to }) =>
      body.for(from, to, i => {
        let start = 0
        operands.forEach((x, k) => {
          const bytes = runs[k] as number
          const target = i32.add(i32.add(out, i32.mul(i, row)), constant('i32', start))
          if (bytes > 0) copyRun(body, word, target, i32.add(x, i32.mul(i, bytes)), bytes)
          start += bytes
        })
      }),
  )
}
