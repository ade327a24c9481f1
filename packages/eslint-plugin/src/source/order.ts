/** What surely runs before what, from the shape of the program. */
import type { ESTree } from '@oxlint/plugins'
import { isFunction, type Node } from './scope.js'

/** Whether a part of a node may be left out when the node runs. */
const isOptional = (parent: Node, part: Node): boolean => {
  if (isFunction(parent)) return true
  switch (parent.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
    case 'WhileStatement':
      return part !== parent.test
    case 'ForStatement':
      return part !== parent.init && part !== parent.test
    case 'ForOfStatement':
    case 'ForInStatement':
      return part !== parent.right
    case 'LogicalExpression':
      return part === parent.right
    case 'AssignmentExpression':
      return part === parent.right && ['&&=', '||=', '??='].includes(parent.operator)
    case 'SwitchStatement':
      return part !== parent.discriminant
    case 'TryStatement':
      return part !== parent.finalizer && (part !== parent.block || parent.handler !== null)
    case 'AssignmentPattern':
    case 'ChainExpression':
    case 'LabeledStatement':
      return true
    default:
      return false
  }
}

const ancestorsOf = (node: Node): ReadonlySet<Node> => {
  const found = new Set<Node>()
  for (let at: Node | null = node; at !== null; at = at.parent) found.add(at)
  return found
}

/** Whether a part of `whole` runs whenever `whole` does. */
const alwaysIn = (part: Node, whole: (node: Node) => boolean): boolean => {
  for (let at = part; at.parent !== null; at = at.parent) {
    if (isOptional(at.parent, at)) return false
    if (whole(at.parent)) return true
  }
  return false
}

/** Whether `first` has run whenever `then`, further down in the text, runs. */
export const alwaysBefore = (first: Node, then: Node): boolean => {
  const around = ancestorsOf(then)
  return first.range[0] < then.range[0] && alwaysIn(first, node => around.has(node))
}

type Loop =
  | ESTree.DoWhileStatement
  | ESTree.ForInStatement
  | ESTree.ForOfStatement
  | ESTree.ForStatement
  | ESTree.WhileStatement

const isLoop = (node: Node): node is Loop =>
  node.type === 'DoWhileStatement' ||
  node.type === 'ForInStatement' ||
  node.type === 'ForOfStatement' ||
  node.type === 'ForStatement' ||
  node.type === 'WhileStatement'

/** Whether a loop's body ends the loop by itself. */
const endsItself = ({ body }: Loop): boolean => {
  const last = body.type === 'BlockStatement' ? body.body.at(-1) : body
  return (
    last?.type === 'BreakStatement' ||
    last?.type === 'ReturnStatement' ||
    last?.type === 'ThrowStatement'
  )
}

/** The loop in every round of which a node runs. */
export const loopAround = (node: Node): Loop | undefined => {
  for (let at = node; at.parent !== null; at = at.parent) {
    const { parent } = at
    if (isLoop(parent) && at === parent.body) return endsItself(parent) ? undefined : parent
    if (isOptional(parent, at)) return undefined
  }
  return undefined
}
