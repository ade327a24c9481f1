import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { pageOf, readPage } from './page.js'
import { candidates, cellOf, ESCAPED, keyOf, SAME, tableOf } from './table.js'

const PAGE = new URL('../../../../docs/mutations.md', import.meta.url)

/** Coprime to the number of faults, so that the few are of every kind. */
const STRIDE = 113

const few = candidates.filter((_, i) => i % STRIDE === 0)

describe('a fault in a rule', () => {
  test('is planted in every operation, and caught by a law, all of them', async () => {
    const table = readPage(await readFile(PAGE, 'utf8'))
    const cells = [...table.values()]
    expect(cells).not.toContain(ESCAPED)
    expect(cells.filter(text => text !== SAME).length).toBeGreaterThan(2000)
  })

  test.each(few.map(mutant => [keyOf(mutant.op, mutant.fault), mutant] as const))(
    'is caught by the laws of the page: %s',
    async (key, mutant) => {
      const table = readPage(await readFile(PAGE, 'utf8'))
      expect(cellOf(mutant)).toBe(table.get(key))
    },
  )
})

test('docs/mutations.md is the table of all operations and faults', async () => {
  const table =
    process.env.MUTATIONS === 'all' ? tableOf(candidates) : readPage(await readFile(PAGE, 'utf8'))
  await expect(pageOf(table)).toMatchFileSnapshot('../../../../docs/mutations.md')
}, 1_800_000)
