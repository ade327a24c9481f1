/** Calls of one kind share a program; a call of another kind gets its own, and is told of. */
import { add, mul, sum, type Tensor, tensor, zeros } from '@miniflow/core'
import { jit } from '@miniflow/jit'
import { afterEach, expect, test, vi } from 'vitest'

afterEach(() => {
  vi.restoreAllMocks()
})

const changes = (f: { readonly stats: () => { readonly misses: readonly unknown[] } }) =>
  f.stats().misses.map(miss => (miss as { readonly changed?: string }).changed)

test('values change without a trace, shapes and dtypes do not', () => {
  let traced = 0
  const f = jit((x: Tensor): Tensor => {
    traced++
    return add(x, x)
  })
  expect(f(tensor([1, 2])).toArray()).toEqual([2, 4])
  expect(f(tensor([3, 4])).toArray()).toEqual([6, 8])
  expect(f(tensor([3, 4, 5])).toArray()).toEqual([6, 8, 10])
  expect(f(tensor([1, 2], { dtype: 'float64' })).dtype).toBe('float64')
  expect(f(tensor([[1, 2]])).toArray()).toEqual([[2, 4]])
  expect(f(tensor([5, 6])).toArray()).toEqual([10, 12])
  expect(traced).toBe(4)
  expect(f.stats()).toMatchObject({ traces: 4, hits: 2, entries: 4 })
  expect(changes(f)).toEqual([
    undefined,
    'x was float32[2] and is float32[3]',
    'x was float32[3] and is float64[2]',
    'x was float64[2] and is float32[1,2]',
  ])
})

test('what is no tensor is part of the program', () => {
  const f = jit(
    (x: Tensor, { times, name }: { times: number; name: string }): Tensor =>
      name === 'twice' ? mul(x, 2 * times) : mul(x, times),
  )
  const x = tensor([1, 10])
  expect(f(x, { times: 3, name: 'once' }).toArray()).toEqual([3, 30])
  expect(f(x, { times: 3, name: 'twice' }).toArray()).toEqual([6, 60])
  expect(f(x, { times: 4, name: 'twice' }).toArray()).toEqual([8, 80])
  expect(f(x, { name: 'once', times: 3 }).toArray()).toEqual([3, 30])
  expect(f.stats()).toMatchObject({ traces: 3, hits: 1 })
  expect(changes(f)).toEqual([
    undefined,
    expect.stringContaining('name was "once" and is "twice"'),
    expect.stringContaining('times was 3 and is 4'),
  ])
})

test('functions as arguments are told apart by identity', () => {
  const f = jit((g: (x: Tensor) => Tensor, x: Tensor): Tensor => g(x))
  const double = (x: Tensor): Tensor => add(x, x)
  expect(f(double, tensor(2)).item()).toBe(4)
  expect(f(double, tensor(3)).item()).toBe(6)
  expect(f(x => mul(x, x), tensor(3)).item()).toBe(9)
  expect(f.stats()).toMatchObject({ traces: 2, hits: 1 })
})

test('a function traced more than 8 times is told of once, with what keeps changing', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  const grows = jit(function grows(x: Tensor, rate: number): Tensor {
    return mul(x, rate)
  })
  for (let n = 0; n < 8; n++) grows(tensor([1]), n)
  expect(warn).not.toHaveBeenCalled()
  for (let n = 8; n < 20; n++) grows(tensor([1]), n)
  expect(warn).toHaveBeenCalledTimes(1)
  expect(warn.mock.calls[0]?.[0]).toMatchInlineSnapshot(`
    "jit: grows was traced 9 times; the last time since rate was 7 and is 8.
      Each kind of arguments needs a program of its own: pass numbers that change as tensors, tensors of few different shapes, and functions that are made once."
  `)
})

test('at most maxEntries programs are kept, and the one not used for longest goes', () => {
  const f = jit((x: Tensor): Tensor => sum(x), { maxEntries: 2 })
  const at = (n: number): number => f(zeros([n])).item()
  at(1)
  at(2)
  at(1)
  at(3)
  expect(f.stats()).toMatchObject({ traces: 3, hits: 1, entries: 2 })
  at(1)
  expect(f.stats()).toMatchObject({ traces: 3, hits: 2 })
  at(2)
  expect(f.stats()).toMatchObject({ traces: 4, hits: 2, entries: 2 })
})

test('of misses the last 32 are kept', () => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  const f = jit((x: Tensor, n: number): Tensor => add(x, n))
  for (let n = 0; n < 40; n++) f(tensor(1), n)
  expect(f.stats().misses).toHaveLength(32)
  expect(changes(f).at(-1)).toBe('n was 38 and is 39')
})

test('programs tell of their size and of the time they took to make', () => {
  const f = jit((x: Tensor): Tensor => sum(mul(x, x)))
  expect(f.stats()).toEqual({
    traces: 0,
    hits: 0,
    misses: [],
    entries: 0,
    compileMilliseconds: 0,
    phases: { trace: 0, lower: 0, encode: 0, engine: 0 },
    moduleBytes: 0,
    arenaBytes: 0,
  })
  f(tensor([1, 2]))
  const { compileMilliseconds, moduleBytes, phases } = f.stats()
  expect(compileMilliseconds).toBeGreaterThan(0)
  expect(Math.min(...Object.values(phases))).toBeGreaterThan(0)
  expect(phases.lower + phases.encode + phases.engine).toBeLessThanOrEqual(compileMilliseconds)
  expect(moduleBytes).toBeGreaterThan(8)
  f(tensor([3, 4]))
  expect(f.stats()).toMatchObject({ compileMilliseconds, moduleBytes })
})
