/** The matchers, as vitest and as other runners have them. */
import '@miniflow/check/vitest'
import {
  checkGradients,
  expectGradients,
  GradientMismatch,
  gradientMatchers,
} from '@miniflow/check'
import { customVjp, exp, mul, neg, type Tensor, tensor } from '@miniflow/core'
import { describe, expect, test } from 'vitest'

const right = (x: Tensor) => exp(mul(x, x))

const wrong = customVjp((x: Tensor) => exp(x), {
  forward: (x: Tensor) => [exp(x), x] as const,
  backward: (x: Tensor, g: Tensor) => [neg(mul(g, exp(x)))] as const,
})

const args = [tensor([0.5, 1])] as const

describe('toHaveCorrectGradients', () => {
  test('passes for a right derivative and takes options', () => {
    expect(right).toHaveCorrectGradients(args, { order: 2 })
  })

  test('fails with the message of the mismatch', () => {
    const result = checkGradients(wrong, [tensor([0.5, 1])])
    const message = result._tag === 'Left' ? result.left.message : ''
    expect(() => expect(wrong).toHaveCorrectGradients(args)).toThrow(
      message.replace('checkGradients: ', 'toHaveCorrectGradients: '),
    )
  })

  test('can be negated', () => {
    expect(wrong).not.toHaveCorrectGradients(args)
    expect(() => expect(right).not.toHaveCorrectGradients(args)).toThrow(
      'expected a wrong derivative',
    )
  })

  test('gives what jest wants of a matcher', () => {
    const { pass, message } = gradientMatchers.toHaveCorrectGradients(wrong, args)
    expect([pass, message()]).toEqual([false, expect.stringContaining('the sign is wrong')])
  })
})

describe('expectGradients', () => {
  test('throws the mismatch, under its own name', () => {
    expect(() => expectGradients(wrong)(...args)).toThrow(GradientMismatch)
    expect(() => expectGradients(wrong)(...args)).toThrow('expectGradients: the derivative')
  })

  test('gives the report', () => {
    expect(expectGradients(right)(...args)).toMatchObject({ orders: 1, kinks: [], seed: 0 })
  })
})

test('a mismatch is data too, and its path leads back to it', () => {
  const result = checkGradients(wrong, [tensor([0.5, 1])])
  if (result._tag === 'Right') throw new Error('found right')
  const [worst] = result.left.entries
  expect(worst).toMatchObject({ order: 1, mode: 'both', analytic: -Math.E, path: '1/1' })
  expect(result.left.blame).toMatchObject({ op: 'customVjp', operand: 0, mode: 'both' })
  const again = checkGradients(wrong, [tensor([0.5, 1])], { path: worst?.path ?? '', seed: 0 })
  expect(again).toMatchObject({ _tag: 'Left', left: { looked: 2 } })
})
