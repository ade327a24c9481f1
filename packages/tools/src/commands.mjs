/** Each command installs what it needs, builds what it needs, and then does its work. */
import { join } from 'node:path'
import { compile, ensureBuilt, prune } from './build.mjs'
import { check } from './check.mjs'
import { runNode } from './child.mjs'
import { ensureInstalled, needs } from './install.mjs'
import { lintMisuse, plugin } from './misuse.mjs'
import { runProgram } from './program.mjs'
import { built, closure, root } from './workspace.mjs'

/** @typedef {(args: readonly string[]) => Promise<boolean>} Command tells whether all went well */

const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
const vitest = join(root, 'node_modules/vitest/vitest.mjs')

/**
 * A command that is the main program of a private package; true leaves the exit code to it.
 * @type {(name: 'lab' | 'bench', script: string) => Command}
 */
const program = (name, script) => async args => {
  const wanted = closure(`@miniflow/${name}`)
  const [main] = wanted
  if (main === undefined || !(await ensureInstalled(needs[name], script))) return false
  if (!(await ensureBuilt(wanted))) return false
  await runProgram(main, args)
  return true
}

/** @type {Command} */
const build = async args => {
  if (!(await ensureInstalled(needs.build, 'npm run build'))) return false
  prune(built)
  const { code, output } = await compile(built, ...args)
  if (output !== '') console.log(output.trimEnd())
  console.log(code === 0 ? 'Built.' : 'The build failed.')
  return code === 0
}

/** @type {(script: string, file: string, ...first: readonly string[]) => Command} */
const tool =
  (script, file, ...first) =>
  async args => {
    const wanted = file === biome ? needs.lint : needs.everything
    if (!(await ensureInstalled(wanted, script))) return false
    return (await runNode(file, [...first, ...args], { show: true })).code === 0
  }

/** @type {Command} the linter, and then our own rules */
const lint = async args => {
  const linted = await tool('npm run lint', biome, 'check', '--error-on-warnings')(args)
  if (!(await ensureBuilt(plugin))) return false
  return (await lintMisuse({ show: true })).code === 0 && linted
}

/** @type {ReadonlyMap<string, Command>} */
export const commands = new Map([
  ['start', program('lab', 'npm start')],
  ['bench', program('bench', 'npm run bench')],
  ['build', build],
  ['lint', lint],
  ['format', tool('npm run format', biome, 'check', '--write')],
  ['coverage', tool('npm run coverage', vitest, 'run', '--coverage')],
  [
    'test',
    async args => (await ensureInstalled(needs.everything, 'npm test')) && (await check(args)),
  ],
])
