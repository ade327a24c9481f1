/** The filters' gradient of a convolution: windows of images, transposed, times G. */
import type { Local } from '../wasm/body.js'
import { constant, type Expr, i32 } from '../wasm/code.js'
import type { ModuleWriter } from '../wasm/module.js'
import { linesOf } from './conv-lines.js'
import {
  bandsOf,
  type ConvSpec,
  convKey,
  extentAlong,
  maximum,
  minimum,
  type Panel,
  panelsFor,
  runsOf,
  seenBy,
} from './conv-spec.js'
import { convStrip } from './conv-strip.js'
import { type Kernel, kernel } from './kernel.js'
import { packB } from './matmul-block.js'
import { lanesOf } from './matmul-lanes.js'
import { align } from './matmul-loops.js'
import { planOf } from './matmul-plan.js'
import { areaOf, placesAlong } from './patches.js'

/** Bytes that a register tile and a panel of G see of a band: they rest in the first cache. */
const BAND = 12288

/** Bytes of a line of the cache. */
const LINE = 64

/** Places that lie so many bytes apart, or twice as many, all fall into a few lines of the first cache. */
const CLASH = 256

interface Band {
  readonly isFirst: boolean
  readonly isLast: boolean
}

/**
 * P^T G, [area, places] by [places, channels], where P are the windows of the images: a sum over the
 * places, band by band. Work is shared by panels of G and by runs of the windows. Parameters: images, g,
 * what the epilogue reads, out, scratch, from, to.
 */
export const convolveFilters = (module: ModuleWriter, spec: ConvSpec): Kernel => {
  const { count, image, window, dtype, channels, transposeB, relaxed, epilogue } = spec
  const { strides, padding } = window
  const [down, right] = [placesAlong(spec, 0), placesAlong(spec, 1)]
  const area = areaOf(spec)
  const lanes = lanesOf(dtype, relaxed)
  const { bytes } = lanes
  const k = count * down * right
  const product = { m: area, n: channels, k, transposeA: true, transposeB, dtype, relaxed }
  const matrices = { ...product, batch: 1 }
  const plan = planOf(matrices, lanes, 'rows')
  const task = { module, spec: matrices, lanes, plan }

  const pixel = image[2] * bytes
  // A band is some lines of places of one image, or some images.
  const fit = Math.floor(BAND / (Math.min(LINE, strides[1] * pixel) + plan.columns.width * bytes))
  const { bands, each } = bandsOf(down, Math.floor(fit / right))
  const together =
    bands > 1 ? 1 : Math.max(1, bandsOf(count, Math.floor(fit / (down * right))).each)
  const all = Math.max(1, bands > 1 ? count * bands : Math.ceil(count / together))
  const longest = together * each * right

  const packs = transposeB || channels * bytes > 64
  const { panels, bytes: packed } = panelsFor(lanes, plan.columns, longest)
  const gap = (strides[1] * pixel) % CLASH === 0 ? LINE : 0
  const lines = linesOf(module, { image, dtype, ...seenBy(spec), gap })
  const imageBytes = image[0] * image[1] * pixel
  const { loops, length } = runsOf(spec, lines)
  const runs = loops.reduce((n, loop) => n * loop.count, 1)
  const [rows, columns] = [loops[0], loops[1] ?? { count: 1, step: 0 }]
  const seen = extentAlong(spec, 0, each - 1) * lines.bytes
  const isMade = lines.scratch(1) > 0

  // An epilogue may read what stands in the result, so that sums must rest elsewhere.
  const rests = all > 1 && (epilogue?.operands ?? 0) > 0
  const afterG = packs ? align(packed) : 0
  const afterLines = afterG + (isMade ? align(together * seen) : 0)

  const stripOf = ({ width, row }: Panel, { isFirst, isLast }: Band) =>
    convStrip(module, {
      lanes,
      width,
      height: plan.heightFor(width),
      places: { count: length, step: bytes, apart: 1 },
      lines: { step: 0, apart: 0 },
      run: { count: right, step: strides[1] * lines.pixel },
      loops: [{ step: isMade ? seen : imageBytes }, { step: strides[0] * lines.bytes }],
      bStep: packs ? row : channels * bytes,
      n: channels,
      resume: !isFirst,
      ...(isLast && epilogue !== undefined ? { epilogue } : {}),
    })

  const isEmpty = area * channels === 0
  const shares = {
    units: isEmpty ? 1 : runs * panels.reduce((n, panel) => n + panel.count, 0),
    scratch: isEmpty ? 0 : afterLines + (rests ? align(area * channels * bytes) : 0),
  }
  const operands = 2 + (epilogue?.operands ?? 0)
  const name = convKey('conv-filters', spec)
  const convolution = kernel(module, name, operands, shares, (body, at) => {
    if (isEmpty) return
    const [images, g, ...read] = at.operands as readonly Local[] as readonly [
      ...[Local, Local],
      ...Local[],
    ]
    const { out, scratch, from, to } = at
    const resting = rests ? body.keep(i32.add(scratch, afterLines)) : out

    /** The lines that a band sees of each of its images; the address of the first. */
    const imagesOf = (number: Expr, some: Expr, first: Expr, high: Expr): Expr => {
      const lineOf = {
        first: body.keep(i32.sub(i32.mul(first, strides[0]), padding[0][0])),
        count: body.keep(i32.add(i32.mul(high, strides[0]), extentAlong(spec, 0, -1))),
      }
      const image0 = body.keep(i32.add(images, i32.mul(number, imageBytes)))
      const start = body.keep(i32.add(scratch, afterG))
      if (!isMade) return lines.at(body, { image: image0, room: start, ...lineOf })
      const room = body.local('i32', start)
      body.for(0, some, () => {
        lines.at(body, { image: image0, room, ...lineOf })
        body.set(image0, i32.add(image0, imageBytes))
        body.set(room, i32.add(room, seen))
      })
      return start
    }

    const band = (index: Expr, of: Band): void => {
      const number = body.keep(bands > 1 ? i32.div_u(index, bands) : i32.mul(index, together))
      const some = bands > 1 ? constant('i32', 1) : minimum(i32.sub(count, number), together)
      const first = bands > 1 ? i32.mul(i32.rem_u(index, bands), each) : constant('i32', 0)
      const [few, low] = [body.keep(some), body.keep(first)]
      const high = body.keep(minimum(i32.sub(down, low), each))
      const a = imagesOf(number, few, low, high)
      const place = body.keep(i32.mul(i32.add(i32.mul(number, down), low), right))
      const total = body.keep(i32.mul(few, high))
      let before = 0
      for (const panel of panels) {
        const start = before * runs
        const end = (before + panel.count) * runs
        const [begin, stop] = [body.keep(maximum(from, start)), body.keep(minimum(to, end))]
        // The panels that this share has a part of.
        if (packs)
          body.if(i32.lt_s(begin, stop), () => {
            const last = i32.div_u(i32.sub(stop, start + 1), runs)
            body.for(i32.div_u(i32.sub(begin, start), runs), i32.add(last, 1), nth => {
              const column = body.keep(i32.add(i32.mul(nth, panel.width), panel.column))
              packLines({ panel, nth, column, place, total })
            })
          })
        body.for(begin, stop, unit => {
          const own = body.keep(i32.sub(unit, start))
          const nth = body.keep(i32.div_u(own, runs))
          const run = body.keep(i32.rem_u(own, runs))
          const column = body.keep(i32.add(i32.mul(nth, panel.width), panel.column))
          const row = body.keep(i32.mul(run, length))
          const offset = body.keep(i32.mul(i32.add(i32.mul(row, channels), column), bytes))
          const line = i32.mul(i32.div_u(run, columns.count), rows.step)
          const across = i32.mul(i32.rem_u(run, columns.count), columns.step)
          const sums = i32.add(resting, offset)
          stripOf(panel, of)(body, {
            a: i32.add(a, i32.add(line, across)),
            b: packs
              ? i32.add(i32.add(scratch, panel.offset), i32.mul(nth, panel.step))
              : i32.add(g, i32.mul(i32.add(i32.mul(place, channels), column), bytes)),
            sums,
            out: of.isLast ? i32.add(out, offset) : sums,
            lines: constant('i32', 1),
            row,
            column,
            counts: [few, high],
            operands: read,
          })
        })
        before += panel.count
      }
    }

    /** A panel of a band's part of G, line by line of places. */
    const packLines = (of: {
      readonly panel: Panel
      readonly nth: Expr
      readonly column: Expr
      readonly place: Expr
      readonly total: Expr
    }): void => {
      const { panel, nth, column, place, total } = of
      const { width, offset, step, row } = panel
      const element = transposeB
        ? i32.add(i32.mul(column, k), place)
        : i32.add(i32.mul(place, channels), column)
      const source = body.keep(i32.add(g, i32.mul(element, bytes)))
      const target = body.keep(i32.add(i32.add(scratch, offset), i32.mul(nth, step)))
      body.for(0, total, () => {
        packB(task, body, { k: right, width }, source, target, constant('i32', 1))
        body.set(source, i32.add(source, right * bytes * (transposeB ? 1 : channels)))
        body.set(target, i32.add(target, right * row))
      })
    }

    body.if(i32.lt_s(from, to), () => {
      band(constant('i32', 0), { isFirst: true, isLast: all === 1 })
      if (all > 2) body.for(1, all - 1, b => band(b, { isFirst: false, isLast: false }))
      if (all > 1) band(constant('i32', all - 1), { isFirst: false, isLast: true })
    })
  })
  // Each call makes the lines of all images.
  return { ...convolution, isWhole: true }
}
