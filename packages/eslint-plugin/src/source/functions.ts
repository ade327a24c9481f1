/** Functions of the file: what they are called with, and what they give. */
import type { ESTree, Variable } from '@oxlint/plugins'
import {
  type Call,
  type Callback,
  eitherOf,
  type FunctionKind,
  functionKind,
  type Kind,
  nothing,
  unknown,
} from '../library/kind.js'
import type { Reader } from './reader.js'
import {
  childrenOf,
  type FunctionNode,
  indexIn,
  isFunction,
  type Node,
  staticName,
} from './scope.js'

/** The arguments of a call, as far as they are written out. */
export const callOf = (reader: Reader, node: ESTree.CallExpression): Call => {
  const spread = node.arguments.findIndex(({ type }) => type === 'SpreadElement')
  return {
    argument: index => {
      const argument = node.arguments[index]
      if (spread >= 0 && index >= spread) return unknown
      return argument === undefined ? nothing : reader.kindOf(argument)
    },
    count: node.arguments.length,
  }
}

/** A function of the user's own. */
export const userFunction = (reader: Reader, node: FunctionNode): FunctionKind =>
  functionKind(() => returned(reader, node), { pure: () => isQuiet(reader, node, node) })

/** Whether nothing in a function reaches outside of it, as far as can be told. */
const isQuiet = (reader: Reader, node: Node, within: FunctionNode): boolean => {
  switch (node.type) {
    case 'AssignmentExpression':
      if (!isLocal(reader, node.left, within)) return false
      break
    case 'UpdateExpression':
      if (!isLocal(reader, node.argument, within)) return false
      break
    case 'CallExpression': {
      const callee = reader.kindOf(node.callee)
      if (callee.tag !== 'Function' || !callee.pure(callOf(reader, node))) return false
      break
    }
    case 'AwaitExpression':
    case 'ImportExpression':
    case 'NewExpression':
    case 'TaggedTemplateExpression':
    case 'YieldExpression':
      return false
    case 'UnaryExpression':
      if (node.operator === 'delete') return false
  }
  return childrenOf(reader.source, node).every(child => isQuiet(reader, child, within))
}

/** Whether what is assigned to is a variable of the function's own. */
const isLocal = (reader: Reader, target: Node, within: FunctionNode): boolean => {
  const variable = target.type === 'Identifier' ? reader.variableOf(target) : undefined
  return (
    variable?.identifiers.every(
      ({ range }) => within.range[0] <= range[0] && range[1] <= within.range[1],
    ) ?? false
  )
}

const returned = (reader: Reader, node: FunctionNode): Kind => {
  if (node.async || node.generator || !node.body) return unknown
  if (node.returnType) {
    const declared = reader.kindOfType(node.returnType)
    if (declared.tag !== 'Unknown') return declared
  }
  if (node.body.type !== 'BlockStatement') return reader.kindOf(node.body)
  // Without a return at its end, it may end without a result.
  const last = node.body.body.at(-1)
  if (last?.type !== 'ReturnStatement') return unknown
  const returns = returnsIn(reader, node.body)
  return eitherOf(
    returns.map(({ argument }) => (argument === null ? nothing : reader.kindOf(argument))),
  )
}

const returnsIn = (reader: Reader, node: Node): readonly ESTree.ReturnStatement[] =>
  node.type === 'ReturnStatement'
    ? [node]
    : isFunction(node)
      ? []
      : childrenOf(reader.source, node).flatMap(child => returnsIn(reader, child))

/** A function among the arguments of a call of the library, and how the library calls it. */
interface Passed {
  readonly callback: Callback
  readonly call: Call
}

/** How the library calls what stands at this place, if this is a place for a function of its. */
export const passedTo = (reader: Reader, node: Node): Passed | undefined => {
  const { parent } = node
  if (parent === null) return undefined
  if (
    parent.type === 'Property' &&
    parent.value === node &&
    parent.parent.type === 'ObjectExpression'
  )
    return passedAs(reader, parent.parent, staticName(parent))
  return passedAs(reader, node, undefined)
}

const passedAs = (reader: Reader, node: Node, property: string | undefined): Passed | undefined => {
  const { parent } = node
  if (parent?.type !== 'CallExpression' || parent.callee === node) return undefined
  const at = indexIn(parent.arguments, node)
  if (parent.arguments.slice(0, at).some(({ type }) => type === 'SpreadElement')) return undefined
  const callee = reader.kindOf(parent.callee)
  const callback =
    callee.tag === 'Function'
      ? callee.callbacks.find(one => one.at === at && one.property === property)
      : undefined
  return callback && { callback, call: callOf(reader, parent) }
}

/** The variable that holds a function, and nothing else. */
export const nameOf = (reader: Reader, node: FunctionNode): Variable | undefined => {
  const { parent } = node
  const id =
    node.type === 'FunctionDeclaration'
      ? node.id
      : parent.type === 'VariableDeclarator' && parent.id.type === 'Identifier'
        ? parent.id
        : null
  return id === null ? undefined : reader.variableOf(id)
}

/** What the parameter at `index` is, from where the function is passed to. */
export const kindOfParameter = (reader: Reader, node: FunctionNode, index: number): Kind => {
  const here = passedTo(reader, node)
  if (here !== undefined) {
    const parameters = here.callback.parameters(here.call)
    return parameters[index] ?? here.callback.rest ?? unknown
  }
  for (const { identifier } of nameOf(reader, node)?.references ?? []) {
    const there = passedTo(reader, identifier)
    const kind = there?.callback.parameters(there.call)[index]
    if (kind !== undefined && kind.tag !== 'Unknown') return kind
  }
  return unknown
}

/** The function that an expression is, be it written there or named. */
export const functionBehind = (reader: Reader, node: Node): FunctionNode | undefined => {
  if (isFunction(node)) return node
  const variable = node.type === 'Identifier' ? reader.variableOf(node) : undefined
  const [def, ...more] = variable?.defs ?? []
  if (def === undefined || more.length > 0) return undefined
  const written = variable?.references.some(reference => reference.isWrite() && !reference.init)
  if (written === true) return undefined
  if (def.type === 'FunctionName' && isFunction(def.node)) return def.node
  return def.node.type === 'VariableDeclarator' &&
    def.node.id.type === 'Identifier' &&
    def.node.init !== null &&
    isFunction(def.node.init)
    ? def.node.init
    : undefined
}
