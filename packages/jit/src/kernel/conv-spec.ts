/** What a convolution is asked for, and what its three products have in common. */
import type { Body } from '../wasm/body.js'
import { type Arg, constant, type Expr, i32, select } from '../wasm/code.js'
import type { Lines } from './conv-lines.js'
import type { Lanes } from './matmul-lanes.js'
import type { Columns } from './matmul-plan.js'
import type { Epilogue } from './matmul-spec.js'
import { areaOf, bytesOf, placesAlong, type WindowsSpec, windowsKey } from './patches.js'

/** Windows P of images, a matrix [places, area]; G, the other matrix beside them, has a column for each channel. */
export interface ConvSpec extends WindowsSpec {
  readonly channels: number
  readonly transposeB: boolean
  /** Multiply and add with one rounding, where the machine does it so. */
  readonly relaxed: boolean
  readonly epilogue?: Epilogue
}

export const convKey = (name: string, s: ConvSpec): string =>
  [
    `${name}:${windowsKey(s)}:${s.channels}${s.transposeB ? 't' : 'n'}${s.relaxed ? 'r' : ''}`,
    ...(s.epilogue === undefined ? [] : [s.epilogue.key]),
  ].join(':')

/** Lines, or columns, from the first pixel of a window to its last. */
const reachAlong = ({ window }: WindowsSpec, axis: 0 | 1): number =>
  (window.size[axis] - 1) * window.dilation[axis] + 1

/** Lines, or columns, from the first pixel of one window to the last of that `steps` places on. */
export const extentAlong = (spec: WindowsSpec, axis: 0 | 1, steps: number): number =>
  steps * spec.window.strides[axis] + reachAlong(spec, axis)

/** The pixels that windows see: columns, lines. */
export const seenBy = (
  spec: WindowsSpec,
): Readonly<Record<'column' | 'width' | 'first' | 'last', number>> => {
  const [[top], [left]] = spec.window.padding
  return {
    column: -left,
    width: Math.max(0, extentAlong(spec, 1, placesAlong(spec, 1) - 1)),
    first: -top,
    last: extentAlong(spec, 0, placesAlong(spec, 0) - 1) - top - 1,
  }
}

/**
 * Whether lines with zeros around them, from the first pixel that windows see to the last, are no more than
 * images and windows: with dilation and padding beyond all measure they are.
 */
export const hasNearWindows = (spec: WindowsSpec): boolean => {
  const { width, first, last } = seenBy(spec)
  const [height, across, channels] = spec.image
  const places = placesAlong(spec, 0) * placesAlong(spec, 1)
  return width * (last - first + 1) * channels <= height * across * channels + places * areaOf(spec)
}

interface Loop {
  readonly count: number
  readonly step: number
}

/** The elements of a window in their order: runs that lie side by side in lines, at steps of so many bytes. */
export const runsOf = (
  spec: WindowsSpec,
  { pixel, bytes: line }: Pick<Lines, 'pixel' | 'bytes'>,
): { readonly loops: readonly [Loop, ...Loop[]]; readonly length: number } => {
  const { size, dilation } = spec.window
  const [rows, columns] = size
  const down = { count: rows, step: dilation[0] * line }
  const isDense = dilation[1] === 1 && pixel === spec.image[2] * bytesOf[spec.dtype]
  return isDense || columns === 1
    ? { loops: [down], length: columns * spec.image[2] }
    : {
        loops: [down, { count: columns, step: dilation[1] * pixel }],
        length: spec.image[2],
      }
}

/** `count` things in bands of as many as fit, all alike but for the last. */
export const bandsOf = (count: number, fit: number): { readonly bands: number; each: number } => {
  const bands = Math.max(1, Math.ceil(count / Math.max(1, fit)))
  return { bands, each: Math.ceil(count / bands) }
}

/** Panels of columns of one width, and where they lie one after the other once they are packed. */
export interface Panel {
  readonly width: number
  readonly count: number
  /** The first column. */
  readonly column: number
  readonly offset: number
  /** Bytes from panel to panel, and from row to row. */
  readonly step: number
  readonly row: number
}

const rowBytes = (lanes: Lanes, width: number): number => Math.ceil(width / lanes.count) * 16

/** The panels of a matrix with k rows. */
export const panelsFor = (
  lanes: Lanes,
  { width, full, last }: Columns,
  k: number,
): { readonly panels: readonly Panel[]; readonly bytes: number } => {
  const [first, second] = [rowBytes(lanes, width), rowBytes(lanes, last)]
  const offset = full * k * first
  const panels = [
    { width, count: full, column: 0, offset: 0, step: k * first, row: first },
    { width: last, count: 1, column: full * width, offset, step: k * second, row: second },
  ].filter(panel => panel.width * panel.count > 0)
  return { panels, bytes: offset + (last > 0 ? k * second : 0) }
}

export const minimum = (a: Expr, b: Arg): Expr => {
  const other = typeof b === 'number' ? constant('i32', b) : b
  return select(a, other, i32.lt_s(a, other))
}

export const maximum = (a: Expr, b: Arg): Expr => {
  const other = typeof b === 'number' ? constant('i32', b) : b
  return select(a, other, i32.gt_s(a, other))
}

/** Each panel by its number among those of its width, and its first column. */
export const eachPanel = (
  body: Body,
  panels: readonly Panel[],
  write: (panel: Panel, number: Expr, column: Expr) => void,
): void => {
  for (const panel of panels)
    body.for(0, panel.count, number => {
      write(panel, number, body.keep(i32.add(i32.mul(number, panel.width), panel.column)))
    })
}
