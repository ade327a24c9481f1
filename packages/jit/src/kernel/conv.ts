/** Convolution: windows of images times filters, without windows in memory. */
import type { Local } from '../wasm/body.js'
import { i32 } from '../wasm/code.js'
import type { ModuleWriter } from '../wasm/module.js'
import { linesOf } from './conv-lines.js'
import {
  bandsOf,
  type ConvSpec,
  convKey,
  eachPanel,
  extentAlong,
  minimum,
  type Panel,
  panelsFor,
  runsOf,
  seenBy,
} from './conv-spec.js'
import { convStrip } from './conv-strip.js'
import { type Kernel, kernel, packing } from './kernel.js'
import { lanesOf } from './matmul-lanes.js'
import { align } from './matmul-loops.js'
import { planOf } from './matmul-plan.js'
import { packingOf } from './matmul-shared.js'
import { areaOf, placesAlong } from './patches.js'

/** Bytes of the lines that a band of places sees: they rest in the first caches beside a panel of B. */
const BAND = 1 << 15

/**
 * P B, [places, area] by [area, channels], where P are the windows of the images. Work is shared by bands
 * of lines of places. Parameters: images, b, what the epilogue reads, out, scratch, from, to.
 */
export const convolve = (module: ModuleWriter, spec: ConvSpec): Kernel => {
  const { count, image, window, dtype, channels, transposeB, relaxed, epilogue } = spec
  const { strides, padding } = window
  const [down, right] = [placesAlong(spec, 0), placesAlong(spec, 1)]
  const area = areaOf(spec)
  const lanes = lanesOf(dtype, relaxed)
  const { bytes } = lanes
  const m = count * down * right
  const product = { m, n: channels, k: area, transposeA: false, transposeB, dtype, relaxed }
  const matrices = { ...product, batch: 1 }
  const plan = planOf(matrices, lanes, 'rows')
  const task = { module, spec: matrices, lanes, plan }
  const { panels } = panelsFor(lanes, plan.columns, area)
  const lines = linesOf(module, { image, dtype, ...seenBy(spec) })
  const { bands, each } = bandsOf(down, Math.floor(BAND / (strides[0] * lines.bytes)))
  const pixel = image[2] * bytes
  const { loops, length } = runsOf(spec, lines)
  const stripOf = ({ width, row }: Panel) =>
    convStrip(module, {
      lanes,
      width,
      height: plan.heightFor(width),
      places: { count: right, step: strides[1] * pixel, apart: 1 },
      lines: { step: strides[0] * lines.bytes, apart: right },
      run: { count: length, step: bytes },
      loops,
      bStep: plan.packB ? row : channels * bytes,
      n: channels,
      resume: false,
      ...(epilogue === undefined ? {} : { epilogue }),
    })
  const isEmpty = m * channels === 0
  const shares = {
    units: isEmpty ? 1 : count * bands,
    scratch: isEmpty ? 0 : align(lines.scratch(extentAlong(spec, 0, each - 1))),
  }
  const operands = 2 + (epilogue?.operands ?? 0)
  const name = convKey('conv', spec)
  const convolution = kernel(module, name, operands, shares, (body, at) => {
    if (isEmpty) return
    const [images, b, ...read] = at.operands as readonly Local[] as readonly [
      ...[Local, Local],
      ...Local[],
    ]
    const { out, scratch, from, to } = at
    body.for(from, to, unit => {
      const number = body.keep(i32.div_u(unit, bands))
      const first = body.keep(i32.mul(i32.rem_u(unit, bands), each))
      const rows = body.keep(minimum(i32.sub(down, first), each))
      const a = lines.at(body, {
        image: i32.add(images, i32.mul(number, image[0] * image[1] * pixel)),
        room: scratch,
        first: i32.sub(i32.mul(first, strides[0]), padding[0][0]),
        count: i32.add(i32.mul(rows, strides[0]), extentAlong(spec, 0, -1)),
      })
      const row = body.keep(i32.mul(i32.add(i32.mul(number, down), first), right))
      eachPanel(body, panels, (panel, nth, column) => {
        const ofPanel = plan.packB
          ? i32.add(i32.add(b, panel.offset), i32.mul(nth, panel.step))
          : i32.add(b, i32.mul(column, bytes))
        const place = i32.add(out, i32.mul(i32.add(i32.mul(row, channels), column), bytes))
        stripOf(panel)(body, {
          a,
          b: ofPanel,
          sums: place,
          out: place,
          lines: rows,
          row,
          column,
          counts: [],
          operands: read,
        })
      })
    })
  })
  if (isEmpty || !plan.packB) return convolution
  const { units, bytes: room, write } = packingOf(task)
  return {
    ...convolution,
    packing: packing(module, `${name}:pack`, { units, bytes: room, operand: 1 }, write),
  }
}
