/** What the functions of trees refuse of the function they are given, and of a structure. */
import { type Tensor, tensor, tree } from '@miniflow/core'
import { expect, test } from 'vitest'
import { messageOf } from '../support/message.js'

const t = { a: [tensor(1), tensor(2)] }

test('a function of leaves that gives no tensor', () => {
  expect(messageOf(() => tree.map((x: Tensor) => x.item() as never)(t))).toMatchInlineSnapshot(`
    "TreeError: tree.map: the function gave the number 1 for the leaf at a[0]; expected a tensor.
      For anything else take the leaves as a list: tree.leaves(t).map(f)."
  `)
  expect(messageOf(() => tree.zipWith(() => undefined as never)(t, t))).toMatchInlineSnapshot(`
    "TreeError: tree.zipWith: the function gave undefined for the leaf at a[0]; expected a tensor.
      For anything else take the leaves as a list: tree.leaves(t).map(f)."
  `)
})

test('what is no function', () => {
  expect(messageOf(() => tree.map(t as never))).toMatchInlineSnapshot(`
    "ArgumentError: tree.map: got an object with keys a where a function of leaves is expected.
      The function comes first, the tree in a second call: tree.map(neg)(t)."
  `)
  expect(messageOf(() => tree.zipWith(3 as never))).toMatchInlineSnapshot(`
    "ArgumentError: tree.zipWith: got the number 3 where a function of leaves is expected.
      The function comes first, the tree in a second call: tree.map(neg)(t)."
  `)
  expect(messageOf(() => tree.reduce(undefined as never, 0))).toMatchInlineSnapshot(`
    "ArgumentError: tree.reduce: got undefined where a function of leaves is expected.
      The function comes first, the tree in a second call: tree.map(neg)(t)."
  `)
})

test('what is no structure', () => {
  expect(messageOf(() => tree.unflatten(3 as never, []))).toMatchInlineSnapshot(`
    "ArgumentError: tree.unflatten: got the number 3 and an empty array; expected a structure and a list of leaves.
      Structures are made by tree.structure."
  `)
  expect(
    messageOf(() => tree.unflatten(tree.structure(t), tensor(1) as never)),
  ).toMatchInlineSnapshot(`
    "ArgumentError: tree.unflatten: got an object with keys tag, keys, items and a tensor float32[]; expected a structure and a list of leaves.
      Structures are made by tree.structure."
  `)
})
