/** The examples in the docstrings of a package's sources. */
import { readdirSync, readFileSync } from 'node:fs'

export interface Example {
  /** The source file. */
  readonly where: string
  /** The export that the docstring belongs to. */
  readonly name: string
  readonly code: string
}

/** A docstring and the name of the export below it. */
const DOCSTRING = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n(?:\/\/.*\n)*export (?:const|function) (\w+)/g

/** From an example's tag to the next tag or the end of the docstring. */
const EXAMPLE = /@example\b(.*(?:\n(?! \* @).*)*)/g

/** The comment lines that end a block say what the expression above them gives. */
const joined = (block: string): string => {
  const lines = block.split('\n')
  const code = lines.filter(line => !line.startsWith('// ')).join('\n')
  const text = lines.filter(line => line.startsWith('// ')).map(line => line.slice('// '.length))
  return `check((${code.trim()}), ${JSON.stringify(text.join('\n'))})`
}

const codeOf = (example: string): string =>
  example
    .split('\n')
    .map(line => line.replace(/^ \* ?/, ''))
    .join('\n')
    .replace(/```ts\n(.*?)```/gs, (_, block: string) => joined(block))
    .trim()

export interface Docstrings {
  readonly examples: readonly Example[]
  /** The source file of each example tag, wherever it stands. */
  readonly tags: readonly string[]
}

export const docstringsOf = (home: URL): Docstrings => {
  const sources = new URL('src/', home)
  const texts = readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts'))
    .map(file => [file, readFileSync(new URL(file, sources), 'utf8')] as const)
  return {
    examples: texts.flatMap(([where, text]) =>
      [...text.matchAll(DOCSTRING)].flatMap(([, doc = '', name = '']) =>
        [...doc.matchAll(EXAMPLE)].map(([, example = '']) => ({
          where,
          name,
          code: codeOf(example),
        })),
      ),
    ),
    tags: texts.flatMap(([where, text]) => [...text.matchAll(/@example\b/g)].map(() => where)),
  }
}
