/** Orders, whole numbers and categories drawn from a key. */

import { optionsIn, shapeIn, wholeIn } from '../data/options.js'
import { resolveAxis, showShape } from '../data/shape.js'
import { dense, like, type Value } from '../data/tensor.js'
import { nameOf } from '../data/tree.js'
import type { DType, Operand, Shape, Tensor } from '../data/types.js'
import { orRaise, raise, reason } from '../error.js'
import { floating, tensorOnly } from '../fn/door.js'
import { add, neg } from '../ops/arithmetic.js'
import { argsortOp, takeOp } from '../ops/gather.js'
import { logOp } from '../ops/pointwise.js'
import { bitsOp, intOp } from '../ops/random.js'
import { argmaxOp } from '../ops/reduce.js'
import { apply } from '../tape/record.js'
import { between, unit } from './draw.js'
import { type Key, keyIn, split } from './key.js'

/**
 * The numbers 0 to n - 1 in random order (int32), or the rows of a tensor in random order: sorted by
 * random words, often enough that equal words hardly matter.
 * @example random.permutation(random.key(0), 4).shape // => 4
 */
export const permutation: {
  <N extends number>(k: Key, n: N): Tensor<[N], 'int32'>
  <S extends Shape, D extends DType>(k: Key, x: Tensor<S, D>): Tensor<S, D>
} = (k: Key, x: Operand): Tensor => {
  const where = 'random.permutation'
  const start = keyIn(where, k) as Key
  if (typeof x === 'number')
    return shuffled(where, start, shapeIn(where, [wholeIn(where, 'n', x, 0)])[0] as number)
  const rows = tensorOnly(where, x)
  const count = rows.shape[orRaise(where, resolveAxis(0, rows.rank))] as number
  return apply(takeOp(0, 0), rows, shuffled(where, start, count))
}

const shuffled = (where: string, k: Key, n: number): Value => {
  const rounds = Math.ceil((3 * Math.log(Math.max(1, n))) / Math.log(2 ** 32 - 1))
  let order: Value = dense(
    [n],
    'int32',
    Int32Array.from({ length: n }, (_, i) => i),
  )
  let rest = k
  for (let round = 0; round < rounds; round++) {
    const [next, now] = split(rest) as readonly [Key, Key]
    rest = next
    // Adding -2^31 turns the order of unsigned words into that of int32.
    const words = apply(bitsOp([n]), keyIn(where, now))
    const ranks = apply(argsortOp, add(words, like(words, -(2 ** 31))))
    order = apply(takeOp(0, 0), order, ranks)
  }
  return order
}

/**
 * Whole numbers from low to high - 1 as int32, each equally likely but for 2^-32: two words are
 * folded into the range, as JAX does it.
 * @example random.randint(random.key(0), [2, 3], 0, 10).shape // => 2,3
 */
export const randint = <const S extends Shape>(
  k: Key,
  shape: readonly [...S],
  low: number,
  high: number,
): Tensor<[...S], 'int32'> => {
  const where = 'random.randint'
  const word = (x: number): boolean => Number.isInteger(x) && Math.abs(x) <= 2 ** 31
  if (!word(low) || !word(high) || !(low < high))
    raise(
      where,
      reason(
        'argument',
        `the range is from ${nameOf(low)} to ${nameOf(high)}; expected two int32, the first smaller.`,
      ),
    )
  return apply(intOp(shapeIn(where, shape), low, high), keyIn(where, k)) as Tensor
}

/**
 * An index along `axis` (default: the last) with the probabilities softmax(logits); int32. The
 * largest of logits plus Gumbel noise, -log(-log(u)), is distributed so.
 * @example random.categorical(random.key(0), tensor([0, 100, 0])) // => 1
 */
export const categorical = (
  k: Key,
  logits: Tensor,
  options?: { readonly axis?: number | undefined },
): Tensor => {
  const where = 'random.categorical'
  const { axis = -1 } = optionsIn(where, options, ['axis'])
  const scores = floating(where, logits)
  const along = orRaise(where, resolveAxis(axis, scores.rank))
  if (scores.shape[along] === 0)
    raise(
      where,
      reason('shape', `logits of shape ${showShape(scores.shape)} name no category to choose.`),
    )
  const dtype = scores.dtype === 'float64' ? 'float64' : 'float32'
  const u = between(unit(where, k, scores.shape, dtype), SMALLEST[dtype], 1)
  const gumbel = neg(apply(logOp, neg(apply(logOp, u))))
  return apply(argmaxOp(along), add(gumbel, scores))
}

/** The smallest normal numbers: what a uniform u is kept above, so that log(u) is finite. */
const SMALLEST = { float32: 2 ** -126, float64: 2 ** -1022 } as const
