import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { raws } from '../laws/raw.js'
import { type Case, type Make, smooth } from './cases.js'
import * as compose from './compose.js'
import { bothModes, forwardAlone, type Law, second, third } from './orders.js'

const always = (make: Make, runs: number, law: (one: Case) => Law | undefined): void => {
  fc.assert(
    fc.property(raws, raw => {
      const one = make(raw)
      const holds = one && law(one)
      expect(one === undefined || holds === undefined ? [] : holds(one.f, one.xs, raw)).toEqual([])
    }),
    { seed: 3, numRuns: runs },
  )
}

const modesOf = ({ reverse }: Case) => (reverse ? bothModes : forwardAlone)

const inReverse =
  (law: Law) =>
  ({ reverse }: Case): Law | undefined =>
    reverse ? law : undefined

const numerically =
  (law: (modes: ReturnType<typeof modesOf>) => Law) =>
  (one: Case): Law | undefined =>
    one.numeric ? law(modesOf(one)) : undefined

describe.each(smooth)('%s', (_, make) => {
  test('has second derivatives that differences of its values give, in any mix of modes', () => {
    always(make, 8, numerically(second))
  })

  test('has third derivatives that differences of its values give, in any mix of modes', () => {
    always(make, 8, numerically(third))
  })

  test('has a Hessian that is the Hessian of its products', () => {
    always(make, 2, inReverse(compose.hessianIsItsProducts))
  })

  test('has one Jacobian, by columns or by rows', () => {
    always(make, 5, inReverse(compose.jacobiansAgree))
  })

  test('is linearized to its pushforward', () => {
    always(make, 5, () => compose.linearizeIsJvp)
  })

  test('is not changed by a checkpoint, nor are its derivatives', () => {
    always(make, 5, ({ reverse }) => compose.checkpointIsNothing(reverse))
  })
})
