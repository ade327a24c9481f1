/** Code to put in the place of other code: how a function is called here, and what stands where. */
import type { ESTree } from '@oxlint/plugins'
import { importOf } from './imports.js'
import type { Reader } from './reader.js'
import { type Node, variableAt } from './scope.js'

/** How core's function is written at a place; `imported` when the file imports it already. */
export interface Spelling {
  readonly text: string
  readonly imported: boolean
}

/** None where the name means something else. */
export const spellingOf = (reader: Reader, place: Node, name: string): Spelling | undefined => {
  const { source } = reader
  for (const { variables } of source.scopeManager.scopes)
    for (const variable of variables) {
      const found = importOf(reader, variable)
      if (
        found?.package === '@miniflow/core' &&
        (found.name === name || found.name === undefined) &&
        variableAt(source, place, variable.name) === variable
      )
        return {
          text: found.name === undefined ? `${variable.name}.${name}` : variable.name,
          imported: true,
        }
    }
  return variableAt(source, place, name) === undefined ? { text: name, imported: false } : undefined
}

/** An expression as an argument of a call. */
export const argumentText = ({ source }: Reader, node: Node): string =>
  node.type === 'SequenceExpression' ? `(${source.getText(node)})` : source.getText(node)

const simple = new Set<Node['type']>(['Identifier', 'CallExpression', 'MemberExpression'])

/** `x.item()` */
export const itemText = ({ source }: Reader, node: Node): string =>
  simple.has(node.type) ? `${source.getText(node)}.item()` : `(${source.getText(node)}).item()`

/** Whether a comment stands in the code, which a replacement would lose. */
export const hasComments = ({ source }: Reader, node: Node): boolean =>
  source.getCommentsInside(node as ESTree.Node).length > 0
