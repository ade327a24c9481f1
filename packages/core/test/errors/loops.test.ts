/** What loops, batches and rules of one's own refuse. */
import {
  add,
  cond,
  customJvp,
  customVjp,
  foriLoop,
  grad,
  less,
  mul,
  scan,
  sum,
  type Tensor,
  tensor,
  trace,
  vmap,
  whileLoop,
  zeros,
} from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { messageOf } from '../support/message.js'

const x2: Tensor = zeros([2])
const x23: Tensor = zeros([2, 3])
const keep = (c: Tensor): Tensor => c

describe('a loop refuses', () => {
  test('no number of steps', () => {
    expect(messageOf(() => scan(c => [c, []], x2, []))).toMatchInlineSnapshot(`
      "ArgumentError: scan: there are no xs, and no length.
        xs are stacked along their first axis; without xs, give { length }."
    `)
    expect(messageOf(() => scan(c => [c, []], x2, tensor(1)))).toMatchInlineSnapshot(`
      "ArgumentError: scan: an x is a scalar.
        xs are stacked along their first axis; without xs, give { length }."
    `)
    expect(messageOf(() => scan(c => [c, []], x2, [], { length: -1 }))).toMatchInlineSnapshot(
      `"ArgumentError: scan: length is the number -1; expected a whole number from 0 on."`,
    )
  })

  test('xs of different lengths', () => {
    expect(
      messageOf(() => scan(c => [c, []], x2, { a: x23, b: zeros([3]) })),
    ).toMatchInlineSnapshot(
      `"ShapeError: scan: the x at xs.b has shape [3]; expected 2 along the first axis."`,
    )
  })

  test('a step that gives no pair', () => {
    expect(messageOf(() => scan(keep as never, x2, x2))).toMatchInlineSnapshot(`
      "OutputError: scan: f returned a tensor float32[2]; it must return [carry, y], a list of two.
        Where there is no y, return [carry, []]."
    `)
  })

  test('a carry that changes', () => {
    expect(messageOf(() => scan(() => [x23, []], x2 as Tensor, x2))).toMatchInlineSnapshot(`
      "ShapeError: scan: the carry is float32[2] before a step and float32[2,3] after it.
        A carry keeps its shape and dtype; see broadcastTo and astype."
    `)
    expect(messageOf(() => foriLoop(0, 2, () => x23, x2))).toMatchInlineSnapshot(`
      "ShapeError: foriLoop: the carry is float32[2] before a step and float32[2,3] after it.
        A carry keeps its shape and dtype; see broadcastTo and astype."
    `)
    expect(messageOf(() => foriLoop(0, 2, () => ({ a: x2 }) as never, x2))).toMatchInlineSnapshot(`
      "TreeError: foriLoop: the trees differ at the root: a tensor in the carry before a step, a record with keys a in the carry after it.
        Both must have the same keys and lengths all the way down."
    `)
  })

  test('a step that gives nothing, or later', () => {
    expect(messageOf(() => foriLoop(0, 2, (() => undefined) as never, x2))).toMatchInlineSnapshot(`
      "OutputError: foriLoop: f returned undefined.
        Is a return missing? f must return what it computes."
    `)
    expect(messageOf(() => foriLoop(0, 2, (async () => x2) as never, x2))).toMatchInlineSnapshot(`
      "AsyncFunctionError: foriLoop: f is async: it returned a promise, and what it computes after the first await is not recorded.
        Await the data first, and pass it to a function that is not async."
    `)
    expect(messageOf(() => scan((async () => [x2, []]) as never, x2, x2))).toMatchInlineSnapshot(`
      "AsyncFunctionError: scan: f is async: it returned a promise, and what it computes after the first await is not recorded.
        Await the data first, and pass it to a function that is not async."
    `)
  })

  test('a condition that is no bool scalar', () => {
    expect(messageOf(() => whileLoop(keep, keep, x2))).toMatchInlineSnapshot(`
      "ArgumentError: whileLoop: the condition gives float32[2]; expected a bool scalar.
        Compare, as in less(x, 10), and reduce with all or any."
    `)
    expect(messageOf(() => whileLoop(c => [less(c, 1)] as never, keep, x2))).toMatchInlineSnapshot(`
      "ArgumentError: whileLoop: the condition gives a list of one tensor; expected a bool scalar.
        Compare, as in less(x, 10), and reduce with all or any."
    `)
    expect(
      messageOf(() => whileLoop((() => [tensor(true)]) as never, keep, x2)),
    ).toMatchInlineSnapshot(`
      "ArgumentError: whileLoop: the condition gives a list of one tensor; expected a bool scalar.
        Compare, as in less(x, 10), and reduce with all or any."
    `)
    expect(
      messageOf(() => whileLoop((() => ({ on: tensor(true) })) as never, keep, x2)),
    ).toMatchInlineSnapshot(`
      "ArgumentError: whileLoop: the condition gives a record of one tensor; expected a bool scalar.
        Compare, as in less(x, 10), and reduce with all or any."
    `)
    expect(
      messageOf(() => whileLoop((() => [tensor(true), x2]) as never, keep, x2)),
    ).toMatchInlineSnapshot(`
      "ArgumentError: whileLoop: the condition gives 2 tensors; expected a bool scalar.
        Compare, as in less(x, 10), and reduce with all or any."
    `)
  })

  test('to be pulled through without a number of steps', () => {
    const f = (x: Tensor): Tensor =>
      whileLoop(
        c => less(c, 3),
        c => mul(c, 2),
        x,
      )
    expect(messageOf(() => grad(f)(tensor(1)))).toMatchInlineSnapshot(`
      "ArgumentError: whileLoop: reverse mode needs to know the number of steps before the loop runs.
        Use foriLoop or scan with a fixed number of steps, or forward mode: jvp, jacfwd."
    `)
  })
})

describe('vmap refuses', () => {
  test('axes of different lengths', () => {
    expect(
      messageOf(() => vmap((a: Tensor, b: Tensor) => add(sum(a), sum(b)))(x23, zeros([3]))),
    ).toMatchInlineSnapshot(`
      "ShapeError: vmap: the mapped axes differ in length: 2 of a [2,3], 3 of b [3].
        Map every argument over the same number of examples, or give null for those that are shared."
    `)
  })

  test('to map nothing', () => {
    expect(messageOf(() => vmap(keep, { inAxes: null })(x2))).toMatchInlineSnapshot(`
      "ArgumentError: vmap: no argument is mapped.
        Give an axis for one of them at least: { inAxes: [0, null] }."
    `)
  })

  test('a result without an axis that has one', () => {
    expect(messageOf(() => vmap(keep, { outAxes: null })(x2))).toMatchInlineSnapshot(`
      "ArgumentError: vmap: outAxes is null for a result that depends on a mapped argument (float32[2]).
        Give it an axis."
    `)
  })
})

describe("a rule of one's own", () => {
  const through = (f: (x: Tensor) => Tensor) => (): unknown => grad((x: Tensor) => sum(f(x)))(x2)

  test('is two functions', () => {
    expect(messageOf(() => customVjp(keep, { forward: keep } as never))).toMatchInlineSnapshot(`
      "ArgumentError: customVjp: forward is a function and backward is undefined; expected two functions.
        Write customVjp(f, { forward: (x) => [y, saved], backward: (saved, g) => [dx] })."
    `)
    expect(messageOf(() => customVjp(keep, undefined as never))).toMatchInlineSnapshot(`
      "ArgumentError: customVjp: forward is undefined and backward is undefined; expected two functions.
        Write customVjp(f, { forward: (x) => [y, saved], backward: (saved, g) => [dx] })."
    `)
  })

  test('gives pairs and lists', () => {
    const back = (_: Tensor, g: Tensor): [Tensor] => [g]
    expect(
      messageOf(through(customVjp(keep, { forward: keep as never, backward: back }))),
    ).toMatchInlineSnapshot(
      `"OutputError: customVjp: forward must return [value, saved], a list of two."`,
    )
    expect(
      messageOf(
        through(customVjp(keep, { forward: (x: Tensor) => [x, x], backward: keep as never })),
      ),
    ).toMatchInlineSnapshot(
      `"OutputError: customVjp: backward must return a list, one entry for each argument of f."`,
    )
    expect(
      messageOf(
        through(customVjp(keep, { forward: (x: Tensor) => [x, x], backward: () => [x23] })),
      ),
    ).toMatchInlineSnapshot(
      `"ShapeError: customVjp: cotangent[0] is float32[2,3]; expected float32[2]."`,
    )
    expect(messageOf(through(customJvp(keep, (() => x2) as never)))).toMatchInlineSnapshot(
      `"OutputError: customJvp: the rule must return [value, tangent], a list of two."`,
    )
  })

  test('reads nothing that is being differentiated around it', () => {
    const f = (x: Tensor): Tensor =>
      sum(
        customVjp((y: Tensor) => mul(x, y), { forward: y => [y, y], backward: (_, g) => [g] })(x2),
      )
    expect(messageOf(() => grad(f)(x2))).toMatchInlineSnapshot(`
      "ArgumentError: customVjp: f uses a tensor of a function around it that is being differentiated or traced; the rule has no derivative in it.
        Pass it to f as an argument."
    `)
  })
})

test('what is returned beside a loss does not hold itself', () => {
  const ring: unknown[] = []
  ring.push(ring)
  expect(
    messageOf(() => grad((x: Tensor) => [sum(x), ring] as const, { hasAux: true })(x2)),
  ).toMatchInlineSnapshot(`
    "TreeError: grad: what f returned beside the loss is nested more than 1000 levels deep.
      It must not hold itself."
  `)
})

test('a branch gives a tree of tensors, be the predicate known or not', () => {
  const nothing = (() => undefined) as () => never
  const expected = messageOf(() =>
    trace((p: Tensor<[], 'bool'>) => cond(p, nothing, nothing))(tensor(true)),
  )
  expect(messageOf(() => cond(true, nothing, nothing))).toBe(expected)
  expect(expected).toMatchInlineSnapshot(`
    "OutputError: cond: f returned undefined.
      Is a return missing? f must return what it computes."
  `)
  expect(messageOf(() => cond({} as never, keep, keep, x2))).toMatchInlineSnapshot(`
    "ArgumentError: cond: the predicate is an object with keys (none); expected a bool scalar.
      Use where to choose element by element."
  `)
})
