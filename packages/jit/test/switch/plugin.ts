/** A plugin of vitest: the packages under test find core under jit in core's place. */
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const packages = resolve(here, '../../..')

const inside = (path: string, ...folders: readonly string[]): boolean =>
  folders.some(folder => path.startsWith(`${packages}/${folder}/`))

/** Modules of core, and what takes their places. */
const replacements: Readonly<Record<string, string>> = {
  [`${packages}/core/src/index.ts`]: `${here}/core.ts`,
  [`${packages}/core/test/support/apply.ts`]: `${here}/apply.ts`,
}

interface Plugin {
  readonly name: string
  readonly enforce: 'pre'
  readonly resolveId: (source: string, importer: string | undefined) => string | undefined
}

/** The compiler itself, and core, import the true core. */
export const coreUnderJit: Plugin = {
  name: 'miniflow-under-jit',
  enforce: 'pre',
  resolveId: (source, importer) =>
    importer === undefined || inside(importer, 'core/src', 'jit')
      ? undefined
      : replacements[resolve(dirname(importer), source).replace(/\.js$/, '.ts')],
}
