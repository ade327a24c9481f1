/** The reference files, which lie with core's own tests. */
import { readFileSync } from 'node:fs'
import type { Golden } from './golden.js'

const folder = new URL('../../../core/test/golden/', import.meta.url)

/** The text of both files, as one that `JSON.parse` takes. */
export const goldenText = (): string => {
  const casesOf = (name: string): unknown =>
    JSON.parse(readFileSync(new URL(name, folder), 'utf8')).cases
  return JSON.stringify({ primitives: casesOf('primitives.json'), streams: casesOf('random.json') })
}

export const readGolden = (): Golden => JSON.parse(goldenText())
