/** The READMEs' code compiles as it stands, shows no `any`, and prints what its comments say. */
import { blocksOf, compile, testReadme } from '@miniflow/testing'
import { expect, test } from 'vitest'

const home = new URL('..', import.meta.url)
const readmes = [new URL('README.md', home), new URL('../../README.md', home)]

for (const file of readmes) testReadme({ home, file })

test('an editor shows no any in the first example of either', async () => {
  const first = readmes.map(file =>
    (blocksOf(file)[0] ?? '').replace(/^(const|let) /gm, 'export $1 '),
  )
  for (const { declarations } of await compile(home, first)) {
    expect(declarations).not.toMatch(/\bany\b/)
    expect(declarations).toContain('Tensor<[1, 1], "float32">')
  }
})
