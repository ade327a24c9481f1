/** The test of the docstrings: each public function has an example, which compiles and is true. */
import { beforeAll, describe, expect, test } from 'vitest'
import { compile, complaints } from './compile.js'
import { docstringsOf } from './docstrings.js'
import { withChecks } from './promises.js'
import { run } from './run.js'

type Namespace = Readonly<Record<string, unknown>>

export interface Examples {
  /** The folder of the package. */
  readonly home: URL
  /** The package's exports. */
  readonly exports: object
  /** What is in scope: modules by name, the package among them; a later one hides an earlier. */
  readonly modules: Readonly<Record<string, object>>
  /** What else is in scope: imports and declarations. */
  readonly scope?: string
  /** Libraries of the compiler that the sources need beside the language's. */
  readonly lib?: readonly string[]
  /** Values as the examples write them; `String`, if it is nothing else. */
  readonly show?: (value: unknown) => string
}

type Check = (value: unknown, text: string) => void

/** What has several lines is written in one, so its line breaks and alignment do not matter. */
const inOneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

const importsOf = (modules: Readonly<Record<string, object>>): string => {
  const owners = new Map(
    Object.entries(modules).flatMap(([module, names]) =>
      Object.keys(names).map(name => [name, module] as const),
    ),
  )
  return Object.keys(modules)
    .map(module => {
      const names = [...owners].flatMap(([name, owner]) => (owner === module ? [name] : []))
      return `import { ${names.join(', ')} } from '${module}'`
    })
    .join('\n')
}

const isErrorClass = (f: unknown): boolean =>
  typeof f === 'function' && f.prototype instanceof Error

const isNamespace = (value: unknown): value is Namespace =>
  Object.prototype.toString.call(value) === '[object Module]'

/** Public functions as users write them: `add`, `random.normal`. */
const functionsOf = (exports: object, prefix = ''): readonly string[] =>
  Object.entries<unknown>({ ...exports }).flatMap(([name, value]) =>
    isNamespace(value)
      ? functionsOf(value, `${prefix}${name}.`)
      : typeof value === 'function' && !isErrorClass(value)
        ? [`${prefix}${name}`]
        : [],
  )

export const testExamples = ({
  home,
  exports,
  modules,
  scope = '',
  lib = [],
  show = String,
}: Examples): void => {
  const { examples, tags } = docstringsOf(home)
  const source = [
    importsOf(modules),
    scope,
    'type Check = (value: unknown, text: string) => void',
    'export const examples: readonly ((check: Check) => Promise<void>)[] = [',
    ...examples.map(({ code }) => `async check => {\n${withChecks(code)}\n},`),
    ']',
  ].join('\n')

  describe('the examples of the docstrings', () => {
    let ran: readonly ((check: Check) => Promise<void>)[] = []
    beforeAll(async () => {
      ran = (await run(home, source)).exports.examples as typeof ran
    })

    test.each(examples.map((example, i) => ({ ...example, i })))('$where: $code', async ({ i }) => {
      const values: unknown[] = []
      const texts: string[] = []
      await ran[i]?.((value, text) => {
        const shown = show(value)
        const broken = shown.includes('\n')
        values.push(broken ? inOneLine(shown) : shown)
        texts.push(broken ? inOneLine(text) : text)
      })
      expect(values).toEqual(texts)
      expect(values.length).toBeGreaterThan(0)
    })

    test('compile', async () => {
      const compiled = await compile(home, [source], ['node'], lib)
      expect(compiled.flatMap(one => complaints(source, one))).toEqual([])
    })

    test('are as many as there are example tags', () => {
      expect(examples.map(({ where }) => where).sort()).toEqual([...tags].sort())
    })

    test.each(functionsOf(exports))('have one of %s that calls it', name => {
      const [own = ''] = name.split('.').slice(-1)
      const calls = new RegExp(`(^|[^.\\w])${name.replace('.', '\\.')}\\(`)
      expect(examples.some(example => example.name === own && calls.test(example.code))).toBe(true)
    })
  })
}
