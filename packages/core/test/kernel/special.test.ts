import {
  erf,
  exp,
  expm1,
  gelu,
  grad,
  log1p,
  logSigmoid,
  logSoftmax,
  logsumexp,
  round,
  sigmoid,
  silu,
  softmax,
  softplus,
  sum,
  type Tensor,
  tensor,
} from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { erfc } from '../../src/kernel/erf.js'
import { erfinv } from '../../src/kernel/special.js'
import { differences, expectClose } from '../support/close.js'

const fourteen = { relative: 1e-14, absolute: 0 }
const lastDigit = { relative: 4e-16, absolute: 0 }
const INF = Number.POSITIVE_INFINITY

const at = (...xs: readonly number[]): Tensor => tensor(xs, { dtype: 'float64' })
const single = (...xs: readonly number[]): Tensor => tensor(xs)

/** Values of both functions to the last digit of a double, computed with 60 digits. */
const ERF: readonly (readonly [number, number])[] = [
  [0.01, 0.011283415555849618],
  [0.1, 0.1124629160182849],
  [0.25, 0.27632639016823696],
  [0.5, 0.5204998778130465],
  [1, 0.8427007929497149],
  [1.5, 0.9661051464753108],
  [2, 0.9953222650189527],
  [2.4, 0.999311486103355],
  [2.5, 0.999593047982555],
  [2.75, 0.9998993780778803],
  [3, 0.9999779095030014],
  [3.5, 0.9999992569016276],
  [4, 0.9999999845827421],
  [5.5, 0.9999999999999927],
]

const ERFC: readonly (readonly [number, number])[] = [
  [-3, 1.9999779095030015],
  [-0.5, 1.5204998778130465],
  [0.1, 0.8875370839817152],
  [0.5, 0.4795001221869535],
  [1, 0.15729920705028513],
  [1.7, 0.016209541409225436],
  [1.75, 0.013328328780817557],
  [2, 0.004677734981047266],
  [3, 2.209049699858544e-5],
  [5, 1.537459794428035e-12],
  [8, 1.1224297172982926e-29],
  [12, 1.3562611692059042e-64],
  [20, 5.395865611607901e-176],
  [26, 5.663192408856143e-296],
]

/** x, x Phi(x) and its derivative Phi(x) + x phi(x). */
const GELU: readonly (readonly [number, number, number])[] = [
  [3, 2.99595030590511, 1.011945647204184],
  [-0.5, -0.15426876936299344, 0.13250487534383715],
  [-2, -0.04550026389635842, -0.0852318010781969],
  [-4, -0.0001266849673324797, -0.0005036496612264215],
  [-5, -1.4332578593959695e-6, -7.146946001792295e-6],
  [-6.5, -2.6104003795084267e-10, -1.6950517937572625e-9],
  [-8, -4.976768459417427e-15, -3.979607261086796e-14],
  [-9, -1.0157295653584566e-18, -9.138937373906639e-18],
  [-10, -7.619853024160526e-23, -7.618400096464814e-22],
  [-12, -2.1317785344932147e-32, -2.5578956616748956e-31],
]

const ERFINV: readonly (readonly [number, number])[] = [
  [1e-10, 8.862269254527581e-11],
  [0.001, 0.0008862271574665521],
  [0.1, 0.08885599049425769],
  [0.25, 0.2253120550121781],
  [0.5, 0.4769362762044699],
  [0.7, 0.7328690779592167],
  [0.9, 1.1630871536766743],
  [0.95, 1.3859038243496777],
  [0.99, 1.8213863677184494],
  [0.999, 2.3267537655135246],
  [0.9996, 2.503217260387322],
  [0.9999, 2.75106390571208],
  [1 - 2 ** -20, 3.465505025803331],
  [1 - 2 ** -40, 5.05125408524939],
  [1 - 2 ** -53, 5.8635847487551676],
]

describe('the error function', () => {
  test.each(ERF)('of %d is %d', (x, value) => {
    expectClose(erf(at(x, -x)), [value, -value], lastDigit)
  })

  test('is exact where it is known', () => {
    expect(erf(at(0, -0, 7, -7, INF, -INF, Number.NaN)).toArray()).toEqual([
      0,
      -0,
      1,
      -1,
      1,
      -1,
      Number.NaN,
    ])
  })
})

describe('the complementary error function', () => {
  test.each(ERFC)('of %d is %d', (x, value) => {
    expect(differences([erfc(x)], [value], lastDigit)).toEqual([])
  })

  test('is exact where it is known', () => {
    expect([0, INF, -INF, 30, -7, Number.NaN].map(erfc)).toEqual([1, 0, 2, 0, 2, Number.NaN])
  })
})

describe('gelu keeps its digits in the tail', () => {
  const slope = (x: Tensor): Tensor => grad((y: Tensor) => sum(gelu(y)))(x)

  test.each(GELU)('at %d it is %d, with derivative %d', (x, value, derivative) => {
    expectClose(gelu(at(x)), [value], { relative: 1e-13, absolute: 0 })
    expectClose(slope(at(x)), [derivative], { relative: 1e-13, absolute: 0 })
    // An argument rounded to float32 moves exp(-x^2 / 2) by x^2 roundings.
    const rounding = { relative: (4 + x * x) * 2 ** -24, absolute: 0 }
    expectClose(gelu(single(x)), [value], rounding)
    expectClose(slope(single(x)), [derivative], rounding)
  })

  test('and ends at 0, as silu does', () => {
    const far = single(-40, -1000, -INF)
    for (const f of [gelu, silu]) {
      const values = f(far).toArray() as readonly number[]
      expect(values.map(y => y > -1e-15 && y <= 0)).toEqual([true, true, true])
      expect(values[2]).toBe(0)
      expect(grad((y: Tensor) => sum(f(y)))(single(-INF)).toArray()).toEqual([0])
    }
  })
})

describe('the inverse error function', () => {
  test.each(ERFINV)('of %d is %d', (p, x) => {
    expect(differences([erfinv(p), erfinv(-p)], [x, -x], fourteen)).toEqual([])
  })

  test('is infinite at the ends, and nothing beyond them', () => {
    expect([1, -1, 1.5, Number.NaN, 0, -0].map(erfinv)).toEqual([
      INF,
      -INF,
      Number.NaN,
      Number.NaN,
      0,
      -0,
    ])
  })
})

describe('sigmoid and its relatives do not overflow', () => {
  test('sigmoid', () => {
    expect(sigmoid(at(-INF, -1000, 1000, INF)).toArray()).toEqual([0, 0, 1, 1])
    expectClose(sigmoid(at(-40, -700)), [Math.exp(-40), Math.exp(-700)], fourteen)
    expectClose(sigmoid(single(-80)), [Math.exp(-80)], { relative: 1e-6, absolute: 0 })
  })

  test('softplus', () => {
    expect(softplus(at(-INF, 1000, INF)).toArray()).toEqual([0, 1000, INF])
    expectClose(softplus(at(-40, 0, 40)), [Math.exp(-40), Math.LN2, 40], fourteen)
    expectClose(softplus(single(-80, 200)), [Math.exp(-80), 200], { relative: 1e-6, absolute: 0 })
  })

  test('logSigmoid', () => {
    expectClose(logSigmoid(at(-1000, 0, 40)), [-1000, -Math.LN2, -Math.exp(-40)], fourteen)
  })

  test('softmax and logSoftmax', () => {
    expect(softmax(single(1000, 1000)).toArray()).toEqual([0.5, 0.5])
    expect(softmax(single(-INF, 0)).toArray()).toEqual([0, 1])
    expect(logSoftmax(single(-1000, 0)).toArray()).toEqual([-1000, 0])
  })

  test('logsumexp, also of nothing but -Infinity and of +Infinity', () => {
    expect(logsumexp(at(1000, 1000)).item()).toBeCloseTo(1000 + Math.LN2, 12)
    expect(logsumexp(at(-INF, -INF)).item()).toBe(-INF)
    expect(logsumexp(at(1, INF)).item()).toBe(INF)
    expect(logsumexp(at(1, Number.NaN)).item()).toBeNaN()
    expect(logsumexp(at()).item()).toBe(-INF)
  })
})

describe('small numbers keep their digits', () => {
  test('in expm1 and log1p, where exp - 1 and log(1 + x) lose them', () => {
    expectClose(expm1(at(1e-12)), [1.0000000000005e-12], fourteen)
    expectClose(log1p(at(1e-12)), [9.999999999995e-13], fourteen)
    expect(exp(single(-104)).item()).toBe(0)
  })
})

test('halves are rounded to even', () => {
  for (const x of [at, single])
    expect(round(x(-2.5, -1.5, 0.5, 1.5, 2.5, 2.4, -2.6)).toArray()).toEqual([
      -2, -2, 0, 2, 2, 2, -3,
    ])
})

test('what is rounded to 0 keeps its sign', () => {
  for (const x of [at, single])
    expect(round(x(-0.5, -0.25, -0, 0, 0.25, 0.5)).toArray()).toEqual([-0, -0, -0, 0, 0, 0])
  expect(round(tensor([-1, 0, 1], { dtype: 'int32' })).toArray()).toEqual([-1, 0, 1])
})
