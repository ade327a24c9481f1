/** A random key used twice: the second draw gives the numbers of the first again. */
import type { Variable, Visitor } from '@oxlint/plugins'
import type { Rule } from '../plugin.js'
import { rule } from '../rule.js'
import { alwaysBefore, loopAround } from '../source/order.js'
import type { Reader } from '../source/reader.js'
import { functionAround, type Node, staticName } from '../source/scope.js'
import { isChanged } from '../source/variables.js'

/** A name or a fixed part of what it stands for: `key`, `keys[0]`, `keys.data`. */
interface Path {
  readonly variable: Variable
  readonly text: string
}

const pathOf = (reader: Reader, node: Node): Path | undefined => {
  if (node.type === 'Identifier') {
    const variable = reader.variableOf(node)
    return variable && { variable, text: node.name }
  }
  if (node.type === 'TSNonNullExpression') return pathOf(reader, node.expression)
  if (node.type !== 'MemberExpression') return undefined
  const [whole, name] = [pathOf(reader, node.object), staticName(node)]
  if (whole === undefined || name === undefined || isChanged(whole.variable)) return undefined
  return { variable: whole.variable, text: `${whole.text}.${name}` }
}

/** Whether to draw both is to mean both: the rows of two tensors in the same random order. */
const isAligned = (a: Draw, b: Draw): boolean =>
  a.name === 'random.permutation' && b.name === 'random.permutation'

interface Draw {
  readonly node: Node
  readonly key: Node
  readonly path: Path
  readonly name: string
}

/** Where a variable has another value: behind the assignments to it. */
const changesOf = ({ references }: Variable): readonly Node[] =>
  references
    .filter(reference => reference.isWrite() && !reference.init)
    .map(({ identifier }) => {
      let at: Node = identifier
      while (at.parent !== null && /Pattern$|^Property$|^RestElement$/.test(at.type)) at = at.parent
      while (at.parent !== null && /Pattern$|^Property$|^RestElement$/.test(at.parent.type))
        at = at.parent
      return at.parent?.type === 'AssignmentExpression' ? at.parent : at
    })

/** Whether the variable keeps its value from one place to a later one. */
const keeps = (changes: readonly Node[], first: Node, then: Node): boolean => {
  const here = functionAround(first)
  if (functionAround(then) !== here) return changes.length === 0
  return changes.every(
    change =>
      functionAround(change) === here &&
      (change.range[1] <= first.range[0] || change.range[1] > then.range[0]),
  )
}

export const noKeyReuse: Rule = rule({
  description: 'Disallow drawing twice from one random key, which gives the same numbers twice',
  messages: {
    again:
      "'{{key}}' was used by {{name}} in line {{line}}, and the same key gives the same numbers again: make one for each use, as in const [a, b] = random.split({{key}}).",
    rounds:
      "'{{key}}' is the same in every round of this loop, so {{name}} gives the same numbers each time: use random.foldIn({{key}}, i), or split it in each round.",
  },
  create: (context, reader): Visitor => {
    const draws: Draw[] = []

    const inLoop = ({ node, path: { variable } }: Draw): boolean => {
      const loop = loopAround(node)
      const inside = (at: Node): boolean =>
        loop !== undefined && loop.range[0] <= at.range[0] && at.range[1] <= loop.range[1]
      return (
        loop !== undefined &&
        !variable.identifiers.some(inside) &&
        changesOf(variable).every(
          change => functionAround(change) === functionAround(node) && !inside(change),
        )
      )
    }

    return {
      CallExpression: node => {
        const callee = reader.kindOf(node.callee)
        if (callee.tag !== 'Function' || callee.draws === undefined) return
        const key = node.arguments[callee.draws]
        const path = key && pathOf(reader, key)
        if (key === undefined || path === undefined) return
        draws.push({ node, key, path, name: callee.name ?? 'a draw' })
      },
      'Program:exit': () => {
        const inOrder = draws.toSorted((a, b) => a.node.range[0] - b.node.range[0])
        inOrder.forEach((draw, i) => {
          const { node, key, path, name } = draw
          const changes = changesOf(path.variable)
          const earlier = inOrder
            .slice(0, i)
            .findLast(
              other =>
                other.path.variable === path.variable &&
                other.path.text === path.text &&
                !isAligned(other, draw) &&
                alwaysBefore(other.node, node) &&
                keeps(changes, other.node, node),
            )
          const text = reader.source.getText(key)
          if (earlier !== undefined)
            context.report({
              node: key,
              messageId: 'again',
              data: { key: text, name: earlier.name, line: `${earlier.node.loc.start.line}` },
            })
          else if (inLoop(draw))
            context.report({ node: key, messageId: 'rounds', data: { key: text, name } })
        })
      },
    }
  },
})
