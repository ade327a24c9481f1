/** Widths without a browser, held against what a browser measured. */
import { expect, test } from 'vitest'
import { boldWidth } from '../../src/svg/measure.js'

/** In hundredths of the size: `measureText` of Chromium with DejaVu Sans Bold. */
const measured: readonly (readonly [text: string, width: number])[] = [
  ['iiiiiiii', 274],
  ['tilt', 164],
  ['matmul', 429],
  ['WWW', 331],
  ['layers[0].w', 632],
  ['CONVOLUTION', 818],
  ['stopGradient', 739],
  ['"r"', 154],
]

test.each(measured)('%s is as wide as it will be, and not much wider', (text, width) => {
  const estimated = boldWidth(text, 100)
  expect(estimated).toBeGreaterThanOrEqual(width)
  expect(estimated).toBeLessThan(1.2 * width)
})
