/** A tensor as a condition: it is an object, so it is always true. */
import type { ESTree, Suggestion, Visitor } from '@oxlint/plugins'
import { isTree, type Kind } from '../library/kind.js'
import type { Rule } from '../plugin.js'
import { rule } from '../rule.js'
import type { Reader } from '../source/reader.js'
import type { Node } from '../source/scope.js'
import { argumentText, hasComments, itemText, spellingOf } from '../source/spelling.js'

const isOperand = ({ tag }: Kind): boolean => tag === 'Tensor' || tag === 'Number'

/** The same choice or connection, element by element: `where`, `logicalAnd`, `logicalOr`, `logicalNot`. */
const elementwise = (reader: Reader, node: Node): Suggestion | undefined => {
  const [name, parts] =
    node.type === 'ConditionalExpression'
      ? (['where', [node.test, node.consequent, node.alternate]] as const)
      : node.type === 'LogicalExpression'
        ? ([node.operator === '&&' ? 'logicalAnd' : 'logicalOr', [node.left, node.right]] as const)
        : node.type === 'UnaryExpression'
          ? (['logicalNot', [node.argument]] as const)
          : (['', []] as const)
  const spelling = name === '' ? undefined : spellingOf(reader, node, name)
  if (spelling === undefined || !parts.every(part => isOperand(reader.kindOf(part))))
    return undefined
  const call = `${spelling.text}(${parts.map(part => argumentText(reader, part)).join(', ')})`
  return {
    messageId: 'useFunction',
    data: { name },
    fix: fixer => fixer.replaceText(node, call),
  }
}

export const noTensorCondition: Rule = rule({
  description: 'Disallow a tensor as a condition, which is always true',
  messages: {
    tensor:
      'A tensor is an object, and as a condition always true: read one number with .item(), or choose by values with where (element by element) or cond.',
    tree: 'A tree of tensors is an object, and as a condition always true: read one number of it with .item(), or choose by values with where (element by element) or cond.',
    useItem: 'Read its one element with .item().',
    useFunction: 'Use {{name}}, element by element.',
  },
  repairs: ['suggest'],
  create: (context, reader): Visitor => {
    /** `node` is used as a condition by `user`. */
    const check = (node: Node, user: Node): void => {
      if (node.type === 'LogicalExpression' && node.operator !== '??') {
        check(node.right, user)
        return
      }
      const kind = reader.kindOf(node)
      if (!isTree(kind)) return
      const whole = hasComments(reader, user) ? undefined : elementwise(reader, user)
      context.report({
        node,
        messageId: kind.tag === 'Tensor' ? 'tensor' : 'tree',
        suggest: [
          ...(kind.tag === 'Tensor' && user.type !== 'AssignmentExpression'
            ? [
                {
                  messageId: 'useItem',
                  fix: (fixer =>
                    fixer.replaceText(node, itemText(reader, node))) as Suggestion['fix'],
                },
              ]
            : []),
          ...(whole === undefined ? [] : [whole]),
        ],
      })
    }
    const test = (node: Node & { readonly test: ESTree.Expression | null }): void => {
      if (node.test !== null) check(node.test, node)
    }
    return {
      IfStatement: test,
      WhileStatement: test,
      DoWhileStatement: test,
      ForStatement: test,
      ConditionalExpression: test,
      UnaryExpression: node => {
        if (node.operator === '!') check(node.argument, node)
      },
      LogicalExpression: node => {
        if (node.operator !== '??') check(node.left, node)
      },
      AssignmentExpression: node => {
        if (node.operator === '&&=' || node.operator === '||=') check(node.left, node)
      },
    }
  },
})
