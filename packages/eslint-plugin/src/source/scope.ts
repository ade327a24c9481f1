/** Names and what they are bound to, as the linter's scope analysis has found. */
import type { ESTree, SourceCode, Variable } from '@oxlint/plugins'

export type Node = ESTree.Node

export type FunctionNode = ESTree.ArrowFunctionExpression | ESTree.Function

/** The variable of each identifier that reads, writes or declares one. */
export const variablesOf = ({ scopeManager }: SourceCode): ReadonlyMap<Node, Variable> => {
  const found = new Map<Node, Variable>()
  for (const { references, variables } of scopeManager.scopes) {
    for (const { identifier, resolved } of references)
      if (resolved !== null) found.set(identifier, resolved)
    for (const variable of variables)
      for (const { name } of variable.defs) found.set(name, variable)
  }
  return found
}

/** The variable that a name means at a place, if it means one. */
export const variableAt = (source: SourceCode, place: Node, name: string): Variable | undefined => {
  for (let scope: ReturnType<SourceCode['getScope']> | null = source.getScope(place); scope; ) {
    const found = scope.set.get(name)
    if (found !== undefined) return found
    scope = scope.upper
  }
  return undefined
}

export const isFunction = (node: Node): node is FunctionNode =>
  node.type === 'ArrowFunctionExpression' ||
  node.type === 'FunctionExpression' ||
  node.type === 'FunctionDeclaration'

/** The name of a property that is written out: `a.name`, `a['name']`, `a[0]`. */
export const staticName = (
  node:
    | ESTree.MemberExpression
    | ESTree.ObjectProperty
    | ESTree.BindingProperty
    | ESTree.AssignmentTargetProperty,
): string | undefined => {
  const key = node.type === 'MemberExpression' ? node.property : node.key
  if (!node.computed && key.type === 'Identifier') return key.name
  return key.type === 'Literal' && (typeof key.value === 'string' || typeof key.value === 'number')
    ? String(key.value)
    : undefined
}

/** A node's children, in the order of the text. */
export const childrenOf = ({ visitorKeys }: SourceCode, node: Node): readonly Node[] =>
  (visitorKeys[node.type] ?? []).flatMap(key => {
    const child = (node as unknown as Readonly<Record<string, unknown>>)[key]
    return (Array.isArray(child) ? child : [child]).filter(
      (one): one is Node => typeof one === 'object' && one !== null,
    )
  })

/** The innermost function around a node, or the whole program. */
export const functionAround = (node: Node): Node => {
  let at = node.parent
  while (at !== null && at.parent !== null && !isFunction(at)) at = at.parent
  return at ?? node
}

/** Where a node is among the parts of another; -1 where it is not. */
export const indexIn = (parts: readonly (Node | null)[], node: Node): number => parts.indexOf(node)
