import {
  arange,
  avgPool,
  conv2d,
  grad,
  maxPool,
  mul,
  ones,
  ravel,
  reshape,
  sum,
  type Tensor,
  tensor,
  vmap,
  zeros,
} from '@miniflow/core'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expectClose, expectSame } from '../support/close.js'
import { messageOf } from '../support/message.js'
import { wave } from '../support/wave.js'
import * as naive from './naive.js'

const side = fc.integer({ min: 1, max: 3 })
const two = fc.tuple(side, side)
const ends = fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 }))

/** Images of 5 x 6, into which every window fits. */
const geometries: fc.Arbitrary<naive.Geometry> = fc.record({
  size: two,
  strides: two,
  dilation: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })),
  padding: fc.tuple(ends, ends),
})

const always = (law: (g: naive.Geometry) => void): void => {
  fc.assert(fc.property(geometries, law), { seed: 4, numRuns: 60 })
}

const images = wave([2, 5, 6, 2])
const pixels = images.toArray() as readonly naive.Image[]

/** 0 1 2 3 / 4 5 6 7 / ... as one image of one channel. */
const counting = (n: number): Tensor =>
  reshape(arange(n * n, { dtype: 'float64' } as const), [1, n, n, 1])

/** A window's image, so far as it is not padding alone. */
const inside = ({ size, ...g }: naive.Geometry): naive.Geometry => ({
  ...g,
  size: [size[0] + 2, size[1] + 2],
  strides: [1, g.strides[1]],
  dilation: [1, 1],
})

describe('conv2d', () => {
  test('is its formula', () => {
    always(({ size, ...g }) => {
      const filters = wave([...size, 2, 3], 1)
      const got = conv2d(images, filters, g)
      expectClose(got, naive.conv(pixels, filters.toArray() as never, { size, ...g }))
    })
  })

  test("with 'SAME' gives a place for every stride, the odd row of zeros after the image", () => {
    const x = counting(4)
    const w = ones([3, 3, 1, 1], { dtype: 'float64' })
    const strides = [2, 2] as const
    const explicit = [
      [0, 1],
      [0, 1],
    ] as const
    expectSame(
      conv2d(x, w, { strides, padding: 'SAME' }),
      conv2d(x, w, { strides, padding: explicit }),
    )
    expect(conv2d(zeros([1, 5, 7, 1]), ones([2, 3, 1, 4]), { padding: 'SAME' }).shape).toEqual([
      1, 5, 7, 4,
    ])
    expect(
      conv2d(zeros([1, 5, 7, 1]), ones([2, 3, 1, 4]), { padding: 'SAME', strides: [2, 3] }).shape,
    ).toEqual([1, 3, 3, 4])
  })

  test('with a filter of one element is a product of channels', () => {
    const w = wave([1, 1, 2, 3], 1)
    expectClose(conv2d(images, w), naive.conv(pixels, w.toArray() as never, unmoved))
  })

  test('of no images, or of images without channels, is empty or 0', () => {
    expect(conv2d(zeros([0, 4, 4, 2]), ones([3, 3, 2, 5])).shape).toEqual([0, 2, 2, 5])
    expectClose(conv2d(zeros([1, 3, 3, 0]), ones([3, 3, 0, 2])), [0, 0])
  })

  test('maps over a batch of filters', () => {
    const filters = wave([4, 2, 2, 2, 1], 3)
    const got = vmap((w: Tensor) => conv2d(images, w))(filters)
    const rows = filters.toArray() as readonly never[]
    const g = { ...unmoved, size: [2, 2] as const }
    expectClose(
      got,
      rows.flatMap(w => naive.conv(pixels, w, g)),
    )
  })

  test('computes whole numbers in float32', () => {
    const x = ones([1, 2, 2, 1], { dtype: 'int32' })
    const y = conv2d(x, ones([2, 2, 1, 1], { dtype: 'int32' }))
    expect([y.dtype, y.item()]).toEqual(['float32', 4])
  })
})

const unmoved: naive.Geometry = {
  size: [1, 1],
  strides: [1, 1],
  dilation: [1, 1],
  padding: [
    [0, 0],
    [0, 0],
  ],
}

describe('pooling', () => {
  test('takes the largest that a window sees', () => {
    always(given => {
      const { size, strides, padding } = inside(given)
      const got = maxPool(images, { window: size, strides, padding })
      const wanted = naive.pool(pixels, inside(given), seen => Math.max(...seen))
      expectClose(got, wanted)
    })
  })

  test('takes the mean of what a window sees, without the padding', () => {
    always(given => {
      const { size, strides, padding } = inside(given)
      const got = avgPool(images, { window: size, strides, padding })
      const mean = (seen: readonly number[]): number =>
        seen.reduce((a, b) => a + b, 0) / seen.length
      expectClose(got, naive.pool(pixels, inside(given), mean))
    })
  })

  test('moves by its own window where no strides are given', () => {
    expect(maxPool(counting(6), { window: [3, 2] }).shape).toEqual([1, 2, 3, 1])
  })

  test('never takes padding for the largest', () => {
    const low = reshape(tensor([-1, -2, -3, -4]), [1, 2, 2, 1])
    const options = { window: [2, 2], strides: [1, 1], padding: 'SAME' } as const
    expect(ravel(maxPool(low, options)).toArray()).toEqual([-1, -2, -3, -4])
    const whole = reshape(tensor([-1, -2, -3, -4], { dtype: 'int32' }), [1, 2, 2, 1])
    const found = maxPool(whole, options)
    expect([found.dtype, Array.from(found.data())]).toEqual(['int32', [-1, -2, -3, -4]])
  })

  test('shares the derivative of a maximum equally among ties', () => {
    const x = reshape(tensor([1, 1, 0, 1], { dtype: 'float64' }), [1, 2, 2, 1])
    const g = grad((y: Tensor) => sum(maxPool(y, { window: [2, 2] })))(x)
    expectClose(g, [1 / 3, 1 / 3, 0, 1 / 3])
    const again = (y: Tensor) =>
      sum(mul(grad((z: Tensor) => sum(maxPool(z, { window: [2, 2] })))(y), y))
    expectClose(grad(again)(x), [1 / 3, 1 / 3, 0, 1 / 3])
  })

  test('adds up the derivatives of windows that overlap', () => {
    const options = { window: [2, 2], strides: [1, 1] } as const
    const g = grad((y: Tensor) => sum(avgPool(y, options)))(counting(3))
    expectClose(g, [0.25, 0.5, 0.25, 0.5, 1, 0.5, 0.25, 0.5, 0.25])
    const h = grad((y: Tensor) => sum(maxPool(y, options)))(counting(3))
    expectClose(h, [0, 0, 0, 0, 1, 1, 0, 1, 1])
  })
})

describe('what does not fit is refused in the name of the function', () => {
  const x = zeros([2, 5, 5, 3])
  const w = zeros([3, 3, 3, 8])
  const any = (f: unknown) => f as (...args: readonly unknown[]) => unknown

  test('conv2d', () => {
    const mistakes: readonly (readonly unknown[])[] = [
      [zeros([5, 5, 3]), w],
      [zeros([25, 3]), w],
      [x, zeros([3, 3, 3])],
      [x, zeros([8, 3, 3, 3, 3])],
      [x, zeros([8, 4, 3, 3])],
      [x, zeros([6, 3, 3, 8])],
      [x, w, { dilation: [3, 1] }],
      [x, w, { strides: 2 }],
      [x, w, { strides: [0, 1] }],
      [x, w, { strides: [1, 1, 1] }],
      [x, w, { padding: 'same' }],
      [x, w, { padding: 1 }],
      [x, w, { padding: [1, 1] }],
      [x, w, { pad: 'SAME' }],
      [x, zeros([0, 3, 3, 8])],
      [x],
      [[[1]], w],
      [x, zeros([3, 3, 3, 8], { dtype: 'float64' })],
    ]
    expect(
      mistakes.map(args => messageOf(() => any(conv2d)(...args))).join('\n'),
    ).toMatchInlineSnapshot(`
      "ShapeError: conv2d: got float32[5,5,3]; expected images [number, height, width, channels].
        One image of [height, width, channels] is a batch of one: reshape it to [1,5,5,3].
      ShapeError: conv2d: got float32[25,3]; expected images [number, height, width, channels].
      ShapeError: conv2d: filters have shape [3,3,3]; expected four axes.
        Images are [number, height, width, channels], filters [height, width, channels read, channels made].
      ShapeError: conv2d: filters have shape [8,3,3,3,3]; expected four axes.
        Images are [number, height, width, channels], filters [height, width, channels read, channels made].
      ShapeError: conv2d: a window of 8 x 4 does not fit into images of 5 x 5 ([2,5,5,3]).
        Use padding: 'SAME', or a smaller window.
      ShapeError: conv2d: a window of 6 x 3 does not fit into images of 5 x 5 ([2,5,5,3]).
        Use padding: 'SAME', or a smaller window.
      ShapeError: conv2d: a window of 7 x 3 does not fit into images of 5 x 5 ([2,5,5,3]).
        Use padding: 'SAME', or a smaller window.
      ArgumentError: conv2d: got strides 2; expected two whole numbers from 1 on, for rows and columns.
        Write strides: [2, 2].
      ArgumentError: conv2d: got strides [0,1]; expected two whole numbers from 1 on, for rows and columns.
      ArgumentError: conv2d: got strides [1,1,1]; expected two whole numbers from 1 on, for rows and columns.
      ArgumentError: conv2d: got padding "same"; expected 'SAME', 'VALID' or [[top, bottom], [left, right]].
        Write 'SAME'.
      ArgumentError: conv2d: got padding 1; expected 'SAME', 'VALID' or [[top, bottom], [left, right]].
      ArgumentError: conv2d: got padding [1,1]; expected 'SAME', 'VALID' or [[top, bottom], [left, right]].
      ArgumentError: conv2d: there is no option pad.
        The options are: strides, padding, dilation.
      ArgumentError: conv2d: got window [0,3]; expected two whole numbers from 1 on, for rows and columns.
      ArgumentError: conv2d: got undefined; expected a tensor.
      ArgumentError: conv2d: got an array of 1; expected a tensor.
        Make it a tensor: tensor(x).
      DTypeError: conv2d: got float32 and float64; two float dtypes do not mix.
        Convert one of them: astype(x, 'float32') or astype(x, 'float64')."
    `)
  })

  test('maxPool and avgPool', () => {
    const mistakes: readonly (readonly unknown[])[] = [
      [x],
      [x, {}],
      [x, { window: 2 }],
      [x, { window: [6, 2] }],
      [
        x,
        {
          window: [2, 2],
          padding: [
            [2, 0],
            [0, 0],
          ],
        },
      ],
      [
        x,
        {
          window: [2, 2],
          strides: [1, 1],
          padding: [
            [0, 0],
            [0, 3],
          ],
        },
      ],
      [zeros([5, 5, 3]), { window: [2, 2] }],
      [3, { window: [2, 2] }],
    ]
    const both = [maxPool, avgPool].flatMap(f =>
      mistakes.map(args => messageOf(() => any(f)(...args))),
    )
    expect(both.join('\n')).toMatchInlineSnapshot(`
      "ArgumentError: maxPool: got window undefined; expected two whole numbers from 1 on, for rows and columns.
        Write window: [2, 2].
      ArgumentError: maxPool: got window undefined; expected two whole numbers from 1 on, for rows and columns.
        Write window: [2, 2].
      ArgumentError: maxPool: got window 2; expected two whole numbers from 1 on, for rows and columns.
        Write window: [2, 2].
      ShapeError: maxPool: a window of 6 x 2 does not fit into images of 5 x 5 ([2,5,5,3]).
        Use padding: 'SAME', or a smaller window.
      ArgumentError: maxPool: padding [[2,0],[0,0]] holds whole windows of 2 x 2, which see nothing of the image.
        Pad by less than the window.
      ArgumentError: maxPool: padding [[0,0],[0,3]] holds whole windows of 2 x 2, which see nothing of the image.
        Pad by less than the window.
      ShapeError: maxPool: got float32[5,5,3]; expected images [number, height, width, channels].
        One image of [height, width, channels] is a batch of one: reshape it to [1,5,5,3].
      ArgumentError: maxPool: got the number 3; expected a tensor.
        Make it a tensor: tensor(x).
      ArgumentError: avgPool: got window undefined; expected two whole numbers from 1 on, for rows and columns.
        Write window: [2, 2].
      ArgumentError: avgPool: got window undefined; expected two whole numbers from 1 on, for rows and columns.
        Write window: [2, 2].
      ArgumentError: avgPool: got window 2; expected two whole numbers from 1 on, for rows and columns.
        Write window: [2, 2].
      ShapeError: avgPool: a window of 6 x 2 does not fit into images of 5 x 5 ([2,5,5,3]).
        Use padding: 'SAME', or a smaller window.
      ArgumentError: avgPool: padding [[2,0],[0,0]] holds whole windows of 2 x 2, which see nothing of the image.
        Pad by less than the window.
      ArgumentError: avgPool: padding [[0,0],[0,3]] holds whole windows of 2 x 2, which see nothing of the image.
        Pad by less than the window.
      ShapeError: avgPool: got float32[5,5,3]; expected images [number, height, width, channels].
        One image of [height, width, channels] is a batch of one: reshape it to [1,5,5,3].
      ArgumentError: avgPool: got the number 3; expected a tensor.
        Make it a tensor: tensor(x)."
    `)
  })
})
