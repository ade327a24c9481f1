/** Installs what a command needs, and only that, when it is not there already. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { run, runNode } from './child.mjs'
import { closure, dependenciesOf, packages, root, top } from './workspace.mjs'

/** @typedef {import('./workspace.mjs').Package} Package */

/** What each kind of command needs. `everything` includes the root's development tools. */
export const needs = {
  lab: closure('@miniflow/lab', '@miniflow/tools'),
  bench: closure('@miniflow/bench', '@miniflow/tools'),
  build: [...packages.values()],
  lint: [top],
  everything: [top, ...packages.values()],
}

const stampFile = join(root, 'node_modules', '.miniflow.json')

/**
 * What an installation depends on: the lockfile, pnpm's settings and the platform.
 * @type {() => string}
 */
const fingerprint = () => {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}`)
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) {
    hash.update(readFileSync(join(root, file)))
  }
  return hash.digest('hex')
}

/**
 * The fingerprint that each package was last installed with.
 * @type {() => Readonly<Record<string, string>>}
 */
const readStamp = () => {
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8'))
  } catch {
    return {} // absent or broken: nothing is known to be installed
  }
}

/** @type {(print: string, stamp: Readonly<Record<string, string>>) => (one: Package) => boolean} */
const isInstalled = (print, stamp) => one =>
  stamp[one.manifest.name] === print &&
  dependenciesOf(one).every(name => existsSync(join(one.directory, 'node_modules', name)))

/**
 * The pinned pnpm, fetched by the npm that is running this script, or by the one on the path.
 * @type {(args: readonly string[]) => Promise<import('./child.mjs').Ended>}
 */
const pnpm = args => {
  const version = top.manifest.packageManager ?? ''
  const exec = ['exec', '--yes', `--package=${version}`, '--', 'pnpm', ...args]
  const npm = process.env.npm_execpath ?? ''
  return /npm-cli\.c?js$/.test(npm) && existsSync(npm) ? runNode(npm, exec) : run('npm', exec)
}

/**
 * Says one line and installs if need be; true when all is there.
 * @type {(wanted: readonly Package[], reason: string) => Promise<boolean>}
 */
export const ensureInstalled = async (wanted, reason) => {
  const print = fingerprint()
  const before = readStamp()
  if (wanted.every(isInstalled(print, before))) return true
  console.error(`Installing what ${reason} needs (once) ...`)
  const filters =
    wanted.length > packages.size ? [] : wanted.map(one => `--filter=${one.manifest.name}`)
  const { code, output } = await pnpm([
    'install',
    '--frozen-lockfile',
    '--prefer-offline',
    ...filters,
  ])
  if (code !== 0) {
    console.error(output.trimEnd())
    console.error(
      `Installing failed; the lines above say why. A first install needs the npm registry.`,
    )
    return false
  }
  const stamp = { ...before, ...Object.fromEntries(wanted.map(one => [one.manifest.name, print])) }
  mkdirSync(dirname(stampFile), { recursive: true })
  writeFileSync(stampFile, `${JSON.stringify(stamp, null, 2)}\n`)
  return true
}
