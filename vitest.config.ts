/** One vitest project per package; `@miniflow/*` resolves to the sources, so no build is needed. */
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'

const packages = fileURLToPath(new URL('packages', import.meta.url))

const resolve = {
  alias: [
    { find: /^@miniflow\/core\/extend$/, replacement: `${packages}/core/src/extend.ts` },
    { find: /^@miniflow\/check\/vitest$/, replacement: `${packages}/check/src/vitest.ts` },
    { find: /^@miniflow\/([a-z-]+)$/, replacement: `${packages}/$1/src/index.ts` },
  ],
}

const minutes = 60_000

/** Packs and installs the packages as a user would, which takes longer than any other test. */
const consumption: TestProjectInlineConfiguration = {
  test: {
    name: 'consumption',
    root: `${packages}/tools`,
    include: ['test/consumption/**/*.test.ts'],
    testTimeout: 5 * minutes,
    hookTimeout: 5 * minutes,
  },
}

export default defineConfig({
  test: {
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.ts'],
      reportsDirectory: '.cache/coverage',
    },
    projects: [
      ...readdirSync(packages).map(
        (name): TestProjectInlineConfiguration => ({
          resolve,
          test: {
            name,
            root: `${packages}/${name}`,
            include: ['test/**/*.test.ts'],
            exclude: ['test/consumption/**'],
            // Tests of pure functions share one load of the library: half the time.
            isolate: name !== 'core',
            testTimeout: 120_000,
            hookTimeout: 120_000,
          },
        }),
      ),
      consumption,
      // Tests of core, nn and optim once more, under jit.
      './packages/jit/test/switch/vitest.*.config.ts',
    ],
  },
})
