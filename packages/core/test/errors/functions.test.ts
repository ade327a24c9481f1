import { argmax, grad, mul, sum, type Tensor, valueAndGrad, vjp, zeros } from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { js } from '../support/js.js'
import { messageOf } from '../support/message.js'

const x2: Tensor = zeros([2])

describe('functions under a transformation', () => {
  test('that give no single number', () => {
    expect(messageOf(() => grad((y: Tensor) => mul(y, y))(x2))).toMatchInlineSnapshot(`
      "NonScalarOutputError: grad: f returned float32[2]; a gradient is of one number.
        Reduce it with sum or mean, or use vjp for another cotangent than ones."
    `)
    expect(
      messageOf(() => grad(((y: Tensor) => [sum(y), sum(y)]) as never)(x2 as never)),
    ).toMatchInlineSnapshot(`
      "NonScalarOutputError: grad: f returned an array of 2; a gradient is of one number.
        For a loss with other results beside it, return [loss, others] and pass { hasAux: true }."
    `)
  })

  test('that give a whole number', () => {
    expect(
      messageOf(() => grad(((y: Tensor) => argmax(y)) as never)(x2 as never)),
    ).toMatchInlineSnapshot(`
      "DTypeError: grad: f returned int32[], which has no derivative.
        Compute the loss in float32 or float64."
    `)
  })

  test('that give nothing', () => {
    expect(messageOf(() => grad((() => undefined) as never)(x2 as never))).toMatchInlineSnapshot(`
      "OutputError: grad: f returned undefined.
        Is a return missing? f must return what it computes."
    `)
  })

  test('that give a number', () => {
    expect(
      messageOf(() => grad(((y: Tensor) => sum(y).item()) as never)(x2 as never)),
    ).toMatchInlineSnapshot(`
      "OutputError: grad: f returned the number 0, which carries no derivative.
        Return the tensor itself instead of its item()."
    `)
  })

  test('that give a promise', () => {
    expect(messageOf(() => vjp(async (y: Tensor) => sum(y))(x2))).toMatchInlineSnapshot(`
      "AsyncFunctionError: vjp: f is async: it returned a promise, and what it computes after the first await is not recorded.
        Await the data first, and pass it to a function that is not async."
    `)
  })

  test('that give something else', () => {
    expect(
      messageOf(() => vjp((() => ({ loss: 'low' })) as never)(x2 as never)),
    ).toMatchInlineSnapshot(`
      "OutputError: vjp: f returned something that is not a tree of tensors: the leaf at loss is the string "low"; a tree holds tensors only.
        Return a tensor, or arrays and records of tensors."
    `)
  })

  test('that give what holds itself', () => {
    const chain: { next?: unknown } = {}
    chain.next = chain
    expect(messageOf(() => vjp((() => chain) as never)(x2 as never))).toMatchInlineSnapshot(`
      "OutputError: vjp: f returned something that is not a tree of tensors: the tree is nested more than 1000 levels deep: next.next.next.next.next.next.next.next....
        Return a tensor, or arrays and records of tensors."
    `)
  })

  test('that give no pair with hasAux', () => {
    expect(
      messageOf(() =>
        valueAndGrad(((y: Tensor) => sum(y)) as never, { hasAux: true })(x2 as never),
      ),
    ).toMatchInlineSnapshot(`
      "OutputError: valueAndGrad: f returned a tensor float32[]; with hasAux it must return [loss, aux], a list of two.
        Return [loss, aux], or leave hasAux out."
    `)
  })

  test('that are none', () => {
    expect(messageOf(() => js('grad', x2))).toMatchInlineSnapshot(`
      "ArgumentError: grad: got a tensor float32[2] where a function is expected.
        Write grad(f)(x): the function first, its arguments in a second call."
    `)
    expect(messageOf(() => js('vmap', undefined))).toMatchInlineSnapshot(`
      "ArgumentError: vmap: got undefined where a function is expected.
        Write vmap(f)(x): the function first, its arguments in a second call."
    `)
  })
})
