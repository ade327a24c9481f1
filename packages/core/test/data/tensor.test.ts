import { inspect } from 'node:util'
import { add, mul, reshape, type Tensor, tensor, transpose, zeros } from '@miniflow/core'
import { describe, expect, test } from 'vitest'

describe('a tensor', () => {
  const x = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ])

  test('has shape, dtype, rank and size', () => {
    expect([x.shape, x.dtype, x.rank, x.size]).toEqual([[2, 3], 'float32', 2, 6])
  })

  test('is read as nested arrays, flat data, or one number', () => {
    expect(x.toArray()).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ])
    expect(x.data()).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6))
    expect(tensor([[7]]).item()).toBe(7)
    expect(tensor(7).toArray()).toBe(7)
  })

  test('of each dtype is read as its typed array, and truth values as booleans', () => {
    const data = (['float32', 'float64', 'int32'] as const).map(dtype =>
      tensor([1], { dtype }).data(),
    )
    expect(data).toEqual([Float32Array.of(1), Float64Array.of(1), Int32Array.of(1)])
    expect(tensor([true, false]).data()).toEqual(Uint8Array.of(1, 0))
    expect(tensor([true, false]).toArray()).toEqual([true, false])
    expect(tensor(true).item()).toBe(true)
  })

  test('may have axes of length 0', () => {
    expect(tensor([]).shape).toEqual([0])
    expect(tensor([[], []]).toArray()).toEqual([[], []])
    expect(zeros([2, 0, 3]).toArray()).toEqual([[], []])
  })
})

describe('nobody can change a tensor', () => {
  test('by the array that it was made of', () => {
    const source = Float32Array.of(1, 2)
    const shape = [2]
    const x = tensor(source, shape)
    source[0] = 9
    shape[0] = 7
    expect([x.shape, x.toArray()]).toEqual([[2], [1, 2]])
    expect(Object.isFrozen(shape)).toBe(false)
  })

  test('by the arrays that it is read as', () => {
    const x = tensor([
      [1, 2],
      [3, 4],
    ])
    x.data()[0] = 9
    ;(x.toArray() as number[][])[0]?.fill(9)
    expect(x.toArray()).toEqual([
      [1, 2],
      [3, 4],
    ])
  })

  test('by what shares its elements', () => {
    const x = tensor([1, 2, 3, 4])
    const y = reshape(x, [2, 2])
    const bytes = new Uint8Array(y.data().buffer)
    bytes.fill(255)
    expect(x.toArray()).toEqual([1, 2, 3, 4])
  })

  test('by assignment, be it to its shape', () => {
    const x = tensor([1, 2]) as Tensor & Record<string, unknown>
    for (const name of ['shape', 'dtype', 'rank', 'size', 'other'])
      expect(() => Object.assign(x, { [name]: [3] }), name).toThrow(TypeError)
    expect(() => Object.assign(x.shape, { 0: 3 })).toThrow(TypeError)
    expect(Reflect.ownKeys(x)).toEqual(['shape', 'dtype'])
  })

  test('by computing with it', () => {
    const x = tensor([
      [1, 2],
      [3, 4],
    ])
    add(x, 1)
    mul(x, x)
    transpose(x)
    expect(x.toArray()).toEqual([
      [1, 2],
      [3, 4],
    ])
  })
})

describe('tensor()', () => {
  test('takes the dtype of what it is given', () => {
    expect(tensor([1.5]).dtype).toBe('float32')
    expect(tensor([true]).dtype).toBe('bool')
    expect(tensor(new Float64Array(2)).dtype).toBe('float64')
    expect(tensor(new Int32Array(2)).dtype).toBe('int32')
    expect(tensor(new Uint8Array(2)).dtype).toBe('int32')
  })

  test('takes another dtype on request', () => {
    expect(tensor([1, 0], { dtype: 'bool' }).toArray()).toEqual([true, false])
    expect(tensor(Float64Array.of(0.1), { dtype: 'float32' }).item()).toBe(Math.fround(0.1))
    expect(tensor([true, false], { dtype: 'float64' }).toArray()).toEqual([1, 0])
    expect(tensor(Float32Array.of(3), [], { dtype: 'int32' }).item()).toBe(3)
  })

  test('takes a flat array and a shape', () => {
    expect(tensor([1, 2, 3, 4], [2, 2]).toArray()).toEqual([
      [1, 2],
      [3, 4],
    ])
    expect(tensor([5], []).item()).toBe(5)
    expect(tensor([], [0, 3]).shape).toEqual([0, 3])
  })

  test('gives a tensor back as it is', () => {
    const x: Tensor = tensor([1])
    expect(tensor(x as never)).toBe(x)
  })

  test('rounds to float32 as the machine does', () => {
    expect(tensor([0.1, 1e-46, 1e39]).toArray()).toEqual([
      Math.fround(0.1),
      0,
      Number.POSITIVE_INFINITY,
    ])
  })
})

describe('a tensor in a console', () => {
  test('shows its dtype, shape and numbers', () => {
    expect(inspect(tensor([1, 2]))).toBe('float32[2] [1, 2]')
    expect(`${tensor(3)}`).toBe('3')
  })
})
