import {
  grad,
  mul,
  random,
  run,
  sum,
  type Tensor,
  tensor,
  trace,
  tree,
  zeros,
} from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { multiHeadAttention } from '../src/index.js'
import { affine, at, dot, type Row, type Rows } from './support/loops.js'
import { numericGradient, worst } from './support/numeric.js'

const [F, H, T] = [6, 2, 4]
const D = F / H
const dtype = 'float64'
const layer = multiHeadAttention({ features: F, heads: H, causal: true, dtype })
type Params = ReturnType<typeof layer.init>

/** Biases that are not 0, too. */
const params: Params = tree.map(leaf =>
  random.normal(random.key(leaf.rank), [...leaf.shape], { dtype: 'float64' }),
)(layer.init(random.key(0)))
const x = random.normal(random.key(7), [T, F], { dtype })

/** Section 3.2.2 of "Attention is all you need", head by head. */
const formula = (p: Params, rows: Rows, context: Rows, seen: (i: number, j: number) => boolean) => {
  const map = (part: keyof Params, from: Rows): Rows =>
    affine(from, p[part].w.toArray() as Rows, p[part].b.toArray() as Row)
  const [q, k, v] = [map('query', rows), map('key', context), map('value', context)]
  const head = (h: number, row: Row): Row => row.slice(h * D, (h + 1) * D)
  const weights = Array.from({ length: H }, (_, h) =>
    q.map((query, i) => {
      const fits = k.map((key, j) =>
        seen(i, j) ? Math.exp(dot(head(h, query), head(h, key)) / Math.sqrt(D)) : 0,
      )
      const total = fits.reduce((a, b) => a + b, 0)
      return fits.map(fit => (total === 0 ? 0 : fit / total))
    }),
  )
  const brought = rows.map((_, i) =>
    weights.flatMap((ofHead, h) =>
      Array.from({ length: D }, (__, d) =>
        (ofHead[i] ?? []).reduce((a, weight, j) => a + weight * at(v[j], h * D + d), 0),
      ),
    ),
  )
  return { weights, outputs: map('output', brought) }
}

const rowsOf = (y: Tensor): Rows => y.toArray() as Rows

describe('multiHeadAttention', () => {
  test('begins with glorot weights and zero biases, different for each part', () => {
    const begun = layer.init(random.key(0))
    expect(tree.paths(begun)).toEqual([
      'key.b',
      'key.w',
      'output.b',
      'output.w',
      'query.b',
      'query.w',
      'value.b',
      'value.w',
    ])
    const parts = Object.values(begun)
    expect(parts.map(({ w, b }) => [w.shape, b.shape])).toEqual(parts.map(() => [[F, F], [F]]))
    for (const { w, b } of parts) {
      expect(Math.max(...w.data().map(Math.abs))).toBeLessThan(Math.sqrt(6 / (2 * F)))
      expect([...b.data()]).toEqual(Array.from({ length: F }, () => 0))
    }
    expect(new Set(parts.map(({ w }) => String(w))).size).toBe(4)
  })

  test('is its formula, head by head, and so are its weights', () => {
    const { weights, outputs } = formula(params, rowsOf(x), rowsOf(x), (i, j) => j <= i)
    expect(worst(layer.apply(params, x), outputs.flat())).toBeLessThan(1e-12)
    expect(worst(layer.weights(params, x), weights.flat(2))).toBeLessThan(1e-12)
    expect(layer.weights(params, x).shape).toEqual([H, T, T])
  })

  test('takes keys and values from a context, and a mask for all heads', () => {
    const open = multiHeadAttention({ features: F, heads: H, dtype })
    const context = random.normal(random.key(8), [3, F], { dtype })
    const bools = [
      [true, true, false],
      [false, false, false],
      [false, true, true],
      [true, false, false],
    ]
    const seen = (i: number, j: number) => bools[i]?.[j] ?? false
    const { outputs } = formula(params, rowsOf(x), rowsOf(context), seen)
    const got = open.apply(params, x, { context, mask: tensor(bools) })
    expect(worst(got, outputs.flat())).toBeLessThan(1e-12)
  })

  test('of a batch is that of its members, each with a mask of its own', () => {
    const batch = random.normal(random.key(9), [2, T, F], { dtype })
    const mask = random.bernoulli(random.key(10), [2, T, T], 0.7)
    const got = layer.apply(params, batch, { mask })
    expect(got.shape).toEqual([2, T, F])
    const bools = mask.toArray()
    const wanted = batch
      .toArray()
      .flatMap((rows, n) =>
        formula(
          params,
          rows,
          rows,
          (i, j) => j <= i && (bools[n]?.[i]?.[j] ?? false),
        ).outputs.flat(),
      )
    expect(worst(got, wanted)).toBeLessThan(1e-12)
  })

  test('has the derivatives of its formula', () => {
    const weights = random.normal(random.key(11), [T, F], { dtype })
    const loss = (p: Params, y: typeof x): Tensor => sum(mul(layer.apply(p, y), weights))
    const [ofParams, ofX] = grad(loss, { argnums: [0, 1] })(params, x)
    expect(
      worst(
        ofX,
        numericGradient(y => loss(params, y), x),
      ),
    ).toBeLessThan(1e-7)
    for (const part of ['query', 'key', 'value', 'output'] as const)
      for (const leaf of ['w', 'b'] as const) {
        const alone = (y: Tensor): Tensor =>
          loss({ ...params, [part]: { ...params[part], [leaf]: y } }, x)
        const wanted = numericGradient(alone, params[part][leaf])
        expect(worst(ofParams[part][leaf], wanted)).toBeLessThan(1e-7)
      }
  })

  test('causal, no output depends on what comes after it', () => {
    const first = (y: typeof x): Tensor =>
      sum(mul(layer.apply(params, y), tensor([1, 1, 0, 0], [T, 1], { dtype })))
    const gradient = rowsOf(grad(first)(x))
    expect(gradient.slice(2).flat()).toEqual(
      gradient
        .slice(2)
        .flat()
        .map(() => 0),
    )
    expect(gradient[1]?.some(g => g !== 0)).toBe(true)
  })

  test('traces whole', () => {
    const program = run(trace((p: Params, y: typeof x) => layer.apply(p, y))(params, x))
    const other = random.normal(random.key(12), [T, F], { dtype })
    expect(program(params, other).toArray()).toEqual(layer.apply(params, other).toArray())
  })

  test('refuses heads that do not divide the features, and what does not fit', () => {
    expect(() => multiHeadAttention({ features: 6, heads: 4 })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: multiHeadAttention: 4 heads do not divide 6 features.
        Each head gets as many features: take a multiple of the heads.]
    `)
    expect(() => multiHeadAttention({ features: 0, heads: 1 })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: multiHeadAttention: features is 0; expected a whole number from 1 on.]`,
    )
    expect(() =>
      multiHeadAttention({ features: 6, heads: 2, mask: true } as never),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: multiHeadAttention: there is no option mask.
        The options are: features, heads, causal, weights, dtype.]
    `)
    const f32 = multiHeadAttention({ features: 6, heads: 2, causal: true })
    const begun = f32.init(random.key(0))
    expect(() => f32.apply(begun, zeros([4, 5]) as never)).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: multiHeadAttention: x has shape [4,5]; expected [..., places, 6].]`,
    )
    expect(() => f32.apply(begun, zeros([6]) as never)).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: multiHeadAttention: x has shape [6]; expected [..., places, 6].]`,
    )
    expect(() =>
      f32.apply(begun, zeros([4, 6]), { context: zeros([3, 6]) }),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: multiHeadAttention: there are 4 queries and 3 keys; expected as many for a causal mask.
        Say which keys each query sees with { mask }.]
    `)
    expect(() =>
      f32.apply(begun, zeros([4, 6]), { mask: tensor([true, false]) }),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: multiHeadAttention: the mask has shape [2]; expected what broadcasts to [2,4,4].
        Its last two axes are queries and keys.]
    `)
    expect(() =>
      f32.apply({ ...begun, value: undefined } as never, zeros([4, 6])),
    ).toThrowErrorMatchingInlineSnapshot(`
      [TreeError: multiHeadAttention: the parameters have no value.
        Pass what init(key) gives, or a tree like it: { query, key, value, output }, each { w, b }.]
    `)
    expect(() => f32.apply({} as never, zeros([4, 6]))).toThrowErrorMatchingInlineSnapshot(`
      [TreeError: multiHeadAttention: the parameters have no query.
        Pass what init(key) gives, or a tree like it: { query, key, value, output }, each { w, b }.]
    `)
  })
})
