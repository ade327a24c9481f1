/** How a rule is made: its texts, and what it listens to, given a reader of the file. */
import type { Context, Visitor } from '@oxlint/plugins'
import type { Rule } from './plugin.js'
import { readerOf } from './source/read.js'
import type { Reader } from './source/reader.js'

interface Definition<Messages extends Readonly<Record<string, string>>> {
  readonly description: string
  readonly messages: Messages
  /** `fix`: changes the code by itself where that is safe; `suggest`: offers changes. */
  readonly repairs?: readonly ('fix' | 'suggest')[]
  readonly create: (context: Context, reader: Reader) => Visitor
}

export const rule = <const Messages extends Readonly<Record<string, string>>>({
  description,
  messages,
  repairs = [],
  create,
}: Definition<Messages>): Rule => ({
  meta: {
    type: 'problem',
    docs: { description, recommended: true },
    messages,
    schema: [],
    ...(repairs.includes('fix') ? { fixable: 'code' as const } : {}),
    ...(repairs.includes('suggest') ? { hasSuggestions: true } : {}),
  },
  create: (context: Context) => create(context, readerOf(context)),
})
