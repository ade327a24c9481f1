/** The loops around the strips: parts of k, blocks of rows, panels of columns. */
import type { Body } from '../wasm/body.js'
import { constant, type Expr, i32 } from '../wasm/code.js'
import {
  type BlockPlace,
  type Part,
  packA,
  packB,
  packsA,
  panelStep,
  panelsOf,
  strips,
  type Task,
  uniform,
} from './matmul-block.js'
import { type Addresses, eachItem, type Item, inGroups, minimum } from './matmul-items.js'

export interface Loops {
  readonly units: number
  readonly scratch: number
  readonly write: (body: Body, at: Addresses) => void
}

export const align = (bytes: number): number => Math.ceil(bytes / 64) * 64

/** [from, to) of a count that is known: no loop for one round. */
const rounds = (body: Body, count: number, write: (i: Expr) => void): void => {
  if (count === 1) write(constant('i32', 0))
  else body.for(0, count, write)
}

/** Products with few rows, shared by panels: each panel is packed, if it must be, just before its strips. */
export const byColumns = (task: Task): Loops => {
  const { spec, lanes, plan } = task
  const { m, k } = spec
  const { columns } = plan
  const panels = panelsOf(task)
  const each = spec.batch >= 16 ? 1 : panels.reduce((sum, { count }) => sum + count, 0)
  const part = { k, first: true, last: true }
  const panel = (body: Body, at: Addresses, item: Item, width: number, column: Expr): void => {
    const stride = spec.transposeB ? k : 1
    const source = i32.add(item.b, i32.mul(column, stride * lanes.bytes))
    if (plan.packB) packB(task, body, { k, width }, source, at.scratch, constant('i32', 1))
    strips(
      task,
      body,
      part,
      m,
      { width, b: plan.packB ? at.scratch : source, column },
      {
        a: item.a,
        packed: item.a,
        sums: item.out,
        out: item.out,
        row: constant('i32', 0),
        index: item.index,
        operands: at.operands,
      },
    )
  }
  return {
    units: spec.batch * each,
    scratch: plan.packB
      ? align(Math.max(...panels.map(({ width }) => panelStep(task, k, width))))
      : 0,
    write: (body, at) => {
      eachItem(body, task, each, at, (item, first, end) => {
        for (const { width, count, column } of panels) {
          const one = (j: Expr): void => {
            panel(body, at, item, width, body.keep(i32.add(i32.mul(j, width), column)))
          }
          if (each === 1) rounds(body, count, one)
          else if (column === 0 && count > 1) body.for(first, minimum(end, columns.full), one)
          else {
            const j = column / columns.width
            body.if(i32.and(i32.le_s(first, j), i32.gt_s(end, j)), () => {
              one(constant('i32', 0))
            })
          }
        }
      })
    },
  }
}

/** One block of rows beside all panels; A is packed for each height of tiles. */
const block = (
  task: Task,
  body: Body,
  part: Part,
  rows: number,
  firstPanel: Expr,
  place: BlockPlace,
): void => {
  const { plan } = task
  let offset = 0
  let height = 0
  for (const { width, count, column } of panelsOf(task)) {
    const before = offset
    const step = panelStep(task, part.k, width)
    offset += step * count
    if (packsA(task, rows, width) && plan.heightFor(width) !== height)
      packA(task, body, { k: part.k, width, rows }, place)
    height = plan.heightFor(width)
    rounds(body, count, j => {
      strips(
        task,
        body,
        part,
        rows,
        {
          width,
          b: body.keep(i32.add(i32.add(firstPanel, before), i32.mul(j, step))),
          column: body.keep(i32.add(i32.mul(j, width), column)),
        },
        place,
      )
    })
  }
}

/** Packs all panels of a part of B. */
const packPanels = (task: Task, body: Body, k: number, source: Expr, target: Expr): void => {
  const { spec, lanes } = task
  let offset = 0
  for (const { width, count, column } of panelsOf(task)) {
    const from = i32.add(source, column * (spec.transposeB ? spec.k : 1) * lanes.bytes)
    packB(task, body, { k, width }, from, i32.add(target, offset), constant('i32', count))
    offset += count * panelStep(task, k, width)
  }
}

/** Products with many rows, shared by blocks of rows: all of B is packed first, part of k by part. */
export const byRows = (task: Task): Loops => {
  const { spec, lanes, plan } = task
  const { m, n, k } = spec
  const { bytes } = lanes
  const panels = panelsOf(task)
  const parts = Math.max(1, Math.ceil(k / plan.part))
  const longest = Math.min(k, plan.part)
  const lastRows = m - plan.rows * (plan.blocks - 1)
  const packedB = panels.reduce(
    (sum, { width, count }) => sum + count * panelStep(task, longest, width),
    0,
  )
  // Units of plan.rows rows, and one of the rest.
  const whole = lastRows === plan.rows ? plan.blocks : plan.blocks - 1
  const together = uniform(task, plan.rows) ? Math.min(plan.together, whole) : 1
  const packedA = Math.max(plan.rows * together, lastRows) * longest * bytes
  // An epilogue may read what stands in the result, so that sums must rest elsewhere.
  const resting = parts > 1 && (spec.epilogue?.operands ?? 0) > 0
  const afterB = plan.packB ? align(packedB) : 0
  const afterA = afterB + (plan.packA ? align(packedA) : 0)

  const onePart = (
    body: Body,
    at: Addresses,
    item: Item,
    part: Part,
    start: Expr,
    first: Expr,
    end: Expr,
  ): void => {
    const atB = body.keep(i32.add(item.b, i32.mul(start, (spec.transposeB ? 1 : n) * bytes)))
    const atA = body.keep(i32.add(item.a, i32.mul(start, (spec.transposeA ? m : 1) * bytes)))
    if (plan.packB) packPanels(task, body, part.k, atB, at.scratch)
    const place = (r: Expr, blocks?: Expr): BlockPlace => {
      const row = body.keep(i32.mul(r, plan.rows))
      const down = i32.mul(row, n * bytes)
      const out = body.keep(i32.add(item.out, down))
      return {
        a: body.keep(i32.add(atA, i32.mul(row, (spec.transposeA ? 1 : k) * bytes))),
        packed: body.keep(i32.add(at.scratch, afterB)),
        sums: resting ? body.keep(i32.add(i32.add(at.scratch, afterA), down)) : out,
        out,
        row,
        index: body.keep(i32.add(item.index, i32.mul(row, n))),
        operands: at.operands,
        ...(blocks === undefined ? {} : { blocks }),
      }
    }
    const panelsAt = plan.packB ? at.scratch : atB
    const some = (r: Expr, rows: number, blocks?: Expr): void =>
      block(task, body, part, rows, panelsAt, place(r, blocks))
    if (plan.blocks === 1) some(constant('i32', 0), lastRows)
    else {
      inGroups(body, first, minimum(end, whole), together, (r, blocks) => {
        some(r, plan.rows, blocks)
      })
      if (whole < plan.blocks)
        body.if(i32.gt_s(end, whole), () => some(constant('i32', whole), lastRows))
    }
  }

  return {
    units: spec.batch * plan.blocks,
    scratch: afterA + (resting ? align(m * n * bytes) : 0),
    write: (body, at) => {
      eachItem(body, task, plan.blocks, at, (item, first, end) => {
        const run = (p: Expr, of: Part): void =>
          onePart(body, at, item, of, i32.mul(p, plan.part), first, end)
        if (parts === 1) run(constant('i32', 0), { k, first: true, last: true })
        else {
          run(constant('i32', 0), { k: plan.part, first: true, last: false })
          if (parts > 2)
            body.for(1, parts - 1, p => run(p, { k: plan.part, first: false, last: false }))
          const rest = k - plan.part * (parts - 1)
          run(constant('i32', parts - 1), { k: rest, first: false, last: true })
        }
      })
    },
  }
}
