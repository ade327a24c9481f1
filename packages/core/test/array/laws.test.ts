/** What holds of convolution, pooling, sorting and named axes beyond the laws of every function. */
import { astype, jacfwd, jacrev, mul, sum, type Tensor, vjp } from '@miniflow/core'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Smooth, secondIsNumeric } from '../laws/calculus.js'
import { arrays } from '../laws/functions/arrays.js'
import { alike } from '../laws/programs.js'
import { type Raw, raws } from '../laws/raw.js'
import { differences, single } from '../support/close.js'
import { wave } from '../support/wave.js'

const always = (law: (raw: Raw) => readonly string[], runs = 12): void => {
  fc.assert(
    fc.property(raws, raw => {
      expect(law(raw)).toEqual([])
    }),
    { seed: 3, numRuns: runs },
  )
}

const rounding = { relative: 1e-12, absolute: 1e-12 }

const pulled = (f: Smooth, xs: readonly Tensor[], dtype: 'float32' | 'float64') => {
  const args = xs.map(x => astype(x, dtype))
  const [value, pullback] = vjp(f)(...args)
  const cotangent = astype(wave(value.shape, 2), dtype)
  return [value, ...(pullback(cotangent) as readonly Tensor[])]
}

describe.each(Object.entries(arrays))('%s', (_, make) => {
  test('has second derivatives that central differences of the gradient give', () => {
    always(raw => {
      const { f, xs } = make(raw)
      return secondIsNumeric(f, xs)
    })
  })

  test('has the same Jacobian column by column and row by row', () => {
    always(raw => {
      const { f, xs } = make(raw)
      const [first, ...others] = xs as readonly [Tensor, ...Tensor[]]
      const g = (x: Tensor): Tensor => f(x, ...others)
      return alike(jacfwd(g)(first), jacrev(g)(first), rounding)
    })
  })

  test('gives in float32 what it gives in float64', () => {
    always(raw => {
      const { f, xs } = make(raw)
      const wanted = pulled(f, xs, 'float64')
      return pulled(f, xs, 'float32').flatMap((got, i) => [
        ...(got.dtype === 'float32' ? [] : [got.dtype]),
        ...differences(got.data(), (wanted[i] as Tensor).data(), single),
      ])
    })
  })
})

test('a convolution is linear in the images and in the filters', () => {
  always(raw => {
    const { f, xs } = arrays.conv2d(raw)
    const [x, w] = xs as readonly [Tensor, Tensor]
    const out = f(x, w)
    return [f(mul(x, 3), w), f(x, mul(w, 3))].flatMap(y => alike(y, mul(out, 3), rounding))
  })
})

test('a convolution, its pull to the images and its pull to the filters are one trilinear form', () => {
  always(raw => {
    const { f, xs } = arrays.conv2d(raw)
    const [y, dx, dw] = pulled(f, xs, 'float64') as [Tensor, Tensor, Tensor]
    const [x, w] = xs as readonly [Tensor, Tensor]
    const inner = (a: Tensor, b: Tensor): number => sum(mul(a, b)).item()
    const form = inner(y, wave(y.shape, 2))
    return differences([inner(dx, x), inner(dw, w)], [form, form], rounding)
  })
})
