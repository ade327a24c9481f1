import { expect, test } from 'vitest'
import { page, table } from './page.js'

const rows = table()

test('no operation breaks a law in the table of what operations can do', () => {
  const broken = [...rows].filter(([, coverage]) =>
    [
      ...Object.values(coverage.dtypes ?? {}),
      ...[coverage.forward, coverage.reverse, coverage.second, coverage.third, coverage.batch],
    ].includes('broken'),
  )
  expect(broken.map(([name]) => name)).toEqual([])
})

test('every operation is checked against something that knows nothing of its rules', () => {
  expect([...rows].filter(([, { against }]) => against.length === 0).map(([name]) => name)).toEqual(
    [],
  )
})

test('docs/coverage.md is this table', async () => {
  await expect(page(rows)).toMatchFileSnapshot('../../../../docs/coverage.md')
})
