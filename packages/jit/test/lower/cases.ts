/** Cases of every operation of the registry: what it is applied to, with the parameters it has. */
import type { DType } from '@miniflow/core'
import type { OpName } from '@miniflow/core/extend'
import { type MakeCase, of } from './case.js'
import { control } from './cases-control.js'
import { linear } from './cases-linear.js'
import { op } from './tapes.js'

const floats = ['float32', 'float64'] as const
const numbers: readonly DType[] = ['float32', 'float64', 'int32']
const all: readonly DType[] = [...numbers, 'bool']

/** Where a function is defined: from -2 to 2, or moved and scaled from there. */
type Domain = (x: number) => number

const anywhere: Domain = x => x
const inside: Domain = x => x / 3
const positive: Domain = x => Math.abs(x) + 0.25
const aboveOne: Domain = x => 1 + Math.abs(x)
const offZero: Domain = x => (x === 0 ? 0.5 : x)

const unary =
  (name: OpName, domain: Domain = anywhere, dtypes: readonly DType[] = floats): MakeCase =>
  draw =>
    of(op(name), draw.mapped(draw.shape(), draw.pick(dtypes), domain))

const binary =
  (
    name: OpName,
    left: Domain = anywhere,
    right: Domain = anywhere,
    dtypes: readonly DType[] = floats,
  ): MakeCase =>
  draw => {
    const shape = draw.shape()
    const dtype = draw.pick(dtypes)
    return of(op(name), draw.mapped(shape, dtype, left), draw.mapped(shape, dtype, right))
  }

const compare = (name: OpName): MakeCase => binary(name, anywhere, anywhere, all)

const truths =
  (name: OpName, operands: number): MakeCase =>
  draw => {
    const shape = draw.shape()
    return of(op(name), ...Array.from({ length: operands }, () => draw.tensor(shape, 'bool')))
  }

const pointwise = {
  add: binary('add', anywhere, anywhere, numbers),
  sub: binary('sub', anywhere, anywhere, numbers),
  mul: binary('mul', anywhere, anywhere, numbers),
  div: binary('div', anywhere, offZero),
  neg: unary('neg', anywhere, numbers),
  scale: binary('scale'),
  unscale: binary('unscale', anywhere, offZero),
  pow: binary('pow', positive),
  maximum: binary('maximum', anywhere, anywhere, numbers),
  minimum: binary('minimum', anywhere, anywhere, numbers),
  atan2: binary('atan2'),
  mod: binary('mod', anywhere, offZero),
  abs: unary('abs', anywhere, numbers),
  sign: unary('sign', anywhere, numbers),
  square: unary('square', anywhere, numbers),
  relu: unary('relu', anywhere, numbers),
  floor: unary('floor'),
  ceil: unary('ceil'),
  round: unary('round'),
  exp: unary('exp'),
  expm1: unary('expm1'),
  log: unary('log', positive),
  log1p: unary('log1p', inside),
  sqrt: unary('sqrt', positive),
  rsqrt: unary('rsqrt', positive),
  reciprocal: unary('reciprocal', offZero),
  sin: unary('sin'),
  cos: unary('cos'),
  tan: unary('tan', inside),
  asin: unary('asin', inside),
  acos: unary('acos', inside),
  atan: unary('atan'),
  sinh: unary('sinh'),
  cosh: unary('cosh'),
  tanh: unary('tanh'),
  asinh: unary('asinh'),
  acosh: unary('acosh', aboveOne),
  atanh: unary('atanh', inside),
  erf: unary('erf'),
  erfc: unary('erfc'),
  erfinv: unary('erfinv', inside),
  sigmoid: unary('sigmoid'),
  softplus: unary('softplus'),
  elu: unary('elu'),
  equal: compare('equal'),
  notEqual: compare('notEqual'),
  less: compare('less'),
  lessEqual: compare('lessEqual'),
  greater: compare('greater'),
  greaterEqual: compare('greaterEqual'),
  logicalAnd: truths('logicalAnd', 2),
  logicalOr: truths('logicalOr', 2),
  logicalNot: truths('logicalNot', 1),
  isFinite: unary('isFinite'),
  isNaN: unary('isNaN'),
  where: draw => {
    const shape = draw.shape()
    const dtype = draw.pick(all)
    return of(
      op('where'),
      draw.tensor(shape, 'bool'),
      draw.tensor(shape, dtype),
      draw.tensor(shape, dtype),
    )
  },
  astype: draw => of(op('astype', draw.pick(all)), draw.tensor(draw.shape(), draw.pick(all))),
  stopGradient: unary('stopGradient', anywhere, all),
} satisfies { readonly [name: string]: MakeCase }

/** Each operation with its case. */
export const cases: { readonly [name in OpName]: MakeCase } = {
  ...pointwise,
  ...linear,
  ...control,
}
