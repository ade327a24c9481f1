/** What a linter loads: the plugin, its rules and its configurations. */

/** What runs at each node of a type; a method, so that any linter's own type of node will do. */
type Listener = { listen(node: object): void }['listen']

/** A rule, for ESLint and for oxlint. */
export interface Rule {
  readonly meta: {
    readonly type: 'problem'
    readonly docs: { readonly description: string; readonly recommended: boolean }
    readonly messages: Record<string, string>
    readonly schema: []
    readonly fixable?: 'code'
    readonly hasSuggestions?: boolean
  }
  // The context is the linter's, which has a type of its own for it.
  readonly create: (context: never) => Record<string, Listener | undefined>
}

export type RuleName =
  | 'no-async-transform'
  | 'no-key-reuse'
  | 'no-tensor-condition'
  | 'no-tensor-operator'
  | 'no-unused-result'

/** A flat configuration of ESLint. */
export interface Config {
  readonly name: string
  readonly plugins: Record<'@miniflow', Plugin>
  readonly rules: Record<`@miniflow/${RuleName}`, 'error'>
}

export interface Plugin {
  readonly meta: { readonly name: string; readonly version: string; readonly namespace: string }
  readonly rules: Record<RuleName, Rule>
  readonly configs: { readonly recommended: Config }
}
