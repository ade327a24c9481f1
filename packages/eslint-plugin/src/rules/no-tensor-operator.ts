/** An operator on a tensor: operators work on numbers, and here is the function to use instead. */
import type { ESTree, Visitor } from '@oxlint/plugins'
import { isTree, type Kind } from '../library/kind.js'
import type { Rule } from '../plugin.js'
import { rule } from '../rule.js'
import type { Reader } from '../source/reader.js'
import type { Node } from '../source/scope.js'
import { argumentText, hasComments, spellingOf } from '../source/spelling.js'

const arithmetic: ReadonlyMap<string, string> = new Map([
  ['+', 'add'],
  ['-', 'sub'],
  ['*', 'mul'],
  ['/', 'div'],
  ['%', 'mod'],
  ['**', 'pow'],
])

const comparisons: ReadonlyMap<string, string> = new Map([
  ['<', 'less'],
  ['<=', 'lessEqual'],
  ['>', 'greater'],
  ['>=', 'greaterEqual'],
  ['&', 'logicalAnd'],
  ['|', 'logicalOr'],
  ['^', 'notEqual'],
])

const equalities: ReadonlyMap<string, string> = new Map([
  ['==', 'equal'],
  ['===', 'equal'],
  ['!=', 'notEqual'],
  ['!==', 'notEqual'],
])

/** Where the function gives what the operator gives: `%` takes its sign from the other operand. */
const isSame = (operator: string): boolean => arithmetic.has(operator) && operator !== '%'

const shifts: ReadonlySet<string> = new Set(['<<', '>>', '>>>'])

const isOperand = ({ tag }: Kind): boolean => tag === 'Tensor' || tag === 'Number'

/** A function of core in the place of an operator. */
interface Replacement {
  readonly node: Node
  readonly name: string
  readonly operands: readonly (Node | '1')[]
  /** Written before the call: `x = ` for `x += y`. */
  readonly target?: string
}

export const noTensorOperator: Rule = rule({
  description: 'Disallow operators on tensors, which have functions instead',
  messages: {
    operator:
      "'{{operator}}' works on numbers only, and an operand is a tensor: use {{name}}({{operands}}).",
    identity:
      "'{{operator}}' asks whether two tensors are the same object: compare their values with {{name}}(x, y), or say Object.is(x, y).",
    never:
      "'{{operator}}' compares an object with a number, and they are never equal: use {{name}}(x, y), or compare x.item().",
    text: "'+' does not join a tensor to a text: write it into a template string.",
    toNumber: "'+' makes no number of a tensor: use x.item().",
    shift: "'{{operator}}' works on numbers only, and an operand is a tensor.",
    useFunction: 'Use {{name}}.',
  },
  repairs: ['fix', 'suggest'],
  create: (context, reader): Visitor => {
    const report = (
      messageId: string,
      operator: string,
      replacement: Replacement,
      safe: boolean,
    ): void => {
      const { node, name, operands } = replacement
      const data = { operator, name, operands: operands.length === 1 ? 'x' : 'x, y' }
      const code = codeOf(reader, replacement)
      if (code === undefined) context.report({ node, messageId, data })
      else if (safe && code.imported)
        context.report({ node, messageId, data, fix: fixer => fixer.replaceText(node, code.text) })
      else
        context.report({
          node,
          messageId,
          data,
          suggest: [
            {
              messageId: 'useFunction',
              data: { name },
              fix: fixer => fixer.replaceText(node, code.text),
            },
          ],
        })
    }

    const equality = (node: ESTree.BinaryExpression, name: string): void => {
      const [left, right] = [reader.kindOf(node.left), reader.kindOf(node.right)]
      const replacement = { node, name, operands: [node.left, node.right] }
      if (left.tag === 'Tensor' && right.tag === 'Tensor')
        report('identity', node.operator, replacement, false)
      else if ((isTree(left) && right.tag === 'Number') || (left.tag === 'Number' && isTree(right)))
        report('never', node.operator, replacement, false)
    }

    return {
      BinaryExpression: node => {
        if (node.operator === 'in' || node.operator === 'instanceof') return
        const same = equalities.get(node.operator)
        if (same !== undefined) return equality(node, same)
        const kinds = [reader.kindOf(node.left), reader.kindOf(node.right)]
        if (!kinds.some(isTree)) return
        const { operator } = node
        if (shifts.has(operator))
          return context.report({ node, messageId: 'shift', data: { operator } })
        if (operator === '+' && kinds.some(({ tag }) => tag === 'Text'))
          return context.report({ node, messageId: 'text' })
        const name = arithmetic.get(operator) ?? comparisons.get(operator) ?? ''
        const replacement = { node, name, operands: [node.left, node.right] }
        report('operator', operator, replacement, isSame(operator))
      },
      UnaryExpression: node => {
        const { operator, argument } = node
        if (!['+', '-', '~'].includes(operator) || !isTree(reader.kindOf(argument))) return
        if (operator === '+') return context.report({ node, messageId: 'toNumber' })
        const name = operator === '-' ? 'neg' : 'logicalNot'
        report('operator', operator, { node, name, operands: [argument] }, operator === '-')
      },
      UpdateExpression: node => {
        const { operator, argument } = node
        if (!isTree(reader.kindOf(argument))) return
        const name = operator === '++' ? 'add' : 'sub'
        const target = targetOf(reader, argument)
        // The value of `x++` is another than that of `x = add(x, 1)`.
        const alone = node.parent.type === 'ExpressionStatement'
        const replacement = { node, name, operands: [argument, '1' as const], ...target }
        report('operator', operator, replacement, alone && target !== undefined)
      },
      AssignmentExpression: node => {
        const operator = node.operator.slice(0, -1)
        const name = arithmetic.get(operator) ?? comparisons.get(operator)
        const { left, right } = node
        if (name === undefined || left.type === 'ArrayPattern' || left.type === 'ObjectPattern')
          return
        const kinds = [reader.kindOf(left), reader.kindOf(right)]
        if (!kinds.some(isTree)) return
        if (operator === '+' && kinds.some(({ tag }) => tag === 'Text'))
          return context.report({ node, messageId: 'text' })
        const target = targetOf(reader, left)
        const replacement = { node, name, operands: [left, right], ...target }
        report('operator', node.operator, replacement, isSame(operator) && target !== undefined)
      },
    }
  },
})

/** What is assigned to, where writing it twice does nothing twice. */
const targetOf = ({ source }: Reader, node: Node): { readonly target: string } | undefined =>
  node.type === 'Identifier' ? { target: `${source.getText(node)} = ` } : undefined

const assigns = ({ type }: Node): boolean =>
  type === 'AssignmentExpression' || type === 'UpdateExpression'

/** The code that replaces the operator, and whether all its names are imported. */
const codeOf = (
  reader: Reader,
  { node, name, operands, target = '' }: Replacement,
): { readonly text: string; readonly imported: boolean } | undefined => {
  const spelling = spellingOf(reader, node, name)
  const known = operands.every(operand => operand === '1' || isOperand(reader.kindOf(operand)))
  if (spelling === undefined || !known || hasComments(reader, node)) return undefined
  if (assigns(node) && target === '') return undefined
  const texts = operands.map(operand => (operand === '1' ? operand : argumentText(reader, operand)))
  return { text: `${target}${spelling.text}(${texts.join(', ')})`, imported: spelling.imported }
}
