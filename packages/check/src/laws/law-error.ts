/** The error of a broken law: which one, where, by how much, and what that tells. */
import { MiniflowError } from '@miniflow/core'
import type { LawName } from './table.js'

/** A law that does not hold, with what breaks it. */
export interface Broken {
  readonly law: LawName | 'value'
  readonly statement: string
  readonly breaks: readonly string[]
}

/** A function breaks a law of derivatives. */
export class LawError extends MiniflowError {
  override readonly name = 'LawError'
  /** All laws that are broken at this point, the simplest first. */
  readonly broken: readonly Broken[]

  constructor(where: string, at: readonly string[], broken: readonly Broken[]) {
    super(where, problemOf(at, broken), guess(broken.map(({ law }) => law)))
    this.broken = broken
  }
}

/** More than this is not read. */
const SHOWN = 4

const indented = (lines: readonly string[]): readonly string[] =>
  lines.flatMap(line => line.split('\n')).map(line => `\n    ${line}`)

const few = (lines: readonly string[]): readonly string[] =>
  lines.length <= SHOWN ? lines : [...lines.slice(0, SHOWN), `and ${lines.length - SHOWN} more`]

const problemOf = (at: readonly string[], [first, ...others]: readonly Broken[]): string =>
  [
    `f breaks the law "${first?.law}": ${first?.statement}.`,
    ...indented(few(first?.breaks ?? [])),
    '\n  at',
    ...indented(at),
    ...(others.length === 0
      ? []
      : [`\n  Broken there too: ${others.map(({ law }) => law).join(', ')}.`]),
  ].join('')

type Name = Broken['law']

/** What the set of broken laws tells. */
const guess = (broken: readonly Name[]): string => {
  const has = (law: Name): boolean => broken.includes(law)
  if (has('value')) return 'Let the rule compute the value by the operations of f.'
  if (has('pure')) return 'f must read and write nothing but its arguments.'
  if (has('staged'))
    return 'f computes something else when it sees shapes only: look for what depends on values.'
  if (has('reverse') && has('forward'))
    return has('transpose')
      ? 'Both modes are wrong, each in its way.'
      : 'Both modes agree on a wrong derivative: check its formula.'
  if (has('reverse')) return 'Forward mode is right: check the pullback.'
  if (has('forward')) return 'Reverse mode is right: check the pushforward.'
  if (has('transpose') || has('linear'))
    return 'The rule must be linear in the tangent or cotangent, with one map for both modes.'
  if (has('second') || has('secondForward') || has('commuting') || has('symmetric'))
    return 'The first derivative is right here and its own derivative is not: look for a term that is missing, or detached from the arguments.'
  return 'It is right without vmap: check how the batch axis shifts the other axes.'
}
