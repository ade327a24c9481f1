/** Twice the double precision: sums of two doubles. */
import type { Expr } from '../wasm/code.js'
import type { Reals } from './real.js'

/** An unevaluated sum of two doubles. */
export interface Pair {
  readonly high: Expr
  readonly low: Expr
}

/** Dekker's product: high + low = x y exactly, by splitting each into halves of 26 bits. */
export const product = (R: Reals, x: Expr, y: Expr): Pair => {
  const halves = (a: Expr): Pair => {
    const big = R.keep(R.mul(a, R.format.splitter))
    const high = R.keep(R.sub(big, R.sub(big, a)))
    return { high, low: R.keep(R.sub(a, high)) }
  }
  const [a, b] = [halves(x), halves(y)]
  const high = R.keep(R.mul(x, y))
  const first = R.sub(R.mul(a.high, b.high), high)
  const low = R.add(
    R.add(R.add(first, R.mul(a.high, b.low)), R.mul(a.low, b.high)),
    R.mul(a.low, b.low),
  )
  return { high, low: R.keep(low) }
}
