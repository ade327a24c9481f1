/** Variables: what kind of value they hold wherever they are read. */
import type { ESTree, Reference, Variable } from '@oxlint/plugins'
import { eitherOf, isTree, type Kind, number, unknown } from '../library/kind.js'
import { kindOfParameter, userFunction } from './functions.js'
import { kindOfImport } from './imports.js'
import type { Reader } from './reader.js'
import { indexIn, isFunction, type Node, staticName } from './scope.js'

/** A field of a value that is known. */
export const fieldOf = (kind: Kind, name: string): Kind =>
  kind.tag === 'Record'
    ? kind.field(name)
    : kind.tag === 'Tuple'
      ? (kind.items[Number(name)] ?? unknown)
      : unknown

/** What a loop over a value runs through. */
const itemOf = (kind: Kind): Kind =>
  kind.tag === 'List' ? kind.item : kind.tag === 'Tuple' ? eitherOf(kind.items) : unknown

/** The type that is written at a name or a pattern. */
const annotationOf = (pattern: Node): Node | undefined =>
  'typeAnnotation' in pattern && pattern.typeAnnotation?.type === 'TSTypeAnnotation'
    ? pattern.typeAnnotation
    : undefined

/** What a name or a pattern is declared as. */
const declaredAs = (reader: Reader, pattern: Node): Kind => {
  const annotation = annotationOf(pattern)
  return annotation === undefined || ('optional' in pattern && pattern.optional)
    ? unknown
    : reader.kindOfType(annotation)
}

/** The assignments after which a variable may hold what is on their right. */
const assigning = new Set(['=', '&&=', '||=', '??='])

/** What arrives at a pattern, be it a name or a part of a destructuring. */
const arriving = (reader: Reader, pattern: Node): Kind => {
  const declared = declaredAs(reader, pattern)
  const { parent } = pattern
  if (declared.tag !== 'Unknown' || parent === null) return declared
  if (isFunction(parent)) {
    const index = indexIn(parent.params, pattern)
    return index < 0 || pattern.type === 'RestElement' || annotationOf(pattern) !== undefined
      ? unknown
      : kindOfParameter(reader, parent, index)
  }
  switch (parent.type) {
    case 'VariableDeclarator':
      return declaredBy(reader, parent)
    case 'AssignmentExpression':
      return assigning.has(parent.operator) ? reader.kindOf(parent.right) : unknown
    case 'ArrayPattern': {
      const index = indexIn(parent.elements, pattern)
      return pattern.type === 'RestElement'
        ? unknown
        : fieldOf(arriving(reader, parent), `${index}`)
    }
    case 'Property': {
      const name = staticName(parent)
      return name === undefined || parent.parent.type !== 'ObjectPattern'
        ? unknown
        : fieldOf(arriving(reader, parent.parent), name)
    }
    case 'AssignmentPattern': {
      // A default is for what may be undefined, so only what never is stays known.
      const kind = isFunction(parent.parent) ? unknown : arriving(reader, parent)
      return isTree(kind) ? kind : unknown
    }
    default:
      return unknown
  }
}

const declaredBy = (reader: Reader, declarator: ESTree.VariableDeclarator): Kind => {
  const loop = declarator.parent.parent
  if (loop?.type === 'ForOfStatement' && loop.left === declarator.parent)
    return loop.await ? unknown : itemOf(reader.kindOf(loop.right))
  return declarator.init === null ? unknown : reader.kindOf(declarator.init)
}

/** `x += y` and `x++` fail on a tensor, so they do not change what x is. */
const failsOnTensors = ({ identifier: { parent } }: Reference): boolean =>
  parent.type === 'UpdateExpression' ||
  (parent.type === 'AssignmentExpression' && !assigning.has(parent.operator))

/** The methods that change an array. */
const changing: ReadonlySet<string> = new Set(
  'copyWithin fill pop push reverse shift sort splice unshift'.split(' '),
)

/** Whether a part of the value is changed somewhere: `x.w = y`, `xs.push(y)`. */
export const isChanged = ({ references }: Variable): boolean =>
  references.some(({ identifier }) => {
    let at: Node = identifier
    while (at.parent?.type === 'MemberExpression' && at.parent.object === at) at = at.parent
    if (at === identifier || at.parent === null) return false
    const { parent } = at
    return (
      (parent.type === 'CallExpression' &&
        at.type === 'MemberExpression' &&
        changing.has(staticName(at) ?? '')) ||
      (parent.type === 'AssignmentExpression' &&
        parent.left === at &&
        assigning.has(parent.operator)) ||
      (parent.type === 'UnaryExpression' && parent.operator === 'delete')
    )
  })

/** What a variable holds: what all that is ever written to it have in common. */
export const kindOfVariable = (reader: Reader, variable: Variable): Kind => {
  const [def, ...more] = variable.defs
  if (def === undefined || more.length > 0) return unknown
  const writes = variable.references.filter(reference => reference.isWrite())
  switch (def.type) {
    case 'ImportBinding':
      return kindOfImport(reader, variable)
    case 'FunctionName':
      return isFunction(def.node) && writes.length === 0 ? userFunction(reader, def.node) : unknown
    case 'Parameter':
      return writes.every(reference => reference.init || failsOnTensors(reference))
        ? lasting(variable, arriving(reader, def.name))
        : unknown
    case 'Variable': {
      const { parent } = def
      if (parent?.type !== 'VariableDeclaration' || parent.kind === 'var') return unknown
      const declared = declaredAs(reader, def.name)
      if (declared.tag !== 'Unknown') return lasting(variable, declared)
      const lasts = writes.filter(reference => !failsOnTensors(reference))
      const kind = eitherOf(lasts.map(({ identifier }) => arriving(reader, identifier)))
      if (!isInitialised(def.node)) return unknown
      return kind.tag === 'Number' && lasts.length < writes.length
        ? number
        : lasting(variable, kind)
    }
    default:
      return unknown
  }
}

const isInitialised = (node: Node): boolean =>
  node.type === 'VariableDeclarator' &&
  (node.init !== null ||
    node.parent.parent?.type === 'ForOfStatement' ||
    node.parent.parent?.type === 'ForInStatement')

/** Fields that may have been assigned to are not known. */
const lasting = (variable: Variable, kind: Kind): Kind => {
  switch (kind.tag) {
    case 'List':
    case 'Tuple':
    case 'Record':
      return isChanged(variable) ? unknown : kind
    default:
      return kind
  }
}
