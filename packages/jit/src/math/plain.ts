/** Rules that are a few instructions, and those that truth values as masks have in lanes of any width. */
import { type Arg, type Expr, v128 } from '../wasm/code.js'
import type { Rule } from './rule.js'

export type Code = (...args: readonly Arg[]) => Expr

/** Code that uses each operand once. */
export const plain =
  (f: Code): Rule =>
  (_, args) =>
    f(...args)

/** Code that uses operands several times. */
export const kept =
  (f: (x: Expr, y: Expr) => Expr): Rule =>
  (w, args) => {
    const [x, y] = args.map(arg => w.body.keep(arg))
    return f(x as Expr, y as Expr)
  }

/** As `plain`, for one or two operands by name. */
export const plain1 =
  (f: (x: Expr) => Expr): Rule =>
  (_, [x]) =>
    f(x as Expr)

export const plain2 =
  (f: (x: Expr, y: Expr) => Expr): Rule =>
  (_, [x, y]) =>
    f(x as Expr, y as Expr)

/** Comparisons put false before true; `andnot(x, y)` is x and not y. */
export const maskRules = {
  equal: plain2((x, y) => v128.not(v128.xor(x, y))),
  notEqual: plain(v128.xor),
  less: plain2((x, y) => v128.andnot(y, x)),
  lessEqual: plain2((x, y) => v128.or(v128.not(x), y)),
  greater: plain(v128.andnot),
  greaterEqual: plain2((x, y) => v128.or(x, v128.not(y))),
  logicalAnd: plain(v128.and),
  logicalOr: plain(v128.or),
  logicalNot: plain(v128.not),
  where: (_, [mask, x, y]) => v128.bitselect(x as Expr, y as Expr, mask as Expr),
} as const satisfies { readonly [name: string]: Rule }
