/** Steps of a program that make constants, and those of linear algebra. */
import { type Tensor, tensor } from '@miniflow/core'
import type { Draft } from './draft.js'
import { call, constant, type Expression, part, plain } from './expression.js'
import * as operand from './operands.js'
import type { Step } from './steps-pointwise.js'

const madeOf =
  (constantOf: (d: Draft) => Expression): Step =>
  d => {
    const x = operand.any(d)
    return call('mul', x, operand.written(d, 'add', constantOf(d), plain(0.5)))
  }

const float = { dtype: 'float64' } as const

const likeSomething =
  (f: string, ...rest: readonly Expression[]): Step =>
  d => {
    const x = operand.any(d)
    return call('mul', x, operand.written(d, 'add', call(f, x, ...rest), plain(0.5)))
  }

export const creation = {
  tensor: madeOf(d => call('tensor', plain(d.choose.between(-1, 1)), plain(float))),
  zeros: madeOf(() => call('zeros', plain([]), plain(float))),
  ones: madeOf(() => call('ones', plain([1]), plain(float))),
  full: madeOf(d => call('full', plain([]), plain(d.choose.between(-1, 1)), plain(float))),
  arange: d =>
    call('mul', operand.ofShape(d, [3]), operand.written(d, 'arange', plain(3), plain(float))),
  linspace: d =>
    call(
      'add',
      operand.ofShape(d, [2, 3]),
      operand.written(d, 'linspace', plain(-1), plain(1), plain(3), plain(float)),
    ),
  eye: d =>
    call(
      'matmul',
      operand.ofShape(d, [2, 3]),
      operand.written(d, 'eye', plain(3), plain(2), plain(float)),
    ),
  zerosLike: likeSomething('zerosLike'),
  onesLike: likeSomething('onesLike'),
  fullLike: likeSomething('fullLike', plain(0.25)),
} satisfies Readonly<Record<string, Step>>

// ---- linear algebra

/** Numbers below 0.3 around a diagonal of 2, 4, ...: far from singular, no two roots alike. */
const regular = (d: Draft, rows: number, columns: number): Expression => {
  const lead = d.choose.from([[], [], [2]])
  const x = operand.ofShape(d, [...lead, rows, columns])
  const around = operand.written(d, 'mul', operand.written(d, 'sin', x), plain(0.3))
  const diagonal = operand.written(
    d,
    'mul',
    operand.written(d, 'eye', plain(rows), plain(columns), plain(float)),
    constant(columnsOf(columns)),
  )
  return operand.written(d, 'add', around, diagonal)
}

/** 2, 4, ... */
const columnsOf = (n: number): Tensor =>
  tensor(
    Float64Array.from({ length: n }, (_, i) => 2 * (i + 1)),
    [n],
  )

const square = (d: Draft): Expression => {
  const n = 1 + d.choose.below(3)
  return regular(d, n, n)
}

const tall = (d: Draft): Expression => {
  const n = 1 + d.choose.below(2)
  return regular(d, n + d.choose.below(2), n)
}

const system =
  (f: string, ...rest: readonly Expression[]): Step =>
  d => {
    const a = square(d)
    const n = operand.shape(d, a).at(-1) as number
    return call(f, a, operand.ofShape(d, d.choose.from([[n], [n, 2]])), ...rest)
  }

const piece =
  (f: string, matrix: (d: Draft) => Expression, parts: number): Step =>
  d =>
    part(call(f, matrix(d)), d.choose.below(parts))

export const algebra = {
  cholesky: d => call('linalg.cholesky', square(d)),
  solve: system('linalg.solve'),
  triangularSolve: d => system('linalg.triangularSolve', plain({ lower: d.choose.chance(0.5) }))(d),
  inv: d => call('linalg.inv', square(d)),
  det: d => call('linalg.det', square(d)),
  slogdet: piece('linalg.slogdet', square, 2),
  eigh: piece('linalg.eigh', square, 2),
  qr: piece('linalg.qr', tall, 2),
  svd: piece('linalg.svd', tall, 3),
} satisfies Readonly<Record<string, Step>>
