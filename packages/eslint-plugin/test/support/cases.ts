/** Cases of a rule: what it lets pass, and what it refuses, with the messages and the repairs. */

/** A message of the rule, and what is suggested with it: the suggestion's message and the code. */
export interface Expected {
  readonly message: string
  readonly line?: number
  readonly data?: Readonly<Record<string, string>>
  readonly suggestions?: readonly (readonly [message: string, code: string])[]
}

export interface Refused {
  readonly code: string
  readonly errors: readonly (string | Expected)[]
  /** What the code becomes when it is fixed. */
  readonly output?: string
}

export interface Cases {
  /** In JavaScript, and so in TypeScript. */
  readonly valid: readonly string[]
  readonly invalid: readonly Refused[]
  /** In TypeScript alone. */
  readonly validTypes?: readonly string[]
  readonly invalidTypes?: readonly Refused[]
}

/** The settings of all cases: a module of the user's own that hands on what core exports. */
export const settings = { miniflow: { modules: { './lib/*.js': '@miniflow/core' } } }
