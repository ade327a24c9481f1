/** Products read what is there: images in place of their windows, one matrix in place of equal ones. */
import {
  avgPool,
  broadcastTo,
  conv2d,
  matmul,
  mul,
  slice,
  type Tensor,
  trace,
  transpose,
  vjp,
  zeros,
} from '@miniflow/core'
import type { Dense, Tape, Value } from '@miniflow/core/extend'
import { describe, expect, test } from 'vitest'
import { compile } from '../../src/lower/compile.js'
import { dump } from '../../src/lower/dump.js'
import { drawing } from './draw.js'
import { layer, randomLayer, type Tensors, withGradients } from './layers.js'
import { compiledDifference } from './sandbox.js'

const compiled = (tape: Tape) => compile(tape, { relaxed: false })

/** The steps of a program by their first words. */
const stepsOf = (tape: Tape): readonly string[] =>
  ((dump(compiled(tape)).split('\n\n')[1] as string).match(/^ {2}\S.*$/gm) ?? []).map(line =>
    line.trim().replace(/ (from|[%(]).*/, ''),
  )

const traced = (f: (...xs: Tensors) => unknown, shapes: readonly (readonly number[])[]): Tape =>
  trace(f as (...xs: Tensors) => Tensors)(...(shapes.map(shape => zeros(shape)) as Tensors))

const [images, filters] = [
  [4, 12, 12, 8],
  [3, 3, 8, 16],
] as const
const made = [4, 12, 12, 16] as const
const same = { padding: 'SAME' } as const
const windowBytes = 4 * 4 * 12 * 12 * 9 * 8

describe('a convolution', () => {
  test('is one step with bias and activation, without windows in memory', () => {
    const tape = traced(layer(same) as never, [images, filters, [16]])
    expect(stepsOf(tape)).toEqual(['convolution: product with windows of'])
    expect(compiled(tape).arenaBytes).toBeLessThan(windowBytes / 4)
  })

  test('has gradients that are convolutions too, each with what comes after it', () => {
    const f = (x: Tensor, w: Tensor, b: Tensor, g: Tensor): Tensors => {
      const [y, dx, dw] = withGradients(same)(x, w, b, g) as [Tensor, Tensor, Tensor]
      return [y, mul(dx, x), mul(dw, 0.5)] as Tensors
    }
    const tape = traced(f as never, [images, filters, [16], made])
    expect(stepsOf(tape).filter(name => !name.startsWith('loop'))).toEqual([
      'convolution: product with windows of',
      'convolution: windows back in images, product',
      'convolution: product with windows of',
    ])
    expect(compiled(tape).arenaBytes).toBeLessThan(windowBytes / 2)
  })

  test('leaves windows in memory that something else reads', () => {
    const f = (x: Tensor, w: Tensor): Tensors => [
      conv2d(x, w, same),
      avgPool(x, { window: [3, 3], strides: [1, 1], padding: 'SAME' }),
    ]
    const names = stepsOf(traced(f as never, [images, filters]))
    expect(names).toContain('patches')
    expect(names).toContain('product')
    expect(names.filter(name => name.startsWith('convolution'))).toEqual([])
  })

  test('with gaps in its windows goes through images, and its gradient adds windows back', () => {
    const tape = traced(withGradients({ ...same, dilation: [2, 2] }) as never, [
      images,
      filters,
      [16],
      made,
    ])
    const names = stepsOf(tape)
    expect(names).not.toContain('patches')
    expect(names).toContain('unpatch')
    expect(names.filter(name => name === 'convolution: product with windows of')).toHaveLength(2)
  })

  test('whose windows reach far beyond the images keeps them in memory', () => {
    const far = { padding: 'SAME', dilation: [1e6, 1e6] } as const
    const f = (x: Tensor, w: Tensor): Tensor => conv2d(x, w, far)
    expect(stepsOf(traced(f as never, [images, filters]))).toContain('patches')
    const draw = drawing(2)
    const inputs = [draw.tensor([2, 5, 5, 3], 'float32'), draw.tensor([3, 3, 3, 4], 'float32')]
    const tape = trace(f)(...(inputs as readonly (Dense & Value)[] as unknown as [Tensor, Tensor]))
    expect(compiledDifference(tape, inputs)).toEqual([])
  })

  test('whose product is wanted by itself is added back into images from memory', () => {
    const f = (x: Tensor, w: Tensor, g: Tensor): Tensors => {
      const pull = vjp((y: Tensor) => conv2d(y, w, same))(x)[1] as (t: Tensor) => readonly [Tensor]
      return [pull(g)[0], pull(mul(g, 2) as Tensor)[0]] as Tensors
    }
    const names = stepsOf(traced(f as never, [images, filters, made]))
    expect(names.filter(name => name.startsWith('convolution: windows back'))).toHaveLength(2)
  })
})

test('layers of random geometry and their gradients give what they give eagerly, within the plan', () => {
  const failures = Array.from({ length: 40 }, (_, seed) => seed).flatMap(seed => {
    const { tape, inputs } = randomLayer(seed)
    return compiledDifference(tape, inputs).map(text => `seed ${seed}: ${text}`)
  })
  expect(failures).toEqual([])
})

describe('a product of a batch', () => {
  const [one, many] = [
    [4, 5],
    [3, 5, 6],
  ] as const

  test.each([
    ['left', (w: Tensor, x: Tensor) => matmul(w, x)],
    [
      'right',
      (w: Tensor, x: Tensor) =>
        matmul(transpose(x, [0, 2, 1]), broadcastTo(transpose(w), [3, 5, 4])),
    ],
    [
      'both',
      (w: Tensor, x: Tensor) =>
        matmul(broadcastTo(w, [3, 4, 5]), broadcastTo(slice(x, [0], [1]), [3, 5, 6])),
    ],
  ] as const)('reads the one matrix that is the same for all: %s', (_, f) => {
    const draw = drawing(1)
    const inputs = [draw.tensor(one, 'float32'), draw.tensor(many, 'float32')]
    const tape = trace(f as (...xs: Tensors) => Tensor)(
      ...(inputs as readonly (Dense & Value)[] as readonly Tensor[] as Tensors),
    )
    expect(compiledDifference(tape, inputs)).toEqual([])
    expect(stepsOf(tape).filter(name => name.startsWith('loop over [3,'))).toEqual([])
  })
})
