/** What is where: the root, the packages with their manifests, and who depends on whom. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * @typedef {{
 *   readonly name: string
 *   readonly private?: boolean
 *   readonly packageManager?: string
 *   readonly dependencies?: Readonly<Record<string, string>>
 *   readonly devDependencies?: Readonly<Record<string, string>>
 * }} Manifest
 * @typedef {{ readonly directory: string, readonly manifest: Manifest }} Package
 */

export const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Scratch space of the scripts: reports and type information of the tests. */
export const cache = join(root, '.cache')

/** @type {(directory: string) => Package} */
const read = directory => ({
  directory,
  manifest: JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')),
})

/** The root's own manifest, which holds the development tools. */
export const top = read(root)

/** Every package of the workspace, by name. */
export const packages = new Map(
  readdirSync(join(root, 'packages'))
    .map(name => join(root, 'packages', name))
    .filter(directory => existsSync(join(directory, 'package.json')))
    .map(read)
    .map(found => [found.manifest.name, found]),
)

/** Packages with a build: all but the tools and what the tests share, which run as they are. */
export const built = [...packages.values()].filter(
  ({ manifest }) =>
    !['@miniflow/programs', '@miniflow/testing', '@miniflow/tools'].includes(manifest.name),
)

/**
 * The named packages and, in turn, the packages of the workspace that they depend on.
 * @type {(...names: readonly string[]) => readonly Package[]}
 */
export const closure = (...names) => {
  /** @type {Set<Package>} */
  const seen = new Set()
  /** @type {(name: string) => void} */
  const visit = name => {
    const found = packages.get(name)
    if (found === undefined || seen.has(found)) return
    seen.add(found)
    for (const wanted of Object.keys(found.manifest.dependencies ?? {})) visit(wanted)
  }
  for (const name of names) visit(name)
  return [...seen]
}
