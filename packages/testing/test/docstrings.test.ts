/** Examples are found in each of their forms, with the export that they belong to. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { docstringsOf } from '../src/docstrings.js'
import { withChecks } from '../src/promises.js'

const source = `/** Numbers.
 * @example one() // => 1
 * @example
 * const x = one()
 * x + x // => 2
 * @see two
 */
// Why it is so.
export const one = () => 1

/**
 * Text.
 *
 * @example
 * \`\`\`ts
 * lines(2)
 * // first
 * //   second
 * \`\`\`
 */
export function lines(n) {}

/** @example lost() // => 0 */
const lost = () => 0
`

let home = ''
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'miniflow-docstrings-'))
  await mkdir(join(home, 'src', 'deep'), { recursive: true })
  await writeFile(join(home, 'src', 'deep', 'a.ts'), source)
})
afterAll(() => rm(home, { recursive: true }))

test('in a line, in several lines and in a block', () => {
  const { examples, tags } = docstringsOf(pathToFileURL(`${home}/`))
  expect(examples).toEqual([
    { where: 'deep/a.ts', name: 'one', code: 'one() // => 1' },
    { where: 'deep/a.ts', name: 'one', code: 'const x = one()\nx + x // => 2' },
    { where: 'deep/a.ts', name: 'lines', code: 'check((lines(2)), "first\\n  second")' },
  ])
  expect(tags).toHaveLength(examples.length + 1)
})

test('each promise becomes a comparison with the text behind it, as it stands', () => {
  expect(withChecks('f(1)\n  g(\'a\')[0]   // => [1,  "2"]')).toBe(
    'f(1)\n;check(  g(\'a\')[0], "[1,  \\"2\\"]")',
  )
})
