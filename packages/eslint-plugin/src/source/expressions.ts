/** Expressions: the kind of what they evaluate to. */
import type { ESTree } from '@oxlint/plugins'
import {
  either,
  eitherOf,
  functionKind,
  isTree,
  type Kind,
  list,
  nothing,
  number,
  pure,
  text,
  tuple,
  unknown,
} from '../library/kind.js'
import { callOf, userFunction } from './functions.js'
import type { Reader } from './reader.js'
import { type Node, staticName } from './scope.js'
import { fieldOf } from './variables.js'

/** The kind of an expression. */
export const kindOfExpression = (reader: Reader, node: Node): Kind => {
  const of = reader.kindOf
  switch (node.type) {
    case 'Literal':
      return kindOfLiteral(node.value)
    case 'TemplateLiteral':
      return text
    case 'Identifier': {
      const variable = reader.variableOf(node)
      if (variable !== undefined && variable.defs.length > 0) return reader.kindOfVariable(variable)
      return node.name === 'undefined' ? nothing : unknown
    }
    case 'MemberExpression': {
      const name = staticName(node)
      return name === undefined ? unknown : memberOf(of(node.object), name)
    }
    case 'CallExpression': {
      const callee = of(node.callee)
      return callee.tag === 'Function' ? callee.result(callOf(reader, node)) : unknown
    }
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return userFunction(reader, node)
    case 'AssignmentExpression':
      return node.operator === '=' ? of(node.right) : unknown
    case 'SequenceExpression':
      return of(node.expressions.at(-1) ?? node)
    case 'ConditionalExpression':
      return either(of(node.consequent), of(node.alternate))
    case 'LogicalExpression': {
      const left = of(node.left)
      return !isTree(left) ? unknown : node.operator === '&&' ? of(node.right) : left
    }
    case 'UnaryExpression':
      return kindOfUnary(node.operator, of(node.argument))
    case 'BinaryExpression':
      return kindOfBinary(node.operator, of(node.left), of(node.right))
    case 'ObjectExpression':
      return kindOfObject(reader, node)
    case 'ArrayExpression':
      return node.elements.every(element => element !== null && element.type !== 'SpreadElement')
        ? tuple(...node.elements.map(element => (element === null ? nothing : of(element))))
        : unknown
    case 'TSAsExpression':
    case 'TSTypeAssertion':
      return isConst(node.typeAnnotation)
        ? of(node.expression)
        : reader.kindOfType(node.typeAnnotation)
    case 'ChainExpression':
    case 'ParenthesizedExpression':
    case 'TSInstantiationExpression':
    case 'TSNonNullExpression':
    case 'TSSatisfiesExpression':
      return of(node.expression)
    default:
      return unknown
  }
}

const kindOfLiteral = (value: unknown): Kind =>
  typeof value === 'number'
    ? { tag: 'Number', value }
    : typeof value === 'string'
      ? text
      : value === null
        ? nothing
        : unknown

const isConst = (type: ESTree.TSType): boolean =>
  type.type === 'TSTypeReference' &&
  type.typeName.type === 'Identifier' &&
  type.typeName.name === 'const'

/** What a method of an array calls its function with, and what it gives. */
const method = (name: string, item: Kind): Kind => {
  const callbacks = [{ at: 0, parameters: () => [item], recorded: false }]
  switch (name) {
    case 'map':
      return functionKind(
        ({ argument }) => {
          const f = argument(0)
          return f.tag === 'Function'
            ? list(f.result({ argument: i => (i === 0 ? item : unknown), count: 3 }))
            : unknown
        },
        { callbacks },
      )
    case 'filter':
      return functionKind(() => list(item), { callbacks })
    case 'slice':
      return functionKind(() => list(item))
    case 'every':
    case 'find':
    case 'findIndex':
    case 'findLast':
    case 'flatMap':
    case 'forEach':
    case 'some':
      return functionKind(() => unknown, { callbacks })
    default:
      return unknown
  }
}

const memberOf = (kind: Kind, name: string): Kind => {
  switch (kind.tag) {
    case 'Tensor':
      if (name === 'item') return pure(number, { name: 'item' })
      return name === 'rank' || name === 'size' ? number : unknown
    case 'List':
      return method(name, kind.item)
    case 'Tuple':
      return /^\d+$/.test(name) ? fieldOf(kind, name) : method(name, eitherOf(kind.items))
    default:
      return fieldOf(kind, name)
  }
}

const kindOfUnary = (operator: string, argument: Kind): Kind => {
  if (operator === 'void') return nothing
  if (argument.tag !== 'Number') return unknown
  return operator === '-' && argument.value !== undefined
    ? { tag: 'Number', value: -argument.value }
    : operator === '!' || operator === 'typeof'
      ? unknown
      : number
}

const arithmetic = new Set(['+', '-', '*', '/', '%', '**'])

const kindOfBinary = (operator: string, left: Kind, right: Kind): Kind => {
  if (!arithmetic.has(operator)) return unknown
  if (left.tag === 'Number' && right.tag === 'Number') return number
  return operator === '+' && (left.tag === 'Text' || right.tag === 'Text') ? text : unknown
}

const kindOfObject = (reader: Reader, node: ESTree.ObjectExpression): Kind => {
  const fields = new Map<string, Node>()
  for (const property of node.properties) {
    const name = property.type === 'Property' ? staticName(property) : undefined
    if (property.type !== 'Property' || property.kind !== 'init' || name === undefined)
      return unknown
    fields.set(name, property.value)
  }
  return {
    tag: 'Record',
    field: name => {
      const found = fields.get(name)
      return found === undefined ? nothing : reader.kindOf(found)
    },
  }
}
