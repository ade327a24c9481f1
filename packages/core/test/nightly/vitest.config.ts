/** What takes minutes: run with the command in the README beside this file. */
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const packages = fileURLToPath(new URL('../../..', import.meta.url))

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@miniflow\/core\/extend$/, replacement: `${packages}core/src/extend.ts` },
      { find: /^@miniflow\/([a-z]+)$/, replacement: `${packages}$1/src/index.ts` },
    ],
  },
  test: {
    root: fileURLToPath(new URL('.', import.meta.url)),
    include: ['*.nightly.ts'],
    testTimeout: 60 * 60_000,
    // Memory is measured, so that nothing else may live in the process.
    pool: 'forks',
    fileParallelism: false,
  },
})
