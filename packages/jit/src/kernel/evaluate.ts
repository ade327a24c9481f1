/** Terms as code: each computed once and kept, in the order in which they need one another. */
import type { Writer } from '../math/rule.js'
import type { Expr } from '../wasm/code.js'
import type { Lanes } from './lanes.js'
import { type Given, ordered, type Read, type Term, typesOf } from './term.js'

/** Code of terms that was written before, and is still there. */
export type Known = ReadonlyMap<Term, Expr>

/** The terms that roots are made of, in order, and those whose code is kept: roots, and what is read twice. */
interface Order {
  readonly terms: readonly Term[]
  readonly kept: ReadonlySet<Term>
}

const orders = new WeakMap<readonly Term[], Order>()

/** Code is often written several times for the same roots. */
const orderOf = (roots: readonly Term[]): Order => {
  const known = orders.get(roots)
  if (known !== undefined) return known
  const terms = ordered(roots)
  const kept = new Set(roots)
  const read = new Set<Term>()
  for (const term of terms)
    if (term.tag === 'Applied')
      for (const arg of term.args) {
        if (read.has(arg)) kept.add(arg)
        read.add(arg)
      }
  const order = { terms, kept }
  orders.set(roots, order)
  return order
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
  const { terms, kept } = orderOf(roots)
  for (const term of terms) {
    if (written.has(term)) continue
    const code = codeOf(w, way, term, leaf, arg => written.get(arg) as Expr)
    const cheap = term.tag === 'Constant'
    written.set(term, !cheap && kept.has(term) ? w.body.keep(code) : code)
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
