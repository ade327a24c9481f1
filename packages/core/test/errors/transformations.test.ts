/** What transformations refuse, in their own name: options, arguments, branches and bounds. */
import {
  cond,
  foriLoop,
  grad,
  greater,
  hessian,
  hvp,
  jacfwd,
  jacrev,
  scan,
  square,
  sum,
  type Tensor,
  tensor,
  trace,
  valueAndGrad,
  vmap,
  zeros,
} from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { messageOf } from '../support/message.js'

const x2: Tensor = zeros([2])
const squares = (x: Tensor): Tensor => sum(square(x))

describe('a transformation refuses', () => {
  test('options that it does not have', () => {
    expect(messageOf(() => grad(squares, { hasaux: true } as never))).toMatchInlineSnapshot(`
      "ArgumentError: grad: there is no option hasaux.
        The options are: argnums, hasAux."
    `)
    expect(messageOf(() => valueAndGrad(squares, 1 as never))).toMatchInlineSnapshot(`
      "ArgumentError: valueAndGrad: got the number 1 where options are expected.
        Options are an object such as { argnums: ..., hasAux: ... }."
    `)
    expect(messageOf(() => vmap(squares, { inAxis: 0 } as never))).toMatchInlineSnapshot(`
      "ArgumentError: vmap: there is no option inAxis.
        The options are: inAxes, outAxes."
    `)
    expect(messageOf(() => jacrev(squares, { argnum: 0 } as never))).toMatchInlineSnapshot(`
      "ArgumentError: jacrev: there is no option argnum.
        The options are: argnums."
    `)
    expect(
      messageOf(() => scan((c, x) => [c, x], x2, x2, { revers: true } as never)),
    ).toMatchInlineSnapshot(`
      "ArgumentError: scan: there is no option revers.
        The options are: reverse, length."
    `)
  })

  test('axes for parts that are not there', () => {
    const f = (p: { readonly a: Tensor; readonly b: Tensor }): Tensor => p.a
    expect(
      messageOf(() => vmap(f, { inAxes: [{ A: 0 }] })({ a: x2, b: x2 })),
    ).toMatchInlineSnapshot(`
      "TreeError: vmap: inAxes {"A":0} do not have the form of what they are for.
        Give a number or null for all of it, or one for each part: { inAxes: [0, null] }."
    `)
    expect(
      messageOf(() => vmap(squares, { outAxes: [0] })(zeros([3, 2]) as never)),
    ).toMatchInlineSnapshot(`
      "TreeError: vmap: outAxes [0] do not have the form of what they are for.
        Give a number or null for all of it, or one for each part: { outAxes: [0, null] }."
    `)
  })

  test('what is no function, at once', () => {
    const noFunction = 3 as never
    for (const call of [
      () => jacfwd(noFunction),
      () => jacrev(noFunction),
      () => hessian(noFunction),
      () => hvp(noFunction),
    ])
      expect(messageOf(call)).toContain('where a function is expected')
    expect(messageOf(() => hessian(3 as never))).toMatchInlineSnapshot(`
      "ArgumentError: hessian: got the number 3 where a function is expected.
        Write hessian(f)(x): the function first, its arguments in a second call."
    `)
  })

  test('what it cannot differentiate, in the name of the function that was called', () => {
    const vector = square as (x: Tensor) => Tensor
    expect(messageOf(() => hessian(vector)(x2))).toMatchInlineSnapshot(`
      "NonScalarOutputError: hessian: f returned float32[2]; a gradient is of one number.
        Reduce it with sum or mean, or use vjp for another cotangent than ones."
    `)
    expect(messageOf(() => hvp(vector)([x2], [x2]))).toMatchInlineSnapshot(`
      "NonScalarOutputError: hvp: f returned float32[2]; a gradient is of one number.
        Reduce it with sum or mean, or use vjp for another cotangent than ones."
    `)
    expect(messageOf(() => hvp(squares)(x2 as never, x2 as never))).toMatchInlineSnapshot(`
      "ArgumentError: hvp: the primals are a tensor float32[2]; expected a list of f's arguments.
        Write hvp(f)([x], [dx]), also for one argument."
    `)
    expect(messageOf(() => jacrev((() => undefined) as never)(x2 as never))).toMatchInlineSnapshot(`
      "OutputError: jacrev: f returned undefined.
        Is a return missing? f must return what it computes."
    `)
    expect(messageOf(() => jacfwd((() => undefined) as never)(x2 as never))).toMatchInlineSnapshot(`
      "OutputError: jacfwd: f returned undefined.
        Is a return missing? f must return what it computes."
    `)
    expect(messageOf(() => jacfwd(vector, { argnums: [0] as never })(x2))).toMatchInlineSnapshot(
      `"ArgumentError: jacfwd: argnums is an array of 1; expected a whole number."`,
    )
  })

  test('branches that give different things', () => {
    const choice = (yes: () => unknown, no: () => unknown) => (): unknown =>
      trace((p: Tensor) => cond(greater(p, 0), yes as () => Tensor, no as () => Tensor))(tensor(1))
    expect(
      messageOf(
        choice(
          () => x2,
          () => zeros([3]),
        ),
      ),
    ).toMatchInlineSnapshot(`
      "ShapeError: cond: whenTrue gives float32[2] and whenFalse float32[3].
        Both must give the same shapes and dtypes; see broadcastTo and astype."
    `)
    expect(
      messageOf(
        choice(
          () => ({ a: x2 }),
          () => ({ a: zeros([2], { dtype: 'int32' }) }),
        ),
      ),
    ).toMatchInlineSnapshot(`
      "DTypeError: cond: whenTrue gives float32[2] and whenFalse int32[2] at a.
        Both must give the same shapes and dtypes; see broadcastTo and astype."
    `)
    expect(
      messageOf(
        choice(
          () => ({ a: x2 }),
          () => ({ b: x2 }),
        ),
      ),
    ).toMatchInlineSnapshot(`
      "TreeError: cond: the trees differ at the root: a record with keys a in the result of whenTrue, a record with keys b in that of whenFalse.
        Both must have the same keys and lengths all the way down."
    `)
  })

  test('bounds that an int32 does not hold', () => {
    expect(messageOf(() => foriLoop(2 ** 31, 2 ** 31 + 2, (_, c) => c, x2))).toMatchInlineSnapshot(
      `"ArgumentError: foriLoop: the bounds are the number 2147483648 and the number 2147483650; expected whole numbers from -2^31 to 2^31, since i is an int32."`,
    )
    expect(messageOf(() => foriLoop(0.5, 2, (_, c) => c, x2))).toMatchInlineSnapshot(
      `"ArgumentError: foriLoop: the bounds are the number 0.5 and the number 2; expected whole numbers from -2^31 to 2^31, since i is an int32."`,
    )
  })
})

test('Jacobians and Hessians take bare numbers, as gradients do', () => {
  for (const derivative of [jacfwd, jacrev])
    expect(String(derivative(square as never)(3 as never))).toBe('6')
  expect(String(hessian(square as never)(3 as never))).toBe('2')
})

test('an axis belongs to the key of its own record alone', () => {
  const f = (p: { readonly constructor: Tensor; readonly w: Tensor }): Tensor => p.w
  const p = { constructor: tensor(1), w: tensor([1, 2]) }
  expect(String(vmap(f, { inAxes: [{ w: 0 }] })(p as never))).toBe('[1, 2]')
})
