/** What a file imports from miniflow, under whichever name. */
import type { Variable } from '@oxlint/plugins'
import { type Kind, unknown } from '../library/kind.js'
import { packageNamed } from '../library/packages.js'
import type { Reader } from './reader.js'

/** A name of a package; a whole package where there is no name. */
export interface Import {
  readonly package: string
  readonly name: string | undefined
}

/** What a variable was imported as, if it comes from a package that the rules know. */
export const importOf = (reader: Reader, { defs: [def] }: Variable): Import | undefined => {
  if (def?.type !== 'ImportBinding' || def.parent?.type !== 'ImportDeclaration') return undefined
  const found = reader.packageOf(def.parent.source.value)
  if (found === undefined) return undefined
  if (def.node.type === 'ImportNamespaceSpecifier') return { package: found, name: undefined }
  if (def.node.type !== 'ImportSpecifier') return undefined
  const { imported } = def.node
  return {
    package: found,
    name: imported.type === 'Identifier' ? imported.name : imported.value,
  }
}

/** What an imported variable stands for. */
export const kindOfImport = (reader: Reader, variable: Variable): Kind => {
  const found = importOf(reader, variable)
  const whole = found && packageNamed(found.package)
  if (found === undefined || whole?.tag !== 'Record') return unknown
  return found.name === undefined ? whole : whole.field(found.name)
}

/** Which of the modules in the settings, `*` standing for any text, has a package's names. */
export const packageOf =
  (modules: Readonly<Record<string, unknown>>) =>
  (module: string): string | undefined => {
    if (packageNamed(module) !== undefined) return module
    const match = Object.entries(modules).find(([pattern]) => matches(pattern, module))
    return typeof match?.[1] === 'string' ? match[1] : undefined
  }

const matches = (pattern: string, module: string): boolean => {
  const parts = pattern.split('*').map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`).test(module)
}
