/** Reading at indices, adding up at indices, and making ones at labels. */
import { sizeOf } from '@miniflow/core/extend'
import type { Body, Local } from '../wasm/body.js'
import { type Arg, constant, type Expr, i32, load } from '../wasm/code.js'
import type { ModuleWriter } from '../wasm/module.js'
import { add, elements, wordOf } from './element.js'
import { markFault } from './fault.js'
import { type Kernel, type KernelWriter, kernel, nameOf } from './kernel.js'
import { addRun, copyRun } from './runs.js'

/**
 * The index at an address, counted from the front. One that is outside of the axis is marked and
 * becomes 0: nothing is read or written outside of the operand.
 */
const indexAt = (body: Body, address: Arg, length: number): Local<'i32'> => {
  const index = body.keep(load('i32.load', address))
  body.if(i32.lt_s(index, 0), () => body.set(index, i32.add(index, length)))
  body.if(i32.ge_u(index, length), () => {
    markFault(body)
    body.set(index, 0)
  })
  return index
}

/** Nothing to move, or nowhere to move it: the indices alone are looked at. */
const checkOnly = (module: ModuleWriter, length: number, count: number, bytes: number): Kernel =>
  kernel(
    module,
    nameOf('checkIndices', length, count, bytes),
    2,
    { units: 1 },
    (body, { operands: [, indices], out }) => {
      body.for(0, count, i => {
        indexAt(body, i32.add(indices ?? 0, i32.shl(i, 2)), length)
      })
      if (bytes > 0) body.fill(out, 0, bytes)
    },
  )

/** x as [batch, before, length, after], indices as [batch, count]. */
const layoutOf = (
  shape: readonly number[],
  indices: readonly number[],
  axis: number,
  batch: number,
) => ({
  batch: sizeOf(shape.slice(0, batch)),
  before: sizeOf(shape.slice(batch, axis)),
  length: shape[axis] as number,
  after: sizeOf(shape.slice(axis + 1)),
  count: sizeOf(indices.slice(batch)),
})

const rowOf = (address: Expr, row: Arg, bytes: number): Expr =>
  i32.add(address, i32.mul(row, bytes))

/** Units are the rows [batch, before] of the result, or of a single one its slices. */
export const take: KernelWriter = (module, { params }, [x, at], out) => {
  const [from, indices] = [x?.shape ?? [], at?.shape ?? []]
  const { batch, before, length, after, count } = layoutOf(
    from,
    indices,
    params.axis as number,
    params.batch as number,
  )
  const word = wordOf(out.dtype)
  const run = after * word.bytes
  if (sizeOf(from) === 0 || sizeOf(out.shape) === 0)
    return checkOnly(module, length, sizeOf(indices), sizeOf(out.shape) * word.bytes)
  const rows = batch * before
  return kernel(
    module,
    nameOf('take', word.bytes, batch, before, length, after, count),
    2,
    { units: rows === 1 ? count : rows },
    (body, { operands: [source, places], out: target, from: begin, to: end }) => {
      const row = (r: Arg, first: Arg, last: Arg): void => {
        const named = body.keep(rowOf(places as Expr, i32.div_u(r, before), count * 4))
        const read = body.keep(rowOf(source as Expr, r, length * run))
        const written = body.keep(rowOf(target, r, count * run))
        body.for(first, last, i => {
          const index = indexAt(body, i32.add(named, i32.shl(i, 2)), length)
          copyRun(body, word, rowOf(written, i, run), rowOf(read, index, run), run)
        })
      }
      if (rows === 1) row(0, begin, end)
      else body.for(begin, end, r => row(r, 0, count))
    },
  )
}

/** Columns that are shared out together: two cache lines of float32. */
const COLUMNS = 32

/** Columns [first, last) of a row of the result: what a unit adds to. */
interface Columns {
  readonly first: Expr
  readonly last: Expr
  readonly all: boolean
}

/** A unit is a row of the result, or of a single row some of its columns: each keeps its order of addition. */
const overColumns = (
  body: Body,
  rows: number,
  after: number,
  [from, to]: readonly [Local<'i32'>, Local<'i32'>],
  write: (row: Arg, columns: Columns) => void,
): void => {
  const all = { first: constant('i32', 0), last: constant('i32', after), all: true }
  if (rows > 1) body.for(from, to, r => write(r, all))
  else if (after <= COLUMNS) write(0, all)
  else {
    const last = body.keep(i32.mul(to, COLUMNS))
    body.if(i32.gt_s(last, after), () => body.set(last, after))
    write(0, { first: body.keep(i32.mul(from, COLUMNS)), last, all: false })
  }
}

const columnUnits = (rows: number, after: number): number =>
  rows > 1 ? rows : Math.max(1, Math.ceil(after / COLUMNS))

const clearColumns = (
  body: Body,
  target: Expr,
  length: number,
  run: number,
  bytes: number,
  { first, last, all }: Columns,
): void => {
  if (all) body.fill(target, 0, length * run)
  else {
    const width = body.keep(i32.mul(i32.sub(last, first), bytes))
    body.for(0, length, i =>
      body.fill(i32.add(rowOf(target, i, run), i32.mul(first, bytes)), 0, width),
    )
  }
}

export const scatterAdd: KernelWriter = (module, { params }, [, at], out) => {
  const indices = at?.shape ?? []
  const { batch, before, length, after, count } = layoutOf(
    out.shape,
    indices,
    params.axis as number,
    params.batch as number,
  )
  const element = elements[out.dtype]
  const run = after * element.bytes
  if (sizeOf(out.shape) === 0) return checkOnly(module, length, sizeOf(indices), 0)
  const rows = batch * before
  return kernel(
    module,
    nameOf('scatterAdd', out.dtype, batch, before, length, after, count),
    2,
    { units: columnUnits(rows, after) },
    (body, { operands: [g, places], out: target, from, to }) =>
      overColumns(body, rows, after, [from, to], (r, columns) => {
        const named = body.keep(rowOf(places as Expr, i32.div_u(r, before), count * 4))
        const read = body.keep(rowOf(g as Expr, r, count * run))
        const written = body.keep(rowOf(target, r, length * run))
        clearColumns(body, written, length, run, element.bytes, columns)
        body.for(0, count, i => {
          const index = indexAt(body, i32.add(named, i32.shl(i, 2)), length)
          const place = (address: Expr, row: Expr): Expr =>
            i32.add(rowOf(address, row, run), i32.mul(columns.first, element.bytes))
          const width = i32.mul(i32.sub(columns.last, columns.first), element.bytes)
          addRun(body, element, place(written, index), place(read, i), width)
        })
      }),
  )
}

/** x as [before, length, after], indices as [before, count, after]. */
const alongOf = (shape: readonly number[], length: number, axis: number) => ({
  before: sizeOf(shape.slice(0, axis)),
  length,
  after: sizeOf(shape.slice(axis + 1)),
  count: shape[axis] as number,
})

/** Units are the rows of the result, or of a single one its places along the axis. */
export const takeAlongAxis: KernelWriter = (module, { params }, [x], out) => {
  const axis = params.axis as number
  const { before, length, after, count } = alongOf(out.shape, x?.shape[axis] ?? 0, axis)
  const word = wordOf(out.dtype)
  const size = sizeOf(out.shape)
  if (length === 0 || size === 0) return checkOnly(module, length, size, size * word.bytes)
  return kernel(
    module,
    nameOf('takeAlongAxis', word.bytes, before, length, after, count),
    2,
    { units: before === 1 ? count : before },
    (body, { operands: [source, places], out: target, from, to }) => {
      const row = (r: Arg, first: Arg, last: Arg): void => {
        const read = body.keep(rowOf(source as Expr, r, length * after * word.bytes))
        body.for(first, last, i => {
          const start = body.keep(i32.mul(i32.add(i32.mul(r, count), i), after))
          body.for(0, after, c => {
            const here = body.keep(i32.add(start, c))
            const index = indexAt(body, rowOf(places as Expr, here, 4), length)
            const found = rowOf(read, i32.add(i32.mul(index, after), c), word.bytes)
            word.store(body, rowOf(target, here, word.bytes), 0, word.load(found))
          })
        })
      }
      if (before === 1) row(0, from, to)
      else body.for(from, to, r => row(r, 0, count))
    },
  )
}

export const scatterAddAlongAxis: KernelWriter = (module, { params }, [, at], out) => {
  const axis = params.axis as number
  const indices = at?.shape ?? []
  const { before, length, after, count } = alongOf(indices, out.shape[axis] ?? 0, axis)
  const element = elements[out.dtype]
  if (sizeOf(out.shape) === 0) return checkOnly(module, length, sizeOf(indices), 0)
  const run = after * element.bytes
  return kernel(
    module,
    nameOf('scatterAddAlongAxis', out.dtype, before, length, after, count),
    2,
    { units: columnUnits(before, after) },
    (body, { operands: [g, places], out: target, from, to }) =>
      overColumns(body, before, after, [from, to], (r, columns) => {
        const written = body.keep(rowOf(target, r, length * run))
        clearColumns(body, written, length, run, element.bytes, columns)
        body.for(0, count, i => {
          const start = body.keep(i32.mul(i32.add(i32.mul(r, count), i), after))
          body.for(columns.first, columns.last, c => {
            const here = body.keep(i32.add(start, c))
            const index = indexAt(body, rowOf(places as Expr, here, 4), length)
            const sum = body.keep(rowOf(written, i32.add(i32.mul(index, after), c), element.bytes))
            const more = element.load(rowOf(g as Expr, here, element.bytes))
            element.store(body, sum, 0, add(element, element.load(sum), more))
          })
        })
      }),
  )
}

/** A label outside of 0 to depth - 1 is marked, and its row is 0. */
export const oneHot: KernelWriter = (module, { params }, [labels], out) => {
  const depth = params.depth as number
  const count = sizeOf(labels?.shape ?? [])
  const element = elements[out.dtype]
  const row = depth * element.bytes
  return kernel(
    module,
    nameOf('oneHot', out.dtype, depth, count),
    1,
    { units: Math.max(1, count) },
    (body, { operands: [from], out: target, from: begin, to: end }) => {
      if (count === 0) return
      body.fill(rowOf(target, begin, row), 0, i32.mul(i32.sub(end, begin), row))
      body.for(begin, end, i => {
        const label = body.keep(load('i32.load', rowOf(from as Expr, i, 4)))
        body.if(
          i32.lt_u(label, depth),
          () => {
            const one = i32.add(rowOf(target, i, row), i32.mul(label, element.bytes))
            element.store(body, one, 0, 1)
          },
          () => markFault(body),
        )
      })
    },
  )
}
