/** One vitest project per package; `@miniflow/*` resolves to the sources, so no build is needed to test. */
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const packages = fileURLToPath(new URL('packages', import.meta.url))

const alias = [{ find: /^@miniflow\/([a-z]+)$/, replacement: `${packages}/$1/src/index.ts` }]

export default defineConfig({
  test: {
    passWithNoTests: true,
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.ts'],
      reportsDirectory: '.cache/coverage',
    },
    projects: readdirSync(packages).map(name => ({
      resolve: { alias },
      test: { name, root: `${packages}/${name}`, include: ['test/**/*.test.ts'] },
    })),
  },
})
