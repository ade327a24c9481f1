/** The compiler, run on files of this folder or on code like theirs. */
import { readFile } from 'node:fs/promises'
import { type Compiled, compile as compileAll } from '@miniflow/testing'

export const sourceOf = (name: string): Promise<string> =>
  readFile(new URL(name, import.meta.url), 'utf8')

/** Compiles one file that imports the library from its sources. */
export const compile = async (source: string): Promise<Compiled> => {
  const home = new URL('../..', import.meta.url)
  const byName = source.replace(/'[^']*src\/index\.js'/, "'@miniflow/core'")
  const [compiled] = await compileAll(home, [byName], [])
  if (compiled === undefined) throw new Error('nothing was compiled')
  return compiled
}
