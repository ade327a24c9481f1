/** The gradient of each operation that tfjs has a gradient for, on the same elements. */
import * as mf from '@miniflow/core'
import { grad, random, sum, type Tensor } from '@miniflow/core'
import type { Contender } from './contest.js'
import type { Tfjs } from './tfjs.js'

const ROWS = 128
const COLUMNS = 128

type TfTensor = ReturnType<Tfjs['tensor']>

/** The same function twice; arguments lie in (low, high). */
interface Pair {
  readonly ours: (x: Tensor, y: Tensor) => Tensor
  readonly theirs: (tf: Tfjs, x: TfTensor, y: TfTensor) => TfTensor
  readonly low?: number
  readonly high?: number
}

const pairs: { readonly [name: string]: Pair } = {
  add: { ours: (x, y) => mf.add(x, y), theirs: (tf, x, y) => tf.add(x, y) },
  sub: { ours: (x, y) => mf.sub(x, y), theirs: (tf, x, y) => tf.sub(x, y) },
  mul: { ours: (x, y) => mf.mul(x, y), theirs: (tf, x, y) => tf.mul(x, y) },
  div: { ours: (x, y) => mf.div(x, y), theirs: (tf, x, y) => tf.div(x, y) },
  pow: { ours: (x, y) => mf.pow(x, y), theirs: (tf, x, y) => tf.pow(x, y) },
  maximum: { ours: (x, y) => mf.maximum(x, y), theirs: (tf, x, y) => tf.maximum(x, y) },
  minimum: { ours: (x, y) => mf.minimum(x, y), theirs: (tf, x, y) => tf.minimum(x, y) },
  atan2: { ours: (x, y) => mf.atan2(x, y), theirs: (tf, x, y) => tf.atan2(x, y) },
  matmul: { ours: (x, y) => mf.matmul(x, y), theirs: (tf, x, y) => tf.matMul(x, y) },
  neg: { ours: x => mf.neg(x), theirs: (tf, x) => tf.neg(x) },
  abs: { ours: x => mf.abs(x), theirs: (tf, x) => tf.abs(x) },
  exp: { ours: x => mf.exp(x), theirs: (tf, x) => tf.exp(x) },
  expm1: { ours: x => mf.expm1(x), theirs: (tf, x) => tf.expm1(x) },
  log: { ours: x => mf.log(x), theirs: (tf, x) => tf.log(x) },
  log1p: { ours: x => mf.log1p(x), theirs: (tf, x) => tf.log1p(x) },
  sqrt: { ours: x => mf.sqrt(x), theirs: (tf, x) => tf.sqrt(x) },
  rsqrt: { ours: x => mf.rsqrt(x), theirs: (tf, x) => tf.rsqrt(x) },
  square: { ours: x => mf.square(x), theirs: (tf, x) => tf.square(x) },
  reciprocal: { ours: x => mf.reciprocal(x), theirs: (tf, x) => tf.reciprocal(x) },
  sin: { ours: x => mf.sin(x), theirs: (tf, x) => tf.sin(x) },
  cos: { ours: x => mf.cos(x), theirs: (tf, x) => tf.cos(x) },
  tan: { ours: x => mf.tan(x), theirs: (tf, x) => tf.tan(x) },
  asin: { ours: x => mf.asin(x), theirs: (tf, x) => tf.asin(x) },
  acos: { ours: x => mf.acos(x), theirs: (tf, x) => tf.acos(x) },
  atan: { ours: x => mf.atan(x), theirs: (tf, x) => tf.atan(x) },
  sinh: { ours: x => mf.sinh(x), theirs: (tf, x) => tf.sinh(x) },
  cosh: { ours: x => mf.cosh(x), theirs: (tf, x) => tf.cosh(x) },
  tanh: { ours: x => mf.tanh(x), theirs: (tf, x) => tf.tanh(x) },
  asinh: { ours: x => mf.asinh(x), theirs: (tf, x) => tf.asinh(x) },
  acosh: { ours: x => mf.acosh(x), theirs: (tf, x) => tf.acosh(x), low: 1.1, high: 3 },
  atanh: { ours: x => mf.atanh(x), theirs: (tf, x) => tf.atanh(x) },
  erf: { ours: x => mf.erf(x), theirs: (tf, x) => tf.erf(x) },
  sigmoid: { ours: x => mf.sigmoid(x), theirs: (tf, x) => tf.sigmoid(x) },
  softplus: { ours: x => mf.softplus(x), theirs: (tf, x) => tf.softplus(x) },
  relu: { ours: x => mf.relu(x), theirs: (tf, x) => tf.relu(x) },
  elu: { ours: x => mf.elu(x), theirs: (tf, x) => tf.elu(x) },
  sum: { ours: x => mf.sum(x, { axis: 0 }), theirs: (tf, x) => tf.sum(x, 0) },
  mean: { ours: x => mf.mean(x, { axis: 1 }), theirs: (tf, x) => tf.mean(x, 1) },
  max: { ours: x => mf.max(x, { axis: 0 }), theirs: (tf, x) => tf.max(x, 0) },
  softmax: { ours: x => mf.square(mf.softmax(x)), theirs: (tf, x) => tf.square(tf.softmax(x)) },
  logSoftmax: {
    ours: x => mf.square(mf.logSoftmax(x)),
    theirs: (tf, x) => tf.square(tf.logSoftmax(x)),
  },
  logsumexp: { ours: x => mf.logsumexp(x, { axis: 1 }), theirs: (tf, x) => tf.logSumExp(x, 1) },
  // Along the last axis: the gradient that tfjs gives for another one comes out transposed.
  cumsum: { ours: x => mf.cumsum(x, { axis: 1 }), theirs: (tf, x) => tf.cumsum(x, 1) },
  transpose: { ours: x => mf.transpose(x), theirs: (tf, x) => tf.transpose(x) },
  reshape: { ours: x => mf.reshape(x, [64, -1]), theirs: (tf, x) => tf.reshape(x, [64, -1]) },
  concat: { ours: (x, y) => mf.concat([x, y]), theirs: (tf, x, y) => tf.concat([x, y]) },
  slice: {
    ours: x => mf.slice(x, [3, 4], [100, 90]),
    theirs: (tf, x) => tf.slice(x, [3, 4], [97, 86]),
  },
  pad: {
    ours: x =>
      mf.pad(x, [
        [1, 2],
        [3, 4],
      ]),
    theirs: (tf, x) =>
      tf.pad(x, [
        [1, 2],
        [3, 4],
      ]),
  },
  flip: { ours: x => mf.flip(x, { axis: 1 }), theirs: (tf, x) => tf.reverse(x, 1) },
  where: {
    ours: (x, y) => mf.where(mf.greater(y, 0.5), x, y),
    // tfjs has no gradient for a condition that depends on x.
    theirs: (tf, x, y) => tf.where(tf.greater(y, 0.5), x, y),
  },
}

/** A pair of contenders for each operation: the gradient of the sum of its values. */
export const gradientPairs = (
  tf: Tfjs,
): readonly { readonly name: string; readonly contenders: readonly Contender[] }[] =>
  Object.entries(pairs).map(([name, { ours, theirs, low = 0.1, high = 0.9 }]) => {
    const x = random.uniform(random.key(1), [ROWS, COLUMNS], { low, high })
    const y = random.uniform(random.key(2), [ROWS, COLUMNS], { low, high })
    const gradient = grad((a: Tensor) => sum(ours(a, y)))
    const tx = tf.tensor2d(x.data(), [ROWS, COLUMNS])
    const ty = tf.tensor2d(y.data(), [ROWS, COLUMNS])
    const tfGradient = tf.grad(a => tf.sum(theirs(tf, a, ty)))
    return {
      name,
      contenders: [
        { name: 'miniflow', run: () => (gradient(x).data() as Float32Array)[5] as number },
        { name: 'tfjs cpu', run: () => tf.tidy(() => tfGradient(tx).dataSync()[5] as number) },
      ],
    }
  })
