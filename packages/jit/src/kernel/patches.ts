/**
 * Windows of images: `patches` copies them out, `unpatch` adds them back. Images are [count, H, W, C],
 * patches [count, H', W', window, C]; a row of windows, one of H', is what work is made of.
 */
import type { DType } from '@miniflow/core'
import type { Body, FunctionRef, Local } from '../wasm/body.js'
import { type Expr, f32x4, f64x2, i8x16, i32, i32x4 } from '../wasm/code.js'
import type { ModuleWriter } from '../wasm/module.js'
import type { Kernel } from './kernel.js'
import { addRun, copyRun, fillRun } from './window-runs.js'

type Two = readonly [number, number]

/** How a window moves over the rows and columns of an image; the names are those of the op's parameters. */
export interface Window {
  readonly size: Two
  readonly strides: Two
  readonly dilation: Two
  readonly padding: readonly [Two, Two]
}

export interface WindowsSpec {
  /** Images. */
  readonly count: number
  /** Height, width, channels. */
  readonly image: readonly [number, number, number]
  readonly window: Window
  readonly dtype: DType
}

export interface PatchesSpec extends WindowsSpec {
  /** What stands where no image is. */
  readonly fill: number
}

/** Places of a window along rows or columns. */
export const placesAlong = ({ image, window }: WindowsSpec, axis: 0 | 1): number => {
  const [before, after] = window.padding[axis]
  const reach = (window.size[axis] - 1) * window.dilation[axis] + 1
  return Math.max(0, Math.floor((image[axis] + before + after - reach) / window.strides[axis]) + 1)
}

export const bytesOf = { float32: 4, float64: 8, int32: 4, bool: 1 } as const

/** Elements of one window. */
export const areaOf = ({ image, window }: WindowsSpec): number =>
  window.size[0] * window.size[1] * image[2]

export const windowsKey = ({ count, image, window, dtype }: WindowsSpec): string => {
  const { size, strides, dilation, padding } = window
  return `${dtype}:${count}x${image.join('x')}:${size}/${strides}/${dilation}/${padding}`.replaceAll(
    ',',
    '.',
  )
}

/** Places along a row, from the first to the end of those whose windows lie within the width. */
const wholePlaces = (spec: WindowsSpec): Two => {
  const { size, strides, dilation, padding } = spec.window
  const right = placesAlong(spec, 1)
  // Pixels that lie apart are handled one by one.
  if (dilation[1] > 1 && size[1] > 1) return [right, right]
  const first = Math.min(right, Math.ceil(padding[1][0] / strides[1]))
  const reach = spec.image[1] - size[1] + padding[1][0]
  return [first, Math.min(right, Math.max(first, Math.floor(reach / strides[1]) + 1))]
}

type OnRun = (at: { readonly image: Expr; readonly patch: Expr }, bytes: number) => void

interface Runs {
  readonly spec: WindowsSpec
  readonly inside: OnRun
  readonly outside?: (patch: Expr, bytes: number) => void
}

const pixelOf = ({ image, dtype }: WindowsSpec): number => image[2] * bytesOf[dtype]

/** A run whose first pixel stands in a column of a line (the address of column 0), pixel by pixel. */
const pixelByPixel = (
  body: Body,
  { spec, inside, outside }: Runs,
  { line, column, patch }: { readonly line: Expr; readonly column: Expr; readonly patch: Expr },
): void => {
  const pixel = pixelOf(spec)
  body.for(0, spec.window.size[1], b => {
    const at = body.keep(i32.add(column, i32.mul(b, spec.window.dilation[1])))
    const here = body.keep(i32.add(patch, i32.mul(b, pixel)))
    body.if(
      i32.lt_u(at, spec.image[1]),
      () => inside({ image: body.keep(i32.add(line, i32.mul(at, pixel))), patch: here }, pixel),
      outside && (() => outside(here, pixel)),
    )
  })
}

/** Row u of windows: the first row of its images, the address of that row's column 0, and that of its patches. */
const rowOfWindows = (body: Body, spec: WindowsSpec, images: Expr, windows: Expr, u: Expr) => {
  const [height, width] = spec.image
  const { size, strides, padding } = spec.window
  const down = placesAlong(spec, 0)
  const pixel = pixelOf(spec)
  const image = body.keep(i32.add(images, i32.mul(i32.div_u(u, down), height * width * pixel)))
  const row = body.keep(i32.sub(i32.mul(i32.rem_u(u, down), strides[0]), padding[0][0]))
  return {
    row,
    line: body.keep(i32.add(image, i32.mul(row, width * pixel))),
    patch: body.keep(
      i32.add(windows, i32.mul(u, placesAlong(spec, 1) * size[0] * size[1] * pixel)),
    ),
  }
}

type Task = readonly [images: Expr, windows: Expr, from: Expr, to: Expr]

/** Every run of the rows of windows [from, to), one row of the image after the other. */
const runsByRows = (body: Body, runs: Runs, [images, windows, from, to]: Task): void => {
  const { spec, inside, outside } = runs
  const [height, width] = spec.image
  const { size, strides, dilation, padding } = spec.window
  const [rows, columns] = size
  const pixel = pixelOf(spec)
  const right = placesAlong(spec, 1)
  const run = columns * pixel
  const [first, end] = wholePlaces(spec)
  body.for(from, to, u => {
    const { row, line, patch: start } = rowOfWindows(body, spec, images, windows, u)
    const patch = body.local('i32')
    const places = (low: number, high: number, write: () => void): void =>
      body.for(low, high, () => {
        write()
        body.set(patch, i32.add(patch, rows * run))
      })
    const column = body.local('i32')
    const single = (): void => {
      pixelByPixel(body, runs, { line, column, patch })
      body.set(column, i32.add(column, strides[1]))
    }
    body.for(0, rows, () => {
      body.set(patch, start)
      body.if(
        i32.lt_u(row, height),
        () => {
          body.set(column, -padding[1][0])
          places(0, first, single)
          const found = body.keep(i32.add(line, (first * strides[1] - padding[1][0]) * pixel))
          places(first, end, () => {
            inside({ image: found, patch }, run)
            body.set(found, i32.add(found, strides[1] * pixel))
          })
          body.set(column, end * strides[1] - padding[1][0])
          places(end, right, single)
        },
        outside && (() => places(0, right, () => outside(patch, run))),
      )
      body.set(row, i32.add(row, dilation[0]))
      body.set(line, i32.add(line, dilation[0] * width * pixel))
      body.set(start, i32.add(start, run))
    })
  })
}

/**
 * The same runs, one place after the other. Runs that overlap those before them by parts of a vector
 * would wait, each, for what was just written; this way others come between.
 */
const runsByPlaces = (body: Body, runs: Runs, [images, windows, from, to]: Task): void => {
  const { spec, inside, outside } = runs
  const [height, width] = spec.image
  const { size, strides, dilation, padding } = spec.window
  const [rows, columns] = size
  const pixel = pixelOf(spec)
  const run = columns * pixel
  const whole = dilation[1] === 1 && columns <= width
  body.for(from, to, u => {
    const top = rowOfWindows(body, spec, images, windows, u)
    const { patch } = top
    const column = body.local('i32', -padding[1][0])
    body.for(0, placesAlong(spec, 1), () => {
      const row = body.local('i32', top.row)
      const line = body.local('i32', top.line)
      const single = (): void => pixelByPixel(body, runs, { line, column, patch })
      body.for(0, rows, () => {
        body.if(
          i32.lt_u(row, height),
          () => {
            if (!whole) single()
            else
              body.if(
                i32.le_u(column, width - columns),
                () => {
                  const image = body.keep(i32.add(line, i32.mul(column, pixel)))
                  inside({ image, patch }, run)
                },
                single,
              )
          },
          outside && (() => outside(patch, run)),
        )
        body.set(row, i32.add(row, dilation[0]))
        body.set(line, i32.add(line, dilation[0] * width * pixel))
        body.set(patch, i32.add(patch, run))
      })
      body.set(column, i32.add(column, strides[1]))
    })
  })
}

const splat = (dtype: DType, x: number): Expr =>
  dtype === 'float32'
    ? f32x4.splat(x)
    : dtype === 'float64'
      ? f64x2.splat(x)
      : dtype === 'int32'
        ? i32x4.splat(x)
        : i8x16.splat(x)

/** (images, patches, from, to): copies rows of windows [from, to); row u of windows stands at its place in the patches. */
const gatherWindows = (module: ModuleWriter, spec: PatchesSpec): FunctionRef => {
  const key = `gather-windows:${windowsKey(spec)}:${spec.fill}`
  return module.once(key, () =>
    module.function(key, { params: ['i32', 'i32', 'i32', 'i32'] }, (body, ...params) => {
      const [images, windows, from, to] = params as [Local, Local, Local, Local]
      const fill = body.local('v128', splat(spec.dtype, spec.fill))
      runsByRows(
        body,
        {
          spec,
          inside: ({ image, patch }, bytes) => copyRun(body, image, patch, bytes),
          outside: (patch, bytes) => fillRun(body, patch, bytes, fill),
        },
        [images, windows, from, to],
      )
    }),
  )
}

/** (patches, images, from, to): adds rows of windows [from, to) to the images. */
const scatterWindows = (module: ModuleWriter, spec: WindowsSpec): FunctionRef => {
  const key = `scatter-windows:${windowsKey(spec)}`
  const { dtype } = spec
  if (dtype === 'bool') throw new Error('unpatch: sums of bool')
  return module.once(key, () =>
    module.function(key, { params: ['i32', 'i32', 'i32', 'i32'] }, (body, ...params) => {
      const [windows, images, from, to] = params as [Local, Local, Local, Local]
      const inside: OnRun = ({ image, patch }, bytes) => addRun(body, dtype, patch, image, bytes)
      const each = pixelOf(spec) % 16 === 0 ? runsByRows : runsByPlaces
      each(body, { spec, inside }, [images, windows, from, to])
    }),
  )
}

/** All windows of all images; work is shared by rows of windows. Parameters: images, patches, scratch, from, to. */
export const patches = (module: ModuleWriter, spec: PatchesSpec): Kernel => {
  const units = spec.count * placesAlong(spec, 0)
  const key = `patches:${windowsKey(spec)}:${spec.fill}`
  const f = module.once(key, () =>
    module.function(key, { params: ['i32', 'i32', 'i32', 'i32', 'i32'] }, (body, ...params) => {
      const [images, windows, , from, to] = params as [Local, Local, Local, Local, Local]
      if (units > 0) body.call(gatherWindows(module, spec), images, windows, from, to)
    }),
  )
  return { f, units: Math.max(1, units), scratch: 0 }
}

/** Windows added back into images; work is shared by images. Parameters: patches, images, scratch, from, to. */
export const unpatch = (module: ModuleWriter, spec: WindowsSpec): Kernel => {
  const key = `unpatch:${windowsKey(spec)}`
  const bytes = spec.image.reduce((x, y) => x * y, bytesOf[spec.dtype])
  const down = placesAlong(spec, 0)
  const f = module.once(key, () =>
    module.function(key, { params: ['i32', 'i32', 'i32', 'i32', 'i32'] }, (body, ...params) => {
      const [windows, images, , from, to] = params as [Local, Local, Local, Local, Local]
      const { count } = spec
      if (count === 0) return
      body.fill(i32.add(images, i32.mul(from, bytes)), 0, i32.mul(i32.sub(to, from), bytes))
      if (down > 0)
        body.call(
          scatterWindows(module, spec),
          windows,
          images,
          i32.mul(from, down),
          i32.mul(to, down),
        )
    }),
  )
  return { f, units: Math.max(1, spec.count), scratch: 0 }
}
