/** Who computes what: most pointwise functions of float32 go to tfjs, all else to our own loops. */
import { isFloat } from '../data/dtype.js'
import type { Dense } from '../data/tensor.js'
import { add, mul, neg, sub } from './arithmetic.js'
import type { BinaryName, ComparisonName, UnaryName } from './names.js'
import * as own from './pointwise.js'
import * as tfjs from './tfjs.js'

export const unary = (name: UnaryName, x: Dense): Dense => {
  if (name === 'neg' && isFloat(x.dtype)) return neg(x)
  return x.dtype === 'float32' && tfjs.hasUnary(name) ? tfjs.unary(name, x) : own.unary(name, x)
}

const loops: { readonly [name in BinaryName]?: (x: Dense, y: Dense) => Dense } = { add, sub, mul }

export const binary = (name: BinaryName, x: Dense, y: Dense): Dense => {
  const loop = isFloat(x.dtype) ? loops[name] : undefined
  if (loop !== undefined) return loop(x, y)
  return x.dtype === 'float32' && name !== 'mod' ? tfjs.binary(name, x, y) : own.binary(name, x, y)
}

export const compare = (name: ComparisonName, x: Dense, y: Dense): Dense =>
  (x.dtype === 'float32' ? tfjs : own).compare(name, x, y)

export const select = (condition: Dense, a: Dense, b: Dense): Dense =>
  (a.dtype === 'float32' ? tfjs : own).select(condition, a, b)

export { scale } from './arithmetic.js'
export { matmul } from './matmul.js'
export {
  cast,
  isFinite,
  isNaN,
  logicalAnd,
  logicalNot,
  logicalOr,
  unscale,
} from './pointwise.js'
export { all, any, argmax, argmin, cumsum, max, min, prod, sum } from './reduce.js'
export { readStrided, writeStrided } from './strided.js'
