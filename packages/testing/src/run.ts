/** Code as it stands in a document, run as a module of its own. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { format } from 'node:util'
import { vi } from 'vitest'
import { withScratch } from './scratch.js'

export interface Ran {
  /** What each console.log printed. */
  readonly printed: readonly string[]
  readonly exports: Readonly<Record<string, unknown>>
}

/** Runs TypeScript in the package at `home`, whose imports it sees. */
export const run = (home: URL, code: string): Promise<Ran> =>
  withScratch(home, async folder => {
    const file = join(folder, 'main.ts')
    await writeFile(file, code)
    const printed: string[] = []
    const log = vi.spyOn(console, 'log').mockImplementation((...args: unknown[]) => {
      printed.push(format(...args))
    })
    try {
      const exports: Readonly<Record<string, unknown>> = await import(file)
      return { printed, exports }
    } finally {
      log.mockRestore()
    }
  })
