/** Measurements as the rows of a table that grows while training goes on. */
import { count, percent } from './format.js'
import type { Colors } from './screen.js'
import type { Measurement } from './train.js'

interface Column {
  readonly title: string
  readonly width: number
  readonly cell: (measurement: Measurement) => string
}

const iteration: Column = {
  title: 'iteration',
  width: 9,
  cell: ({ iteration: n }) => count(n),
}
const epoch: Column = { title: 'epoch', width: 5, cell: ({ epoch: n }) => String(n) }
const loss: Column = {
  title: 'loss',
  width: 8,
  cell: ({ loss: mean }) => mean?.toFixed(4) ?? '',
}
const validationLoss: Column = {
  title: 'validation loss',
  width: 15,
  cell: ({ validation }) => validation.loss.toFixed(4),
}
const accuracy: Column = {
  title: 'accuracy',
  width: 9,
  cell: ({ validation }) => percent(validation.accuracy),
}

/** The columns of the table. */
export type Layout = ReadonlyArray<Column>

const between = 2

const widthOf = (layout: Layout): number =>
  layout.reduce((sum, { width }) => sum + width + between, -between)

const whole: Layout = [iteration, epoch, loss, validationLoss, accuracy]

/** All columns, or on a narrow terminal the most telling ones. */
export const layoutFor = (width: number): Layout =>
  widthOf(whole) <= width ? whole : [iteration, loss, accuracy]

const line = (layout: Layout, text: (column: Column) => string): string =>
  layout.map(column => text(column).padStart(column.width)).join(' '.repeat(between))

export const heading = (layout: Layout, { dim }: Colors): string =>
  dim(line(layout, ({ title }) => title))

/** `loss` is the mean since the row before, `accuracy` that on validation images: green where it is the best so far. */
export const showMeasurement = (
  layout: Layout,
  measurement: Measurement,
  { green }: Colors,
): string => {
  const text = line(layout, ({ cell }) => cell(measurement))
  const start = text.length - accuracy.width
  return measurement.best ? text.slice(0, start) + green(text.slice(start)) : text
}
