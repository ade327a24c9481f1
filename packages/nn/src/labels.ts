/** Labels of rows: whole numbers from 0 to k - 1, checked before they are used as indices. */
import {
  DTypeError,
  expandDims,
  IndexError,
  less,
  ShapeError,
  type Tensor,
  where,
} from '@miniflow/core'
import { elements, showShape, wantTensors } from './door.js'

/**
 * The labels of rows of `scores` ([..., k]) as indices [..., 1] into the last axis.
 *
 * While a function is traced their values are not known. Negative ones are then mapped to k, so that
 * the program refuses them when it runs, as it does those that are too large, instead of counting
 * from the back.
 */
export const labelIndices = (name: string, scores: Tensor, labels: Tensor): Tensor => {
  const classes = checkRows(name, scores, labels)
  const known = elements(labels)
  if (known === undefined) return expandDims(where(less(labels, 0), classes, labels), -1)
  known.forEach((label, row) => {
    if (label < 0 || label >= classes)
      throw new IndexError(
        name,
        `the label of row ${row} is ${label}; expected 0 to ${classes - 1}, the classes of shape ${showShape(scores.shape)}.`,
        label < 0
          ? 'Leave rows without a label out of the batch.'
          : label === classes
            ? 'Labels count from 0: subtract 1 from labels that count from 1.'
            : 'Give the scores one column for each class.',
      )
  })
  return expandDims(labels, -1)
}

/** The number of classes, where there are rows, and one int32 label for each. */
const checkRows = (name: string, scores: Tensor, labels: Tensor): number => {
  wantTensors(name, { scores, labels })
  const rows = scores.shape.slice(0, -1)
  const classes = scores.shape[scores.rank - 1]
  if (classes === undefined || classes === 0)
    throw new ShapeError(
      name,
      `the scores have shape ${showShape(scores.shape)}; expected [rows, classes].`,
      'Give each row one score for each class.',
    )
  if (labels.dtype !== 'int32')
    throw new DTypeError(
      name,
      `the labels are ${labels.dtype}; expected int32, one class number for each row.`,
      "Use argmax(labels, { axis: -1 }) for one-hot rows, or astype(labels, 'int32').",
    )
  if (labels.shape.length !== rows.length || labels.shape.some((n, i) => n !== rows[i]))
    throw new ShapeError(
      name,
      `scores of shape ${showShape(scores.shape)} need labels of shape ${showShape(rows)}; got ${showShape(labels.shape)}.`,
      'Give one label for each row.',
    )
  if (labels.size === 0)
    throw new ShapeError(
      name,
      `the batch is empty: the scores have shape ${showShape(scores.shape)}, and the mean over no rows is not a number.`,
      'Leave empty batches out.',
    )
  return classes
}
