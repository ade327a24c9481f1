/** Terms as code: each computed once and kept, in the order in which they need one another. */
import type { Writer } from '../math/rule.js'
import type { Expr } from '../wasm/code.js'
import type { Lanes } from './lanes.js'
import { type Given, ordered, type Read, type Term, typesOf } from './term.js'

/** Code of terms that was written before, and is still there. */
export type Known = ReadonlyMap<Term, Expr>

/** How many terms read each term. */
const uses = (terms: readonly Term[], roots: readonly Term[]): ReadonlyMap<Term, number> => {
  const counts = new Map<Term, number>()
  const count = (term: Term): void => {
    counts.set(term, (counts.get(term) ?? 0) + 1)
  }
  for (const term of terms) if (term.tag === 'Applied') term.args.forEach(count)
  roots.forEach(count)
  return counts
}

/** The code of each root; what is used more than once is kept in a local. */
export const evaluate = (
  w: Writer,
  way: Lanes,
  roots: readonly Term[],
  leaf: (term: Read | Given) => Expr,
  known: Known = new Map(),
): Known => {
  const written = new Map<Term, Expr>(known)
  const terms = ordered(roots)
  const counts = uses(terms, roots)
  for (const term of terms) {
    if (written.has(term)) continue
    const code = codeOf(w, way, term, leaf, arg => written.get(arg) as Expr)
    const isRoot = roots.includes(term)
    const cheap = term.tag === 'Constant'
    written.set(term, !cheap && (isRoot || (counts.get(term) ?? 0) > 1) ? w.body.keep(code) : code)
  }
  return written
}

const codeOf = (
  w: Writer,
  way: Lanes,
  term: Term,
  leaf: (term: Read | Given) => Expr,
  of: (term: Term) => Expr,
): Expr => {
  switch (term.tag) {
    case 'Read':
    case 'Given':
      return leaf(term)
    case 'Constant':
      return way.constant(term.dtype, term.value)
    case 'Applied': {
      const rule = way.rule(term)
      if (rule === undefined) throw new Error(`${term.name} has no rule in ${way.count} lanes`)
      return rule(w, term.args.map(of), typesOf(term))
    }
  }
}
