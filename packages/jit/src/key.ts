/**
 * What a call of a jitted function has in common with others that the same program serves: the trees
 * of its arguments, the shapes and dtypes of their tensors, and everything that is no tensor.
 */
import { TreeError } from '@miniflow/core'
import {
  type Aval,
  DEPTH,
  describe,
  type Flat,
  isList,
  isRecord,
  isTensor,
  joinPath,
  type Structure,
  type Value,
} from '@miniflow/core/extend'

/** An argument without its tensors: from the leaves it makes the argument again. */
type Template = (leaves: Iterator<Value>) => unknown

/** The arguments of a call, taken apart. */
export interface Taken {
  readonly key: string
  readonly leaves: readonly Value[]
}

const ids = new WeakMap<object, number>()
let lastId = 0

/** Refuses what is nested deeper than anything that ends. */
const tooDeep = (): never => {
  throw new TreeError(
    'jit',
    `an argument is nested more than ${DEPTH} levels deep.`,
    'A tree must not hold itself.',
  )
}

/** A number for an object, the same each time. */
const idOf = (x: object): number => {
  const known = ids.get(x)
  if (known !== undefined) return known
  ids.set(x, ++lastId)
  return lastId
}

const symbols = new Map<symbol, number>()

const symbolId = (x: symbol): number => {
  const id = symbols.get(x) ?? symbols.size
  symbols.set(x, id)
  return id
}

const staticKey = (x: unknown): string => {
  switch (typeof x) {
    case 'string':
      return JSON.stringify(x)
    case 'number':
      return Object.is(x, -0) ? '-0' : String(x)
    case 'bigint':
      return `${x}n`
    case 'object':
    case 'function':
      return x === null ? 'null' : `#${idOf(x)}`
    case 'symbol':
      return `@${symbolId(x)}`
    default:
      return String(x)
  }
}

const shapes = new WeakMap<object, string>()

/** Results keep their shape arrays, so most are met again. */
const avalKey = ({ shape, dtype }: Aval): string => {
  const known = shapes.get(shape)
  if (known !== undefined) return dtype + known
  const text = `[${shape.join()}]`
  shapes.set(shape, text)
  return dtype + text
}

/** The key of a call and its tensors, from left to right. */
export const take = (args: readonly unknown[]): Taken => {
  const leaves: Value[] = []
  const visit = (x: unknown, depth: number): string => {
    if (isTensor(x)) {
      leaves.push(x)
      return avalKey(x)
    }
    if (depth > DEPTH) return tooDeep()
    if (isList(x)) {
      let text = '('
      for (const item of x) text += `${visit(item, depth + 1)},`
      return `${text})`
    }
    if (isRecord(x)) {
      let text = '{'
      for (const key of Object.keys(x).sort())
        text += `${JSON.stringify(key)}:${visit(x[key], depth + 1)},`
      return `${text}}`
    }
    return staticKey(x)
  }
  let key = ''
  for (const arg of args) key += `${visit(arg, 0)};`
  return { key, leaves }
}

/** A part of a key in words: where it is and what is there. */
export interface Part {
  readonly path: string
  readonly text: string
}

const words = (x: unknown): string => {
  if (typeof x === 'function') return `the function ${x.name || '(without a name)'} #${idOf(x)}`
  if (typeof x === 'object' && x !== null) return `an object #${idOf(x)}`
  return staticKey(x)
}

/** What a call is traced with: the tensors with their paths, and how to put them back into their places. */
export interface Signature {
  /** One argument, the list of the tensors: they may be more than a call takes arguments. */
  readonly flat: Flat
  readonly rebuild: (leaves: readonly Value[]) => readonly unknown[]
  readonly parts: readonly Part[]
}

/** The arguments in full, read when a program is to be made for them. */
export const signature = (args: readonly unknown[], names: readonly string[]): Signature => {
  const leaves: Value[] = []
  const paths: string[] = []
  const parts: Part[] = []
  const visit = (x: unknown, path: string): Template => {
    if (isTensor(x)) {
      leaves.push(x)
      paths.push(path)
      parts.push({ path, text: describe(x) })
      return next => next.next().value
    }
    if (isList(x)) {
      const items = x.map((item, i) => visit(item, joinPath(path, i)))
      return next => Object.freeze(items.map(item => item(next)))
    }
    if (isRecord(x)) {
      const keys = Object.keys(x).sort()
      const items = keys.map(key => visit(x[key], joinPath(path, key)))
      return next =>
        Object.freeze(Object.fromEntries(items.map((item, i) => [keys[i], item(next)])))
    }
    parts.push({ path, text: words(x) })
    return () => x
  }
  const templates = args.map((arg, i) => visit(arg, names[i] ?? joinPath('args', i)))
  const leaf: Structure = { tag: 'Leaf' }
  const all: Structure = { tag: 'List', items: leaves.map(() => leaf) }
  return {
    flat: { leaves, paths, structure: { tag: 'List', items: [all] } },
    rebuild: values => {
      const next = values[Symbol.iterator]()
      return templates.map(template => template(next))
    },
    parts,
  }
}

/** The first part in which two signatures differ, in words. */
export const difference = (before: readonly Part[], after: readonly Part[]): string => {
  const at = after.findIndex(
    (part, i) => part.path !== before[i]?.path || part.text !== before[i]?.text,
  )
  const was = before[at < 0 ? after.length : at]
  const is = at < 0 ? undefined : after[at]
  if (is === undefined && was === undefined) return 'the trees of the arguments differ'
  if (was === undefined || is === undefined || was.path !== is.path)
    return `${is?.path ?? was?.path} is ${is === undefined ? 'no longer there' : 'new'}`
  return `${is.path} was ${was.text} and is ${is.text}`
}
