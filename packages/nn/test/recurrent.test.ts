import {
  grad,
  matmul,
  mul,
  random,
  scan,
  split,
  sum,
  type Tensor,
  transpose,
  tree,
  zeros,
} from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { type CellParams, gru, lstm } from '../src/index.js'
import { affine, at, type Row, type Rows, sigmoid } from './support/loops.js'
import { float64, numericGradient, worst } from './support/numeric.js'

const any = (x: unknown): never => x as never

const [I, N, B, T] = [2, 3, 2, 5] as const
const dtype = 'float64'
const cells = {
  gru: gru({ inputs: I, units: N, dtype }),
  lstm: lstm({ inputs: I, units: N, dtype }),
}

const normal = <const S extends readonly number[]>(seed: number, shape: readonly [...S]) =>
  random.normal(random.key(seed), shape, { dtype })

/** Biases that are not 0, too. */
const filled = <P>(params: P): P =>
  tree.map(leaf => mul(normal(leaf.size, [...leaf.shape]), 0.7))(params)

type Params = CellParams<typeof I, typeof N, typeof dtype>

const both = (params: Params, h: Rows, x: Rows): readonly [Rows, Rows] => [
  affine(x, params.input.w.toArray() as Rows, params.input.b.toArray() as Row),
  affine(h, params.state.w.toArray() as Rows, params.state.b.toArray() as Row),
]

/** The formulas of torch.nn.GRU (https://docs.pytorch.org/docs/stable/generated/torch.nn.GRU.html). */
const gruStep = (params: Params, h: Rows, x: Rows): Rows => {
  const [ofX, ofH] = both(params, h, x)
  return h.map((row, n) =>
    row.map((before, i) => {
      const r = sigmoid(at(ofX[n], i) + at(ofH[n], i))
      const z = sigmoid(at(ofX[n], N + i) + at(ofH[n], N + i))
      const fresh = Math.tanh(at(ofX[n], 2 * N + i) + r * at(ofH[n], 2 * N + i))
      return (1 - z) * fresh + z * before
    }),
  )
}

/** The formulas of torch.nn.LSTM (https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html). */
const lstmStep = (params: Params, { h, c }: { h: Rows; c: Rows }, x: Rows) => {
  const [ofX, ofH] = both(params, h, x)
  const gate = (n: number, k: number, i: number): number =>
    at(ofX[n], k * N + i) + at(ofH[n], k * N + i)
  const remembered = c.map((row, n) =>
    row.map(
      (before, i) =>
        sigmoid(gate(n, 1, i)) * before + sigmoid(gate(n, 0, i)) * Math.tanh(gate(n, 2, i)),
    ),
  )
  return {
    c: remembered,
    h: remembered.map((row, n) => row.map((x2, i) => sigmoid(gate(n, 3, i)) * Math.tanh(x2))),
  }
}

const rowsOf = (x: Tensor): Rows => x.toArray() as Rows
const xs = normal(1, [T, B, I])
const sequence = xs.toArray() as readonly Rows[]

/** Gradients of a loss in all four parameters, against central differences. */
const checkGradients = (loss: (p: Params) => Tensor, params: Params): void => {
  const gradient = grad(loss)(params)
  for (const part of ['input', 'state'] as const)
    for (const leaf of ['w', 'b'] as const) {
      const alone = (y: Tensor): Tensor =>
        loss({ ...params, [part]: { ...params[part], [leaf]: y } })
      const wanted = numericGradient(alone, params[part][leaf])
      expect(worst(gradient[part][leaf], wanted)).toBeLessThan(1e-7)
    }
}

/** Parameters of zeros, but for a bias at one gate. */
const gated = (gates: number, gate: number, bias: number): Params => ({
  input: {
    w: zeros([I, gates * N], { dtype }),
    b: float64(
      Array.from({ length: gates * N }, (_, i) => (Math.floor(i / N) === gate ? bias : 0)),
      [gates * N],
    ),
  },
  state: { w: zeros([N, gates * N], { dtype }), b: zeros([gates * N], { dtype }) },
})

const nothing: Rows = Array.from({ length: B }, () => Array.from({ length: N }, () => 0))

describe('gru', () => {
  const cell = cells.gru
  const params = filled(cell.init(random.key(0)))

  test('takes the step of its formulas', () => {
    const [h, x] = [normal(2, [B, N]), normal(3, [B, I])]
    const wanted = gruStep(params, rowsOf(h), rowsOf(x))
    expect(worst(cell.apply(params, h, x), wanted.flat())).toBeLessThan(1e-12)
    const single = gruStep(params, [[1, 2, 3]], [[4, 5]])
    const [one, two] = [float64([1, 2, 3], [N]), float64([4, 5], [I])]
    expect(worst(cell.apply(params, any(one), any(two)), single.flat())).toBeLessThan(1e-12)
  })

  test('runs through a sequence in a scan, and so do its derivatives', () => {
    const through = (p: Params): readonly [last: Tensor, all: Tensor] =>
      scan(
        (h: Tensor<[2, 3], 'float64'>, x: Tensor) => {
          const next = cell.apply(p, h, any(x))
          return [next, next] as const
        },
        cell.start([B]),
        xs,
      )
    const states = sequence.reduce<readonly Rows[]>(
      (all, x) => all.concat([gruStep(params, all.at(-1) ?? nothing, x)]),
      [],
    )
    const [last, all] = through(params)
    expect(worst(last, (states.at(-1) ?? []).flat())).toBeLessThan(1e-12)
    expect(worst(all, states.flat(2))).toBeLessThan(1e-12)
    const weights = normal(4, [T, B, N])
    checkGradients(p => sum(mul(through(p)[1], weights)), params)
  })

  test('keeps its state where z is 1, and forgets it where z is 0', () => {
    const [h, x] = [normal(2, [B, N]), zeros([B, I], { dtype })]
    const after = (bias: number) => cell.apply(gated(3, 1, bias), h, x)
    expect(worst(after(100), [...h.data()])).toBeLessThan(1e-12)
    expect(worst(after(-100), nothing.flat())).toBeLessThan(1e-12)
  })
})

describe('lstm', () => {
  const cell = cells.lstm
  const params = filled(cell.init(random.key(0)))

  test('takes the step of its formulas', () => {
    const [h, c, x] = [normal(2, [B, N]), normal(5, [B, N]), normal(3, [B, I])]
    const wanted = lstmStep(params, { h: rowsOf(h), c: rowsOf(c) }, rowsOf(x))
    const got = cell.apply(params, { h, c }, x)
    expect(worst(got.h, wanted.h.flat())).toBeLessThan(1e-12)
    expect(worst(got.c, wanted.c.flat())).toBeLessThan(1e-12)
  })

  test('runs through a sequence in a scan, and so do its derivatives', () => {
    const through = (p: Params): Tensor =>
      scan(
        (state: ReturnType<typeof cell.start<[typeof B]>>, x: Tensor) => {
          const next = cell.apply(p, state, any(x))
          return [next, next.h] as const
        },
        cell.start([B]),
        xs,
      )[1]
    const states = sequence.reduce<readonly { readonly h: Rows; readonly c: Rows }[]>(
      (all, x) => all.concat([lstmStep(params, all.at(-1) ?? { h: nothing, c: nothing }, x)]),
      [],
    )
    const outputs = states.map(({ h }) => h).flat(2)
    expect(worst(through(params), outputs)).toBeLessThan(1e-12)
    const weights = normal(4, [T, B, N])
    checkGradients(p => sum(mul(through(p), weights)), params)
  })

  test('remembers where the forget gate is 1, and forgets where it is 0', () => {
    const [h, c, x] = [normal(2, [B, N]), normal(5, [B, N]), zeros([B, I], { dtype })]
    const after = (bias: number) => cell.apply(gated(4, 1, bias), { h, c }, x).c
    expect(worst(after(100), [...c.data()])).toBeLessThan(1e-12)
    expect(worst(after(-100), nothing.flat())).toBeLessThan(1e-12)
  })
})

describe('cells', () => {
  test.each([
    ['gru', cells.gru, 3],
    ['lstm', cells.lstm, 4],
  ] as const)(
    '%s begins with zero biases and an orthogonal map of the state to each gate',
    (_, cell, gates) => {
      const { input, state } = cell.init(random.key(1))
      expect([input.w.shape, input.b.shape]).toEqual([[I, gates * N], [gates * N]])
      expect(state.w.shape).toEqual([N, gates * N])
      for (const b of [input.b, state.b]) expect(new Set(b.data())).toEqual(new Set([0]))
      for (const gate of split(state.w as Tensor, gates, { axis: 1 })) {
        const identity = Array.from({ length: N * N }, (__, i) => (i % (N + 1) === 0 ? 1 : 0))
        expect(worst(matmul(transpose(gate), gate), identity)).toBeLessThan(1e-12)
      }
    },
  )

  test('begin with a state of zeros for any batch', () => {
    expect(cells.gru.start().shape).toEqual([N])
    expect(cells.gru.start([4, 2]).shape).toEqual([4, 2, N])
    expect(tree.leaves(cells.lstm.start([2])).map(leaf => [...leaf.data()])).toEqual([
      nothing.flat(),
      nothing.flat(),
    ])
  })

  test('refuse what does not fit, in their own names', () => {
    const [p, q] = [cells.gru.init(random.key(0)), cells.lstm.init(random.key(0))]
    const x = zeros([I], { dtype })
    expect(() => gru({ inputs: 2.5, units: 3 })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: gru: inputs is 2.5; expected a whole number from 1 on.]`,
    )
    expect(() => lstm({ inputs: 2 } as never)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: lstm: units is undefined; expected a whole number from 1 on.]`,
    )
    expect(() =>
      gru({ inputs: 2, units: 3, layers: 2 } as never),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: gru: there is no option layers.
        The options are: inputs, units, dtype.]
    `)
    expect(() =>
      cells.gru.apply(p, cells.gru.start(), any(zeros([3], { dtype }))),
    ).toThrowErrorMatchingInlineSnapshot(`[ShapeError: gru: x has shape [3]; expected [..., 2].]`)
    expect(() => cells.gru.apply(p, any(x), x)).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: gru: the state has shape [2]; expected [..., 3].]`,
    )
    expect(() => cells.gru.apply(any(q), cells.gru.start(), x)).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: gru: the weights of x have shape [2,12]; expected [2,9].
        Pass what init(key) of this very cell gives.]
    `)
    expect(() =>
      cells.gru.apply(any({}), cells.gru.start(), x),
    ).toThrowErrorMatchingInlineSnapshot(`
      [TreeError: gru: the parameters have no input and state.
        Pass what init(key) gives, or a tree like it: { input: { w, b }, state: { w, b } }.]
    `)
    expect(() =>
      cells.lstm.apply(q, any(cells.gru.start()), x),
    ).toThrowErrorMatchingInlineSnapshot(`
      [TreeError: lstm: the state has no h and c.
        Begin with start([...]).]
    `)
    expect(() => cells.gru.start(any(2))).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: gru: start: the batch is a number; expected a list of lengths, such as [32].]`,
    )
  })
})
