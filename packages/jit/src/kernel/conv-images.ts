/** The images' gradient of a convolution: a product added back into images, as a convolution of G. */
import type { Body, Local } from '../wasm/body.js'
import { constant, i32 } from '../wasm/code.js'
import type { ModuleWriter } from '../wasm/module.js'
import { linesOf } from './conv-lines.js'
import {
  bandsOf,
  type ConvSpec,
  convKey,
  eachPanel,
  maximum,
  minimum,
  type Panel,
  panelsFor,
} from './conv-spec.js'
import { convStrip } from './conv-strip.js'
import { type Kernel, kernel, type PackShare, packing } from './kernel.js'
import { packB } from './matmul-block.js'
import { lanesOf } from './matmul-lanes.js'
import { align } from './matmul-loops.js'
import { planOf } from './matmul-plan.js'
import { areaOf, placesAlong, type Window, type WindowsSpec } from './patches.js'

/** Bytes of the lines of G that a band of pixels sees. */
const BAND = 1 << 15

/**
 * Pixels along an axis that windows meet with the same elements: those at stride X + phase - padding, for
 * X in [low, high]. Element phase + stride a meets them in the window at place X - a, for a in [0, taps).
 */
interface Phase {
  readonly phase: number
  readonly taps: number
  readonly low: number
  readonly high: number
}

const phasesAlong = ({ image, window }: WindowsSpec, axis: 0 | 1): readonly Phase[] => {
  const [size, stride] = [window.size[axis], window.strides[axis]]
  const [before] = window.padding[axis]
  return Array.from({ length: stride }, (_, phase) => ({
    phase,
    taps: Math.max(0, Math.ceil((size - phase) / stride)),
    low: Math.ceil((before - phase) / stride),
    high: Math.floor((image[axis] - 1 + before - phase) / stride),
  })).filter(({ low, high }) => low <= high)
}

/** The places of windows that phases meet, from the first to the last. */
const placesOf = (phases: readonly Phase[]) => ({
  first: Math.min(...phases.map(({ low, taps }) => low - Math.max(0, taps - 1))),
  last: Math.max(...phases.map(({ high }) => high)),
  taps: Math.max(1, ...phases.map(({ taps }) => taps)),
})

/** Those that can be done so: without gaps within windows. */
export const isDense = ({ size, dilation }: Window): boolean =>
  dilation.every((n, axis) => n === 1 || size[axis] === 1)

/**
 * G B, [places, channels] by [channels, area], added back into images, as `unpatch` does. Each pixel is a
 * sum over the windows that it is in, those of its phase, and done at once. Work is shared by bands of
 * lines. Parameters: g, b, what the epilogue reads, images, scratch, from, to.
 */
export const convolveImages = (module: ModuleWriter, spec: ConvSpec): Kernel => {
  const { count, image, window, dtype, channels, transposeB, relaxed, epilogue } = spec
  const { size, strides, padding } = window
  const [height, across, made] = image
  const [down, right] = [placesAlong(spec, 0), placesAlong(spec, 1)]
  const area = areaOf(spec)
  const lanes = lanesOf(dtype, relaxed)
  const { bytes } = lanes
  const m = count * height * across
  const [rowPhases, columnPhases] = [phasesAlong(spec, 0), phasesAlong(spec, 1)]
  const isEmpty = m * made === 0
  const product = { m, n: made, k: channels, transposeA: false, transposeB, dtype, relaxed }
  const plan = planOf({ ...product, batch: 1 }, lanes, 'rows')
  // B's rows, or columns, are those of the windows' elements: `area` of them, of which a panel takes some.
  const task = {
    module,
    spec: { ...product, n: transposeB ? made : area, batch: 1 },
    lanes,
    plan,
  }

  const [rows, columns] = [placesOf(rowPhases), placesOf(columnPhases)]
  const lines = linesOf(module, {
    image: [down, right, channels],
    dtype,
    column: columns.first,
    width: Math.max(0, columns.last - columns.first + 1),
    first: rows.first,
    last: rows.last,
  })
  const pixel = channels * bytes
  const firstLine = Math.min(...rowPhases.map(({ low }) => low))
  const allLines = rows.last - firstLine + 1
  const { bands, each } = bandsOf(allLines, Math.floor(BAND / lines.bytes))
  const seen = each + rows.taps - 1

  /** Elements of B by phases, each with the panels that they are packed into. */
  let packed = 0
  let units = 0
  const phases = rowPhases.flatMap(row =>
    columnPhases.map(column => {
      const taps = row.taps * column.taps
      const found = panelsFor(lanes, plan.columns, taps * channels)
      const phase = { row, column, panels: found.panels, offset: packed, unit: units }
      packed += align(found.bytes)
      units += taps
      return phase
    }),
  )
  type Phases = (typeof phases)[number]

  const stripOf = ({ row, column }: Phases, panel: Panel) =>
    convStrip(module, {
      lanes,
      width: panel.width,
      height: plan.heightFor(panel.width),
      places: { count: column.high - column.low + 1, step: pixel, apart: strides[1] },
      lines: { step: lines.bytes, apart: strides[0] * across },
      run: { count: column.taps * channels, step: bytes },
      loops: [{ count: row.taps, step: lines.bytes }],
      bStep: panel.row,
      n: made,
      resume: false,
      ...(epilogue === undefined ? {} : { epilogue }),
    })

  /** The part of B that a phase meets, its elements in the order of the places of G: for each tap a unit. */
  const pack = (body: Body, { b, target, first, end }: PackShare, of: Phases): void => {
    const { row, column, panels, offset, unit } = of
    for (let y = 0; y < row.taps; y++)
      for (let x = 0; x < column.taps; x++) {
        const tap = y * column.taps + x
        const down = row.phase + strides[0] * (row.taps - 1 - y)
        const right = column.phase + strides[1] * (column.taps - 1 - x)
        const element = (down * size[1] + right) * made
        const isOurs = i32.and(i32.le_s(first, unit + tap), i32.gt_s(end, unit + tap))
        body.if(isOurs, () =>
          eachPanel(body, panels, (panel, nth, from) => {
            const source = i32.mul(i32.add(from, element), (transposeB ? channels : 1) * bytes)
            const into = offset + panel.offset + tap * channels * panel.row
            packB(
              task,
              body,
              { k: channels, width: panel.width },
              i32.add(b, source),
              i32.add(i32.add(target, into), i32.mul(nth, panel.step)),
              constant('i32', 1),
            )
          }),
        )
      }
  }

  const shares = {
    units: isEmpty ? 1 : count * bands,
    scratch: isEmpty ? 0 : align(lines.scratch(seen)),
  }
  const operands = 2 + (epilogue?.operands ?? 0)
  const name = convKey('conv-images', spec)
  const convolution = kernel(module, name, operands, shares, (body, at) => {
    if (isEmpty) return
    const [g, b, ...read] = at.operands as readonly Local[] as readonly [
      ...[Local, Local],
      ...Local[],
    ]
    const { out, scratch, from, to } = at
    body.for(from, to, unit => {
      const number = body.keep(i32.div_u(unit, bands))
      const begin = body.keep(i32.add(i32.mul(i32.rem_u(unit, bands), each), firstLine))
      const stop = body.keep(minimum(i32.add(begin, each), rows.last + 1))
      const first = body.keep(i32.sub(begin, rows.taps - 1))
      const ofG = lines.at(body, {
        image: body.keep(i32.add(g, i32.mul(number, down * right * pixel))),
        room: scratch,
        first,
        count: i32.sub(stop, first),
      })
      for (const phase of phases) {
        const { row, column } = phase
        const low = body.keep(maximum(begin, row.low))
        const many = body.keep(i32.sub(minimum(stop, row.high + 1), low))
        const line = i32.sub(i32.sub(low, Math.max(0, row.taps - 1)), first)
        const start = (column.low - Math.max(0, column.taps - 1) - columns.first) * pixel
        const a = body.keep(i32.add(i32.add(ofG, i32.mul(line, lines.bytes)), start))
        const y = i32.add(i32.mul(low, strides[0]), row.phase - padding[0][0])
        const x = strides[1] * column.low + column.phase - padding[1][0]
        const place = body.keep(i32.add(i32.mul(i32.add(i32.mul(number, height), y), across), x))
        eachPanel(body, phase.panels, (panel, nth, nthColumn) => {
          const target = i32.add(out, i32.mul(i32.add(i32.mul(place, made), nthColumn), bytes))
          stripOf(phase, panel)(body, {
            a,
            b: i32.add(i32.add(b, phase.offset + panel.offset), i32.mul(nth, panel.step)),
            sums: target,
            out: target,
            lines: many,
            row: place,
            column: nthColumn,
            counts: [],
            operands: read,
          })
        })
      }
    })
  })
  if (isEmpty || packed === 0) return convolution
  const how = { units, bytes: packed, operand: 1 }
  return {
    ...convolution,
    packing: packing(module, `${name}:pack`, how, (body, share) => {
      for (const phase of phases) pack(body, share, phase)
    }),
  }
}
