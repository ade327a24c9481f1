/** Types written out in the file: `Tensor<[2]>`, `{ w: Tensor }`, `readonly Tensor[]`, `typeof x`. */
import type { ESTree, Variable } from '@oxlint/plugins'
import { tensorTypes } from '../library/core.js'
import {
  eitherOf,
  functionKind,
  type Kind,
  list,
  nothing,
  number,
  tensor,
  text,
  tuple,
  unknown,
} from '../library/kind.js'
import { importOf } from './imports.js'
import type { Reader } from './reader.js'
import type { Node } from './scope.js'

/** Types of the language that are their argument, with fields or items to be read only. */
const transparent = new Set(['Readonly', 'Required'])
const arrays = new Set(['Array', 'ReadonlyArray'])

/** The kind of the values of a type. */
export const kindOfType = (reader: Reader, node: Node): Kind => {
  const of = reader.kindOfType
  switch (node.type) {
    case 'TSTypeAnnotation':
    case 'TSParenthesizedType':
      return of(node.typeAnnotation)
    case 'TSNumberKeyword':
      return number
    case 'TSStringKeyword':
      return text
    case 'TSUndefinedKeyword':
    case 'TSNullKeyword':
    case 'TSVoidKeyword':
      return nothing
    case 'TSTypeOperator':
      return node.operator === 'readonly' ? of(node.typeAnnotation) : unknown
    case 'TSUnionType':
      return eitherOf(node.types.map(of))
    case 'TSIntersectionType':
      return node.types.map(of).find(({ tag }) => tag === 'Tensor') ?? unknown
    case 'TSArrayType':
      return list(of(node.elementType))
    case 'TSTupleType':
      return kindOfTuple(reader, node)
    case 'TSTypeLiteral':
      return kindOfMembers(reader, node.members)
    case 'TSFunctionType':
      return functionKind(() => of(node.returnType))
    case 'TSTypeQuery': {
      const variable =
        node.exprName.type === 'Identifier' ? reader.variableOf(node.exprName) : undefined
      return variable === undefined ? unknown : reader.kindOfVariable(variable)
    }
    case 'TSTypeReference':
      return kindOfReference(reader, node)
    default:
      return unknown
  }
}

const kindOfTuple = (reader: Reader, { elementTypes }: ESTree.TSTupleType): Kind => {
  const whole = elementTypes.every(
    element =>
      element.type !== 'TSRestType' &&
      !(element.type === 'TSNamedTupleMember' && element.elementType.type === 'TSRestType'),
  )
  if (!whole) return unknown
  return tuple(
    ...elementTypes.map(element =>
      element.type === 'TSNamedTupleMember'
        ? element.optional
          ? unknown
          : reader.kindOfType(element.elementType)
        : reader.kindOfType(element),
    ),
  )
}

const kindOfMembers = (reader: Reader, members: readonly ESTree.TSSignature[]): Kind => {
  const fields = new Map<string, Node>()
  for (const member of members)
    if (
      member.type === 'TSPropertySignature' &&
      !member.optional &&
      !member.computed &&
      member.key.type === 'Identifier' &&
      member.typeAnnotation
    )
      fields.set(member.key.name, member.typeAnnotation)
  return {
    tag: 'Record',
    field: name => {
      const found = fields.get(name)
      return found === undefined ? unknown : reader.kindOfType(found)
    },
  }
}

const kindOfReference = (reader: Reader, node: ESTree.TSTypeReference): Kind => {
  const { typeName } = node
  const [argument] = node.typeArguments?.params ?? []
  if (typeName.type === 'TSQualifiedName') {
    const variable = reader.variableOf(typeName.left)
    const found = variable && importOf(reader, variable)
    return found !== undefined && found.name === undefined && tensorTypes.has(typeName.right.name)
      ? tensor
      : unknown
  }
  if (typeName.type !== 'Identifier') return unknown
  const variable = reader.variableOf(typeName)
  if (variable === undefined || variable.defs.length === 0) {
    if (argument === undefined) return unknown
    if (transparent.has(typeName.name)) return reader.kindOfType(argument)
    return arrays.has(typeName.name) ? list(reader.kindOfType(argument)) : unknown
  }
  return kindOfNamed(reader, variable)
}

/** A type by its name: imported, a type parameter, an alias or an interface of this file. */
const kindOfNamed = (reader: Reader, variable: Variable): Kind => {
  const found = importOf(reader, variable)
  if (found !== undefined)
    return found.name !== undefined && tensorTypes.has(found.name) ? tensor : unknown
  const [def, ...more] = variable.defs
  if (def === undefined || more.length > 0) return unknown
  switch (def.node.type) {
    case 'TSTypeParameter':
      return def.node.constraint ? reader.kindOfType(def.node.constraint) : unknown
    case 'TSTypeAliasDeclaration':
      return reader.kindOfType(def.node.typeAnnotation)
    case 'TSInterfaceDeclaration':
      return kindOfMembers(reader, def.node.body.body)
    default:
      return unknown
  }
}
