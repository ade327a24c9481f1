import { broadcastablePairs, keys, matmulPairs, shapes, tensors, trees } from '@miniflow/check'
import { add, matmul, type Tensor, tree } from '@miniflow/core'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const SEEDS = [1, 2, 3, 4, 5]

const sample = <T>(arbitrary: fc.Arbitrary<T>): readonly T[] =>
  fc.sample(arbitrary, { seed: 1, numRuns: 300 })

/** As nested lists, in JSON. */
const show = (value: unknown): string => {
  const plain = (x: unknown): unknown => {
    if (typeof x !== 'object' || x === null) return x
    if (Array.isArray(x)) return x.map(plain)
    if ('toArray' in x) return (x as Tensor).toArray()
    return Object.fromEntries(Object.entries(x).map(([key, y]) => [key, plain(y)]))
  }
  return JSON.stringify(plain(value))
}

/** What failures shrink to, from several seeds. */
const smallest = <T>(arbitrary: fc.Arbitrary<T>, holds: (value: T) => boolean): readonly string[] =>
  [
    ...new Set(
      SEEDS.map(seed => {
        const { counterexample } = fc.check(fc.property(arbitrary, holds), { seed, numRuns: 1000 })
        return show(counterexample?.[0])
      }),
    ),
  ].sort()

const numbersOf = (x: Tensor): readonly number[] => Array.from<number, number>(x.data(), Number)

const numbersIn = (xs: readonly Tensor[]): readonly number[] => xs.flatMap(numbersOf)

const messageOf = (f: () => unknown): string => {
  try {
    f()
  } catch (error) {
    return String(error)
  }
  return 'no error'
}

describe('shapes', () => {
  test('are of every rank and length that is allowed, and no other', () => {
    const drawn = sample(shapes({ minRank: 1, maxRank: 2, minLength: 2, maxLength: 4 }))
    expect([...new Set(drawn.map(shape => shape.length))].sort()).toEqual([1, 2])
    expect([...new Set(drawn.flat())].sort()).toEqual([2, 3, 4])
  })

  test('shrink to fewer axes, then to shorter ones', () => {
    expect(smallest(shapes(), shape => shape.length < 2)).toEqual(['[1,1]'])
    expect(smallest(shapes(), shape => shape.every(n => n < 3))).toEqual(['[3]'])
    expect(smallest(shapes({ minLength: 0 }), shape => shape.length < 1)).toEqual(['[0]'])
  })

  test('are refused where there are none', () => {
    expect(messageOf(() => shapes({ minRank: 3, maxRank: 2 }))).toMatchInlineSnapshot(`
      "ArgumentError: shapes: there is no rank from 3 to 2.
        Give two whole numbers, the smaller one as the least."
    `)
    expect(messageOf(() => shapes({ minLength: 1.5 }))).toMatchInlineSnapshot(`
      "ArgumentError: shapes: there is no length from 1.5 to 4.
        Give two whole numbers, the smaller one as the least."
    `)
  })
})

describe('tensors', () => {
  test('hold numbers of the range, spread over it, and clear of what is avoided', () => {
    const numbers = numbersIn(sample(tensors([3], { min: -1, max: 2, avoid: [0, 1.01] })))
    expect(Math.min(...numbers)).toBe(-1)
    expect(Math.max(...numbers)).toBe(2)
    expect(numbers.every(x => Math.abs(x) > 1 / 64 && Math.abs(x - 1.01) > 1 / 64)).toBe(true)
    const quarters = [0, 1, 2, 3].map(
      i => numbers.filter(x => -1 + 0.75 * i <= x && x < -1 + 0.75 * (i + 1)).length,
    )
    expect(Math.min(...quarters)).toBeGreaterThan(numbers.length / 10)
  })

  test('hold numbers that float32 holds too', () => {
    const numbers = numbersIn(sample(tensors([3], { min: 0.1, max: 0.2 })))
    expect(numbers.every(x => Math.fround(x) === x)).toBe(true)
    expect(sample(tensors([2], { dtype: 'float32' })).every(x => x.dtype === 'float32')).toBe(true)
  })

  test('have the shape that is asked for, and a length of each name', () => {
    expect(new Set(sample(tensors([2, 0, 3])).map(x => String(x.shape)))).toEqual(
      new Set(['2,0,3']),
    )
    const lengths = sample(tensors(['n', 2, 'n'], { maxLength: 3 })).map(x => x.shape)
    expect(lengths.every(([n, two, m]) => n === m && two === 2)).toBe(true)
    expect(new Set(lengths.map(([n]) => n))).toEqual(new Set([1, 2, 3]))
  })

  test('shrink in rank, length and numbers at once', () => {
    expect(smallest(tensors(shapes()), x => x.size < 2)).toEqual(['[0,0]'])
    expect(smallest(tensors(shapes()), x => x.rank < 2)).toEqual(['[[0]]'])
    expect(smallest(tensors(['n', 'm']), x => x.size < 3)).toEqual(['[[0,0,0]]', '[[0,0],[0,0]]'])
    expect(smallest(tensors(shapes()), x => numbersOf(x).every(y => y > -1))).toEqual(['-1'])
  })

  test('shrink to 0, 1, 0.5, and to few different numbers', () => {
    const different = (least: number) => (x: Tensor) => new Set(numbersOf(x)).size < least
    const distinct = (text: string): readonly number[] =>
      [...new Set(JSON.parse(text) as readonly number[])].sort()
    expect(smallest(tensors([4]), different(2)).map(distinct)).toContainEqual([0, 1])
    expect(smallest(tensors([4]), different(3)).map(distinct)).toContainEqual([0, 0.5, 1])
    expect(smallest(tensors([2], { min: 2, max: 9 }), () => false)).toEqual(['[2,2]'])
  })

  test('are refused where no number is left, and for what is no shape', () => {
    expect(messageOf(() => tensors([2], { min: 2, max: 1 }))).toMatchInlineSnapshot(`
      "ArgumentError: tensors: there are no numbers from min = 2 to max = 1.
        Give two finite numbers, the smaller one as min."
    `)
    expect(messageOf(() => tensors([2], { min: 0, max: 0, avoid: [0] }))).toMatchInlineSnapshot(`
      "ArgumentError: tensors: nothing is left between min = 0 and max = 0 when [0] are avoided.
        Widen the range, or avoid fewer points."
    `)
    expect(messageOf(() => tensors([2.5]))).toMatchInlineSnapshot(`
      "ArgumentError: tensors: 2.5 is no length of an axis.
        Give a whole number, or a name such as 'n' for a length that is drawn."
    `)
    expect(messageOf(() => tensors(fc.constant([2] as number[])))).toMatchInlineSnapshot(`
      "ArgumentError: tensors: the shape is neither a list of axes nor made by shapes().
        Write tensors([2, 3]), tensors(['n', 3]) or tensors(shapes({ maxRank: 2 }))."
    `)
  })
})

describe('pairs', () => {
  test('broadcast, with axes of length 1 and missing axes', () => {
    const pairs = sample(broadcastablePairs())
    for (const [x, y] of pairs) add(x, y)
    expect(pairs.some(([x, y]) => x.rank < y.rank)).toBe(true)
    expect(pairs.some(([x, y]) => x.rank > y.rank)).toBe(true)
    expect(
      pairs.some(
        ([x, y]) => x.rank === y.rank && x.rank > 1 && String(x.shape) !== String(y.shape),
      ),
    ).toBe(true)
  })

  test('of factors multiply, as vectors, matrices and stacks', () => {
    const pairs = sample(matmulPairs())
    for (const [x, y] of pairs) matmul(x, y)
    const ranks = new Set(pairs.map(([x, y]) => `${x.rank}${y.rank}`))
    expect([...ranks].sort()).toEqual(['11', '12', '13', '21', '22', '23', '31', '32', '33'])
  })

  test('shrink together', () => {
    expect(smallest(broadcastablePairs(), ([x, y]) => String(x.shape) === String(y.shape))).toEqual(
      ['[0,[0]]', '[[0],0]'],
    )
    expect(smallest(broadcastablePairs(), ([x, y]) => x.size >= y.size)).toEqual(['[0,[0,0]]'])
    expect(smallest(matmulPairs(), () => false)).toEqual(['[[0],[0]]'])
    expect(smallest(matmulPairs(), ([x, y]) => matmul(x, y).rank < 2)).toEqual([
      '[[0],[[[0]]]]',
      '[[[0]],[[0]]]',
    ])
    expect(smallest(matmulPairs(), ([x]) => x.rank < 3)).toEqual([
      '[[[[0]]],[0]]',
      '[[[[0]]],[[[0]]]]',
    ])
  })
})

describe('trees', () => {
  test('are like the template, one length for each name', () => {
    const drawn = sample(trees([{ w: ['in', 'out'], b: ['out'] }, ['in'], []]))
    for (const [{ w, b }, x, scalar] of drawn) {
      expect([x.shape[0], b.shape[0]]).toEqual(w.shape)
      expect(scalar.rank).toBe(0)
    }
    expect(new Set(drawn.map(([{ w }]) => String(w.shape))).size).toBeGreaterThan(10)
  })

  test('without a template are of many forms', () => {
    const forms = new Set(sample(trees()).map(t => JSON.stringify(tree.structure(t))))
    expect(forms.size).toBeGreaterThan(50)
  })

  test('shrink to fewer leaves, then as tensors do', () => {
    const leaves = (least: number) => (t: unknown) => tree.leaves(t).length < least
    expect(smallest(trees(), leaves(1))).toEqual(['0'])
    expect(smallest(trees(), t => tree.leaves(t).every(x => x.size < 2))).toEqual(['[0,0]'])
    expect(smallest(trees({ w: ['n', 2], b: ['n'] }), ({ b }) => b.size < 2)).toEqual([
      '{"w":[[0,0],[0,0]],"b":[0,0]}',
    ])
  })

  test('are refused for templates of anything else', () => {
    expect(messageOf(() => trees({ w: 'n' } as never))).toMatchInlineSnapshot(`
      "ArgumentError: trees: the template holds n, which is neither axes nor a list or record of them.
        Write trees({ w: ['m', 'n'], b: ['n'] })."
    `)
    expect(messageOf(() => trees([[2], [-1]]))).toMatchInlineSnapshot(`
      "ArgumentError: trees: -1 is no length of an axis.
        Give a whole number, or a name such as 'n' for a length that is drawn."
    `)
  })
})

test('keys are many, and shrink to small seeds', () => {
  expect(new Set(sample(keys()).map(String)).size).toBeGreaterThan(200)
  expect(smallest(keys(), key => (key.data()[1] as number) < 7)).toEqual(['[0,7]'])
})
