/** What cannot be compiled is refused in jit's name, with what to write instead. */
import {
  ArgumentError,
  AsyncFunctionError,
  add,
  debugNaN,
  div,
  exp,
  log,
  mul,
  NonFiniteError,
  OutputError,
  sum,
  type Tensor,
  TracedValueError,
  tensor,
} from '@miniflow/core'
import { jit } from '@miniflow/jit'
import { expect, test } from 'vitest'

const messageOf = (f: () => unknown): string => {
  try {
    f()
  } catch (error) {
    return String(error).replace(/ at \S+\/(\w+)\.test\.ts:\d+:\d+/g, ' at $1.test.ts')
  }
  throw new Error('nothing was thrown')
}

test('a value cannot be read while only shapes are known', () => {
  const f = jit((x: Tensor) => (sum(x).item() > 0 ? x : mul(x, 2)))
  expect(() => f(tensor([1]))).toThrow(TracedValueError)
  expect(messageOf(() => f(tensor([1])))).toMatchInlineSnapshot(`
    "TracedValueError: item: the value of a float32[] was read at errors.test.ts while only shapes are known.
      At that line, write where(test, a, b) or cond(test, whenTrue, whenFalse) for an if on values, whileLoop or foriLoop for a loop on them; or read the value outside of the function."
  `)
  expect(f.stats().entries).toBe(0)
})

test('the result is a tree of tensors', () => {
  const f = jit((x: Tensor) => ({ y: x, name: 'y' as unknown as Tensor }))
  expect(() => f(tensor([1]))).toThrow(OutputError)
  expect(messageOf(() => f(tensor([1])))).toMatchInlineSnapshot(`
    "OutputError: jit: f returned something that is not a tree of tensors: the leaf at name is the string "y"; a tree holds tensors only.
      Return a tensor, or arrays and records of tensors."
  `)
})

test('async functions are refused', () => {
  const f = jit(async (x: Tensor) => add(x, 1))
  expect(() => f(tensor([1]))).toThrow(AsyncFunctionError)
  expect(messageOf(() => f(tensor([1])))).toMatchInlineSnapshot(`
    "AsyncFunctionError: jit: f is async: it returned a promise, and what it computes after the first await is not recorded.
      Await the data first, and pass it to a function that is not async."
  `)
})

test('what is no function is refused at once', () => {
  const wrong = tensor([1]) as unknown as () => Tensor
  expect(() => jit(wrong)).toThrow(ArgumentError)
  expect(messageOf(() => jit(wrong))).toMatchInlineSnapshot(`
    "ArgumentError: jit: got a tensor float32[1] where a function is expected.
      Write jit(f)(x): the function first, its arguments in a second call."
  `)
})

test('options are refused by name', () => {
  const f = (x: Tensor): Tensor => x
  const refused = (options: object): string => messageOf(() => jit(f, options))
  expect(refused({ thread: 2 })).toMatchInlineSnapshot(`
    "ArgumentError: jit: there is no option thread.
      The options are: relaxed, maxEntries, threads."
  `)
  expect(refused({ threads: 0 })).toMatchInlineSnapshot(`
    "ArgumentError: jit: threads is 0; expected a whole number from 1 on.
      Leave it out for the default."
  `)
  expect(refused({ threads: 1.5 })).toMatch(/^ArgumentError: jit: threads is 1.5/)
  expect(refused({ maxEntries: 0 })).toMatch(/^ArgumentError: jit: maxEntries is 0/)
  expect(refused({ maxEntries: '8' })).toMatch(/^ArgumentError: jit: maxEntries is 8/)
  expect(refused({ relaxed: 1 })).toMatchInlineSnapshot(
    `"ArgumentError: jit: relaxed is 1; expected true or false."`,
  )
})

test('errors of shapes come out of the call, as without jit', () => {
  const f = (x: Tensor, y: Tensor): Tensor => add(x, y)
  const [x, y] = [tensor([1, 2]), tensor([1, 2, 3])]
  expect(messageOf(() => jit(f)(x, y))).toBe(messageOf(() => f(x, y)))
})

test('a function that failed can be called again', () => {
  const f = jit((x: Tensor, fine: boolean) => {
    if (!fine) throw new Error('not now')
    return add(x, 1)
  })
  expect(() => f(tensor(1), false)).toThrow('not now')
  expect(f(tensor(1), true).item()).toBe(2)
  expect(() => f(tensor(1), false)).toThrow('not now')
})

test('debugNaN looks into a jitted function', () => {
  const f = jit((x: Tensor) => sum(log(x)))
  f(tensor([1, 2]))
  const watched = debugNaN((x: Tensor) => mul(f(x), 2))
  expect(watched(tensor([1, 1])).item()).toBe(0)
  expect(() => watched(tensor([1, -1]))).toThrow(NonFiniteError)
  expect(messageOf(() => watched(tensor([1, -1])))).toMatch(
    /^NonFiniteError: debugNaN: log gives NaN at \[1\], called at errors\.test\.ts/,
  )
})

test('numbers that are no numbers come out like any other', () => {
  const f = jit((x: Tensor) => div(exp(x), x))
  expect([...f(tensor([Number.NaN, 0, Infinity, -Infinity])).data()]).toEqual([
    Number.NaN,
    Infinity,
    Number.NaN,
    -0,
  ])
})
