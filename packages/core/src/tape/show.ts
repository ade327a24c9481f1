/** A tape as text: one node a line. */

import { sizeOf } from '../data/shape.js'
import { describe } from '../data/tensor.js'
import type { Param } from './op.js'
import { type Const, forward, type Tape, wantTape } from './tape.js'

const showParam = (p: Param): string =>
  Array.isArray(p) ? `[${p.map(showParam).join(',')}]` : String(p)

/** `axes=[0] keepdims=true`, or nothing where an operation has no parameters. */
export const showParams = (params: { readonly [name: string]: Param }): string =>
  Object.entries(params)
    .map(([name, value]) => `${name}=${showParam(value)}`)
    .join(' ')

const showConst = ({ aval, value }: Const): string =>
  sizeOf(aval.shape) === 1 ? value.toString() : '...'

const indented = (text: string): string => text.replace(/^/gm, '    ')

/**
 * A tape as text, one node a line, programs inside of a node indented below it: its slot, dtype and
 * shape, where it comes from, and its `scope` if it has one.
 *
 * @example
 * ```ts
 * tapeToString(trace((x) => sum(mul(x, x)))(tensor([1, 2])))
 * // %0 float32[2] = input x
 * // %1 float32[2] = mul %0 %0
 * // %2 float32[]  = sum axes=[0] %1
 * // return %2
 * ```
 */
export const tapeToString = (tape: Tape): string => {
  wantTape('tapeToString', tape, 'tapeToString(trace(f)(x))')
  return shown(tape)
}

const shown = (tape: Tape): string => {
  const slotWidth = `%${Math.max(0, tape.nodes.length - 1)}`.length
  const typeWidth = tape.nodes.reduce((n, { aval }) => Math.max(n, describe(aval).length), 0)
  const line = (slot: number, type: string, text: string): string =>
    `${`%${slot}`.padEnd(slotWidth)} ${type.padEnd(typeWidth)} = ${text}`
  const lines = forward<string>({
    input: ({ aval, path }, slot) =>
      line(slot, describe(aval), path === '' ? 'input' : `input ${path}`),
    constant: (node, slot) => line(slot, describe(node.aval), `constant ${showConst(node)}`),
    apply: ({ aval, op, args, scope }, _, slot) =>
      line(
        slot,
        describe(aval),
        [
          op.name,
          showParams(op.params),
          ...args.map(s => `%${s}`),
          scope === undefined ? '' : `in ${scope}`,
        ]
          .filter(Boolean)
          .join(' '),
      ) + (op.bodies ?? []).map(body => `\n${indented(shown(body))}`).join(''),
  })(tape)
  return [...lines, `return ${tape.outputs.map(s => `%${s}`).join(' ')}`].join('\n')
}
