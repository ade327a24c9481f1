import {
  abs,
  add,
  checkpoint,
  cos,
  customJvp,
  customVjp,
  exp,
  grad,
  jvp,
  mul,
  scan,
  sin,
  square,
  stopGradient,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  vjp,
  vmap,
} from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import type { Smooth } from '../laws/calculus.js'
import { expectClose } from '../support/close.js'
import { messageOf } from '../support/message.js'
import { wave } from '../support/wave.js'
import { allReadings, differ } from './readings.js'

const double = (x: number): Tensor => tensor(x, { dtype: 'float64' })

const plain: Smooth = (x, y) => mul(sin(x as Tensor), square(add(y as Tensor, sum(x as Tensor))))

/** The derivative that it has anyway, as rules of the user's. */
const byVjp: Smooth = customVjp(plain as (x: Tensor, y: Tensor) => Tensor, {
  forward: (x, y) => {
    const s = add(y, sum(x))
    return [mul(sin(x), square(s)), { x, s }]
  },
  backward: ({ x, s }, g) => {
    const gs = mul(mul(g, sin(x)), mul(s, 2))
    return [add(mul(mul(g, cos(x)), square(s)), sum(gs)), gs]
  },
}) as Smooth

const byJvp: Smooth = customJvp(plain as (x: Tensor, y: Tensor) => Tensor, ([x, y], [dx, dy]) => {
  const s = add(y, sum(x))
  const ds = add(dy, sum(dx))
  return [
    mul(sin(x), square(s)),
    add(mul(mul(cos(x), dx), square(s)), mul(sin(x), mul(mul(s, 2), ds))),
  ]
}) as Smooth

describe('a function with the derivative of its own, given by hand, is the function', () => {
  const xs = [wave([2]), wave([2], 1)]

  test.each([
    ['as a pullback', byVjp],
    ['as a pushforward', byJvp],
  ])('%s', (_, f) => {
    expect(differ(allReadings, f, plain, xs)).toEqual([])
  })

  test.each([
    ['as a pullback', byVjp],
    ['as a pushforward', byJvp],
  ])('%s, in a loop, in a checkpoint', (_, f) => {
    const repeated =
      (g: Smooth): Smooth =>
      (x, rows) =>
        scan((y: Tensor, row: Tensor) => [checkpoint(g)(y, row), sum(y)], x as Tensor, rows)[0]
    const more = [wave([2]), wave([2, 2], 1)]
    expect(differ(allReadings, repeated(f), repeated(plain), more)).toEqual([])
  })

  test('on trees', () => {
    type Pair = { readonly a: Tensor; readonly b: readonly [Tensor] }
    const f = (p: Pair, c: Tensor): Pair => ({ a: mul(p.a, c), b: [sin(p.b[0])] })
    const g = customVjp(f, {
      forward: (p, c) => [f(p, c), [p, c] as const] as const,
      backward: ([p, c], g) => [
        { a: mul(g.a, c), b: [mul(g.b[0], cos(p.b[0]))] as const },
        mul(g.a, p.a),
      ],
    })
    const flat =
      (h: typeof f): Smooth =>
      (a, b, c) => {
        const out = h({ a: a as Tensor, b: [b as Tensor] }, c as Tensor)
        return mul(out.a, out.b[0])
      }
    expect(differ(allReadings, flat(g), flat(f), [wave([2]), wave([2], 1), wave([2], 2)])).toEqual(
      [],
    )
  })
})

describe('a derivative given by hand', () => {
  /** abs with the derivative tanh, which nothing else has. */
  const smoothAbs = customVjp((x: Tensor) => abs(x), {
    forward: x => [abs(x), x],
    backward: (x, g) => [mul(g, tanh(x))],
  })
  const smoothAbs2 = customJvp(
    (x: Tensor) => abs(x),
    ([x], [dx]) => [abs(x), mul(tanh(x), dx)],
  )
  const t = Math.tanh(0.5)

  test.each([
    ['pullback', smoothAbs],
    ['pushforward', smoothAbs2],
  ])('as a %s is taken in all modes, and has derivatives', (_, f) => {
    const x = double(0.5)
    expectClose(grad(f)(x), [t])
    expectClose(jvp(f)([x], [double(2)])[1], [2 * t])
    expectClose(vjp(f)(x)[1](double(3))[0], [3 * t])
    expectClose(grad(grad(f))(x), [1 - t * t])
    expectClose(jvp(grad(f))([x], [double(1)])[1], [1 - t * t])
    expectClose(grad(grad(grad(f)))(x), [-2 * t * (1 - t * t)])
    expectClose(vmap(grad(f))(tensor([0, 0.5], { dtype: 'float64' })) as Tensor, [0, t])
  })

  test('may be none for some arguments', () => {
    const f = customVjp((x: Tensor, n: Tensor) => mul(x, n), {
      forward: (x, n) => [mul(x, n), n],
      backward: (n, g) => [mul(g, n), null],
    })
    const n = tensor(3, { dtype: 'int32' }) as Tensor
    expectClose(grad((x: Tensor) => f(x, n))(double(2)), [3])
    expectClose(grad((y: Tensor) => f(double(2), y))(double(5)), [0])
  })

  test('knows nothing of what f reads from outside, and says so', () => {
    const outside = (w: Tensor): Tensor =>
      customVjp((x: Tensor) => mul(x, w), {
        forward: x => [mul(x, w), x],
        backward: (x, g) => [mul(g, x)],
      })(double(2))
    expectClose(outside(double(3)), [6])
    expect(messageOf(() => grad(outside)(double(3)))).toMatchInlineSnapshot(`
      "ArgumentError: customVjp: f uses a tensor of a function around it that is being differentiated or traced; the rule has no derivative in it.
        Pass it to f as an argument."
    `)
    const inLoop = (x: Tensor): Tensor =>
      scan(
        (w: Tensor, y: Tensor) => [
          customVjp((z: Tensor) => mul(z, w), {
            forward: z => [mul(z, w), z],
            backward: (z, g) => [mul(g, z)],
          })(y),
          [],
        ],
        x,
        tensor([1, 2], { dtype: 'float64' }) as Tensor,
      )[0]
    expect(messageOf(() => inLoop(double(3)))).toMatchInlineSnapshot(`
      "ArgumentError: customVjp: f uses a tensor of a function around it that is being differentiated or traced; the rule has no derivative in it.
        Pass it to f as an argument."
    `)
    const rule = (w: Tensor): Tensor =>
      customJvp(
        (x: Tensor) => mul(x, w),
        ([x], [dx]) => [mul(x, w), mul(dx, w)],
      )(double(2))
    expect(messageOf(() => grad(rule)(double(3)))).toMatchInlineSnapshot(`
      "ArgumentError: customJvp: f uses a tensor of a function around it that is being differentiated or traced; the rule has no derivative in it.
        Pass it to f as an argument."
    `)
  })

  test('that is not like the argument is refused', () => {
    const wrong = (back: (x: Tensor, g: Tensor) => unknown) => (): unknown =>
      grad(
        customVjp((x: Tensor) => sum(x), {
          forward: x => [sum(x), x],
          backward: back as never,
        }),
      )(wave([2]))
    expect(messageOf(wrong((_, g) => [g]))).toMatchInlineSnapshot(
      `"ShapeError: customVjp: cotangent[0] is float64[]; expected float64[2]."`,
    )
    expect(messageOf(wrong((_, g) => g))).toMatchInlineSnapshot(
      `"OutputError: customVjp: backward must return a list, one entry for each argument of f."`,
    )
    expect(messageOf(wrong(x => [x, x]))).toMatchInlineSnapshot(`
      "TreeError: customVjp: the trees differ at the root: a list of 1 in what is expected, a list of 2 in the cotangent.
        Both must have the same keys and lengths all the way down."
    `)
    expect(messageOf(wrong(() => [2]))).toMatchInlineSnapshot(`
      "TreeError: customVjp: the leaf at cotangent[0] is the number 2; a tree holds tensors only.
        Make it a tensor: tensor(x)."
    `)
  })
})

describe('stopGradient', () => {
  test('is the identity whose derivatives of any order are 0', () => {
    const f = (x: Tensor): Tensor => mul(x, stopGradient(exp(x)))
    const x = double(0.5)
    const e = Math.exp(0.5)
    expectClose(f(x), [0.5 * e])
    expectClose(grad(f)(x), [e])
    expectClose(grad(grad(f))(x), [0])
    expectClose(jvp(f)([x], [double(2)])[1], [2 * e])
    expectClose(vmap(grad(f))(tensor([0, 1], { dtype: 'float64' })) as Tensor, [1, Math.E])
  })

  test('stops trees, and leaves whole numbers alone', () => {
    const f = (x: Tensor): Tensor => {
      const { a, n } = stopGradient({ a: x, n: tensor([2], { dtype: 'int32' }) })
      return sum(mul(sub(x, a), n))
    }
    expectClose(grad(f)(double(3)), [2])
  })

  test('holds in loops and in checkpoints', () => {
    const f = (x: Tensor): Tensor =>
      scan(
        (y: Tensor, row: Tensor) => [
          checkpoint((z: Tensor) => add(stopGradient(mul(z, z)), mul(z, row)))(y),
          [],
        ],
        x,
        tensor([2, 3], { dtype: 'float64' }) as Tensor,
      )[0]
    expectClose(grad(f)(double(0.5)), [6])
    expectClose(jvp(f)([double(0.5)], [double(1)])[1], [6])
  })
})
