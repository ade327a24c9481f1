/** The project's TypeScript compiler, run on a few modules as a user would run it. */
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withScratch } from './scratch.js'

const packages = fileURLToPath(new URL('../..', import.meta.url))
const tsc = join(
  dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
  'bin/tsc',
)

export interface Diagnostic {
  /** Counted from 1. */
  readonly line: number
  /** The message, and below it the reasons. */
  readonly text: readonly string[]
}

export interface Compiled {
  readonly diagnostics: readonly Diagnostic[]
  /** The declarations, which hold the types that an editor shows. */
  readonly declarations: string
}

/** The diagnostics of each module; what is said of anything else is an error. */
const diagnosticsIn = (output: string): ReadonlyMap<string, readonly Diagnostic[]> => {
  const found = new Map<string, Diagnostic[]>()
  const rest = output.replace(
    /^module-(\d+)\.ts\((\d+),\d+\): error TS\d+: (.*(?:\n .*)*)\n?/gm,
    (_, module: string, line: string, text: string) => {
      const ofModule = found.get(module) ?? []
      ofModule.push({ line: Number(line), text: text.split('\n').map(t => t.trim()) })
      found.set(module, ofModule)
      return ''
    },
  )
  if (rest.trim() !== '') throw new Error(`the compiler fails beside the code:\n${rest}`)
  return found
}

const optionsFor = (types: readonly string[], lib: readonly string[]) => ({
  target: 'ES2022',
  lib: ['ES2023', ...lib],
  types,
  module: 'NodeNext',
  moduleDetection: 'force',
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  declaration: true,
  emitDeclarationOnly: true,
  outDir: 'out',
  rootDir: packages,
  paths: {
    '@miniflow/core/extend': [join(packages, 'core/src/extend.ts')],
    '@miniflow/check/vitest': [join(packages, 'check/src/vitest.ts')],
    '@miniflow/*': [join(packages, '*/src/index.ts')],
  },
})

/**
 * Compiles modules that stand in the package at `home` and import the packages by name, from their
 * sources. `types` are the global types in sight, beside those of the language and of `lib`, libraries
 * that come with the compiler.
 */
export const compile = (
  home: URL,
  sources: readonly string[],
  types: readonly string[] = ['node'],
  lib: readonly string[] = [],
): Promise<readonly Compiled[]> =>
  withScratch(home, async folder => {
    const files = sources.map((_, i) => `module-${i}.ts`)
    await Promise.all(sources.map((text, i) => writeFile(join(folder, `module-${i}.ts`), text)))
    const options = { compilerOptions: optionsFor(types, lib), files }
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(options))
    const output = await new Promise<string>(resolve =>
      execFile(
        process.execPath,
        [tsc, '-p', '.', '--pretty', 'false'],
        { cwd: folder },
        (_, text) => resolve(text),
      ),
    )
    const diagnostics = diagnosticsIn(output)
    const out = join(folder, 'out', relative(packages, folder))
    return Promise.all(
      sources.map(async (_, i) => ({
        diagnostics: diagnostics.get(`${i}`) ?? [],
        declarations: await readFile(join(out, `module-${i}.d.ts`), 'utf8'),
      })),
    )
  })

/** What the compiler says of a module, each with the line that it is about. */
export const complaints = (source: string, { diagnostics }: Compiled): readonly string[] => {
  const lines = source.split('\n')
  return diagnostics.map(({ line, text }) => `${lines[line - 1]?.trim()}: ${text.join(' ')}`)
}
