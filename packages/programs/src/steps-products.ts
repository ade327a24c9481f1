/** Steps of a program that multiply matrices, and go over images window by window. */
import type { Draft } from './draft.js'
import { call, type Expression, plain } from './expression.js'
import * as operand from './operands.js'
import type { Step } from './steps-pointwise.js'

/** A matrix, or a stack of them, that has this many rows. */
const factor = (d: Draft, rows: number): Expression =>
  operand.ofShape(d, [...d.choose.from([[], [2]]), rows, 1 + d.choose.below(3)])

const product =
  (f: string): Step =>
  d => {
    const x = operand.some(d, s => s.length > 0 && s.length <= 3 && operand.sizeOf(s) <= 18, [2, 3])
    const own = operand.shape(d, x)
    const inner = own.at(-1) as number
    const lead =
      own.length === 3 ? operand.ofShape(d, [own[0] as number, inner, 2]) : factor(d, inner)
    return call(f, x, d.choose.chance(0.3) ? operand.ofShape(d, [inner]) : lead)
  }

const vector: Step = d => operand.some(d, s => s.length === 1 && operand.sizeOf(s) <= 5, [2])

const image: Step = d => operand.ofShape(d, [1, 3, d.choose.from([2, 3]), 2])

const pooling =
  (f: string, domain: (d: Draft, e: Expression) => Expression): Step =>
  d =>
    call(
      f,
      domain(d, image(d)),
      plain({
        window: d.choose.from([
          [2, 2],
          [2, 1],
          [3, 2],
        ]),
        strides: d.choose.from([
          [1, 1],
          [2, 1],
        ]),
        padding: d.choose.from(['SAME', 'VALID']),
      }),
    )

export const products = {
  matmul: product('matmul'),
  dot: product('dot'),
  outer: d => call('outer', vector(d), vector(d)),
  einsum: d => {
    const a = operand.some(d, s => s.length === 2, [2, 3])
    const [i = 0, j = 0] = operand.shape(d, a)
    return d.choose.from([
      () => call('einsum', plain('ij->j'), a),
      () => call('einsum', plain('ij,j->i'), a, operand.ofShape(d, [j])),
      () => call('einsum', plain('ij,ik->jk'), a, operand.ofShape(d, [i, 2])),
      () =>
        call('einsum', plain('ij,ij,j->'), a, operand.ofShape(d, [i, j]), operand.ofShape(d, [j])),
      () => call('einsum', plain('...j,j->...j'), a, operand.ofShape(d, [j])),
    ])()
  },
  tensordot: d => {
    const a = operand.some(d, s => s.length > 0 && s.length <= 3, [2, 3])
    const last = operand.shape(d, a).at(-1) as number
    return call('tensordot', a, operand.ofShape(d, [last, 2]), plain(1))
  },
  conv2d: d =>
    call(
      'conv2d',
      image(d),
      operand.ofShape(d, [2, d.choose.from([1, 2]), 2, 2]),
      plain({
        padding: d.choose.from(['SAME', 'VALID']),
        strides: d.choose.from([
          [1, 1],
          [2, 1],
        ]),
      }),
    ),
  maxPool: pooling('maxPool', operand.distinct),
  avgPool: pooling('avgPool', (_, e) => e),
} satisfies Readonly<Record<string, Step>>
