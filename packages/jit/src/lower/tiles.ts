/** Windows that lie side by side are views of the image: the same elements in another order. */
import type { Op, Slot } from '@miniflow/core/extend'
import { type Draft, opOf, type Rule } from './draft.js'

type Ints = readonly number[]

const isAll = (numbers: Ints, n: number): boolean => numbers.every(x => x === n)

/** The size of windows that neither overlap nor leave gaps, with nothing around the image. */
const tileOf = ({ params }: Op): readonly [number, number] | undefined => {
  const [size, strides, dilation] = [
    params.size,
    params.strides,
    params.dilation,
  ] as readonly Ints[]
  const padding = params.padding as readonly Ints[]
  return size?.every((n, i) => n === strides?.[i]) &&
    isAll(dilation as Ints, 1) &&
    padding.every(side => isAll(side, 0))
    ? (size as Ints as readonly [number, number])
    : undefined
}

/** [lead, rows, h, columns, w, channels] to and from [lead, rows, columns, h, w, channels]. */
const exchange = (draft: Draft, x: Slot, lead: number): Slot =>
  draft.apply(
    opOf('transpose', [
      ...Array.from({ length: lead + 1 }, (_, axis) => axis),
      lead + 2,
      lead + 1,
      lead + 3,
      lead + 4,
    ]),
    x,
  )

const reshaped = (draft: Draft, x: Slot, shape: Ints): Slot =>
  draft.apply(opOf('reshape', shape), x)

/** Patches of [lead, height, width, channels]; what is left at the edges falls into no window. */
export const tiles: Rule = (draft, op, [x = 0]) => {
  const tile = tileOf(op)
  if (tile === undefined) return undefined
  const [h, w] = tile
  const { shape } = draft.aval(x)
  const lead = shape.slice(0, -3)
  const [height, width, channels] = shape.slice(-3) as Ints as readonly [number, number, number]
  const [rows, columns] = [Math.floor(height / h), Math.floor(width / w)]
  const sizes = [...lead, rows * h, columns * w, channels]
  const whole = draft.apply(
    opOf(
      'slice',
      shape.map(() => 0),
      sizes,
      shape.map(() => 1),
    ),
    x,
  )
  const cut = reshaped(draft, whole, [...lead, rows, h, columns, w, channels])
  return reshaped(draft, exchange(draft, cut, lead.length), [
    ...lead,
    rows,
    columns,
    h * w,
    channels,
  ])
}

/** Windows back in their places; the edges that no window reaches are zeros. */
export const untiles: Rule = (draft, op, [g = 0]) => {
  const tile = tileOf(op)
  if (tile === undefined) return undefined
  const [h, w] = tile
  const { shape } = draft.aval(g)
  const lead = shape.slice(0, -4)
  const [rows, columns, , channels] = shape.slice(-4) as Ints as readonly [
    number,
    number,
    number,
    number,
  ]
  const [height, width] = op.params.image as Ints as readonly [number, number]
  const windows = reshaped(draft, g, [...lead, rows, columns, h, w, channels])
  const image = reshaped(draft, exchange(draft, windows, lead.length), [
    ...lead,
    rows * h,
    columns * w,
    channels,
  ])
  if (rows * h === height && columns * w === width) return image
  const to = [...lead, height, width, channels]
  return draft.apply(
    opOf(
      'place',
      to,
      to.map(() => 0),
      to.map(() => 1),
    ),
    image,
  )
}
