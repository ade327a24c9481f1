/** The test of a README: its code compiles as it stands, runs, and gives what its comments say. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { compile, complaints } from './compile.js'
import { withChecks } from './promises.js'
import { run } from './run.js'

export interface Readme {
  /** The folder of the package. */
  readonly home: URL
  /** `README.md` of the package, if it is no other. */
  readonly file?: URL
  /** What blocks print whose comments do not say it, by the number of the block. */
  readonly printed?: Readonly<Record<number, readonly string[]>>
  /** Libraries of the compiler that the sources need beside the language's. */
  readonly lib?: readonly string[]
  /** Values as the comments behind `// =>` write them; `String`, if it is nothing else. */
  readonly show?: (value: unknown) => string
}

/** The TypeScript of a Markdown file. */
export const blocksOf = (file: URL): readonly string[] =>
  [...readFileSync(file, 'utf8').matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => code)

/** What the comments under each console.log promise. */
const promised = (code: string): readonly string[] =>
  [...code.matchAll(/console\.log\(.*\)\n *\/\/ (.*)/g)].map(([, text = '']) => text)

/** The code with the values beside their promises in an export. */
const observed = (code: string): string =>
  `export const values: [unknown, string][] = []
const check = (value: unknown, text: string): void => {
  values.push([value, text])
}
${withChecks(code)}`

export const testReadme = ({
  home,
  file = new URL('README.md', home),
  printed = {},
  lib = [],
  show = String,
}: Readme): void => {
  const blocks = blocksOf(file)
  const says = (i: number): readonly string[] => printed[i] ?? promised(blocks[i] ?? '')

  describe(file.pathname.split('/').slice(-3).join('/'), () => {
    test('opens with code that says what it gives', () => {
      const [first = ''] = blocks
      expect(says(0).length + first.split('// =>').length - 1).toBeGreaterThan(0)
    })

    test.each(blocks.map((code, i) => [i, code] as const))(
      'block %i gives what it says',
      async (i, code) => {
        const ran = await run(home, observed(code))
        expect(ran.printed).toEqual(says(i))
        const values = ran.exports.values as readonly (readonly [unknown, string])[]
        expect(values.map(([value]) => show(value))).toEqual(values.map(([, text]) => text))
        expect(values).toHaveLength(code.split('// =>').length - 1)
      },
    )

    test('the code compiles as it stands', async () => {
      const compiled = await compile(home, blocks, ['node'], lib)
      expect(compiled.flatMap((one, i) => complaints(blocks[i] ?? '', one))).toEqual([])
    })
  })
}
