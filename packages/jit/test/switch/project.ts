/** The tests of a package once more, as a project of vitest, with core's functions under jit. */
import { fileURLToPath } from 'node:url'
import { defineProject, type UserWorkspaceConfig } from 'vitest/config'
import { leftOut, long, whole } from './left-out.js'
import { coreUnderJit } from './plugin.js'

const here = fileURLToPath(new URL('.', import.meta.url))
const packages = fileURLToPath(new URL('../../..', import.meta.url))

const minutes = 60_000

/** What is left out as a whole, in the words of vitest. */
const excluded = (name: string): readonly string[] =>
  [
    ...leftOut.flatMap(({ where, tests }) => (tests === undefined ? [where] : [])),
    ...(whole ? [] : long),
  ]
    .filter(where => where.startsWith(`${name}/`))
    .map(where => where.slice(name.length + 1))
    .flatMap(path => [path, `${path}/**`])

export const underJit = (name: 'core' | 'nn' | 'optim'): UserWorkspaceConfig =>
  defineProject({
    resolve: {
      alias: [
        { find: /^@miniflow\/core\/extend$/, replacement: `${packages}core/src/extend.ts` },
        { find: /^@miniflow\/check\/vitest$/, replacement: `${packages}check/src/vitest.ts` },
        { find: /^@miniflow\/([a-z-]+)$/, replacement: `${packages}$1/src/index.ts` },
      ],
    },
    plugins: [coreUnderJit],
    test: {
      name: `${name}-jit`,
      root: `${packages}${name}`,
      include: ['test/**/*.test.ts'],
      exclude: [...excluded(name)],
      isolate: name !== 'core',
      runner: `${here}runner.ts`,
      setupFiles: [`${here}quiet.ts`],
      testTimeout: 2 * minutes,
      hookTimeout: 2 * minutes,
    },
  })
