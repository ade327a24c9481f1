import {
  grad,
  greater,
  hvp,
  mul,
  ones,
  random,
  sum,
  type Tensor,
  tensor,
  vmap,
  zeros,
} from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { attention } from '../src/index.js'
import { at, dot, type Row, type Rows } from './support/loops.js'
import { float64, numericGradient, worst } from './support/numeric.js'

const any = (x: unknown): Tensor => x as Tensor

/**
 * A. Vaswani et al., "Attention is all you need" (arXiv:1706.03762), equation 1, query by query; those
 * that see nothing get zeros.
 */
const formula = (
  queries: Rows,
  keys: Rows,
  values: Rows,
  seen: (i: number, j: number) => boolean,
): Row =>
  queries.flatMap((query, i) => {
    const fits = keys.map((key, j) =>
      seen(i, j) ? Math.exp(dot(query, key) / Math.sqrt(query.length)) : 0,
    )
    const total = fits.reduce((a, b) => a + b, 0)
    return (values[0] ?? []).map((_, n) =>
      total === 0 ? 0 : fits.reduce((a, fit, j) => a + fit * at(values[j], n), 0) / total,
    )
  })

const normal = (seed: number, shape: readonly number[]): Tensor =>
  random.normal(random.key(seed), [...shape], { dtype: 'float64' })
const rowsOf = (x: Tensor): Rows => x.toArray() as Rows

const [T, S, K, N] = [4, 5, 3, 2]
const [queries, keys, values] = [normal(1, [T, K]), normal(2, [S, K]), normal(3, [S, N])]
const weights = normal(4, [T, N])

/** The third query sees nothing, the second one key. */
const bools = [
  [true, false, true, true, false],
  [false, false, false, true, false],
  [false, false, false, false, false],
  [true, true, true, true, true],
]

/** Gradients in all three arguments, against central differences. */
const checkGradients = (
  f: (q: Tensor, k: Tensor, v: Tensor) => Tensor,
  args: readonly Tensor[],
) => {
  const [q, k, v] = args as readonly [Tensor, Tensor, Tensor]
  const loss = (a: Tensor, b: Tensor, c: Tensor): Tensor => sum(mul(f(a, b, c), weights))
  grad(loss, { argnums: [0, 1, 2] })(q, k, v).forEach((gradient, i) => {
    const alone = (x: Tensor): Tensor => loss(i === 0 ? x : q, i === 1 ? x : k, i === 2 ? x : v)
    expect(worst(gradient, numericGradient(alone, args[i] as Tensor))).toBeLessThan(1e-8)
  })
}

describe('attention', () => {
  test('averages the values by softmax(queries keys / sqrt(K))', () => {
    const wanted = formula(rowsOf(queries), rowsOf(keys), rowsOf(values), () => true)
    expect(worst(attention(queries, keys, values), wanted)).toBeLessThan(1e-12)
    checkGradients((q, k, v) => attention(q, k, v), [queries, keys, values])
  })

  test('causal, sees no key behind the place of the query', () => {
    const [k, v] = [normal(5, [T, K]), normal(6, [T, N])]
    const wanted = formula(rowsOf(queries), rowsOf(k), rowsOf(v), (i, j) => j <= i)
    expect(worst(attention(queries, k, v, { causal: true }), wanted)).toBeLessThan(1e-12)
    checkGradients((a, b, c) => attention(a, b, c, { causal: true }), [queries, k, v])
    const future = (x: Tensor): Tensor =>
      sum(
        mul(
          attention(x, x, x, { causal: true }),
          tensor([1, 0, 0, 0], [T, 1], { dtype: 'float64' }),
        ),
      )
    const first = [...grad(future)(queries).data()]
    expect(first.slice(K)).toEqual(first.slice(K).map(() => 0))
  })

  test('with a mask, sees what is true, and nothing gives zeros with derivative 0', () => {
    const mask = tensor(bools)
    const wanted = formula(
      rowsOf(queries),
      rowsOf(keys),
      rowsOf(values),
      (i, j) => bools[i]?.[j] ?? false,
    )
    const f = (q: Tensor, k: Tensor, v: Tensor): Tensor => attention(q, k, v, { mask })
    expect(worst(f(queries, keys, values), wanted)).toBeLessThan(1e-12)
    checkGradients(f, [queries, keys, values])
    const blind = [...grad((q: Tensor) => sum(f(q, keys, values)))(queries).data()].slice(6, 9)
    expect(blind.map(Math.abs)).toEqual([0, 0, 0])
  })

  test('has no NaN in first and second derivatives, however much is hidden', () => {
    for (const mask of [
      tensor(bools),
      zeros([T, S], { dtype: 'bool' }),
      zeros([1, 1], { dtype: 'bool' }),
    ]) {
      const loss = (q: Tensor): Tensor => sum(mul(attention(q, keys, values, { mask }), weights))
      for (const x of grad(loss)(queries).data()) expect(Number.isFinite(x)).toBe(true)
      const second = hvp(loss)([queries], [queries])
      for (const x of second.data()) expect(Number.isFinite(x)).toBe(true)
    }
  })

  test('is stable for scores of any size', () => {
    const large = (x: Tensor): Tensor => mul(x, 1e4)
    const y = attention(large(queries), large(keys), values, { mask: tensor(bools) })
    for (const x of y.data()) expect(Number.isFinite(x)).toBe(true)
  })

  test('combines causal with a mask, which broadcasts', () => {
    const [k, v] = [normal(5, [T, K]), normal(6, [T, N])]
    const padding = [true, true, false, true]
    const wanted = formula(rowsOf(queries), rowsOf(k), rowsOf(v), (i, j) => j <= i && !!padding[j])
    const got = attention(queries, k, v, { causal: true, mask: tensor(padding) })
    expect(worst(got, wanted)).toBeLessThan(1e-12)
  })

  test('of a batch is that of its members', () => {
    const [q, k, v] = [normal(7, [2, 3, T, K]), normal(8, [2, 3, S, K]), normal(9, [2, 3, S, N])]
    const mask = greater(normal(10, [2, 3, T, S]), 0)
    const single = (a: Tensor, b: Tensor, c: Tensor, m: Tensor): Tensor =>
      attention(a, b, c, { mask: m })
    const mapped = vmap(vmap(single))(q, k, v, mask)
    expect(worst(attention(q, k, v, { mask }), [...mapped.data()])).toBeLessThan(1e-12)
    expect(attention(zeros([0, 3]), zeros([2, 3]), zeros([2, 4])).shape).toEqual([0, 4])
    expect([...attention(ones([1, 3]), zeros([0, 3]), zeros([0, 2])).data()]).toEqual([0, 0])
  })

  test('refuses what does not fit, in its own name', () => {
    expect(() =>
      attention(zeros([4, 3]), any(zeros([4, 2])), zeros([4, 3])),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: attention: queries of shape [4,3] have 3 features and keys of shape [4,2] 2.
        Each key is compared with each query: map both to as many features.]
    `)
    expect(() =>
      attention(zeros([4, 3]), zeros([4, 3]), any(zeros([5, 3]))),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: attention: there are 4 keys, of shape [4,3], and 5 values, of shape [5,3].
        Each value has a key.]
    `)
    expect(() =>
      attention(any(zeros([3])), any(zeros([4, 3])), zeros([4, 3])),
    ).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: attention: the queries have shape [3]; expected [..., queries, features].]`,
    )
    expect(() =>
      attention(zeros([2, 3]), zeros([4, 3]), zeros([4, 3]), { causal: true }),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: attention: there are 2 queries and 4 keys; expected as many for a causal mask.
        Say which keys each query sees with { mask }.]
    `)
    expect(() =>
      attention(zeros([2, 3]), zeros([4, 3]), zeros([4, 3]), { mask: ones([2, 4]) }),
    ).toThrowErrorMatchingInlineSnapshot(`
      [DTypeError: attention: the mask is float32; expected bool, true where a key is seen.
        Compare to make one: greater(x, 0).]
    `)
    expect(() =>
      attention(zeros([2, 3]), zeros([4, 3]), zeros([4, 3]), { mask: tensor([[true, false]]) }),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: attention: the mask has shape [1,2]; expected what broadcasts to [2,4].
        Its last two axes are queries and keys.]
    `)
    expect(() =>
      attention(zeros([2, 3]), zeros([4, 3]), zeros([4, 3]), { heads: 2 } as never),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: attention: there is no option heads.
        The options are: causal, mask.]
    `)
    expect(() =>
      attention(any(float64([1], [1, 1])), zeros([1, 1]), zeros([1, 1])),
    ).toThrowErrorMatchingInlineSnapshot(`
      [DTypeError: attention: got float64 and float32; two float dtypes do not mix.
        Convert one of them: astype(x, 'float64') or astype(x, 'float32').]
    `)
  })
})
