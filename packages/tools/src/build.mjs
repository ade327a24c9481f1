/** Incremental builds with tsc's project references. */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runNode } from './child.mjs'
import { root } from './workspace.mjs'

/**
 * @typedef {import('./workspace.mjs').Package} Package
 * @typedef {import('./child.mjs').Ended} Ended
 */

const tsc = join(root, 'node_modules/typescript/bin/tsc')

/**
 * `tsc -b` of the packages, or of the whole workspace with its tests when none are named.
 * @type {(of: readonly Package[], ...flags: readonly string[]) => Promise<Ended>}
 */
export const compile = (of, ...flags) =>
  runNode(tsc, ['-b', ...of.map(({ directory }) => directory), ...flags])

/**
 * Removes what an earlier build left of sources that are gone, so that it is never packed.
 * @type {(of: readonly Package[]) => void}
 */
export const prune = of => {
  for (const { directory } of of) {
    const dist = join(directory, 'dist')
    if (!existsSync(dist)) continue
    for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name)
      const source = file.slice(dist.length).replace(/(\.d\.ts|\.js)(\.map)?$/, '.ts')
      if (entry.isFile() && source.endsWith('.ts') && !existsSync(join(directory, 'src', source))) {
        rmSync(file)
      }
    }
  }
}

/**
 * Brings the build of the packages up to date, saying one line when there is something to do;
 * true when it is up to date.
 * @type {(of: readonly Package[]) => Promise<boolean>}
 */
export const ensureBuilt = async of => {
  prune(of)
  const whole = of.every(({ directory }) => existsSync(join(directory, 'dist')))
  const { output: plan } = await compile(of, '--dry')
  if (whole && !plan.includes('would build')) return true
  console.error('Building ...')
  const { code, output } = await compile(of)
  if (code !== 0) console.error(`${output.trimEnd()}\nThe build failed.`)
  return code === 0
}
