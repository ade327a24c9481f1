/** Steps of a program that reduce, rearrange, join, cut, index and sort. */
import type { Draft } from './draft.js'
import { call, type Expression, list, part, plain } from './expression.js'
import type { Shape } from './operands.js'
import * as operand from './operands.js'
import { type Step, truth } from './steps-pointwise.js'

const filled = (d: Draft, rank: number): Expression =>
  operand.full(d, rank, [2, 3, 2].slice(0, Math.max(1, rank)))

const reduction =
  (f: string, domain: (d: Draft, e: Expression) => Expression = (_, e) => e): Step =>
  d => {
    const x = domain(d, filled(d, 0))
    return call(f, x, ...operand.reduceOptions(d, operand.shape(d, x).length))
  }

const along =
  (f: string): Step =>
  d => {
    const x = filled(d, 1)
    return call(f, x, plain({ axis: operand.axisOf(d, operand.shape(d, x).length) }))
  }

/** Two elements at least along every axis, none alike. */
const spread: Step = d =>
  operand.distinct(
    d,
    operand.some(d, s => s.length > 0 && s.every(n => n > 1), [3, 2]),
  )

/** Reads along an axis where it is largest or smallest. */
const extremal =
  (f: string): Step =>
  d => {
    const x = operand.distinct(d, filled(d, 1))
    const axis = operand.axisOf(d, operand.shape(d, x).length)
    const at = operand.written(d, f, x, plain({ axis, keepdims: true }))
    return call('takeAlongAxis', x, at, plain({ axis }))
  }

const whether =
  (f: string): Step =>
  d => {
    const x = operand.any(d)
    return call('where', operand.written(d, f, truth(d, x)), x, operand.written(d, 'sin', x))
  }

export const reductions = {
  sum: reduction('sum'),
  mean: reduction('mean'),
  prod: reduction('prod', operand.moderate),
  max: reduction('max', operand.distinct),
  min: reduction('min', operand.distinct),
  variance: reduction('variance'),
  std: d => call('std', spread(d), plain(d.choose.chance(0.5) ? { ddof: 1 } : {})),
  norm: reduction('norm', operand.positive),
  logsumexp: reduction('logsumexp'),
  any: whether('any'),
  all: whether('all'),
  argmax: extremal('argmax'),
  argmin: extremal('argmin'),
  cumsum: along('cumsum'),
  cumprod: along('cumprod'),
  softmax: along('softmax'),
  logSoftmax: along('logSoftmax'),
} satisfies Readonly<Record<string, Step>>

// ---- layout

const rearranged =
  (f: string, rank: number, rest: (d: Draft, shape: Shape) => readonly Expression[]): Step =>
  d => {
    const x = operand.some(d, s => s.length >= rank, [2, 3].slice(0, Math.max(1, rank)))
    return call(f, x, ...rest(d, operand.shape(d, x)))
  }

const permuted = (d: Draft, n: number): readonly number[] =>
  Array.from({ length: n }, (_, i) => [d.choose.below(1000), i] as const)
    .sort(([a], [b]) => a - b)
    .map(([, i]) => i)

const twoAxes = (d: Draft, { length }: Shape): readonly Expression[] => [
  plain(operand.axisOf(d, length)),
  plain(operand.axisOf(d, length)),
]

const options = (record: { readonly [key: string]: number | readonly number[] }) => plain(record)

/** Tensors that differ along one axis at the most, and that axis. */
const joinable = (d: Draft): { readonly xs: readonly Expression[]; readonly axis: number } => {
  const first = operand.some(d, s => s.length > 0 && operand.sizeOf(s) <= 12, [2, 2])
  const own = operand.shape(d, first)
  const axis = d.choose.below(own.length)
  const others = Array.from({ length: d.choose.below(3) }, () =>
    operand.ofShape(d, own.with(axis, d.choose.below(3))),
  )
  return { xs: [first, ...others], axis }
}

const small = (d: Draft): Expression => operand.some(d, s => operand.sizeOf(s) <= 9, [3])

export const layouts = {
  reshape: rearranged('reshape', 0, (d, s) => [
    plain(d.choose.from([[operand.sizeOf(s)], [...s, 1], s.toReversed(), [1, ...s]])),
  ]),
  ravel: rearranged('ravel', 0, () => []),
  transpose: rearranged('transpose', 0, (d, s) =>
    d.choose.chance(0.4) ? [] : [plain(permuted(d, s.length))],
  ),
  swapaxes: rearranged('swapaxes', 1, twoAxes),
  moveaxis: rearranged('moveaxis', 1, twoAxes),
  expandDims: rearranged('expandDims', 0, (d, s) => [plain(operand.axisOf(d, s.length + 1))]),
  squeeze: rearranged('squeeze', 0, () => []),
  broadcastTo: d => {
    const x = operand.some(d, s => operand.sizeOf(s) <= 12, [1, 2])
    const own = operand.shape(d, x)
    const longer = own.map(n => (n === 1 ? d.choose.from([1, 2, 3]) : n))
    return call('broadcastTo', x, plain([...d.choose.from([[], [2], [1]]), ...longer]))
  },
  flip: rearranged('flip', 0, (d, s) => [
    options({ axis: s.map((_, i) => i).filter(() => d.choose.chance(0.5)) }),
  ]),
  tile: d => call('tile', small(d), plain(d.choose.from([[2], [1, 2], [3], [2, 1, 1]]))),
  roll: rearranged('roll', 1, (d, s) =>
    d.choose.chance(0.3)
      ? [plain(d.choose.below(7) - 3)]
      : [plain(d.choose.below(7) - 3), options({ axis: operand.axisOf(d, s.length) })],
  ),
  slice: rearranged('slice', 1, (d, s) => {
    const from = s.map(n => d.choose.below(n + 1))
    const steps = s.map(() => d.choose.from([1, 1, 2, -1]))
    const to = s.map((n, i) => {
      const [at = 0, step = 1] = [from[i], steps[i]]
      return step > 0 ? at + d.choose.below(n + 1) : at - n - 1
    })
    return [plain(from), plain(to), plain(steps)]
  }),
  split: d => {
    const x = operand.some(d, s => s.length > 0, [4])
    const axis = operand.axisOf(d, operand.shape(d, x).length)
    const cuts = [d.choose.below(3), d.choose.below(5)]
    return part(call('split', x, plain(cuts), plain({ axis })), d.choose.below(3))
  },
  pad: d => {
    const x = small(d)
    const widths = operand.shape(d, x).map(() => [d.choose.below(2), d.choose.below(3)])
    return call('pad', x, plain(widths), plain({ value: d.choose.between(-1, 1) }))
  },
  concat: d => {
    const { xs, axis } = joinable(d)
    return call('concat', list(...xs), plain({ axis }))
  },
  stack: d => {
    const x = small(d)
    const own = operand.shape(d, x)
    const xs = [x, ...Array.from({ length: d.choose.below(3) }, () => operand.ofShape(d, own))]
    return call('stack', list(...xs), plain({ axis: operand.axisOf(d, own.length + 1) }))
  },
  take: d => {
    const x = filled(d, 1)
    const own = operand.shape(d, x)
    const axis = d.choose.below(own.length)
    const flat = d.choose.chance(0.3)
    const at = operand.indexTensor(
      d,
      d.choose.from([[], [2], [3, 1]]),
      flat ? operand.sizeOf(own) : (own[axis] as number),
    )
    return flat ? call('take', x, at) : call('take', x, at, plain({ axis }))
  },
  takeAlongAxis: d => {
    const x = filled(d, 1)
    const own = operand.shape(d, x)
    const axis = d.choose.below(own.length)
    const to = own.map((n, i) => (i === axis ? 2 : d.choose.chance(0.3) ? 1 : n))
    return call(
      'takeAlongAxis',
      x,
      operand.indexTensor(d, to, own[axis] as number),
      plain({ axis }),
    )
  },
  oneHot: d => {
    const x = operand.ofShape(d, [3, 2])
    const at = operand.indexTensor(d, [2], 3)
    return call(
      'matmul',
      operand.written(d, 'oneHot', at, plain(3), plain({ dtype: 'float64' })),
      x,
    )
  },
  tril: rearranged('tril', 2, d => [plain({ k: d.choose.below(3) - 1 })]),
  triu: rearranged('triu', 2, d => [plain({ k: d.choose.below(3) - 1 })]),
  diag: d =>
    d.choose.chance(0.5)
      ? call(
          'diag',
          operand.some(d, s => s.length === 1 && operand.sizeOf(s) <= 5, [3]),
        )
      : call(
          'diag',
          operand.some(d, s => s.length === 2, [2, 3]),
        ),
  trace2d: d =>
    call(
      'trace2d',
      operand.some(d, s => s.length === 2, [2, 3]),
    ),
  sort: d => {
    const x = operand.distinct(d, filled(d, 1))
    const axis = operand.axisOf(d, operand.shape(d, x).length)
    return call('sort', x, plain({ axis, descending: d.choose.chance(0.5) }))
  },
  argsort: d => {
    const x = operand.distinct(d, filled(d, 1))
    const axis = operand.axisOf(d, operand.shape(d, x).length)
    const at = operand.written(d, 'argsort', x, plain({ axis }))
    return call('takeAlongAxis', operand.written(d, 'sin', x), at, plain({ axis }))
  },
  topK: d => {
    const x = operand.distinct(d, filled(d, 1))
    const last = operand.shape(d, x).at(-1) as number
    return part(call('topK', x, plain(d.choose.below(last) + 1)), 'values')
  },
} satisfies Readonly<Record<string, Step>>
