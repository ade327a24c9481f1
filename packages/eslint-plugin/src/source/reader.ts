/** The reader: what kind each expression, name and type of a file is, each answered once. */
import type { SourceCode, Variable } from '@oxlint/plugins'
import type { Kind } from '../library/kind.js'
import type { Node } from './scope.js'

/** What the parts of the reader ask one another. */
export interface Reader {
  readonly source: SourceCode
  /** The kind of an expression. */
  readonly kindOf: (node: Node) => Kind
  readonly kindOfVariable: (variable: Variable) => Kind
  /** The kind of the values of a type that is written out. */
  readonly kindOfType: (node: Node) => Kind
  readonly variableOf: (identifier: Node) => Variable | undefined
  /** The package, if any, whose names a module has. */
  readonly packageOf: (module: string) => string | undefined
}
