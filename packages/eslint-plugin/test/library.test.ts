/** What the rules know of the packages is what the packages export and what their types say. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { tensorTypes } from '../src/library/core.js'
import { type Kind, type Table, unknown } from '../src/library/kind.js'
import { packages } from '../src/library/packages.js'

const folder = fileURLToPath(new URL('../..', import.meta.url))

/** The published packages with something to import for programs, by their folders' names. */
const published: readonly string[] = readdirSync(folder).filter(name => {
  const { private: hidden } = JSON.parse(readFileSync(`${folder}/${name}/package.json`, 'utf8'))
  return hidden !== true && name !== 'eslint-plugin'
})

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  lib: ['lib.es2023.d.ts'],
  types: [],
  paths: { '@miniflow/*': [`${folder}/*/src/index.ts`] },
}

// The packages' own types are enough: what kernels and loaders import has hundreds of files.
const host = ts.createCompilerHost(options)
host.resolveModuleNameLiterals = (names, file) =>
  names.map(({ text }) =>
    /^(\.|@miniflow\/|fp-ts\/)/.test(text)
      ? ts.resolveModuleName(text, file, options, host)
      : { resolvedModule: undefined },
  )

const program = ts.createProgram({
  rootNames: published.map(name => `${folder}/${name}/src/index.ts`),
  options,
  host,
})
const checker = program.getTypeChecker()

const isTensor = (type: ts.Type): boolean =>
  type.isUnion()
    ? type.types.every(isTensor)
    : type.isIntersection()
      ? type.types.some(isTensor)
      : type.symbol?.name === 'Tensor'

/** What the type of an export says of it, as far as the rules have a word for it. */
const typeOf = (symbol: ts.Symbol): string => {
  const type = checker.getTypeOfSymbol(symbol)
  const signatures = type.getCallSignatures()
  if (signatures.length === 0) return isTensor(type) ? 'tensor' : 'other'
  const results = signatures.map(signature => checker.getReturnTypeOfSignature(signature))
  return results.every(isTensor) ? 'function to tensor' : 'other'
}

const arbitrary = { argument: () => unknown, count: 0 }

/** The same, as the rules have it. */
const known = (kind: Kind): string =>
  kind.tag === 'Tensor'
    ? 'tensor'
    : kind.tag === 'Function' && kind.result(arbitrary).tag === 'Tensor'
      ? 'function to tensor'
      : 'other'

/** The values that a module or namespace exports. */
const valuesOf = (symbol: ts.Symbol): readonly (readonly [string, ts.Symbol])[] =>
  checker
    .getExportsOfModule(symbol)
    .map(
      one =>
        [one.name, one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one] as const,
    )
    .filter(([, { flags }]) => flags & (ts.SymbolFlags.Value | ts.SymbolFlags.NamespaceModule))

/** Each name with what the types and what the rules say; undefined where nothing is decided. */
const compared = (
  symbol: ts.Symbol,
  table: Table,
  prefix: string,
): readonly (readonly [string, string, string | undefined])[] =>
  valuesOf(symbol).flatMap(([name, value]) => {
    const entry = Object.hasOwn(table, name) ? table[name] : undefined
    if (value.flags & ts.SymbolFlags.ValueModule)
      return compared(value, (entry ?? {}) as Table, `${prefix}${name}.`)
    return [[prefix + name, typeOf(value), entry && known(entry as Kind)] as const]
  })

describe.each(published)('@miniflow/%s', name => {
  const source = program.getSourceFile(`${folder}/${name}/src/index.ts`)
  const symbol = source && checker.getSymbolAtLocation(source)
  const all = symbol === undefined ? [] : compared(symbol, packages[`@miniflow/${name}`] ?? {}, '')

  test('exports nothing of which the rules do not know what it is', () => {
    // A new name is entered in src/library, with what it gives.
    expect(all.length).toBeGreaterThan(0)
    expect(all.filter(([, , entry]) => entry === undefined).map(([name]) => name)).toEqual([])
  })

  test('gives tensors where the rules say so, and where its types say so', () => {
    const decided = all.filter(([, , entry]) => entry !== undefined)
    const byRules = decided.filter(([, , entry]) => entry !== 'other')
    const byTypes = decided.filter(([, type]) => type !== 'other')
    expect(byRules.map(([name, , entry]) => `${name}: ${entry}`)).toEqual(
      byTypes.map(([name, type]) => `${name}: ${type}`),
    )
  })
})

test('the types that are tensors are types of core', () => {
  const source = program.getSourceFile(`${folder}/core/src/index.ts`)
  const symbol = source && checker.getSymbolAtLocation(source)
  const exported = symbol === undefined ? [] : checker.getExportsOfModule(symbol)
  const tensors = exported
    .map(one => (one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one))
    .filter(({ flags }) => flags & ts.SymbolFlags.Type)
    .filter(one => isTensor(checker.getDeclaredTypeOfSymbol(one)))
  expect(new Set(tensors.map(({ name }) => name))).toEqual(tensorTypes)
})
