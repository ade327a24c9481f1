/** Rules that are a few instructions, and those that truth values as masks have in lanes of any width. */
import { type Expr, v128 } from '../wasm/code.js'
import type { PointwiseName, Rule } from './rule.js'

export type Code = (...args: Expr[]) => Expr

/** Code that uses each operand once. */
export const plain =
  (f: Code): Rule =>
  (_, args) =>
    f(...args)

/** Code that uses operands several times. */
export const kept =
  (f: Code): Rule =>
  (w, args) =>
    f(...args.map(arg => w.body.keep(arg)))

type MaskName = Extract<
  PointwiseName,
  | 'equal'
  | 'notEqual'
  | 'less'
  | 'lessEqual'
  | 'greater'
  | 'greaterEqual'
  | 'logicalAnd'
  | 'logicalOr'
  | 'logicalNot'
  | 'where'
>

/** Comparisons put false before true; `andnot(x, y)` is x and not y. */
export const maskRules: { readonly [name in MaskName]: Rule } = {
  equal: plain((x, y) => v128.not(v128.xor(x, y))),
  notEqual: plain(v128.xor),
  less: plain((x, y) => v128.andnot(y, x)),
  lessEqual: plain((x, y) => v128.or(v128.not(x), y)),
  greater: plain(v128.andnot),
  greaterEqual: plain((x, y) => v128.or(x, v128.not(y))),
  logicalAnd: plain(v128.and),
  logicalOr: plain(v128.or),
  logicalNot: plain(v128.not),
  where: (_, [mask, x, y]) => v128.bitselect(x as Expr, y as Expr, mask as Expr),
}
