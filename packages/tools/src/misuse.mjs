/** Our own lint rules on our own code: the packages' sources, and the programs in the READMEs. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { runNode } from './child.mjs'
import { built, cache, closure, packages, root } from './workspace.mjs'

/**
 * @typedef {import('./child.mjs').Ended} Ended
 * @typedef {import('./child.mjs').Options} Options
 */

const oxlint = join(root, 'node_modules/oxlint/bin/oxlint')
const configuration = join(root, '.oxlintrc.json')
const programs = join(cache, 'programs')

/** What has to be built before: oxlint loads the plugin's JavaScript. */
export const plugin = closure('@miniflow/eslint-plugin')

/**
 * The TypeScript programs of a text in Markdown, each on the lines where it stands.
 * @type {(markdown: string) => readonly string[]}
 */
export const programsIn = markdown =>
  [...markdown.matchAll(/^```ts\n(.*?)^```$/gms)].map(({ 1: code = '', index }) => {
    const before = markdown.slice(0, index).split('\n').length
    return '\n'.repeat(before) + code
  })

/** The READMEs whose programs are meant to be right; the plugin's shows mistakes. */
const readmes = [
  root,
  ...[...packages.values()].flatMap(one => (plugin.includes(one) ? [] : [one.directory])),
]
  .map(directory => join(directory, 'README.md'))
  .filter(existsSync)
  .map(readme => relative(root, readme))

/**
 * Writes the programs of the READMEs, named from `base` on, to files in a folder; gives the files.
 * @type {(base: string, names: readonly string[], folder: string) => readonly string[]}
 */
export const writePrograms = (base, names, folder) => {
  rmSync(folder, { recursive: true, force: true })
  return names.flatMap(name => {
    const place = join(folder, name)
    mkdirSync(place, { recursive: true })
    return programsIn(readFileSync(join(base, name), 'utf8')).map((code, i) => {
      const file = join(place, `${i + 1}.ts`)
      writeFileSync(file, code)
      return file
    })
  })
}

/**
 * Runs the rules on folders, and on files wherever they are: a folder that git ignores is skipped.
 * @type {(paths: readonly string[], options?: Options) => Promise<Ended>}
 */
export const lint = (paths, options) =>
  runNode(oxlint, ['--config', configuration, '--no-ignore', ...paths], options)

/**
 * Runs the rules on all that is ours.
 * @type {(options?: Options) => Promise<Ended>}
 */
export const lintMisuse = options =>
  lint(
    [
      ...built.map(({ directory }) => relative(root, join(directory, 'src'))),
      ...writePrograms(root, readmes, programs).map(file => relative(root, file)),
    ],
    options,
  )
