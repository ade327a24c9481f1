/** The project's TypeScript compiler, run on a few lines as a user would run it. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const core = fileURLToPath(new URL('../../src/index.js', import.meta.url))
const tsc = join(
  dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
  'bin/tsc',
)

export const sourceOf = (name: string): Promise<string> =>
  readFile(new URL(name, import.meta.url), 'utf8')

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

const diagnosticsIn = (output: string): readonly Diagnostic[] =>
  [...output.matchAll(/^main\.ts\((\d+),\d+\): error TS\d+: (.*(?:\n .*)*)/gm)].map(
    ([, line, text = '']) => ({ line: Number(line), text: text.split('\n').map(t => t.trim()) }),
  )

/** Compiles one file that imports the library from its sources. */
export const compile = async (source: string): Promise<Compiled> => {
  const folder = await mkdtemp(join(tmpdir(), 'miniflow-types-'))
  try {
    await writeFile(join(folder, 'main.ts'), source.replace(/'[^']*src\/index\.js'/, `'${core}'`))
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          target: 'ES2022',
          lib: ['ES2023'],
          types: [],
          module: 'NodeNext',
          strict: true,
          noUncheckedIndexedAccess: true,
          exactOptionalPropertyTypes: true,
          skipLibCheck: true,
          declaration: true,
          emitDeclarationOnly: true,
          outDir: 'out',
          rootDir: '/',
        },
        files: ['main.ts'],
      }),
    )
    const output = await new Promise<string>(resolve =>
      execFile(
        process.execPath,
        [tsc, '-p', '.', '--pretty', 'false'],
        { cwd: folder },
        (_, text) => resolve(text),
      ),
    )
    const declarations = await readFile(join(folder, 'out', folder, 'main.d.ts'), 'utf8')
    return { diagnostics: diagnosticsIn(output), declarations }
  } finally {
    await rm(folder, { recursive: true })
  }
}
