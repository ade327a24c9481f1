/** What a user of the packed packages does: pack, install into an empty project, compile, run. */
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compile, prune } from '../../src/build.mjs'
import { type Ended, runNode } from '../../src/child.mjs'
import { npm, pnpm } from '../../src/install.mjs'
import { built, root } from '../../src/workspace.mjs'

const packages = built.filter(({ manifest }) => manifest.private !== true)

/** The names of the packages that are published, which are the ones not private. */
export const published: readonly string[] = packages.map(({ manifest }) => manifest.name)

/** The output of a command that must succeed. */
export const succeed = async (ended: Promise<Ended>): Promise<string> => {
  const { code, output } = await ended
  if (code !== 0) throw new Error(`ended with code ${code}:\n${output}`)
  return output
}

export const temporary = (): Promise<string> => mkdtemp(join(tmpdir(), 'miniflow consumption '))

export const remove = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true })

/** Builds and packs every published package; gives the tarball of each. */
export const packAll = async (folder: string): Promise<ReadonlyMap<string, string>> => {
  prune(packages)
  await succeed(compile(packages))
  const filters = published.map(name => `--filter=${name}`)
  await succeed(pnpm(['--recursive', ...filters, 'pack', '--pack-destination', folder]))
  const files = await readdir(folder)
  return new Map(
    published.map(name => {
      const start = `${name.replace('@', '').replace('/', '-')}-`
      const file = files.find(one => one.startsWith(start))
      if (file === undefined) throw new Error(`${name} was not packed`)
      return [name, join(folder, file)]
    }),
  )
}

/** An empty ESM project with the tarballs installed by npm, as from the registry. */
export const project = async (
  folder: string,
  name: string,
  tarballs: readonly string[],
): Promise<string> => {
  const directory = join(folder, name)
  await mkdir(directory)
  await writeFile(
    join(directory, 'package.json'),
    JSON.stringify({ name, private: true, type: 'module' }),
  )
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline']
  await succeed(npm(['install', '--prefix', directory, ...quiet, ...tarballs], { cwd: directory }))
  return directory
}

/** Writes a file of the project. */
export const write = (directory: string, file: string, text: string): Promise<void> =>
  writeFile(join(directory, file), text)

/** Runs a file of the project with Node. */
export const start = (directory: string, file: string): Promise<Ended> =>
  runNode(join(directory, file), [], { cwd: directory })

const compilers = {
  '5.9': join(root, 'packages/tools/node_modules/typescript-5.9'),
  '7': join(root, 'node_modules/typescript'),
} as const

export type Compiler = keyof typeof compilers

export const compilerNames: readonly Compiler[] = ['5.9', '7']

/** The version that a compiler's package states. */
export const versionOf = (compiler: Compiler): string =>
  JSON.parse(readFileSync(join(compilers[compiler], 'package.json'), 'utf8')).version

/** A command of a development dependency of the tools, by what its manifest calls it. */
const commandOf = (directory: string, name: string): string => {
  const { bin } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'))
  const file = join(directory, bin[name])
  if (!existsSync(file)) throw new Error(`${file} is not there`)
  return file
}

/** Compiles files of the project, strictly, checking the declarations of all that it imports. */
export const typecheck = async (
  directory: string,
  compiler: Compiler,
  files: readonly string[],
  types: readonly string[] = [],
  skipLibCheck = false,
): Promise<Ended> => {
  const config = `tsconfig-${compiler}.json`
  const compilerOptions = {
    target: 'ES2022',
    module: 'NodeNext',
    types,
    outDir: `out-${compiler}`,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck,
  }
  await write(directory, config, JSON.stringify({ compilerOptions, files }))
  const tsc = commandOf(compilers[compiler], 'tsc')
  return runNode(tsc, ['--project', config, '--pretty', 'false'], { cwd: directory })
}

const tool = (path: string): string => join(root, 'packages/tools/node_modules', path)

/** What publint finds wrong with a tarball. */
export const publint = (tarball: string): Promise<Ended> =>
  runNode(commandOf(tool('publint'), 'publint'), ['run', tarball, '--strict'])

/** What "are the types wrong?" finds wrong with the tarball of a package for ES modules only. */
export const attw = (tarball: string): Promise<Ended> =>
  runNode(commandOf(tool('@arethetypeswrong/cli'), 'attw'), [tarball, '--profile', 'esm-only'])

/** What oxlint finds in a project, as the project's configuration says. */
export const oxlint = (directory: string, file: string): Promise<Ended> =>
  runNode(commandOf(join(root, 'node_modules/oxlint'), 'oxlint'), [file], { cwd: directory })
