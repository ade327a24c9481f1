import {
  add,
  debugNaN,
  div,
  exp,
  grad,
  log,
  max,
  mul,
  NonFiniteError,
  sqrt,
  sub,
  sum,
  type Tensor,
  tensor,
  where,
  zeros,
} from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { messageOf } from '../support/message.js'

/** The message, with the name of this file in place of the path and the line. */
const told = (f: () => unknown): string =>
  messageOf(f).replace(/\S*\/(debug\.test\.ts):\d+:\d+/, '$1')

/** The line of this file that calls it. */
const lineNow = (): string | undefined =>
  /debug\.test\.ts:(\d+)/.exec(new Error().stack?.split('\n')[2] ?? '')?.[1]

const caught = (f: () => unknown): unknown => {
  try {
    return f()
  } catch (error) {
    return error
  }
}

describe('debugNaN', () => {
  test('gives the value of f where all is finite', () => {
    const f = (x: Tensor): Tensor => sum(mul(x, x))
    expect(debugNaN(f)(tensor([1, 2])).item()).toBe(5)
  })

  test('names the operation, the line, the place, the operands and the cure', () => {
    const f = (x: Tensor): Tensor => sum(log(sub(x, 2)))
    expect(told(() => debugNaN(f)(tensor([3, 2, 4])))).toMatchInlineSnapshot(`
      "NonFiniteError: debugNaN: log gives -Infinity at [1], called at debug.test.ts.
        operands: float32[3] = 0
        log needs positive numbers: clip its argument from below, or choose with where before the logarithm; for log(softmax(x)) use logSoftmax."
    `)
  })

  test('tells the derivative from the value', () => {
    expect(
      told(() => debugNaN((x: Tensor) => sum(sqrt(x)))(tensor([1, 0]))),
    ).toMatchInlineSnapshot(`
      "NonFiniteError: debugNaN: sqrt gives Infinity at [1] in its derivative rule (div), called at debug.test.ts.
        operands: float32[2] = 0.5; float32[2] = 0
        sqrt needs numbers from 0 on, and its derivative at 0 is infinite: add a small number, or use safeSqrt or norm."
    `)
  })

  test('finds it in second derivatives, too', () => {
    const f = (x: Tensor): Tensor => sum(mul(x, sqrt(x)))
    const error = caught(() => debugNaN(grad(f))(tensor([1, 0])))
    expect(error).toBeInstanceOf(NonFiniteError)
  })

  test('says of what it tells as data', () => {
    const error = caught(() => debugNaN((x: Tensor) => div(1, x))(tensor([[1, 0]])))
    expect(error).toMatchObject({ found: { operation: 'div', order: 0, index: [0, 1] } })
  })

  test('names the very line', () => {
    let line: string | undefined
    // biome-ignore format: both on one line
    const f = (x: Tensor): Tensor => { line = lineNow(); return log(x) }
    expect(caught(() => debugNaN(f)(tensor(0)))).toMatchObject({
      found: { line: expect.stringContaining(`debug.test.ts:${line}:`) },
    })
  })

  test('looks at what arises, not at what is passed in', () => {
    const f = (x: Tensor): Tensor => max(add(x, 1))
    expect(debugNaN(f)(tensor([1, Number.NEGATIVE_INFINITY])).item()).toBe(2)
  })

  test('does not look at what is not selected, once it is built with safe inputs', () => {
    const f = (x: Tensor): Tensor => {
      const safe = where(tensor([true, false]), x, 1)
      return sum(where(tensor([true, false]), log(safe), 0))
    }
    expect(debugNaN(f)(tensor([1, 0])).item()).toBe(0)
  })

  test('works on operands of any size', () => {
    const f = (x: Tensor): Tensor => div(1, sum(x))
    expect(told(() => debugNaN(f)(zeros([500_000])))).toContain('div gives Infinity')
    const g = (x: Tensor): Tensor => sum(exp(mul(sum(x), 1000)))
    expect(told(() => debugNaN(g)(tensor([1, 2])))).toContain('exp overflows above 88')
  })

  test('watches only while it runs', () => {
    expect(log(tensor(0)).item()).toBe(Number.NEGATIVE_INFINITY)
  })
})
