import { add, neg, type Tensor, tree, zeros } from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { messageOf } from '../support/message.js'

const x2: Tensor = zeros([2])

describe('trees', () => {
  test('of different structure', () => {
    const zip = tree.zipWith((a: Tensor, b: Tensor) => add(a, b))
    expect(
      messageOf(() => zip({ a: x2, b: [x2] }, { a: x2, b: [x2, x2] } as never)),
    ).toMatchInlineSnapshot(`
      "TreeError: tree.zipWith: the trees differ at b: a list of 1 in the first, a list of 2 in the second.
        Both must have the same keys and lengths all the way down."
    `)
    expect(messageOf(() => zip({ a: x2 }, { c: x2 } as never))).toMatchInlineSnapshot(`
      "TreeError: tree.zipWith: the trees differ at the root: a record with keys a in the first, a record with keys c in the second.
        Both must have the same keys and lengths all the way down."
    `)
    expect(messageOf(() => zip(x2, [x2] as never))).toMatchInlineSnapshot(`
      "TreeError: tree.zipWith: the trees differ at the root: a tensor in the first, a list of 1 in the second.
        Both must have the same keys and lengths all the way down."
    `)
  })

  test('with a leaf that is none', () => {
    expect(
      messageOf(() => tree.map(y => neg(y))({ layers: [{ w: 'text' }] } as never)),
    ).toMatchInlineSnapshot(`
      "TreeError: tree.map: the leaf at layers[0].w is the string "text"; a tree holds tensors only.
        Pass what is not a tensor as a separate argument, or leave it out."
    `)
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is tested
    expect(messageOf(() => tree.leaves([x2, , x2]))).toMatchInlineSnapshot(`
      "TreeError: tree.leaves: the leaf at [1] is undefined; a tree holds tensors only.
        Pass what is not a tensor as a separate argument, or leave it out."
    `)
  })

  test('that holds itself', () => {
    const chain: { next?: unknown; other?: unknown } = {}
    chain.next = chain
    chain.other = chain
    expect(messageOf(() => tree.leaves(chain))).toMatchInlineSnapshot(`
      "TreeError: tree.leaves: the tree is nested more than 1000 levels deep: next.next.next.next.next.next.next.next....
        A tree must not hold itself."
    `)
  })

  test('with more leaves than places', () => {
    expect(messageOf(() => tree.unflatten(tree.structure([x2]), [x2, x2]))).toMatchInlineSnapshot(
      `"TreeError: tree.unflatten: got 2 leaves for a structure with 1."`,
    )
    expect(
      messageOf(() => tree.unflatten(tree.structure([x2]), [1 as never])),
    ).toMatchInlineSnapshot(`"TreeError: tree.unflatten: one of the leaves is not a tensor."`)
  })
})
