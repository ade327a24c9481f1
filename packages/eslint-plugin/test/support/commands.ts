/** The linters' command lines, run in a folder with files of their own. */
import { execFile } from 'node:child_process'
import { readFileSync, realpathSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const home = fileURLToPath(new URL('../..', import.meta.url))
const root = join(home, '../..')

export interface Ended {
  readonly code: number
  readonly output: string
}

const run = (file: string, args: readonly string[], cwd: string): Promise<Ended> =>
  new Promise(resolve => {
    execFile(
      process.execPath,
      [file, ...args],
      { cwd, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => {
        const code = typeof error?.code === 'number' ? error.code : error === null ? 0 : 1
        resolve({ code, output: `${stdout}${stderr}` })
      },
    )
  })

/** Brings the build of the plugin up to date: linters load JavaScript. */
export const build = async (): Promise<void> => {
  const { code, output } = await run(
    join(root, 'node_modules/typescript/bin/tsc'),
    ['-b', home],
    home,
  )
  if (code !== 0) throw new Error(`the plugin does not build:\n${output}`)
}

/** A command of a package that is installed in a folder, by what its manifest calls it. */
const commandOf = (folder: string, name: string, command = name): string => {
  const directory = join(folder, 'node_modules', name)
  const { bin } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'))
  return join(directory, typeof bin === 'string' ? bin : bin[command])
}

/** A folder of these files in which the plugin and the TypeScript parser are installed. */
export const folderWith = async (files: Readonly<Record<string, string>>): Promise<string> => {
  const folder = realpathSync(await mkdtemp(join(tmpdir(), 'miniflow lint ')))
  for (const [name, target] of [
    ['@miniflow/eslint-plugin', home],
    ['@typescript-eslint/parser', join(home, 'node_modules/@typescript-eslint/parser')],
  ] as const) {
    await mkdir(dirname(join(folder, 'node_modules', name)), { recursive: true })
    await symlink(realpathSync(target), join(folder, 'node_modules', name), 'junction')
  }
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return folder
}

export const remove = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true })

export const oxlint = (folder: string, ...args: readonly string[]): Promise<Ended> =>
  run(commandOf(root, 'oxlint'), args, folder)

export const eslint = (folder: string, ...args: readonly string[]): Promise<Ended> =>
  run(commandOf(home, 'eslint'), args, folder)

export const formerEslint = (folder: string, ...args: readonly string[]): Promise<Ended> =>
  run(commandOf(home, 'eslint-9', 'eslint'), args, folder)
