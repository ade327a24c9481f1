/** Installs what a command needs, and only that, when it is not there already. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { run, runNode } from './child.mjs'
import { closure, packages, root, top } from './workspace.mjs'

/**
 * @typedef {import('./child.mjs').Ended} Ended
 * @typedef {import('./workspace.mjs').Package} Package
 * @typedef {{ readonly of: readonly Package[], readonly development: boolean }} Need
 * @typedef {{ readonly print: string, readonly development: boolean }} Mark
 * @typedef {Readonly<Record<string, Mark>>} Stamp how each package was last installed, by name
 */

/**
 * What each kind of command needs. The root's own dependencies are what a build needs, and pnpm
 * always installs them; its development dependencies are what the checks need.
 * @satisfies {Readonly<Record<string, Need>>}
 */
export const needs = {
  lab: { of: [top, ...closure('@miniflow/lab')], development: false },
  bench: { of: [top, ...closure('@miniflow/bench')], development: false },
  build: { of: [top, ...packages.values()], development: false },
  lint: { of: [top, ...closure('@miniflow/eslint-plugin')], development: true },
  everything: { of: [top, ...packages.values()], development: true },
}

const stampFile = join(root, 'node_modules', '.miniflow.json')

/** @type {(file: string) => any} what is absent or broken counts as empty */
const readJson = file => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return {}
  }
}

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

/** @type {(print: string, stamp: Stamp, development: boolean) => (one: Package) => boolean} */
const isInstalled = (print, stamp, development) => one => {
  const { name, dependencies, devDependencies } = one.manifest
  const mark = stamp[name]
  if (mark?.print !== print || (development && !mark.development)) return false
  return Object.keys({ ...dependencies, ...(development ? devDependencies : {}) }).every(wanted =>
    existsSync(join(one.directory, 'node_modules', wanted)),
  )
}

/**
 * The npm that is running this script, or the one on the path.
 * @type {(args: readonly string[], options?: import('./child.mjs').Options) => Promise<Ended>}
 */
export const npm = (args, options) => {
  const cli = process.env.npm_execpath ?? ''
  return /npm-cli\.c?js$/.test(cli) && existsSync(cli)
    ? runNode(cli, args, options)
    : run('npm', args, options)
}

/**
 * The pinned pnpm, fetched by npm.
 * @type {(args: readonly string[]) => Promise<Ended>}
 */
export const pnpm = args =>
  npm(['exec', '--yes', `--package=${top.manifest.packageManager}`, '--', 'pnpm', ...args])

/**
 * Says one line and installs if need be; true when all is there. What an earlier command installed
 * stays: development dependencies are left out only while there are none.
 * @type {(need: Need, reason: string) => Promise<boolean>}
 */
export const ensureInstalled = async (need, reason) => {
  const print = fingerprint()
  /** @type {Stamp} */
  const stamp = readJson(stampFile)
  if (need.of.every(isInstalled(print, stamp, need.development))) return true
  console.error(`Installing what ${reason} needs (once) ...`)
  const present = readJson(join(root, 'node_modules', '.modules.yaml')).included
  const development = need.development || present?.devDependencies === true
  const of = [top, ...packages.values()].filter(
    one => need.of.includes(one) || one.manifest.name in stamp,
  )
  const { code, output } = await pnpm([
    'install',
    '--frozen-lockfile',
    '--prefer-offline',
    ...(development ? [] : ['--prod']),
    ...of.map(one => `--filter=${one.manifest.name}`),
  ])
  if (code !== 0) {
    console.error(output.trimEnd())
    console.error('Installing failed; the lines above say why. It needs the npm registry, once.')
    return false
  }
  const marks = of.map(one => [one.manifest.name, { print, development }])
  mkdirSync(dirname(stampFile), { recursive: true })
  writeFileSync(stampFile, `${JSON.stringify(Object.fromEntries(marks), null, 2)}\n`)
  return true
}
