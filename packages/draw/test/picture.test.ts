/** What a box says of a node: numbers, parameters, outputs, the order of operands. */
import {
  add,
  argmax,
  astype,
  broadcastTo,
  concat,
  foriLoop,
  grad,
  greater,
  inspect,
  matmul,
  mul,
  reshape,
  sin,
  sub,
  sum,
  type Tape,
  type Tensor,
  tensor,
  trace,
  transpose,
  zeros,
} from '@miniflow/core'
import { type Drawable, type DrawOptions, toMermaid } from '@miniflow/draw'
import { describe, expect, test } from 'vitest'
import { parseFlowchart } from './support/flowchart.js'

const captions = (drawable: Drawable, options?: DrawOptions): readonly (readonly string[])[] => {
  const { nodes } = parseFlowchart(toMermaid(drawable, options))
  return Array.from({ length: nodes.size }, (_, slot) => nodes.get(`n${slot}`)?.lines ?? [])
}

const valueOf = (x: Tensor, options?: DrawOptions): string | undefined =>
  captions(inspect((_: Tensor) => zeros([]))(x), options)[0]?.[2]

describe('a value', () => {
  test.each([
    [3, 'value 3'],
    [-0, 'value 0'],
    [0.1, 'value 0.1'],
    [2 / 3, 'value 0.6667'],
    [123456, 'value 123456'],
    [1234567, 'value 1.235e6'],
    [12345.678, 'value 1.235e4'],
    [1e-9, 'value 1e-9'],
    [0.00012344, 'value 0.0001234'],
    [Number.NaN, 'value NaN'],
    [Number.POSITIVE_INFINITY, 'value Infinity'],
  ])('of %d has four significant digits: %s', (x, text) => {
    expect(valueOf(tensor(x, { dtype: 'float64' }))).toBe(text)
  })

  test('of several elements has the brackets of its shape', () => {
    expect(valueOf(tensor([1, 2.5]))).toBe('value [1, 2.5]')
    expect(
      valueOf(
        tensor([
          [1, -20],
          [3, 4],
        ]),
      ),
    ).toBe('value [[1, -20], [3, 4]]')
    expect(
      valueOf(
        tensor([
          [[1], [2]],
          [[3], [4]],
        ]),
      ),
    ).toBe('value [[[1], [2]], [[3], [4]]]')
    expect(valueOf(tensor([true, false]))).toBe('value [true, false]')
    expect(valueOf(tensor([7, -1], { dtype: 'int32' }))).toBe('value [7, -1]')
  })

  test('is left out above maxElements, 6 by default, and where there is none', () => {
    expect(valueOf(zeros([6]))).toBe('value [0, 0, 0, 0, 0, 0]')
    expect(valueOf(zeros([7]))).toBeUndefined()
    expect(valueOf(zeros([7]), { maxElements: 7 })).toBe('value [0, 0, 0, 0, 0, 0, 0]')
    expect(valueOf(tensor(1), { maxElements: 0 })).toBeUndefined()
    expect(valueOf(zeros([0]))).toBeUndefined()
  })
})

test('a gradient stands where one arrives, and nowhere else', () => {
  const run = inspect((x: Tensor, k: Tensor) => mul(sum(mul(x, k)), 2))(
    tensor([1, 2]),
    tensor([3, 4], { dtype: 'int32' }),
  )
  const gradients = captions(run).map(lines => lines.find(line => line.startsWith('gradient')))
  expect(gradients[0]).toBe('gradient [6, 8]')
  expect(gradients[1]).toBeUndefined()
  expect(gradients.at(-1)).toBe('gradient 1')
})

test('a constant is its value while it is small', () => {
  const constants = (c: Tensor) => captions(trace((x: Tensor) => add(x, c))(zeros(c.shape)))[1]
  expect(constants(tensor(0.5))).toEqual(['0.5', 'float32[]'])
  expect(constants(tensor([1, 2]))).toEqual(['[1, 2]', 'float32[2]'])
  expect(
    constants(
      tensor([
        [1, 2],
        [3, 4],
      ]),
    ),
  ).toEqual(['constant', 'float32[2,2]', 'value [[1, 2], [3, 4]]'])
  expect(constants(zeros([100]))).toEqual(['constant', 'float32[100]'])
})

test('a constant that is no number yet is drawn without one', () => {
  const tapes: Tape[] = []
  grad((x: Tensor) => {
    tapes.push(trace((y: Tensor) => mul(y, x))(tensor(1)))
    return x
  })(tensor(2))
  expect(captions(tapes[0] as Tape)).toContainEqual(['constant', 'float32[]'])
})

describe('an operation', () => {
  const title = (f: (x: Tensor) => Tensor, x: Tensor): string | undefined =>
    captions(trace(f)(x)).at(-1)?.[0]

  test('stands with its parameters', () => {
    expect(title(x => sum(x, { axis: 0 }), zeros([2, 3]))).toBe('sum axes=[0]')
    expect(title(x => argmax(x, { axis: 1 }), zeros([2, 3]))).toBe('argmax axis=1')
    expect(title(x => transpose(x), zeros([2, 3]))).toBe('transpose permutation=[1,0]')
  })

  test('without parameters that its type tells already, and flags that are not set', () => {
    expect(title(x => reshape(x, [6]), zeros([2, 3]))).toBe('reshape')
    expect(title(x => broadcastTo(x, [2, 3]), zeros([3]))).toBe('broadcastTo axes=[0]')
    expect(title(x => astype(x, 'float64'), zeros([3]))).toBe('astype')
    expect(title(x => matmul(x, x), zeros([2, 2]))).toBe('matmul')
  })

  test('with a flag by its name', () => {
    const f = (x: Tensor) => sum(sin(matmul(x, tensor([[1], [2]]))))
    const tape = trace(grad(f))(zeros([3, 2]))
    expect(captions(tape).map(([first]) => first)).toContain('matmul transposeB')
  })

  test('with the beginning and the end of a long list', () => {
    const rank12 = zeros(new Array(12).fill(1))
    expect(title(x => transpose(x), rank12)).toBe('transpose permutation=[11,10,9,8,7,6,...,0]')
  })

  test('with the size of the program inside', () => {
    const power = (x: Tensor) => foriLoop(0, 3, (_, y) => sin(mul(y, y)), x)
    expect(title(power, tensor(1))).toMatch(/body of [2-9] operations$/)
  })
})

describe('outputs', () => {
  test('are called by their places in the result', () => {
    const tape = trace((x: Tensor) => ({ loss: sum(x), all: [x, mul(x, 2)] }))(zeros([2]))
    const outputs = captions(tape).map(lines => lines.filter(line => line.startsWith('output')))
    expect(outputs).toEqual([['output.all[0]'], ['output.loss'], [], ['output.all[1]']])
  })

  test('that are one node share it', () => {
    expect(captions(trace((x: Tensor) => [x, x])(tensor(1)))[0]).toContain('output[0], output[1]')
  })

  test('of a bare tape are numbered', () => {
    const { nodes, outputs } = trace((x: Tensor) => [x, sin(x)])(tensor(1))
    expect(captions({ nodes, outputs }).map(lines => lines.at(-1))).toEqual([
      'output[0]',
      'output[1]',
    ])
    expect(captions({ nodes, outputs: [1] })[1]?.at(-1)).toBe('output')
  })
})

describe('operands', () => {
  const labels = (f: (x: Tensor, y: Tensor) => Tensor): readonly string[] =>
    parseFlowchart(toMermaid(trace(f)(tensor([1]), tensor([2])))).arrows.map(a => a.label)

  test('are numbered where their order matters', () => {
    expect(labels((x, y) => sub(x, y))).toEqual(['1', '2'])
    expect(labels((x, y) => greater(y, x))).toEqual(['1', '2'])
    expect(labels((x, y) => concat([x, y, x]))).toEqual(['1', '2', '3'])
  })

  test('are not where it does not, nor where there is one', () => {
    expect(labels((x, y) => add(x, y))).toEqual(['', ''])
    expect(labels((x, y) => mul(y, x))).toEqual(['', ''])
    expect(labels(x => sin(x))).toEqual([''])
  })
})
