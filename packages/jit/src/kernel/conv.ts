/**
 * Convolution as matrix products with windows that are never all in memory: a band of them is made,
 * used while the cache has it, and overwritten by the next.
 */
import type { Local } from '../wasm/body.js'
import { constant, i32 } from '../wasm/code.js'
import type { ModuleWriter } from '../wasm/module.js'
import type { Kernel } from './kernel.js'
import { panelStep, panelsOf, type Task } from './matmul-block.js'
import { lanesOf } from './matmul-lanes.js'
import { align, block, byRows, packPanels } from './matmul-loops.js'
import { planOf } from './matmul-plan.js'
import type { Epilogue, MatmulSpec } from './matmul-spec.js'
import {
  areaOf,
  bytesOf,
  gatherWindows,
  placesAlong,
  scatterWindows,
  type WindowsSpec,
  windowsKey,
} from './patches.js'

export interface ConvSpec extends WindowsSpec {
  /** Columns of B: the channels made. For the images' gradient the channels of G. */
  readonly channels: number
  readonly transposeB: boolean
  readonly relaxed: boolean
  readonly epilogue?: Epilogue
}

/** Bytes of a band: it should rest in the second cache beside B. */
const BAND = 1 << 17

/** Rows of windows (one of H' each) in a band. */
const bandOf = (spec: WindowsSpec): number => {
  const row = placesAlong(spec, 1) * areaOf(spec) * bytesOf[spec.dtype]
  const all = spec.count * placesAlong(spec, 0)
  return Math.max(1, Math.min(all, Math.floor(BAND / row)))
}

const keyOf = (name: string, s: ConvSpec): string =>
  [
    `${name}:${windowsKey(s)}:${s.channels}${s.transposeB ? 't' : 'n'}${s.relaxed ? 'r' : ''}`,
    ...(s.epilogue === undefined ? [] : [s.epilogue.key]),
  ].join(':')

/**
 * P B, or P^T B with `transposeA`, where P is [places, area]: the windows (`patches`, filled with 0) of
 * the images that are the first operand. Parameters: images, b, what the epilogue reads, out, scratch, from, to.
 */
export const convMatmul = (
  module: ModuleWriter,
  spec: ConvSpec & { readonly transposeA: boolean },
): Kernel => {
  const { transposeA, transposeB, dtype, relaxed, channels, epilogue } = spec
  const right = placesAlong(spec, 1)
  const places = spec.count * placesAlong(spec, 0) * right
  const area = areaOf(spec)
  const product: MatmulSpec = {
    m: transposeA ? area : places,
    n: channels,
    k: transposeA ? places : area,
    transposeA,
    transposeB,
    dtype,
    batch: 1,
    relaxed,
    ...(epilogue === undefined ? {} : { epilogue }),
  }
  const lanes = lanesOf(dtype, relaxed)
  const empty = product.m * product.n === 0
  const band = bandOf(spec) * right
  const usual = planOf(product, lanes, 'rows')
  const plan = transposeA
    ? { ...usual, part: Math.max(1, band) }
    : { ...usual, rows: band, blocks: Math.max(1, Math.floor(places / Math.max(1, band))) }
  const task: Task = {
    module,
    spec: product,
    lanes,
    plan,
    rowsOf: (body, images, target, from, count) => {
      if (count === 0) return
      // Row u of windows is written u rows behind an address that lies as many rows before the target.
      const bytes = right * area * lanes.bytes
      const first = body.keep(i32.div_u(from, right))
      body.call(
        gatherWindows(module, { ...spec, fill: 0 }),
        images,
        i32.sub(target, i32.mul(first, bytes)),
        first,
        i32.add(first, count / right),
      )
    },
  }
  const loops = empty ? undefined : byRows(task)
  const operands = epilogue?.operands ?? 0
  const key = keyOf(`conv-matmul-${transposeA ? 't' : 'n'}`, spec)
  const f = module.once(key, () =>
    module.function(
      key,
      { params: Array.from({ length: 6 + operands }, () => 'i32' as const) },
      (body, ...params) => {
        const [a, b] = params as unknown as [Local, Local]
        const [out, scratch, from, to] = params.slice(-4) as [Local, Local, Local, Local]
        loops?.write(body, { a, b, operands: params.slice(2, -4), out, scratch, from, to })
      },
    ),
  )
  return { f, units: loops?.units ?? 1, scratch: loops?.scratch ?? 0 }
}

/**
 * G B, [places, channels] by [channels, area], as windows added back into images (`unpatch`); work is
 * shared by images. Parameters: g, b, images, scratch, from, to.
 */
export const convUnpatch = (module: ModuleWriter, spec: Omit<ConvSpec, 'epilogue'>): Kernel => {
  const { transposeB, dtype, relaxed, channels, count } = spec
  const right = placesAlong(spec, 1)
  const down = placesAlong(spec, 0)
  const area = areaOf(spec)
  const lanes = lanesOf(dtype, relaxed)
  const band = Math.min(down, bandOf(spec))
  const product: MatmulSpec = {
    m: band * right,
    n: area,
    k: channels,
    transposeA: false,
    transposeB,
    dtype,
    batch: 1,
    relaxed,
  }
  const plan = { ...planOf(product, lanes, 'rows'), packA: false }
  const task: Task = { module, spec: product, lanes, plan }
  const empty = count * down * right * area === 0
  const panels = plan.packB
    ? align(
        panelsOf(task).reduce((sum, p) => sum + p.count * panelStep(task, channels, p.width), 0),
      )
    : 0
  const imageBytes = spec.image.reduce((x, y) => x * y, lanes.bytes)
  const key = keyOf('conv-unpatch', spec)
  const f = module.once(key, () =>
    module.function(
      key,
      { params: Array.from({ length: 6 }, () => 'i32' as const) },
      (body, ...params) => {
        const [g, b, images, scratch, from, to] = params as unknown as [
          Local,
          Local,
          Local,
          Local,
          Local,
          Local,
        ]
        if (imageBytes * count === 0) return
        body.fill(
          i32.add(images, i32.mul(from, imageBytes)),
          0,
          i32.mul(i32.sub(to, from), imageBytes),
        )
        if (empty) return
        if (plan.packB) packPanels(task, body, channels, b, scratch)
        const windows = body.keep(i32.add(scratch, panels))
        const rows = (first: Local, of: number): void => {
          const zero = constant('i32', 0)
          block(
            task,
            body,
            { k: channels, first: true, last: true },
            of * right,
            plan.packB ? scratch : b,
            {
              a: body.keep(i32.add(g, i32.mul(first, right * channels * lanes.bytes))),
              packed: zero,
              sums: windows,
              out: windows,
              row: zero,
              index: zero,
              operands: [],
            },
          )
          body.call(
            scatterWindows(module, spec),
            i32.sub(windows, i32.mul(first, right * area * lanes.bytes)),
            images,
            first,
            i32.add(first, of),
          )
        }
        const last = body.keep(i32.mul(to, down))
        const u = body.local('i32', i32.mul(from, down))
        body.while(
          () => i32.le_s(i32.add(u, band), last),
          () => {
            rows(u, band)
            body.set(u, i32.add(u, band))
          },
        )
        body.while(
          () => i32.lt_s(u, last),
          () => {
            rows(u, 1)
            body.set(u, i32.add(u, 1))
          },
        )
      },
    ),
  )
  return {
    f,
    units: Math.max(1, count),
    scratch: empty ? 0 : panels + align(band * right * area * lanes.bytes),
  }
}
