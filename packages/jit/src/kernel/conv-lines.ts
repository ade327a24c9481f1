/** Lines of images with zeros around them, so that windows need not ask where the image ends. */
import type { DType } from '@miniflow/core'
import type { Body, Local } from '../wasm/body.js'
import { constant, type Expr, f32x4, i32 } from '../wasm/code.js'
import type { ModuleWriter } from '../wasm/module.js'
import { bytesOf } from './patches.js'
import { copyRun, fillRun } from './window-runs.js'

export interface LinesSpec {
  /** Height, width, channels. */
  readonly image: readonly [number, number, number]
  readonly dtype: DType
  /** The first column, before the image where it is below 0, and how many. */
  readonly column: number
  readonly width: number
  /** The first line that is ever wanted, and the last. */
  readonly first: number
  readonly last: number
  /** Bytes between pixels that are made. Default: 0. */
  readonly gap?: number
}

export interface Lines {
  /** Bytes from pixel to pixel. */
  readonly pixel: number
  /** Bytes of a line, and of so many of them in scratch memory: none where the image itself serves. */
  readonly bytes: number
  readonly scratch: (lines: number) => number
  /** The address of the first of lines [first, first + count) of an image; in `room`, if they must be made. */
  readonly at: (
    body: Body,
    lines: {
      readonly image: Expr
      readonly room: Expr
      readonly first: Expr
      readonly count: Expr
    },
  ) => Expr
}

/** (image, target, first, end): lines [first, end), zeros where the image has none. */
const padded = (module: ModuleWriter, spec: LinesSpec) => {
  const { image, dtype, column, width, gap = 0 } = spec
  const [height, across, channels] = image
  const pixel = channels * bytesOf[dtype]
  const step = pixel + gap
  const before = Math.min(width, Math.max(0, -column))
  const from = Math.max(0, column)
  const inside = Math.max(0, Math.min(across, column + width) - from)
  const after = width - before - inside
  const key = `padded-lines:${dtype}:${image.join('x')}:${column}_${width}_${gap}`.replaceAll(
    '-',
    '_',
  )
  return module.once(key, () =>
    module.function(key, { params: ['i32', 'i32', 'i32', 'i32'] }, (body, ...params) => {
      const [source, target, first, end] = params as readonly Local[] as readonly [
        ...[Local, Local, Local, Local],
      ]
      const zero = body.local('v128', f32x4.splat(0))
      /** Some pixels of a line, in one run where there are no gaps. */
      const run = (first: number, count: number, write: (at: Expr, i: Expr, n: number) => void) => {
        const at = body.local('i32', i32.add(target, first * step))
        if (gap === 0) {
          if (count > 0) write(at, constant('i32', 0), count * pixel)
          return
        }
        body.for(0, count, i => {
          write(at, i, pixel)
          body.set(at, i32.add(at, step))
        })
      }
      const fill = (first: number, count: number): void =>
        run(first, count, (at, _, n) => fillRun(body, at, n, zero))
      body.for(first, end, line => {
        body.if(
          i32.lt_u(line, height),
          () => {
            fill(0, before)
            const start = body.keep(i32.add(source, i32.mul(line, across * pixel)))
            run(before, inside, (at, i, n) =>
              copyRun(body, body.keep(i32.add(start, i32.mul(i32.add(i, from), pixel))), at, n),
            )
            fill(before + inside, after)
          },
          () => fill(0, width),
        )
        body.set(target, i32.add(target, width * step))
      })
    }),
  )
}

/** Where all lines and columns that are wanted lie within the image, nothing is copied. */
export const linesOf = (module: ModuleWriter, spec: LinesSpec): Lines => {
  const { image, dtype, column, width, first, last, gap = 0 } = spec
  const [height, across, channels] = image
  const pixel = channels * bytesOf[dtype]
  if (gap === 0 && column >= 0 && column + width <= across && first >= 0 && last < height)
    return {
      pixel,
      bytes: across * pixel,
      scratch: () => 0,
      at: (body, lines) =>
        body.keep(
          i32.add(lines.image, i32.add(i32.mul(lines.first, across * pixel), column * pixel)),
        ),
    }
  const bytes = width * (pixel + gap)
  return {
    pixel: pixel + gap,
    bytes,
    scratch: lines => lines * bytes,
    at: (body, { image: source, room, first: from, count }) => {
      body.call(padded(module, spec), source, room, from, i32.add(from, count))
      return room
    },
  }
}
