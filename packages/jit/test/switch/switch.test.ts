/** The switch itself: whatever is computed is computed under jit. */
import * as core from '@miniflow/core'
import { add, grad, mul, tensor } from '@miniflow/core'
import { expect, test } from 'vitest'
import * as switched from './core.js'
import { underJit } from './under-jit.js'

test('has the names of core, and none of its functions but those that make tapes', () => {
  expect(Object.keys(switched).sort()).toEqual(Object.keys(core).sort())
  const same = Object.entries(core).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'function' &&
    !(value.prototype instanceof Error) &&
    (switched as Readonly<Record<string, unknown>>)[name] === value
      ? [name]
      : [],
  )
  expect(same.sort()).toEqual(['debugNaN', 'inspect', 'scope', 'tapeToString', 'tensor', 'trace'])
})

test('an operation on tensors, and a gradient, run as programs', () => {
  const compiled = underJit({ add, grad })
  let traced = 0
  const cube = (x: core.Tensor): core.Tensor => {
    traced++
    return mul(x, mul(x, x)) as core.Tensor
  }
  const slope = compiled.grad(cube)
  expect([2, 3, 4].map(x => slope(tensor(x)).item())).toEqual([12, 27, 48])
  expect(traced).toBe(1)
  expect(compiled.add(tensor([1, 2]), 1).toArray()).toEqual([2, 3])
  expect(compiled.add(1, 2).item()).toBe(3)
})
