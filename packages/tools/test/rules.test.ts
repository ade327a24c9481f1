/** Every rule of `biome.json` refuses a file that breaks it, and lets its neighbour pass. */
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { built, root } from '../src/workspace.mjs'

interface Finding {
  readonly category: string
  readonly severity: string
  readonly message: string
  readonly location: { readonly path: string }
}

/** What is forbidden: the file, its text, the rule, and words of the message. */
const refused = {
  'core imports another package': [
    'packages/core/src/a.ts',
    "import { sgd } from '@miniflow/optim'\nexport const x: unknown = sgd\n",
    'lint/style/noRestrictedImports',
    'core imports no package of the project',
  ],
  'core imports a type of another package': [
    'packages/core/src/b.ts',
    "import type { Sgd } from '@miniflow/optim'\nexport type X = Sgd\n",
    'lint/style/noRestrictedImports',
    'core imports no package of the project',
  ],
  'the file of tfjs imports another package': [
    'packages/core/src/kernel/tfjs.ts',
    "import '@tensorflow/tfjs-core'\nimport '@miniflow/nn'\n",
    'lint/style/noRestrictedImports',
    'core imports no package of the project',
  ],
  'core imports itself by name': [
    'packages/core/src/itself.ts',
    "import { grad } from '@miniflow/core'\nexport const x: unknown = grad\n",
    'lint/style/noRestrictedImports',
    'core imports no package of the project',
  ],
  'nn imports itself by name': [
    'packages/nn/src/itself.ts',
    "import { linear } from '@miniflow/nn'\nexport const x: unknown = linear\n",
    'lint/style/noRestrictedImports',
    'nn imports core and no other package',
  ],
  'a test of core imports another package': [
    'packages/core/test/a.test.ts',
    "import { linear } from '@miniflow/nn'\nexport const x = linear\n",
    'lint/style/noRestrictedImports',
    'core is tested with check and programs, and imports no other package',
  ],
  'nn imports sideways': [
    'packages/nn/src/a.ts',
    "import { sgd } from '@miniflow/optim'\nexport const x: unknown = sgd\n",
    'lint/style/noRestrictedImports',
    'nn imports core and no other package',
  ],
  'optim re-exports sideways': [
    'packages/optim/src/a.ts',
    "export { linear } from '@miniflow/nn'\n",
    'lint/style/noRestrictedImports',
    'optim imports core and no other package',
  ],
  'io imports sideways': [
    'packages/io/src/a.ts',
    "export const load: () => Promise<unknown> = () => import('@miniflow/datasets')\n",
    'lint/style/noRestrictedImports',
    'io imports core and no other package',
  ],
  'draw imports sideways': [
    'packages/draw/src/a.ts',
    "export * from '@miniflow/nn'\n",
    'lint/style/noRestrictedImports',
    'draw imports core and no other package',
  ],
  'datasets imports sideways': [
    'packages/datasets/src/a.ts',
    "import { toSafetensors } from '@miniflow/io'\nexport const x: unknown = toSafetensors\n",
    'lint/style/noRestrictedImports',
    'datasets imports core and no other package',
  ],
  'eslint-plugin imports another package': [
    'packages/eslint-plugin/src/a.ts',
    "import { grad } from '@miniflow/core'\nexport const x: unknown = grad\n",
    'lint/style/noRestrictedImports',
    'eslint-plugin imports no package of the project',
  ],
  'a test of eslint-plugin imports a private package': [
    'packages/eslint-plugin/test/a.test.ts',
    "import { time } from '@miniflow/bench'\nexport const x = time\n",
    'lint/style/noRestrictedImports',
    'the tests of eslint-plugin import the public packages only',
  ],
  'a test imports sideways': [
    'packages/nn/test/a.test.ts',
    "import { sgd } from '@miniflow/optim'\nexport const x = sgd\n",
    'lint/style/noRestrictedImports',
    'nn imports core and no other package',
  ],
  'lab imports bench': [
    'packages/lab/src/a.ts',
    "import { time } from '@miniflow/bench'\nexport const x: unknown = time\n",
    'lint/style/noRestrictedImports',
    'lab imports the public packages only',
  ],
  'bench imports lab': [
    'packages/bench/src/a.ts',
    "import { main } from '@miniflow/lab'\nexport const x: unknown = main\n",
    'lint/style/noRestrictedImports',
    'bench imports the public packages only',
  ],
  'nn imports what the tests share': [
    'packages/nn/src/testing.ts',
    "import { testReadme } from '@miniflow/testing'\nexport const x: unknown = testReadme\n",
    'lint/style/noRestrictedImports',
    'nn imports core and no other package',
  ],
  'lab imports what the tests share': [
    'packages/lab/src/testing.ts',
    "import { testReadme } from '@miniflow/testing'\nexport const x: unknown = testReadme\n",
    'lint/correctness/noUndeclaredDependencies',
    '@miniflow/testing',
  ],
  'what the tests share imports a package': [
    'packages/testing/src/a.ts',
    "import { grad } from '@miniflow/core'\nexport const x: unknown = grad\n",
    'lint/style/noRestrictedImports',
    'testing imports no package of the project',
  ],
  'nn imports random programs': [
    'packages/nn/src/programs.ts',
    "import { generate } from '@miniflow/programs'\nexport const x: unknown = generate\n",
    'lint/style/noRestrictedImports',
    'nn imports core and no other package',
  ],
  'jit imports random programs outside of its tests': [
    'packages/jit/src/programs.ts',
    "import { generate } from '@miniflow/programs'\nexport const x: unknown = generate\n",
    'lint/style/noRestrictedImports',
    'jit imports core and no other package',
  ],
  'lab imports random programs': [
    'packages/lab/src/programs.ts',
    "import { generate } from '@miniflow/programs'\nexport const x: unknown = generate\n",
    'lint/style/noRestrictedImports',
    'lab imports the public packages only',
  ],
  'programs imports another package than core': [
    'packages/programs/src/a.ts',
    "import { jit } from '@miniflow/jit'\nexport const x: unknown = jit\n",
    'lint/style/noRestrictedImports',
    'programs imports core and no other package',
  ],
  'a deep import of the programs': [
    'packages/jit/test/programs/inside.test.ts',
    "import { generate } from '../../../programs/src/generate.js'\nexport const x = generate\n",
    'lint/style/noRestrictedImports',
    'what lies inside it is its own',
  ],
  'a deep import of what the tests share': [
    'packages/nn/test/inside.test.ts',
    "import { run } from '../../testing/src/run.js'\nexport const x = run\n",
    'lint/style/noRestrictedImports',
    'what lies inside it is its own',
  ],
  'a deep import by name': [
    'packages/nn/src/deep.ts',
    "import { tape } from '@miniflow/core/dist/tape/tape.js'\nexport const x: unknown = tape\n",
    'lint/style/noRestrictedImports',
    'what lies inside it is its own',
  ],
  'a deep import by path': [
    'packages/optim/src/deep.ts',
    "import { tape } from '../../core/src/tape/tape.js'\nexport const x: unknown = tape\n",
    'lint/style/noRestrictedImports',
    'what lies inside it is its own',
  ],
  'a deep import by path in a test': [
    'packages/io/test/deep.test.ts',
    "import { tape } from '../../core/src/tape/tape.js'\nexport const x = tape\n",
    'lint/style/noRestrictedImports',
    'what lies inside it is its own',
  ],
  'a deep import in the lab': [
    'packages/lab/src/deep.ts',
    "import { tape } from '@miniflow/core/src/tape/tape.js'\nexport const x: unknown = tape\n",
    'lint/style/noRestrictedImports',
    'what lies inside it is its own',
  ],
  'tfjs elsewhere in core': [
    'packages/core/src/kernel/loops.ts',
    "import { getKernel } from '@tensorflow/tfjs-core'\nexport const x: unknown = getKernel\n",
    'lint/style/noRestrictedImports',
    'packages/core/src/kernel/tfjs.ts alone',
  ],
  'a type of tfjs elsewhere in core': [
    'packages/core/src/kernel/kinds.ts',
    "import type { DataType } from '@tensorflow/tfjs-core'\nexport type X = DataType\n",
    'lint/style/noRestrictedImports',
    'packages/core/src/kernel/tfjs.ts alone',
  ],
  'tfjs in another package': [
    'packages/nn/src/tfjs.ts',
    "import '@tensorflow/tfjs-backend-cpu'\n",
    'lint/style/noRestrictedImports',
    'packages/core/src/kernel/tfjs.ts alone',
  ],
  'a file of tfjs in the lab': [
    'packages/lab/src/tfjs.ts',
    "import '@tensorflow/tfjs-core/dist/engine.js'\n",
    'lint/style/noRestrictedImports',
    'packages/core/src/kernel/tfjs.ts alone',
  ],
  'a package that is not declared': [
    'packages/nn/src/undeclared.ts',
    "import { pipe } from 'left-pad'\nexport const x: unknown = pipe\n",
    'lint/correctness/noUndeclaredDependencies',
    'left-pad',
  ],
  'any inside a package': [
    'packages/core/src/any.ts',
    'export const x: any = 1\n',
    'lint/suspicious/noExplicitAny',
    'any',
  ],
  'a non-null assertion outside kernels': [
    'packages/core/src/tape/bang.ts',
    'export const first = (xs: readonly number[]): number => xs[0]!\n',
    'lint/style/noNonNullAssertion',
    'non-null assertion',
  ],
  'a default export': [
    'packages/nn/src/default.ts',
    'export default 1\n',
    'lint/style/noDefaultExport',
    'default export',
  ],
  'a skipped test': [
    'packages/nn/test/skipped.test.ts',
    "import { test } from 'vitest'\ntest.skip('x', () => {})\n",
    'lint/suspicious/noSkippedTests',
    'disable tests',
  ],
  ...Object.fromEntries(
    ['core', 'nn', 'optim', 'io', 'draw', 'eslint-plugin'].flatMap(name => [
      [
        `${name} imports from Node`,
        [
          `packages/${name}/src/node.ts`,
          "import { readFile } from 'node:fs/promises'\nexport const x: unknown = readFile\n",
          'lint/correctness/noNodejsModules',
          '',
        ],
      ],
      [
        `${name} imports from Node without the prefix`,
        [
          `packages/${name}/src/bare.ts`,
          "import { join } from 'path'\nexport const x: unknown = join\n",
          'lint/correctness/noNodejsModules',
          '',
        ],
      ],
    ]),
  ),
} as Record<string, readonly [path: string, text: string, rule: string, words: string]>

/** Files of a cycle, each of which must be reported. */
const cycles = {
  'a cycle of two files': {
    'packages/core/src/two/a.ts': "import { b } from './b.js'\nexport const a: unknown = () => b\n",
    'packages/core/src/two/b.ts': "import { a } from './a.js'\nexport const b: unknown = () => a\n",
  },
  'a cycle of three files through a folder': {
    'packages/nn/src/three/a.ts':
      "import { b } from '../b.js'\nexport const a: unknown = () => b\n",
    'packages/nn/src/b.ts': "import { c } from './three/c.js'\nexport const b: unknown = () => c\n",
    'packages/nn/src/three/c.ts': "import { a } from './a.js'\nexport const c: unknown = () => a\n",
  },
  'a cycle of types alone': {
    'packages/io/src/types/a.ts':
      "import type { B } from './b.js'\nexport interface A {\n  readonly b: B\n}\n",
    'packages/io/src/types/b.ts':
      "import type { A } from './a.js'\nexport interface B {\n  readonly a: A\n}\n",
  },
} as const

/** What the rules must leave alone. */
const allowed = {
  'a non-null assertion in a kernel': [
    'packages/core/src/kernel/bang.ts',
    'export const first = (xs: readonly number[]): number => xs[0]!\n',
  ],
  'core by name': [
    'packages/nn/src/fine.ts',
    "import { tensor } from '@miniflow/core'\nexport const x: unknown = tensor\n",
  ],
  'a test reads the sources of its own package': [
    'packages/nn/test/fine.test.ts',
    "import { x } from '../src/fine.js'\nexport const y = x\n",
  ],
  'a test imports its own package by name': [
    'packages/nn/test/name.test.ts',
    "import { linear } from '@miniflow/nn'\nexport const x = linear\n",
  ],
  ...Object.fromEntries(
    ['core', 'nn', 'optim', 'io', 'datasets', 'draw', 'eslint-plugin'].map(name => [
      `what the tests share in a test of ${name}`,
      [
        `packages/${name}/test/shared.test.ts`,
        "import { testReadme } from '@miniflow/testing'\nexport const x = testReadme\n",
      ],
    ]),
  ),
  ...Object.fromEntries(
    ['core', 'jit', 'programs'].map(name => [
      `random programs in a test of ${name}`,
      [
        `packages/${name}/test/random.test.ts`,
        "import { generate } from '@miniflow/programs'\nexport const x = generate\n",
      ],
    ]),
  ),
  'fp-ts where it is declared': [
    'packages/optim/src/fine.ts',
    "import { pipe } from 'fp-ts/lib/function.js'\nexport const x: unknown = pipe\n",
  ],
  'the public packages in a test of eslint-plugin': [
    'packages/eslint-plugin/test/fine.test.ts',
    "import { grad } from '@miniflow/core'\nexport const x = grad\n",
  ],
  'Node in datasets': [
    'packages/datasets/src/fine.ts',
    "import { readFile } from 'node:fs/promises'\nexport const x: unknown = readFile\n",
  ],
  'all packages in the lab': [
    'packages/lab/src/fine.ts',
    "import { linear } from '@miniflow/nn'\nexport const x: unknown = linear\n",
  ],
  'tfjs in bench, which measures against it': [
    'packages/bench/src/fine.ts',
    "import { tidy } from '@tensorflow/tfjs-core'\nexport const x: unknown = tidy\n",
  ],
} as const

let folder = ''
let findings: readonly Finding[] = []

const lint = (): Promise<readonly Finding[]> =>
  new Promise((resolve, reject) => {
    const args = ['lint', '--vcs-enabled=false', '--reporter=json', '--max-diagnostics=none', '.']
    const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
    execFile(process.execPath, [biome, ...args], { cwd: folder }, (_, stdout, stderr) => {
      try {
        resolve(JSON.parse(stdout).diagnostics)
      } catch {
        reject(new Error(`biome gave no report:\n${stdout}${stderr}`))
      }
    })
  })

const of = (path: string, rule?: string): readonly Finding[] =>
  findings.filter(
    ({ location, category }) => location.path === path && (rule === undefined || category === rule),
  )

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'miniflow-import-rules-'))
  await cp(join(root, 'biome.json'), join(folder, 'biome.json'))
  for (const { directory } of built) {
    const manifest = join(directory.slice(root.length), 'package.json')
    await cp(join(root, manifest), join(folder, manifest))
  }
  const files = [
    ...Object.values(refused).map(([path, text]) => [path, text] as const),
    ...Object.values(allowed).map(([path, text]) => [path, text] as const),
    ...Object.values(cycles).flatMap(cycle => Object.entries(cycle)),
  ]
  for (const [path, text] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  findings = await lint()
})

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('is refused', () => {
  test.each(Object.entries(refused))('%s', (_, [path, , rule, words]) => {
    const [found] = of(path, rule)
    expect(found).toMatchObject({ severity: 'error' })
    expect(JSON.stringify(found)).toContain(words)
  })

  test.each(Object.entries(cycles))('%s', (_, cycle) => {
    for (const path of Object.keys(cycle)) {
      expect(of(path, 'lint/suspicious/noImportCycles')).toMatchObject([{ severity: 'error' }])
    }
  })
})

describe('is let pass', () => {
  test.each(Object.entries(allowed))('%s', (_, [path]) => {
    expect(of(path)).toEqual([])
  })

  test('tfjs in the one file that is for it', () => {
    const found = of('packages/core/src/kernel/tfjs.ts', 'lint/style/noRestrictedImports')
    expect(found).toHaveLength(1) // its import of another package
    expect(JSON.stringify(found)).not.toContain('is imported by')
  })
})
