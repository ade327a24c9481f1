import { grad, mul, random, run, sum, type Tensor, tensor, trace, zeros } from '@miniflow/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { embedding } from '../src/index.js'
import { flat } from './support/loops.js'
import { float64, int32, numericGradient, worst } from './support/numeric.js'

const [V, N] = [4, 3]
const table = float64(
  Array.from({ length: V * N }, (_, i) => Math.sin(i)),
  [V, N],
)
const rows = table.toArray() as readonly (readonly number[])[]
const tokens = fc.array(fc.integer({ min: 0, max: V - 1 }), { minLength: 1, maxLength: 6 })

describe('embedding', () => {
  test('gives each token its row', () => {
    fc.assert(
      fc.property(tokens, list => {
        expect(embedding(int32(list), table).toArray()).toEqual(list.map(token => rows[token]))
      }),
    )
  })

  test('keeps the axes of the tokens', () => {
    const square = tensor([3, 0, 1, 1], [2, 2], { dtype: 'int32' })
    expect(embedding(square, table).shape).toEqual([2, 2, 3])
    expect(flat(embedding(tensor(2, { dtype: 'int32' }), table).toArray())).toEqual(rows[2])
    expect(embedding(zeros([0], { dtype: 'int32' }), table).shape).toEqual([0, 3])
  })

  test('adds up in the gradient of the table what arrives for the same token', () => {
    fc.assert(
      fc.property(tokens, list => {
        const weights = random.normal(random.key(1), [list.length, N], { dtype: 'float64' })
        const loss = (t: Tensor): Tensor => sum(mul(embedding(int32(list), t), weights))
        const wanted = Array.from({ length: V * N }, (_, at) =>
          list.reduce(
            (total, token, i) =>
              total + (token === Math.floor(at / N) ? (weights.toArray()[i]?.[at % N] ?? 0) : 0),
            0,
          ),
        )
        expect(worst(grad(loss)(table), wanted)).toBeLessThan(1e-12)
        expect(worst(grad(loss)(table), numericGradient(loss, table))).toBeLessThan(1e-8)
      }),
      { numRuns: 20 },
    )
  })

  test('refuses tokens without a row, also when a traced program runs', () => {
    expect(() => embedding(int32([0, 4]), table)).toThrowErrorMatchingInlineSnapshot(`
      [IndexError: embedding: token 1 is 4; expected 0 to 3, the rows of a table of shape [4,3].
        Give the table one row for each token.]
    `)
    expect(() => embedding(int32([-1]), table)).toThrowErrorMatchingInlineSnapshot(`
      [IndexError: embedding: token 0 is -1; expected 0 to 3, the rows of a table of shape [4,3].
        Give the table one row for each token.]
    `)
    const program = run(trace((t: Tensor<[number], 'int32'>) => embedding(t, table))(int32([0, 1])))
    expect(program(int32([3, 2])).toArray()).toEqual([rows[3], rows[2]])
    expect(() => program(int32([0, 4]))).toThrowErrorMatchingInlineSnapshot(`
      [IndexError: take: index 4 (element 1 of the indices) is outside of an axis of length 4.
        Indices run from -4 to 3.]
    `)
    expect(() => program(int32([0, -1]))).toThrowErrorMatchingInlineSnapshot(`
      [IndexError: take: index 4 (element 1 of the indices) is outside of an axis of length 4.
        Indices run from -4 to 3.]
    `)
  })

  test('refuses what is no token and what is no table', () => {
    expect(() => embedding(table as never, table)).toThrowErrorMatchingInlineSnapshot(`
      [DTypeError: embedding: the tokens are float64; expected int32, one row number each.
        Write embedding(tokens, table): the tokens first.]
    `)
    expect(() => embedding(int32([0]), zeros([4]) as never)).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: embedding: the table has shape [4]; expected [tokens, features].
        Give it one row for each token, such as random.normal(key, [1000, 64]).]
    `)
    expect(() => embedding([0] as never, table)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: embedding: tokens: got an array; expected a tensor.
        Make it a tensor: tensor(x).]
    `)
  })
})
