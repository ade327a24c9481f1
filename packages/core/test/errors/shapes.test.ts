import {
  add,
  argmax,
  broadcastTo,
  clip,
  concat,
  dot,
  matmul,
  max,
  mul,
  outer,
  pad,
  reshape,
  roll,
  slice,
  split,
  squeeze,
  stack,
  type Tensor,
  takeAlongAxis,
  tensor,
  tril,
  where,
  zeros,
} from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { messageOf } from '../support/message.js'

const x23: Tensor = zeros([2, 3])
const x2: Tensor = zeros([2])
const int: Tensor = tensor([1, 2], { dtype: 'int32' })

describe('shapes that do not fit', () => {
  test('the last axes differ', () => {
    expect(messageOf(() => add(x23, zeros([2])))).toMatchInlineSnapshot(`
      "ShapeError: add: shapes [2,3] and [2] do not broadcast: last axes are 3 and 2.
        To use one number per row, reshape [2] to [2,1]."
    `)
  })

  test('other axes differ', () => {
    expect(
      messageOf(() => mul(zeros([4, 2, 3]), zeros([5, 1, 3]) as Tensor)),
    ).toMatchInlineSnapshot(
      `"ShapeError: mul: shapes [4,2,3] and [5,1,3] do not broadcast: axes -3 are 4 and 5."`,
    )
  })

  test('a condition does not broadcast', () => {
    expect(messageOf(() => where(tensor([true, false, true]), x2, 0))).toMatchInlineSnapshot(
      `"ShapeError: where: shapes [3] and [2] do not broadcast: last axes are 3 and 2."`,
    )
  })

  test('bounds do not broadcast', () => {
    expect(messageOf(() => clip(x23, x2, 1))).toMatchInlineSnapshot(`
      "ShapeError: clip: shapes [2,3] and [2] do not broadcast: last axes are 3 and 2.
        To use one number per row, reshape [2] to [2,1]."
    `)
  })

  test('matrices do not multiply', () => {
    expect(messageOf(() => matmul(x23, zeros([4, 5]) as Tensor))).toMatchInlineSnapshot(`
      "ShapeError: matmul: shapes [2,3] and [4,5] do not multiply: inner axes are 3 and 4.
        The last axis of the first must be as long as the last but one of the second."
    `)
  })

  test('matrices multiply by the transpose', () => {
    expect(messageOf(() => matmul(x23, zeros([5, 3]) as Tensor))).toMatchInlineSnapshot(`
      "ShapeError: matmul: shapes [2,3] and [5,3] do not multiply: inner axes are 3 and 5.
        To multiply by the transpose, write matmul(a, transpose(b))."
    `)
  })

  test('a matrix and a vector do not multiply', () => {
    expect(messageOf(() => dot(x23, x2))).toMatchInlineSnapshot(`
      "ShapeError: dot: shapes [2,3] and [2] do not multiply: inner axes are 3 and 2.
        The last axis of the first must be as long as the last but one of the second."
    `)
  })

  test('stacks of matrices do not broadcast', () => {
    expect(
      messageOf(() => matmul(zeros([2, 3, 4]) as Tensor, zeros([3, 4, 5]))),
    ).toMatchInlineSnapshot(
      `"ShapeError: matmul: shapes [2,3,4] and [3,4,5] do not multiply: their leading axes [2] and [3] do not broadcast."`,
    )
  })

  test('a scalar is no matrix', () => {
    expect(messageOf(() => matmul(tensor(1) as Tensor, x2))).toMatchInlineSnapshot(`
      "ShapeError: matmul: got float32[] and float32[2]; a scalar has no rows or columns.
        Use mul to multiply by a scalar."
    `)
  })

  test('outer takes vectors', () => {
    expect(messageOf(() => outer(x23 as never, x2))).toMatchInlineSnapshot(`
      "ShapeError: outer: got shapes [2,3] and [2]; expected two vectors.
        Use ravel to make vectors of them."
    `)
  })

  test('a reshape changes the number of elements', () => {
    expect(messageOf(() => reshape(x23, [4, 2]))).toMatchInlineSnapshot(`
      "ShapeError: reshape: [2,3] has 6 elements, [4,2] has 8.
        One axis may be -1: it is worked out from the others."
    `)
  })

  test('a reshape with -1 does not divide', () => {
    expect(messageOf(() => reshape(x23, [4, -1]))).toMatchInlineSnapshot(
      `"ShapeError: reshape: [2,3] has 6 elements, which 4 does not divide for [4,-1]."`,
    )
  })

  test('a reshape has -1 twice', () => {
    expect(messageOf(() => reshape(x23, [-1, -1]))).toMatchInlineSnapshot(
      `"ShapeError: reshape: shape [-1,-1] has 2 axes of -1; expected one at the most."`,
    )
  })

  test('broadcastTo cannot shrink', () => {
    expect(messageOf(() => broadcastTo(x23, [2, 1]))).toMatchInlineSnapshot(`
      "ShapeError: broadcastTo: shape [2,3] does not broadcast to [2,1].
        Each axis, counted from the last, must be equal or 1."
    `)
  })

  test('parts differ elsewhere than along the axis', () => {
    expect(messageOf(() => concat([x23, zeros([2, 4])] as Tensor[]))).toMatchInlineSnapshot(`
      "ShapeError: concat: shapes [2,3] and [2,4] differ elsewhere than along axis 0.
        Name the axis along which they may differ: concat(xs, { axis: 1 })."
    `)
  })

  test('parts of a stack differ', () => {
    expect(messageOf(() => stack([x23, x2]))).toMatchInlineSnapshot(`
      "ShapeError: stack: shapes [2,3] and [2] differ; all must be equal.
        Use concat to join tensors along an axis they have."
    `)
  })

  test('a split is uneven', () => {
    expect(messageOf(() => split(zeros([5]), 2))).toMatchInlineSnapshot(`
      "ShapeError: split: axis 0 of length 5 does not divide into 2 equal parts.
        Give the indices to cut at instead: split(x, [2, 5])."
    `)
  })

  test('padding has no widths for an axis', () => {
    expect(messageOf(() => pad(x23, [[1, 1]]))).toMatchInlineSnapshot(`
      "ShapeError: pad: widths [[1,1]] do not fit [2,3].
        Give [before, after] for each axis, whole numbers from 0 on."
    `)
  })

  test('a slice has more starts than axes', () => {
    expect(messageOf(() => slice(x2, [0, 0], [1, 1]))).toMatchInlineSnapshot(`
      "ShapeError: slice: got 2 starts, 2 ends and 2 strides for shape [2].
        Give one of each for every axis, or for the first few."
    `)
  })

  test('a squeezed axis is long', () => {
    expect(messageOf(() => squeeze(x23, { axis: 1 }))).toMatchInlineSnapshot(
      `"ShapeError: squeeze: axis 1 of [2,3] has length 3; only axes of length 1 can go."`,
    )
  })

  test('indices along an axis have other axes', () => {
    expect(messageOf(() => takeAlongAxis(x23, int))).toMatchInlineSnapshot(
      `"ShapeError: takeAlongAxis: indices of shape [2] do not fit [2,3]; they may differ along axis 1 only."`,
    )
  })

  test('a triangle has no rows', () => {
    expect(messageOf(() => tril(x2))).toMatchInlineSnapshot(
      `"ShapeError: tril: got shape [2]; expected at least two axes."`,
    )
  })

  test('shifts do not match axes', () => {
    expect(messageOf(() => roll(x23, [1, 2, 3], { axis: [0, 1] }))).toMatchInlineSnapshot(
      `"ShapeError: roll: got 3 shifts for 2 axes; expected one for each."`,
    )
  })

  test('there is no extreme of nothing', () => {
    expect(messageOf(() => max(zeros([3, 0]), { axis: 1 }))).toMatchInlineSnapshot(
      `"ShapeError: max: shape [3,0] has no elements along axes [1], and there is no max of nothing."`,
    )
    expect(messageOf(() => argmax(zeros([0])))).toMatchInlineSnapshot(
      `"ShapeError: argmax: shape [0] has no elements along axes [0], and there is no argmax of nothing."`,
    )
  })

  test('many elements are read as one', () => {
    expect(messageOf(() => x23.item())).toMatchInlineSnapshot(`
      "ShapeError: item: the tensor has shape [2,3]; only one with a single element is one number.
        Use toArray() or data() to read all elements."
    `)
  })
})
