/**
 * The loops of a product that threads share, where all of B is packed in one go: packing is work of its own,
 * done once, and what comes after is cut so finely that all threads end at about the same time.
 */
import type { Body } from '../wasm/body.js'
import { type Arg, constant, type Expr, i32, select } from '../wasm/code.js'
import type { PackShare } from './kernel.js'
import {
  type BlockPlace,
  type Panels,
  type Part,
  packA,
  packB,
  panelStep,
  panelsOf,
  strips,
  type Task,
} from './matmul-block.js'
import type { Addresses } from './matmul-items.js'
import { align, type Loops } from './matmul-loops.js'

/** Loops over a B that is packed already: its address is that of the packed one. */
export interface SharedLoops extends Loops {
  readonly packing: {
    readonly units: number
    readonly bytes: number
    readonly write: (body: Body, share: PackShare) => void
  }
}

/** Panels of one width, with the number of the first of all panels and its place among the packed ones. */
interface Placed extends Panels {
  readonly number: number
  readonly offset: number
  readonly step: number
}

const placed = (task: Task): readonly Placed[] => {
  let number = 0
  let offset = 0
  return panelsOf(task).map(panels => {
    const step = panelStep(task, task.spec.k, panels.width)
    const at = { ...panels, number, offset, step }
    number += panels.count
    offset += panels.count * step
    return at
  })
}

const bound = (a: Expr, b: Arg, isFirst: Expr): Expr =>
  select(a, typeof b === 'number' ? constant('i32', b) : b, isFirst)
const minimum = (a: Expr, b: number): Expr => bound(a, b, i32.lt_s(a, b))
const maximum = (a: Expr, b: number): Expr => bound(a, b, i32.gt_s(a, b))

/** All panels of B, one after the other. */
export const packingOf = (task: Task): SharedLoops['packing'] => {
  const panels = placed(task)
  const { k, transposeB } = task.spec
  const stride = (transposeB ? k : 1) * task.lanes.bytes
  return {
    units: panels.reduce((sum, { count }) => sum + count, 0),
    bytes: align(panels.reduce((sum, { count, step }) => sum + count * step, 0)),
    write: (body, { b, target, first, end }) => {
      for (const { width, count, column, number, offset, step } of panels) {
        const from = body.keep(maximum(i32.sub(first, number), 0))
        const to = body.keep(minimum(i32.sub(end, number), count))
        const source = i32.add(b, i32.mul(i32.add(i32.mul(from, width), column), stride))
        const into = i32.add(i32.add(target, offset), i32.mul(from, step))
        body.if(i32.lt_s(from, to), () =>
          packB(task, body, { k, width }, source, into, i32.sub(to, from)),
        )
      }
    },
  }
}

/** Rows of a block, about, where a unit is one panel beside it: they read the panel from the first cache. */
const ROWS = 64

/** An A whose rows lie along memory is not packed: each panel would need it again. */
const tiling = (task: Task): Task =>
  task.spec.transposeA ? task : { ...task, plan: { ...task.plan, packA: false } }

/**
 * Where A is packed for each block of rows, a unit is a block beside all panels; else it is a block beside one
 * panel, and all of a block come before the next one.
 */
export const byTiles = (given: Task): SharedLoops => {
  const task = tiling(given)
  const { spec, lanes, plan } = task
  const { m, n, k } = spec
  const { bytes } = lanes
  const panels = placed(task)
  const packs = packingOf(task)
  const blocks = plan.packA ? plan.blocks : Math.max(1, Math.round(m / ROWS))
  const rows = plan.packA ? plan.rows : Math.ceil(m / blocks)
  const lastRows = m - rows * (blocks - 1)
  const part: Part = { k, first: true, last: true }
  const each = plan.packA ? 1 : packs.units

  const place = (body: Body, at: Addresses, block: Expr): BlockPlace => {
    const row = body.keep(i32.mul(block, rows))
    const out = body.keep(i32.add(at.out, i32.mul(row, n * bytes)))
    return {
      a: body.keep(i32.add(at.a, i32.mul(row, (spec.transposeA ? 1 : k) * bytes))),
      packed: at.scratch,
      sums: out,
      out,
      row,
      index: body.keep(i32.mul(row, n)),
      operands: at.operands,
    }
  }

  /** One block of so many rows beside panels [from, to) of one width. */
  const beside = (
    body: Body,
    at: Addresses,
    height: number,
    block: BlockPlace,
    { width, column, offset, step }: Placed,
    from: Arg,
    to: Arg,
  ): void =>
    body.for(from, to, j =>
      strips(
        task,
        body,
        part,
        height,
        {
          width,
          b: body.keep(i32.add(i32.add(at.b, offset), i32.mul(j, step))),
          column: body.keep(i32.add(i32.mul(j, width), column)),
        },
        block,
      ),
    )

  const unit = (body: Body, at: Addresses, height: number, u: Expr): void => {
    const block = place(body, at, each === 1 ? u : i32.div_u(u, each))
    if (plan.packA) {
      let packed = 0
      for (const group of panels) {
        const tile = plan.heightFor(group.width)
        if (tile !== packed) packA(task, body, { k, width: group.width, rows: height }, block)
        packed = tile
        beside(body, at, height, block, group, 0, group.count)
      }
      return
    }
    const panel = body.keep(i32.rem_u(u, each))
    for (const group of panels) {
      const j = body.keep(i32.sub(panel, group.number))
      body.if(i32.lt_u(j, group.count), () =>
        beside(body, at, height, block, group, j, i32.add(j, 1)),
      )
    }
  }

  return {
    units: blocks * each,
    scratch: plan.packA ? align(Math.max(rows, lastRows) * k * bytes) : 0,
    packing: packs,
    write: (body, at) => {
      const last = (blocks - 1) * each
      const whole = lastRows === rows ? blocks * each : last
      body.for(at.from, minimum(at.to, whole), u => unit(body, at, rows, u))
      if (lastRows !== rows)
        body.for(maximum(at.from, last), at.to, u => unit(body, at, lastRows, u))
    },
  }
}

/** Whether a product is one of those. */
export const hasTiles = ({ spec, plan }: Task): boolean =>
  plan.packB && plan.share === 'rows' && plan.part >= spec.k && spec.batch === 1
