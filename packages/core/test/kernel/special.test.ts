import {
  erf,
  exp,
  expm1,
  log1p,
  logSigmoid,
  logSoftmax,
  logsumexp,
  round,
  sigmoid,
  softmax,
  softplus,
  type Tensor,
  tensor,
} from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { erfinv } from '../../src/kernel/special.js'
import { differences, expectClose } from '../support/close.js'

const fourteen = { relative: 1e-14, absolute: 0 }
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
    expectClose(erf(at(x, -x)), [value, -value], fourteen)
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
