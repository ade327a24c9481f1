/** Functions of float32 are checked in float64, whatever is inside of them. */
import { checkGradients, gradientMatchers } from '@miniflow/check'
import {
  add,
  astype,
  checkpoint,
  cond,
  customJvp,
  customVjp,
  exp,
  foriLoop,
  grad,
  greater,
  less,
  matmul,
  mul,
  neg,
  random,
  scan,
  sin,
  softmax,
  sum,
  type Tensor,
  tensor,
  vmap,
  whileLoop,
} from '@miniflow/core'
import { describe, expect, test } from 'vitest'

const rounded = tensor([0.1, 0.7])
const key = random.key(3)

type F = (x: Tensor) => unknown

const right: readonly (readonly [string, F])[] = [
  ['a constant of float32', x => mul(x, rounded)],
  ['a dtype by name', x => mul(astype(astype(x, 'float64'), 'float32'), rounded)],
  ['random numbers of float32', x => mul(x, random.normal(key, [2]))],
  ['a checkpoint', x => checkpoint((y: Tensor) => softmax(mul(y, rounded)))(x)],
  ['a loop', x => foriLoop(0, 4, (_, y) => sin(mul(y, rounded)), x)],
  [
    'a scan over constants',
    x => scan((c: Tensor, y: Tensor) => [mul(c, y), c], x, add(rounded, 1)),
  ],
  ['a mapped choice', x => vmap((y: Tensor) => cond(greater(y, 0.2), z => mul(z, z), neg, y))(x)],
  ['a mapped loop', x => vmap((y: Tensor) => foriLoop(0, 3, (_, z) => sin(z), y))(x)],
  ['a gradient', x => grad((y: Tensor) => sum(exp(mul(y, rounded))))(x)],
  ['a value that decides', x => (sum(x).item() > 0 ? mul(x, x) : neg(x))],
  [
    'a custom rule with constants in it',
    customVjp((x: Tensor) => mul(x, rounded), {
      forward: (x: Tensor) => [mul(x, rounded), null] as const,
      backward: (_: null, g: Tensor) => [mul(g, rounded)] as const,
    }),
  ],
  [
    'a custom rule in forward mode, mapped',
    vmap(
      customJvp(
        (x: Tensor) => mul(x, x),
        ([x], [t]) => [mul(x, x), mul(mul(2, x), t)],
      ) as (x: Tensor) => Tensor,
    ),
  ],
  ['several results', x => ({ a: matmul(x, x), b: [exp(x), less(x, 0)] })],
]

describe('right derivatives are found right', () => {
  test.each(right)('of %s, to second order', (_, f) => {
    const result = checkGradients(f, [tensor([0.3, 0.4])], { order: 2 })
    expect(result._tag === 'Left' ? result.left.message : result.right).toMatchObject({
      uncertain: [],
      undefined: [],
    })
  })

  test('of a loop of unknown length, in forward mode', () => {
    const f = (x: Tensor) =>
      whileLoop(
        y => less(sum(y), 100),
        y => mul(y, add(rounded, 1.5)),
        x,
      )
    const result = checkGradients(f, [tensor([0.3, 0.4])], { modes: ['forward'], order: 2 })
    expect(result._tag === 'Left' ? result.left.message : 'right').toBe('right')
  })

  test('at float64 and float32 alike, and in both at once', () => {
    const f = (x: Tensor, y: Tensor) => mul(x, astype(y, 'float64'))
    const args = [tensor([0.3], { dtype: 'float64' }), tensor([0.7])] as const
    expect(checkGradients(f as never, args as never)).toMatchObject({ _tag: 'Right' })
  })
})

test('f sees the dtypes that it was given', () => {
  const seen = new Set<string>()
  checkGradients(
    (x: Tensor) => {
      seen.add(x.dtype).add(mul(x, 2).dtype)
      return mul(x, x)
    },
    [tensor([1, 2])],
  )
  expect([...seen]).toEqual(['float32'])
})

test('integers and truth values among the arguments stay as they are', () => {
  const f = (p: { readonly w: Tensor; readonly n: Tensor }) => mul(p.w, astype(p.n, 'float32'))
  const p = { w: tensor([1, 2]), n: tensor([3, 4], { dtype: 'int32' }) }
  expect(checkGradients(f, [p])).toMatchObject({ _tag: 'Right' })
})

test('a float32 derivative is measured to more digits than float32 has', () => {
  const off = customVjp((x: Tensor) => exp(x), {
    forward: (x: Tensor) => [exp(x), x] as const,
    backward: (x: Tensor, g: Tensor) => [mul(1 + 2 ** -18, mul(g, exp(x)))] as const,
  })
  expect(gradientMatchers.toHaveCorrectGradients(off, [tensor([1, 2])]).pass).toBe(false)
})
