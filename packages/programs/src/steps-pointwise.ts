/** Steps of a program that work element by element, and choose element by element. */
import { tensor } from '@miniflow/core'
import { type Draft, MARGIN, valuesOf } from './draft.js'
import { call, constant, type Expression, plain } from './expression.js'
import * as operand from './operands.js'

/** Writes what it needs into the draft and gives the expression that the step is. */
export type Step = (d: Draft) => Expression

type Domain = (d: Draft, e: Expression) => Expression

const anywhere: Domain = (_, e) => e

const unary =
  (f: string, domain: Domain = anywhere): Step =>
  d =>
    call(f, domain(d, operand.any(d)))

const binary =
  (f: string, left: Domain = anywhere, right: Domain = anywhere): Step =>
  d => {
    const x = operand.any(d)
    const y = operand.beside(d, operand.shape(d, x))
    if (d.choose.chance(0.1)) return call(f, left(d, x), right(d, plainNear(d)))
    return d.choose.chance(0.5)
      ? call(f, left(d, x), right(d, y))
      : call(f, left(d, y), right(d, x))
  }

/** A scalar with a short number. */
const plainNear = (d: Draft): Expression =>
  constant(tensor(d.choose.between(0.5, 2), { dtype: 'float64' }))

/** Two that are nowhere near each other. */
const apart =
  (f: string): Step =>
  d => {
    const x = operand.any(d)
    const y = operand.beside(d, operand.shape(d, x))
    const difference = valuesOf(d, call('sub', x, y))
    const far = difference.every(z =>
      Array.from<number>(z.data()).every(n => Math.abs(n) > 2 * MARGIN),
    )
    return d.certain && far
      ? call(f, x, y)
      : call(f, operand.written(d, 'tanh', x), operand.definite(d, y))
  }

const COMPARISONS = ['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'] as const

/** Truth values that do not depend on where exactly the inputs are. */
const compared = (d: Draft, f: string, like: Expression): Expression =>
  operand.written(d, f, operand.definite(d, like), plain(d.choose.from([0, 0.5, -1])))

/** a where the comparison holds, b elsewhere, all broadcast. */
const chosenBy =
  (condition: (d: Draft, like: Expression) => Expression): Step =>
  d => {
    const a = operand.any(d)
    const like = operand.beside(d, operand.shape(d, a))
    const b = operand.beside(d, operand.shape(d, operand.written(d, 'add', a, like)))
    return call('where', condition(d, like), a, b)
  }

const comparison = (f: (typeof COMPARISONS)[number]): Step =>
  chosenBy((d, like) => compared(d, f, like))

export const truth = (d: Draft, like: Expression): Expression =>
  compared(d, d.choose.from(COMPARISONS), like)

export const pointwise = {
  neg: unary('neg'),
  abs: unary('abs', operand.offZero),
  sign: d =>
    call('mul', operand.written(d, 'sign', operand.offZero(d, operand.any(d))), plain(0.5)),
  square: unary('square'),
  relu: unary('relu', operand.offZero),
  floor: unary('floor', (d, e) => operand.nearWhole(d, e, 0.5)),
  ceil: unary('ceil', (d, e) => operand.nearWhole(d, e, 0.5)),
  round: unary('round', (d, e) => operand.nearWhole(d, e)),
  exp: unary('exp', operand.moderate),
  expm1: unary('expm1', operand.moderate),
  log: unary('log', operand.positive),
  log1p: unary('log1p', operand.inside),
  sqrt: unary('sqrt', operand.positive),
  rsqrt: unary('rsqrt', operand.positive),
  reciprocal: unary('reciprocal', operand.divisor),
  sin: unary('sin'),
  cos: unary('cos'),
  tan: unary('tan', operand.inside),
  asin: unary('asin', operand.inside),
  acos: unary('acos', operand.inside),
  atan: unary('atan'),
  sinh: unary('sinh', operand.moderate),
  cosh: unary('cosh', operand.moderate),
  tanh: unary('tanh'),
  asinh: unary('asinh'),
  acosh: unary('acosh', operand.aboveOne),
  atanh: unary('atanh', operand.inside),
  erf: unary('erf'),
  sigmoid: unary('sigmoid'),
  logSigmoid: unary('logSigmoid'),
  softplus: unary('softplus'),
  silu: unary('silu'),
  gelu: unary('gelu'),
  elu: unary('elu', operand.offZero),
  leakyRelu: d =>
    call('leakyRelu', operand.offZero(d, operand.any(d)), plain({ slope: d.choose.between(0, 1) })),
  safeSqrt: unary('safeSqrt', (d, e) =>
    d.choose.chance(0.5) ? operand.positive(d, e) : operand.offZero(d, e),
  ),

  add: binary('add'),
  sub: binary('sub'),
  mul: binary('mul'),
  div: binary('div', anywhere, operand.divisor),
  pow: d =>
    d.choose.chance(0.5)
      ? call('pow', operand.any(d), plain(d.choose.from([0, 1, 2, 3])))
      : binary('pow', operand.positive, operand.moderate)(d),
  maximum: apart('maximum'),
  minimum: apart('minimum'),
  atan2: binary('atan2', operand.divisor, operand.divisor),
  mod: d =>
    call('mod', operand.nearWhole(d, operand.any(d), 0.5), plain(d.choose.from([1, -1, 2]))),
  safeDiv: binary('safeDiv', anywhere, operand.divisor),
  xlogy: binary('xlogy', anywhere, operand.positive),

  where: d => chosenBy((draft, like) => constantTruth(draft, operand.shape(draft, like)))(d),
  clip: d => {
    const x = operand.any(d)
    const [low, high] = [d.choose.from([-9, -0.5, 0]), d.choose.from([1, 0.25, 9])]
    const safe = operand.written(d, 'mul', operand.definite(d, x), plain(0.3))
    return call('clip', safe, plain(low), plain(high))
  },
  equal: comparison('equal'),
  notEqual: comparison('notEqual'),
  less: comparison('less'),
  lessEqual: comparison('lessEqual'),
  greater: comparison('greater'),
  greaterEqual: comparison('greaterEqual'),
  logicalAnd: chosenBy((d, x) => operand.written(d, 'logicalAnd', truth(d, x), truth(d, x))),
  logicalOr: chosenBy((d, x) => operand.written(d, 'logicalOr', truth(d, x), truth(d, x))),
  logicalNot: chosenBy((d, x) => operand.written(d, 'logicalNot', truth(d, x))),
  isFinite: chosenBy((d, x) => operand.written(d, 'isFinite', x)),
  isNaN: chosenBy((d, x) => operand.written(d, 'isNaN', x)),
  astype: d => {
    const flags = operand.written(d, 'astype', truth(d, operand.any(d)), plain('float64'))
    return d.choose.chance(0.5) ? call('astype', operand.any(d), plain('float64')) : flags
  },
  stopGradient: d => {
    const x = operand.any(d)
    const other = operand.beside(d, operand.shape(d, x))
    const signs = operand.written(d, 'sign', operand.offZero(d, other))
    return call('mul', x, operand.written(d, 'stopGradient', signs))
  },
} satisfies Readonly<Record<string, Step>>

const constantTruth = (d: Draft, shape: readonly number[]): Expression =>
  constant(
    tensor(
      Array.from({ length: operand.sizeOf(shape) }, () => d.choose.chance(0.5)),
      shape,
      { dtype: 'bool' },
    ),
  )
