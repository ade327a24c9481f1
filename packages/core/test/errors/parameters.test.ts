import { grad, jvp, mul, run, sum, type Tensor, tensor, trace, vjp, zeros } from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { messageOf } from '../support/message.js'

const x23: Tensor = zeros([2, 3])
const x2: Tensor = zeros([2])
const int: Tensor = tensor([1, 2], { dtype: 'int32' })

describe('arguments of a transformed function', () => {
  const f = (params: { readonly w: Tensor }): Tensor => sum(params.w)

  test('a parameter of whole numbers', () => {
    expect(messageOf(() => grad(f)({ w: int }))).toMatchInlineSnapshot(`
      "DTypeError: grad: the argument params.w is int32; derivatives are defined for float32 and float64.
        Convert it with astype(x, 'float32'), or keep it out of what is differentiated."
    `)
  })

  test('a tree with a string leaf', () => {
    expect(messageOf(() => grad(f)({ w: x2, name: 'first' } as never))).toMatchInlineSnapshot(`
      "TreeError: grad: the leaf at params.name is the string "first"; a tree holds tensors only.
        Pass what is not a tensor as a separate argument, or leave it out."
    `)
  })

  test('a tree with a number leaf', () => {
    expect(messageOf(() => grad(f)({ w: 3 } as never))).toMatchInlineSnapshot(`
      "TreeError: grad: the leaf at params.w is the number 3; a tree holds tensors only.
        Make it a tensor: tensor(x)."
    `)
  })

  test('a tree with a missing leaf', () => {
    expect(messageOf(() => grad(f)({ w: undefined } as never))).toMatchInlineSnapshot(`
      "TreeError: grad: the leaf at params.w is undefined; a tree holds tensors only.
        Pass what is not a tensor as a separate argument, or leave it out."
    `)
  })

  test('a tree with an instance of a class', () => {
    expect(messageOf(() => grad(f)({ w: new Map() } as never))).toMatchInlineSnapshot(`
      "TreeError: grad: the leaf at params.w is an instance of Map; a tree holds tensors only.
        Pass what is not a tensor as a separate argument, or leave it out."
    `)
    expect(messageOf(() => grad(f)({ w: new Float32Array(2) } as never))).toMatchInlineSnapshot(`
      "TreeError: grad: the leaf at params.w is an instance of Float32Array; a tree holds tensors only.
        Make it a tensor: tensor(x)."
    `)
  })

  test('argnums that name none', () => {
    expect(messageOf(() => grad(f, { argnums: 1 as never })({ w: x2 }))).toMatchInlineSnapshot(`
      "ArgumentError: grad: argnums is 1, counted from 0, and f was called with one argument.
        Use whole numbers from -1 to 0."
    `)
    expect(messageOf(() => grad(f, { argnums: 0.5 as never })({ w: x2 }))).toMatchInlineSnapshot(
      `"ArgumentError: grad: argnums is the number 0.5; expected a whole number."`,
    )
    expect(messageOf(() => grad(f, { argnums: [0, -1] })({ w: x2 }))).toMatchInlineSnapshot(`
      "ArgumentError: grad: argnums [0,-1] names an argument twice.
        Name each once."
    `)
    expect(messageOf(() => (grad(f) as () => unknown)())).toMatchInlineSnapshot(`
      "ArgumentError: grad: argnums is 0, counted from 0, and f was called with 0 arguments.
        Call it with the arguments of f."
    `)
  })

  test('a cotangent of another shape', () => {
    const [, pullback] = vjp((y: Tensor) => ({ a: mul(y, 2) }))(x2)
    expect(messageOf(() => pullback({ a: x23 }))).toMatchInlineSnapshot(
      `"ShapeError: vjp: cotangent.a is float32[2,3]; expected float32[2]."`,
    )
    expect(messageOf(() => pullback({ a: int }))).toMatchInlineSnapshot(
      `"DTypeError: vjp: cotangent.a is int32[2]; expected float32[2]."`,
    )
    expect(messageOf(() => pullback(x2 as never))).toMatchInlineSnapshot(`
      "TreeError: vjp: the trees differ at the root: a record with keys a in what is expected, a tensor in the cotangent.
        Both must have the same keys and lengths all the way down."
    `)
  })

  test('tangents that are no list', () => {
    expect(
      messageOf(() => (jvp((y: Tensor) => y) as (...args: unknown[]) => unknown)(x2, x2)),
    ).toMatchInlineSnapshot(`
      "ArgumentError: jvp: the primals are a tensor float32[2]; expected a list of f's arguments.
        Write jvp(f)([x], [dx]), also for one argument."
    `)
  })

  test('tangents of another shape', () => {
    expect(messageOf(() => jvp((y: Tensor) => y)([x2], [x23]))).toMatchInlineSnapshot(
      `"ShapeError: jvp: tangents[0] is float32[2,3]; expected float32[2]."`,
    )
    expect(messageOf(() => jvp((y: Tensor) => y)([x2], [] as never))).toMatchInlineSnapshot(`
      "TreeError: jvp: the trees differ at the root: a list of 1 in what is expected, a list of 0 in the tangents.
        Both must have the same keys and lengths all the way down."
    `)
  })

  test('a tape run on other shapes', () => {
    const tape = trace((params: { readonly w: Tensor }) => sum(params.w))({ w: x2 })
    expect(messageOf(() => run(tape)({ w: x23 }))).toMatchInlineSnapshot(`
      "ShapeError: run: the argument params.w is float32[2,3]; the tape was traced with float32[2].
        Trace the function again for the new shapes."
    `)
    expect(messageOf(() => run(tape)({ v: x2 } as never))).toMatchInlineSnapshot(`
      "TreeError: run: the trees differ at [0]: a record with keys w in the traced arguments, a record with keys v in those given.
        Both must have the same keys and lengths all the way down."
    `)
    expect(messageOf(() => run((() => x2) as never)())).toMatchInlineSnapshot(`
      "ArgumentError: run: got a function where a tape is expected.
        Make one with trace: run(trace(f)(x))(x)."
    `)
  })
})
