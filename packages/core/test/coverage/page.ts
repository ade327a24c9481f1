/** What operations can do, as a page. */

import type { OpName } from '../../src/tape/vocabulary.js'
import { type Entry, ops } from '../../src/transform/registry.js'
import { instances } from '../laws/instances/index.js'
import { type Coverage, type Mark, measure } from './measure.js'
import { sources } from './sources.js'

const names = Object.keys(ops satisfies Readonly<Record<OpName, Entry>>) as OpName[]

export type Table = ReadonlyMap<OpName, Coverage & { readonly against: readonly string[] }>

/** Every operation of the registry, tried. */
export const table = (): Table => {
  const computed = Object.entries(sources())
  return new Map(
    names.map(name => {
      const coverage = measure(instances[name])
      const found = computed.filter(([, used]) => used.has(name)).map(([source]) => source)
      return [
        name,
        { ...coverage, against: [...(coverage.differences ? ['differences'] : []), ...found] },
      ]
    }),
  )
}

const signs: Readonly<Record<Mark, string>> = { kept: '✓', zero: '0', broken: '✗', none: '–' }

const dtypes = ['float32', 'float64', 'int32', 'bool'] as const

const row = (
  name: OpName,
  coverage: Coverage & { readonly against: readonly string[] },
): string => {
  const { forward, reverse, second, third, batch, against } = coverage
  const cells = [
    `\`${name}\``,
    ...dtypes.map(dtype =>
      coverage.dtypes === undefined ? 'inside' : signs[coverage.dtypes[dtype]],
    ),
    ...[forward, reverse, second, third, batch].map(mark => signs[mark]),
    against.join(', '),
  ]
  return `| ${cells.join(' | ')} |`
}

export const page = (rows: Table): string =>
  [
    '# What operations can do',
    '',
    '<!-- Written by packages/core/test/coverage by `npx vitest run --project core coverage -u`. -->',
    '',
    `The ${rows.size} operations that can stand on a tape: all else is made of them. Nothing here is claimed: every cell is what the laws found when they were tried at a`,
    'few random points while the page was written (the tests try them at more).',
    '',
    '| | |',
    '|---|---|',
    '| ✓ | the laws hold |',
    '| 0 | they hold, and the derivative of this order is 0 wherever it was tried: the operation is a staircase, linear, or a polynomial |',
    '| – | does not apply: the operation takes no such numbers (the public functions convert), or gives whole numbers or truth values, which have no derivative; the loop of unknown length, `whileLoop`, has forward mode alone |',
    '| inside | the operation is made of a program, and takes the dtypes that its program takes |',
    '',
    'The laws. **dtypes**: the result is what the shape rule promises; in float32 it is that of float64 to two units in the last place. **forward, reverse**: the first derivative is what differences of',
    'values give, and reverse mode is linear and the transpose of forward mode. **order 2, order 3**: in mixes of both modes, against differences of the order below, and symmetric. **vmap**: the batched operation on',
    'a stack gives the stack of results.',
    '',
    '**Checked against**: differences of values; reference values (`test/golden`); distributions, how often each number is drawn; the table of [kinks](kinks.md); random programs, whose derivatives agree with differences. Named are those in which the operation is computed.',
    '',
    '| operation | float32 | float64 | int32 | bool | forward | reverse | order 2 | order 3 | vmap | checked against |',
    '|---|---|---|---|---|---|---|---|---|---|---|',
    ...[...rows].map(([name, coverage]) => row(name, coverage)),
    '',
  ].join('\n')
