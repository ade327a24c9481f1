/** Windows are copied and added where they belong; convolution by bands is convolution by all windows at once. */
import type { DType } from '@miniflow/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { convolve } from '../../src/kernel/conv.js'
import { convolveFilters } from '../../src/kernel/conv-filters.js'
import { convolveImages } from '../../src/kernel/conv-images.js'
import {
  areaOf,
  patches,
  placesAlong,
  unpatch,
  type WindowsSpec,
} from '../../src/kernel/patches.js'
import { affine, numbers, random } from './numbers.js'
import { type Case, type Numbers, type Runner, sandbox } from './sandbox.js'

/** Calls `visit` with the index of an element in the patches, and in the images: -1 outside. */
const eachElement = (s: WindowsSpec, visit: (patch: number, image: number) => void): void => {
  const [height, width, channels] = s.image
  const { size, strides, dilation, padding } = s.window
  let at = 0
  for (let t = 0; t < s.count; t++)
    for (let i = 0; i < placesAlong(s, 0); i++)
      for (let j = 0; j < placesAlong(s, 1); j++)
        for (let a = 0; a < size[0]; a++)
          for (let b = 0; b < size[1]; b++)
            for (let c = 0; c < channels; c++) {
              const row = i * strides[0] - padding[0][0] + a * dilation[0]
              const column = j * strides[1] - padding[1][0] + b * dilation[1]
              const inside = row >= 0 && row < height && column >= 0 && column < width
              visit(at++, inside ? ((t * height + row) * width + column) * channels + c : -1)
            }
}

const two = (most: number) =>
  fc.tuple(fc.integer({ min: 1, max: most }), fc.integer({ min: 1, max: most }))
const padding = fc.tuple(fc.nat(3), fc.nat(3))

const specs = (dtypes: readonly DType[]): fc.Arbitrary<WindowsSpec> =>
  fc.record({
    count: fc.nat(3),
    image: fc.tuple(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
    ),
    window: fc.record({
      size: two(4),
      strides: two(3),
      dilation: fc.oneof(fc.constant([1, 1] as const), two(3)),
      padding: fc.tuple(padding, padding),
    }),
    dtype: fc.constantFrom(...dtypes),
  })

const sizes = (s: WindowsSpec) => {
  const places = s.count * placesAlong(s, 0) * placesAlong(s, 1)
  return { places, area: areaOf(s), pixels: s.image.reduce((x, y) => x * y, s.count) }
}

/** Runs it whole, and in shares, which must give the same. */
const runBoth = (runner: Runner | undefined, seed: number): Numbers => {
  if (runner === undefined) throw new Error('no runner')
  const whole = runner.run()
  const next = random(seed)
  const cuts = [
    0,
    Math.floor(next() * runner.units),
    Math.floor(next() * runner.units),
    runner.units,
  ]
  const sorted = cuts.sort((x, y) => x - y)
  const shares = sorted.slice(1).map((to, i) => [sorted[i] as number, to] as const)
  const shared = runner.run(shares.reverse())
  expect(Array.from(whole).findIndex((x, i) => !Object.is(x, shared[i]))).toBe(-1)
  return whole
}

test('patches copies every window, and fills what is outside', () => {
  const sample = fc.sample(specs(['float32', 'float64', 'int32', 'bool']), {
    seed: 3,
    numRuns: 300,
  })
  const inputs = sample.map((s, i) => numbers(s.dtype, sizes(s).pixels, random(i)))
  const fillOf = (s: WindowsSpec) => (s.dtype === 'int32' ? -7 : s.dtype === 'bool' ? 1 : -Infinity)
  const runners = sandbox(
    sample.map((s, i): Case => {
      const { places, area } = sizes(s)
      return {
        write: module => patches(module, { ...s, fill: fillOf(s) }),
        inputs: [inputs[i] as Numbers],
        output: { dtype: s.dtype, length: places * area },
      }
    }),
  )
  sample.forEach((s, i) => {
    const got = runBoth(runners[i], i)
    let wrong = 0
    eachElement(s, (patch, image) => {
      if (got[patch] !== (image < 0 ? fillOf(s) : inputs[i]?.[image])) wrong++
    })
    expect(wrong, JSON.stringify(s)).toBe(0)
  })
})

test('unpatch adds every window to where it came from', () => {
  const sample = fc.sample(specs(['float32', 'float64', 'int32']), { seed: 4, numRuns: 300 })
  const inputs = sample.map((s, i) => {
    const { places, area } = sizes(s)
    return numbers(s.dtype, places * area, random(i))
  })
  const runners = sandbox(
    sample.map(
      (s, i): Case => ({
        write: module => unpatch(module, s),
        inputs: [inputs[i] as Numbers],
        output: { dtype: s.dtype, length: sizes(s).pixels },
      }),
    ),
  )
  sample.forEach((s, i) => {
    const expected = new Float64Array(sizes(s).pixels)
    eachElement(s, (patch, image) => {
      const sum = (expected[image] as number) + (inputs[i]?.[patch] as number)
      if (image >= 0) expected[image] = s.dtype === 'int32' ? sum | 0 : sum
    })
    const got = runBoth(runners[i], i)
    const error = expected.reduce((e, x, j) => Math.max(e, Math.abs(x - (got[j] as number))), 0)
    expect(error, JSON.stringify(s)).toBeLessThan(s.dtype === 'int32' ? 1 : 1e-5)
  })
})

/** The windows of the images as a matrix [places, area]. */
const windowsOf = (s: WindowsSpec, images: Numbers): Float64Array => {
  const { places, area } = sizes(s)
  const p = new Float64Array(places * area)
  eachElement(s, (patch, image) => {
    p[patch] = image < 0 ? 0 : (images[image] as number)
  })
  return p
}

const convs = fc.record({
  s: specs(['float32', 'float64', 'int32']),
  channels: fc.integer({ min: 1, max: 20 }),
  transposeA: fc.boolean(),
  transposeB: fc.boolean(),
  withEpilogue: fc.boolean(),
})

/** Larger images, so that there is more than one band. */
const large = (channels: number, dtype: DType): WindowsSpec => ({
  count: 3,
  image: [14, 13, channels],
  window: {
    size: [3, 3],
    strides: [1, 1],
    dilation: [1, 1],
    padding: [
      [1, 1],
      [1, 1],
    ],
  },
  dtype,
})

const larger = [
  {
    s: large(33, 'float32'),
    channels: 17,
    transposeA: false,
    transposeB: false,
    withEpilogue: true,
  },
  {
    s: large(33, 'float32'),
    channels: 17,
    transposeA: true,
    transposeB: false,
    withEpilogue: true,
  },
  {
    s: large(33, 'float32'),
    channels: 40,
    transposeA: true,
    transposeB: false,
    withEpilogue: false,
  },
  {
    s: large(120, 'float64'),
    channels: 5,
    transposeA: false,
    transposeB: true,
    withEpilogue: true,
  },
  // Pixels of 256 bytes are put apart, so that they do not share lines of the cache.
  {
    s: large(64, 'float32'),
    channels: 9,
    transposeA: true,
    transposeB: false,
    withEpilogue: true,
  },
  { s: large(120, 'int32'), channels: 5, transposeA: true, transposeB: true, withEpilogue: true },
]

test('a product with windows that are made band by band is that with all windows', () => {
  const sample = [...larger, ...fc.sample(convs, { seed: 5, numRuns: 250 })]
  const data = sample.map(({ s, channels, transposeA, withEpilogue }, i) => {
    const { places, area, pixels } = sizes(s)
    const [m, k] = transposeA ? [area, places] : [places, area]
    const next = random(i)
    const images = numbers(s.dtype, pixels, next)
    const b = numbers(s.dtype, k * channels, next)
    const extra = withEpilogue
      ? [m, channels, m * channels].map(n => numbers(s.dtype, n, next))
      : []
    return { m, k, images, b, extra }
  })
  const runners = sandbox(
    sample.map(({ s, withEpilogue, ...rest }, i): Case => {
      const d = data[i] as (typeof data)[number]
      const epilogue = withEpilogue ? { epilogue: affine(s.dtype) } : {}
      return {
        write: module =>
          (rest.transposeA ? convolveFilters : convolve)(module, {
            ...s,
            ...rest,
            ...epilogue,
            relaxed: false,
          }),
        inputs: [d.images, d.b, ...d.extra],
        output: { dtype: s.dtype, length: d.m * rest.channels },
      }
    }),
  )
  sample.forEach(({ s, channels: n, transposeA, transposeB }, i) => {
    const { m, k, images, b, extra } = data[i] as (typeof data)[number]
    const p = windowsOf(s, images)
    const got = runBoth(runners[i], i)
    const exact = s.dtype === 'int32'
    let worst = 0
    for (let r = 0; r < m; r++)
      for (let c = 0; c < n; c++) {
        let v = 0
        for (let q = 0; q < k; q++) {
          const x = p[transposeA ? q * m + r : r * k + q] as number
          const y = b[transposeB ? c * k + q : q * n + c] as number
          v = exact ? (v + Math.imul(x, y)) | 0 : v + x * y
        }
        const [rows, columns, all] = extra
        if (rows !== undefined && columns !== undefined && all !== undefined) {
          v = 3 * v + (rows[r] as number) + (columns[c] as number) + (all[r * n + c] as number)
          if (exact) v |= 0
        }
        worst = Math.max(worst, Math.abs(v - (got[r * n + c] as number)))
      }
    const bound = { float32: 1e-6, float64: 1e-14, int32: 0, bool: 0 }[s.dtype] * (k + 3)
    expect(worst, JSON.stringify(sample[i])).toBeLessThanOrEqual(bound)
  })
})

test('a convolution of what is to be added back into images is the product, then unpatch', () => {
  const sample = [...larger, ...fc.sample(convs, { seed: 6, numRuns: 250 })].map(one => {
    const dilation = one.s.window.size.map((n, axis) =>
      n === 1 ? (one.s.window.dilation[axis] as number) : 1,
    ) as [number, number]
    return { ...one, s: { ...one.s, window: { ...one.s.window, dilation } } }
  })
  const data = sample.map(({ s, channels, withEpilogue }, i) => {
    const { places, area, pixels } = sizes(s)
    const next = random(i)
    const made = s.image[2]
    return {
      made,
      g: numbers(s.dtype, places * channels, next),
      b: numbers(s.dtype, channels * area, next),
      extra: withEpilogue ? [pixels / made, made, pixels].map(n => numbers(s.dtype, n, next)) : [],
    }
  })
  const runners = sandbox(
    sample.map(({ s, channels, transposeB, withEpilogue }, i): Case => {
      const d = data[i] as (typeof data)[number]
      const epilogue = withEpilogue ? { epilogue: affine(s.dtype) } : {}
      return {
        write: module =>
          convolveImages(module, { ...s, channels, transposeB, ...epilogue, relaxed: false }),
        inputs: [d.g, d.b, ...d.extra],
        output: { dtype: s.dtype, length: sizes(s).pixels },
      }
    }),
  )
  sample.forEach(({ s, channels, transposeB }, i) => {
    const { g, b, extra, made } = data[i] as (typeof data)[number]
    const { area, pixels } = sizes(s)
    const exact = s.dtype === 'int32'
    const expected = new Float64Array(pixels)
    eachElement(s, (patch, image) => {
      if (image < 0) return
      const row = Math.floor(patch / area)
      const column = patch % area
      let v = expected[image] as number
      for (let q = 0; q < channels; q++) {
        const x = g[row * channels + q] as number
        const y = b[transposeB ? column * channels + q : q * area + column] as number
        v = exact ? (v + Math.imul(x, y)) | 0 : v + x * y
      }
      expected[image] = v
    })
    const [rows, columns, all] = extra
    if (rows !== undefined && columns !== undefined && all !== undefined)
      expected.forEach((v, at) => {
        const [row, column] = [Math.floor(at / made), at % made]
        const sum =
          3 * v + (rows[row] as number) + (columns[column] as number) + (all[at] as number)
        expected[at] = exact ? sum | 0 : sum
      })
    const got = runBoth(runners[i], i)
    const worst = expected.reduce((e, x, j) => Math.max(e, Math.abs(x - (got[j] as number))), 0)
    const bound =
      { float32: 1e-6, float64: 1e-14, int32: 0, bool: 0 }[s.dtype] * 16 * (channels + 3)
    expect(worst, JSON.stringify(sample[i])).toBeLessThanOrEqual(bound)
  })
})
