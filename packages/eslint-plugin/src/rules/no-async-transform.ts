/** An async function under a transformation: it runs on after the recording has ended. */
import type { ESTree, Visitor } from '@oxlint/plugins'
import type { Callback } from '../library/kind.js'
import type { Rule } from '../plugin.js'
import { rule } from '../rule.js'
import { functionBehind } from '../source/functions.js'
import { type Node, staticName } from '../source/scope.js'

/** The function among the arguments of a call that a callback stands for. */
const given = (
  { arguments: args }: ESTree.CallExpression,
  { at, property }: Callback,
): Node | undefined => {
  if (args.slice(0, at + 1).some(({ type }) => type === 'SpreadElement')) return undefined
  const argument = args[at]
  if (property === undefined || argument?.type !== 'ObjectExpression')
    return property === undefined ? argument : undefined
  const found = argument.properties.find(
    one => one.type === 'Property' && staticName(one) === property,
  )
  return found?.type === 'Property' ? found.value : undefined
}

export const noAsyncTransform: Rule = rule({
  description: 'Disallow async functions under transformations, which record while they run',
  messages: {
    async:
      '{{name}} calls this function and takes what it returns, which is a promise: what it computes after an await is not recorded. Await the data first, and pass it to a function that is not async.',
  },
  create: (context, reader): Visitor => ({
    CallExpression: node => {
      const callee = reader.kindOf(node.callee)
      if (callee.tag !== 'Function') return
      for (const callback of callee.callbacks) {
        const argument = callback.recorded ? given(node, callback) : undefined
        if (argument === undefined || functionBehind(reader, argument)?.async !== true) continue
        const name = callee.name ?? 'The library'
        context.report({ node: argument, messageId: 'async', data: { name } })
      }
    },
  }),
})
