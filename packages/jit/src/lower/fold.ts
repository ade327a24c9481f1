/** Constants computed while compiling. */
import { type Dense, isDense, sizeOf } from '@miniflow/core/extend'
import * as E from 'fp-ts/lib/Either.js'
import type { Rule } from './draft.js'

/** Larger results would take longer to bring into memory than to compute there. */
const LARGEST = 4096

/** An operation on constants alone, computed now; not where that is an error of the numbers. */
export const folded: Rule = (draft, op, args) => {
  if (op.bodies !== undefined || args.length === 0) return undefined
  const values: Dense[] = []
  for (const arg of args) {
    const node = draft.at(arg)
    if (node.tag !== 'Const' || !isDense(node.value)) return undefined
    values.push(node.value)
  }
  const aval = op.shape(...values)
  if (E.isLeft(aval) || sizeOf(aval.right.shape) > LARGEST) return undefined
  const result = E.tryCatch(
    () => op.kernel(...values),
    () => undefined,
  )
  return E.isRight(result) ? draft.constant(result.right) : undefined
}
