/** Every `@example expression // => text` of the sources is run, and every public function has one. */
import { readdirSync, readFileSync } from 'node:fs'
import * as core from '@miniflow/core'
import { describe, expect, test } from 'vitest'

interface Example {
  readonly where: string
  /** The export that the docstring belongs to. */
  readonly name: string
  readonly code: string
  readonly text: string
}

const sources = new URL('../src/', import.meta.url)

const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter(file =>
  file.endsWith('.ts'),
)

/** A docstring and the name of the export below it. */
const DOCSTRING = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n(?:\/\/.*\n)*export (?:const|function) (\w+)/g

const inLine = (where: string, name: string, doc: string): readonly Example[] =>
  [...doc.matchAll(/@example (.*?) \/\/ => (.*)/g)].map(([, code = '', text = '']) => ({
    where,
    name,
    code,
    text,
  }))

/** A block of code whose comment is what the code gives. */
const inBlock = (where: string, name: string, doc: string): readonly Example[] =>
  [...doc.matchAll(/@example\n \* ```ts\n([\s\S]*?)```/g)].map(([, block = '']) => {
    const lines = block.split('\n').map(line => line.replace(/^ \* ?/, ''))
    return {
      where,
      name,
      code: lines.filter(line => !line.startsWith('//')).join('\n'),
      text: lines
        .filter(line => line.startsWith('//'))
        .map(line => line.slice(2))
        .join(' '),
    }
  })

const examples: readonly Example[] = files.flatMap(file => {
  const text = readFileSync(new URL(file, sources), 'utf8')
  return [...text.matchAll(DOCSTRING)].flatMap(([, doc = '', name = '']) =>
    [inLine, inBlock].flatMap(read => read(file, name, doc)),
  )
})

/** The value of an expression in which the library's functions have their names. */
const evaluate = (code: string): unknown =>
  Reflect.construct(Function, [...Object.keys(core), `return (${code.trim()})`])(
    ...Object.values(core),
  )

/** Line breaks and alignment do not matter. */
const squeezed = (text: string): string => text.replace(/\s+/g, ' ').trim()

const isErrorClass = (f: unknown): boolean =>
  typeof f === 'function' && f.prototype instanceof Error

/** Public functions as users write them: `add`, `random.normal`. */
const functions = (value: object, prefix: string): readonly string[] =>
  Object.entries<unknown>(value as Record<string, unknown>).flatMap(([name, f]) =>
    isErrorClass(f)
      ? []
      : typeof f === 'function'
        ? [`${prefix}${name}`]
        : functions(f as object, `${prefix}${name}.`),
  )

describe('the docstrings', () => {
  test.each(examples)('$where: $code', ({ code, text }) => {
    expect(squeezed(String(evaluate(code)))).toBe(squeezed(text))
  })

  test('have as many examples as there are example tags', () => {
    const tags = files.flatMap(file => {
      const text = readFileSync(new URL(file, sources), 'utf8')
      return [...text.matchAll(/^ \* @example/gm)].map(() => file)
    })
    expect(examples.map(({ where }) => where).sort()).toEqual(tags.sort())
  })

  test.each(functions(core, ''))('have an example of %s that calls it', name => {
    const [own = ''] = name.split('.').slice(-1)
    const calls = new RegExp(`(^|[^.\\w])${name.replace('.', '\\.')}\\(`)
    expect(examples.some(example => example.name === own && calls.test(example.code))).toBe(true)
  })
})
