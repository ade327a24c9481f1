import { tensor, zeros } from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { applyUpdates } from '../src/index.js'

describe('applyUpdates', () => {
  test('adds leaf by leaf into a new tree', () => {
    const params = { layers: [{ w: tensor([1, 2]) }], b: tensor(3) }
    const updates = { layers: [{ w: tensor([10, 20]) }], b: tensor(30) }
    const next = applyUpdates(params, updates)
    expect([next.layers[0]?.w.toArray(), next.b.item()]).toEqual([[11, 22], 33])
    expect([params.layers[0]?.w.toArray(), params.b.item()]).toEqual([[1, 2], 3])
    expect(applyUpdates(tensor(1), tensor(2)).item()).toBe(3)
  })

  test('broadcasts nothing: shapes, dtypes and structure must be alike', () => {
    const params = { layers: [{ w: zeros([2, 3]) }] }
    const apply = (updates: unknown) => () => applyUpdates<unknown>(params, updates)
    expect(apply({ layers: [{ w: zeros([3]) }] })).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: applyUpdates: the parameter at layers[0].w is float32[2,3] and the update float32[3]; expected them alike.
        Take the gradient with respect to these very parameters.]
    `)
    expect(
      apply({ layers: [{ w: zeros([2, 3], { dtype: 'float64' }) }] }),
    ).toThrowErrorMatchingInlineSnapshot(`
      [DTypeError: applyUpdates: the parameter at layers[0].w is float32[2,3] and the update float64[2,3]; expected them alike.
        Convert the update with astype(x, 'float32').]
    `)
    expect(apply({ layers: [] })).toThrowErrorMatchingInlineSnapshot(`
      [TreeError: applyUpdates: the trees differ at layers: a list of 1 in the first, a list of 0 in the second.
        Both must have the same keys and lengths all the way down.]
    `)
    expect(apply({ layers: [{ w: 0.1 }] })).toThrowErrorMatchingInlineSnapshot(`
      [TreeError: applyUpdates: the leaf at layers[0].w is the number 0.1; a tree holds tensors only.
        Make it a tensor: tensor(x).]
    `)
    expect(apply(undefined)).toThrowErrorMatchingInlineSnapshot(`
      [TreeError: applyUpdates: the argument is undefined; a tree holds tensors only.
        Pass what is not a tensor as a separate argument, or leave it out.]
    `)
    expect(() => applyUpdates<unknown>(zeros([2]), zeros([3]))).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: applyUpdates: the parameter is float32[2] and the update float32[3]; expected them alike.
        Take the gradient with respect to these very parameters.]
    `)
  })
})
