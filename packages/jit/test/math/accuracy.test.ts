/** How accurate the functions are, measured; docs/jit-accuracy.md says so. */
import { expect, test } from 'vitest'
import { type Float, type Measurement, measure, measured } from './accuracy.js'
import { applied } from './apply.js'
import { distance } from './distance.js'

const COUNT = 20_000
const BOUND = 4

const found = new Map<string, Measurement>()

const both: readonly Float[] = ['float32', 'float64']
const cases = measured.flatMap(f => both.map(dtype => [f.name, dtype, f] as const))

test.each(cases)('%s in %s is near the exact value, alone as in lanes', (name, dtype, f) => {
  const result = measure(f, dtype, COUNT)
  found.set(`${name} ${dtype}`, result)
  expect({ ...result, near: result.worst <= BOUND }).toMatchObject({ near: true, agree: true })
})

/** Next to multiples of pi / 2 (J.-M. Muller's worst case of doubles first), and the largest numbers. */
const hard = [
  6381956970095103 * 2 ** 797,
  2 ** 1023,
  Number.MAX_VALUE,
  1e22,
  2 ** 127,
  3.4028234663852886e38,
  16367173 * 2 ** 72,
]

test.each(['sin', 'cos', 'tan'] as const)('%s of huge numbers is right', name => {
  for (const dtype of both) {
    const fitting = dtype === 'float64' ? hard : hard.map(Math.fround).filter(Number.isFinite)
    const xs = fitting.flatMap(x => [x, -x])
    const got = applied(name, { from: [dtype], to: dtype }, 1, [xs])
    const worst = xs.map((x, i) => distance(dtype, got[i] as number, Math[name](x)))
    expect(Math.max(...worst)).toBeLessThan(BOUND)
  }
})

/** Bounds in the page are rounded up to a tenth. */
const shown = (name: string, dtype: Float): string => {
  const { worst } = found.get(`${name} ${dtype}`) as Measurement
  return (Math.ceil(worst * 10) / 10).toFixed(1)
}

const page = (): string =>
  [
    '# How accurate compiled functions are',
    '',
    '<!-- Written by `npx vitest run --project jit math/accuracy -u`. -->',
    '',
    'The largest error found, in units in the last place of the result: half a unit is the rounding that nothing avoids.',
    `Each function is computed at ${(2 * COUNT).toLocaleString('en')} numbers of its dtype: half of them of every sign and magnitude, subnormal numbers,`,
    'infinities and NaN included, half where the function bends, and where sweeps of millions found float32 worst. float32 is',
    'compared with double precision; float64 with `Math`, which may itself be off by one unit, and the error functions, at',
    `fewer numbers, with a series in whole numbers. A test fails above ${BOUND} units. Sums, products, quotients, roundings and`,
    'comparisons are right to the bit, as IEEE 754 has them.',
    '',
    '| function | float32 | float64 |',
    '|---|---|---|',
    ...measured.map(
      ({ name }) => `| \`${name}\` | ${shown(name, 'float32')} | ${shown(name, 'float64')} |`,
    ),
    '',
  ].join('\n')

test('docs/jit-accuracy.md is what was measured', async () => {
  await expect(page()).toMatchFileSnapshot('../../../../docs/jit-accuracy.md')
})
