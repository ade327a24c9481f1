import { add, neg, type Tensor, tensor, tree } from '@miniflow/core'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

type Tree = Tensor | readonly Tree[] | { readonly [name: string]: Tree }

const { leaf: _, tree: trees } = fc.letrec<{ leaf: Tensor; tree: Tree }>(tie => ({
  leaf: fc.integer({ min: -9, max: 9 }).map(x => tensor(x) as Tensor),
  tree: fc.oneof(
    { maxDepth: 3 },
    tie('leaf'),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('w', 'b', 'a b', '__proto__', 'x1', ''), tie('tree'), {
      maxKeys: 3,
    }),
  ),
}))

const numbers = (t: unknown): unknown => tree.leaves(t).map(leaf => leaf.item())

describe('every tree', () => {
  test('is its structure and its leaves', () => {
    fc.assert(
      fc.property(trees, t => {
        const again = tree.unflatten(tree.structure(t), tree.leaves(t))
        expect(tree.structure(again)).toEqual(tree.structure(t))
        expect(numbers(again)).toEqual(numbers(t))
        expect(tree.paths(again)).toEqual(tree.paths(t))
      }),
      { seed: 3 },
    )
  })

  test('has as many paths as leaves, all of them different', () => {
    fc.assert(
      fc.property(trees, t => {
        const paths = tree.paths(t)
        expect(new Set(paths).size).toBe(paths.length)
        expect(paths).toHaveLength(tree.leaves(t).length)
      }),
      { seed: 4 },
    )
  })

  test('keeps its structure under map; mapping twice is mapping the composition', () => {
    fc.assert(
      fc.property(trees, t => {
        const twice = tree.map(x => add(neg(x), 1))(t)
        expect(tree.structure(twice)).toEqual(tree.structure(t))
        expect(numbers(tree.map(x => add(x, 1))(tree.map(neg)(t)))).toEqual(numbers(twice))
      }),
      { seed: 5 },
    )
  })

  test('zips with itself as it maps', () => {
    fc.assert(
      fc.property(trees, t => {
        expect(numbers(tree.zipWith((x, y) => add(x, y))(t, t))).toEqual(
          numbers(tree.map(x => add(x, x))(t)),
        )
      }),
      { seed: 6 },
    )
  })
})

describe('a tree', () => {
  const params = { layers: [{ w: tensor([1, 2]), b: tensor(3) }], scale: tensor(4) }

  test('has leaves in the order of its sorted keys', () => {
    expect(tree.paths(params)).toEqual(['layers[0].b', 'layers[0].w', 'scale'])
    expect(tree.leaves({ b: tensor(1), a: tensor(2) }).map(x => x.item())).toEqual([2, 1])
  })

  test('is one tensor, too, with an empty path', () => {
    expect(tree.paths(tensor(1))).toEqual([''])
    expect(tree.map(neg)(tensor(1)).item()).toBe(-1)
  })

  test('is reduced from left to right', () => {
    const sizes = tree.reduce((sofar: string, x) => `${sofar}${x.size} `, '')
    expect(sizes(params)).toBe('1 2 1 ')
  })

  test('that comes out of a function cannot be changed', () => {
    const out = tree.map(neg)(params)
    expect([out, out.layers, out.layers[0]].every(Object.isFrozen)).toBe(true)
  })

  test('may be a record without a prototype', () => {
    const bare: Record<string, Tensor> = Object.assign(Object.create(null), { w: tensor(1) })
    expect(tree.paths(bare)).toEqual(['w'])
  })
})
