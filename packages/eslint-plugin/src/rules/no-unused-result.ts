/** A result thrown away: the library's functions change nothing, so such a call does nothing. */
import type { ESTree, Visitor } from '@oxlint/plugins'
import type { Rule } from '../plugin.js'
import { rule } from '../rule.js'
import { callOf, nameOf } from '../source/functions.js'
import type { Reader } from '../source/reader.js'
import { type FunctionNode, isFunction, type Node } from '../source/scope.js'

/** Whether it is one of the arguments of a call. */
const isArgument = (node: Node): boolean =>
  node.parent?.type === 'CallExpression' && node.parent.callee !== node

/** Whether a function is handed to another, as it stands or by its name. */
const isHandedOn = (reader: Reader, node: FunctionNode): boolean =>
  isArgument(node) ||
  nameOf(reader, node)?.references.some(({ identifier }) => isArgument(identifier)) === true

/**
 * Whether the call may stand there for the error that it throws: last in a `try` with a `catch`, or
 * last in a function that is handed on, as in `expect(() => { add(x, y) }).toThrow()`.
 */
const mayBeForItsError = (reader: Reader, statement: ESTree.ExpressionStatement): boolean => {
  const { parent } = statement
  if (parent.type !== 'BlockStatement' || parent.body.at(-1) !== statement) return false
  const around: Node = parent.parent
  if (around.type === 'TryStatement') return around.block === parent && around.handler !== null
  return isFunction(around) && around.params.length === 0 && isHandedOn(reader, around)
}

export const noUnusedResult: Rule = rule({
  description: 'Disallow throwing away the result of a function that does nothing else',
  messages: {
    unused:
      '{{name}} changes nothing: it gives a new value, and here that is thrown away. Use the value; if it is not wanted, write void before the call.',
  },
  create: (context, reader): Visitor => ({
    ExpressionStatement: node => {
      const { expression } = node
      if (expression.type !== 'CallExpression') return
      const callee = reader.kindOf(expression.callee)
      if (callee.tag !== 'Function' || callee.name === undefined || mayBeForItsError(reader, node))
        return
      if (!callee.pure(callOf(reader, expression))) return
      context.report({ node: expression, messageId: 'unused', data: { name: callee.name } })
    },
  }),
})
