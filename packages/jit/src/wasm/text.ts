/** A module in the text format, for people. */
import type { Code, Instruction } from './code.js'
import type { ModuleWriter, WrittenFunction } from './module.js'

const flatten = (code: Code, into: Instruction[] = []): readonly Instruction[] => {
  if ('bytes' in code) into.push(code)
  else for (const part of code) flatten(part, into)
  return into
}

const OPENS = new Set(['block', 'loop', 'if', 'else'])
const CLOSES = new Set(['end', 'else'])

const lines = (code: Code): readonly string[] => {
  let depth = 2
  return flatten(code).map(({ name, immediates }) => {
    if (CLOSES.has(name)) depth--
    const line = `${'  '.repeat(depth)}${[name, ...immediates].join(' ')}`
    if (OPENS.has(name)) depth++
    return line
  })
}

const listed = (keyword: string, items: readonly string[]): string =>
  items.length === 0 ? '' : ` (${keyword} ${items.join(' ')})`

const functionText = (f: WrittenFunction): string =>
  [
    `  (func $${f.name} (;${f.index};)${f.exported ? ` (export "${f.name}")` : ''}${listed('param', f.params)}${listed('result', f.results)}`,
    ...(f.locals.length === 0 ? [] : [`    (local ${f.locals.join(' ')})`]),
    ...lines(f.code),
    '  )',
  ].join('\n')

/** The module as WebAssembly text. */
export const toText = ({ functions, imports, memory }: ModuleWriter): string => {
  const { minimum, maximum, shared } = memory
  return [
    '(module',
    `  (import "env" "memory" (memory ${minimum} ${maximum}${shared ? ' shared' : ''}))`,
    ...imports.map(
      f =>
        `  (import "env" "${f.name}" (func $${f.name} (;${f.index};)${listed('param', f.params)}))`,
    ),
    ...functions.map(functionText),
    ')',
  ].join('\n')
}
