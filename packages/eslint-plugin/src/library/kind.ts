/** A kind is what the text of a program tells of a value: that it is a tensor, a number, a function that gives one. */

export type Kind =
  | { readonly tag: 'Unknown' }
  /** undefined or null. */
  | { readonly tag: 'Nothing' }
  /** `value` where it is written out. */
  | { readonly tag: 'Number'; readonly value?: number }
  | { readonly tag: 'Text' }
  | { readonly tag: 'Tensor' }
  /** A tensor, or arrays and records of tensors: in any case an object. */
  | { readonly tag: 'Tree' }
  /** An array of any length. */
  | { readonly tag: 'List'; readonly item: Kind }
  | { readonly tag: 'Tuple'; readonly items: readonly Kind[] }
  | { readonly tag: 'Record'; readonly field: (name: string) => Kind }
  | FunctionKind

export interface FunctionKind {
  readonly tag: 'Function'
  /** What users call it, such as `random.normal`; none for a function of their own. */
  readonly name: string | undefined
  /** Whether a call does nothing but give its result, as far as can be told. */
  readonly pure: (call: Call) => boolean
  readonly result: (call: Call) => Kind
  readonly callbacks: readonly Callback[]
  /** The position of the random key that it draws from. */
  readonly draws: number | undefined
}

/** The arguments of a call; those that are not there are Nothing. */
export interface Call {
  readonly argument: (index: number) => Kind
  readonly count: number
}

/** A function among the arguments, which the library calls with tensors. */
export interface Callback {
  readonly at: number
  /** Where the function is a property of the argument. */
  readonly property?: string
  /** What it is always called with. */
  readonly parameters: (call: Call) => readonly Kind[]
  /** What each further parameter is, if there is an argument for it. */
  readonly rest?: Kind
  /** It runs while a tape is recorded, so it must not be async. */
  readonly recorded: boolean
}

export const unknown: Kind = { tag: 'Unknown' }
export const nothing: Kind = { tag: 'Nothing' }
export const number: Kind = { tag: 'Number' }
export const text: Kind = { tag: 'Text' }
export const tensor: Kind = { tag: 'Tensor' }
export const tree: Kind = { tag: 'Tree' }

export const list = (item: Kind): Kind => ({ tag: 'List', item })

export const tuple = (...items: readonly Kind[]): Kind => ({ tag: 'Tuple', items })

/** `others`: what every other field is, as far as is known. */
export const record = (fields: Readonly<Record<string, Kind>>, others: Kind = unknown): Kind => ({
  tag: 'Record',
  field: name => (Object.hasOwn(fields, name) ? (fields[name] ?? others) : others),
})

interface Details {
  readonly name?: string
  readonly pure?: FunctionKind['pure']
  readonly callbacks?: readonly Callback[]
  readonly draws?: number
}

export const functionKind = (
  result: FunctionKind['result'],
  { name, pure = () => false, callbacks = [], draws }: Details = {},
): FunctionKind => ({ tag: 'Function', name, pure, result, callbacks, draws })

/** A function of the library that does nothing but give its result. */
export const pure = (result: Kind | FunctionKind['result'], details: Details = {}): FunctionKind =>
  functionKind(typeof result === 'function' ? result : () => result, {
    pure: () => true,
    ...details,
  })

/** Whether a call of it, of whatever, does nothing but give its result. */
export const isPure = (f: Kind): boolean =>
  f.tag === 'Function' && f.pure({ argument: () => unknown, count: 0 })

/** Whether it is an object, so that as a condition it is always true and no operator works on it. */
export const isTree = ({ tag }: Kind): boolean => tag === 'Tensor' || tag === 'Tree'

/** What a value is that is one or the other. */
export const either = (a: Kind, b: Kind): Kind => {
  if (isTree(a) && isTree(b)) return a.tag === b.tag ? a : tree
  if (a.tag === b.tag && (a.tag === 'Text' || a.tag === 'Nothing')) return a
  return a.tag === 'Number' && b.tag === 'Number' ? number : unknown
}

export const eitherOf = (kinds: readonly Kind[]): Kind => {
  const [first = unknown, ...rest] = kinds
  return rest.reduce(either, first)
}

/** What a tree of tensors is: a function under a transformation must return one. */
export const asTree = (kind: Kind): Kind => {
  switch (kind.tag) {
    case 'Tensor':
    case 'Tree':
    case 'List':
    case 'Tuple':
    case 'Record':
      return kind
    case 'Number':
      return tensor
    case 'Unknown':
    case 'Nothing':
    case 'Text':
    case 'Function':
      return tree
  }
}

/** The names of a package and what they stand for; namespaces are tables in the table. */
export interface Table {
  readonly [name: string]: Kind | Table
}

const isKind = (entry: Kind | Table): entry is Kind => typeof entry.tag === 'string'

/** A table as a record, its functions named as users call them. */
export const namespace = (table: Table, prefix = ''): Kind =>
  record(
    Object.fromEntries(
      Object.entries(table).map(([name, entry]) => {
        if (!isKind(entry)) return [name, namespace(entry, `${prefix}${name}.`)]
        return [name, entry.tag === 'Function' ? { ...entry, name: `${prefix}${name}` } : entry]
      }),
    ),
  )

/** The same kind for many names. */
export const each = <N extends string>(names: readonly N[], kind: Kind): Record<N, Kind> =>
  Object.fromEntries(names.map(name => [name, kind])) as Record<N, Kind>
