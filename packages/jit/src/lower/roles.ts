/** How the compiler treats each operation. */
import type { OpName } from '@miniflow/core/extend'
import type { Reduction } from '../kernel/reduction.js'
import type { PointwiseName } from '../math/rule.js'

/**
 * - pointwise: computed within loops, together with what is around it
 * - view: another order of the same elements, read through without moving them
 * - reduce: a loop of its own, in which its operand is computed
 * - matmul: a kernel of its own, that may go on to compute with its result
 * - kernel: a kernel of its own
 * - control: a loop or a choice of the driver
 * - gone: other operations stand in its place by then
 */
export type Role = 'pointwise' | 'view' | 'reduce' | 'matmul' | 'kernel' | 'control' | 'gone'

/** What is no other of these has a kernel of its own: without one in the table, this package does not compile. */
type RoleOf<N extends OpName> = N extends PointwiseName
  ? 'pointwise'
  : N extends 'broadcastTo' | 'reshape' | 'transpose' | 'slice' | 'flip'
    ? 'view'
    : N extends Reduction
      ? 'reduce'
      : N extends 'matmul'
        ? 'matmul'
        : N extends 'scan' | 'cond' | 'whileLoop'
          ? 'control'
          : N extends 'softmax' | 'logSoftmax' | 'logsumexp' | 'checkpoint' | 'custom' | 'jit'
            ? 'gone'
            : 'kernel'

const roles: { readonly [N in OpName]: RoleOf<N> } = {
  add: 'pointwise',
  sub: 'pointwise',
  mul: 'pointwise',
  div: 'pointwise',
  neg: 'pointwise',
  scale: 'pointwise',
  unscale: 'pointwise',
  pow: 'pointwise',
  maximum: 'pointwise',
  minimum: 'pointwise',
  atan2: 'pointwise',
  mod: 'pointwise',
  abs: 'pointwise',
  sign: 'pointwise',
  square: 'pointwise',
  relu: 'pointwise',
  floor: 'pointwise',
  ceil: 'pointwise',
  round: 'pointwise',
  exp: 'pointwise',
  expm1: 'pointwise',
  log: 'pointwise',
  log1p: 'pointwise',
  sqrt: 'pointwise',
  rsqrt: 'pointwise',
  reciprocal: 'pointwise',
  sin: 'pointwise',
  cos: 'pointwise',
  tan: 'pointwise',
  asin: 'pointwise',
  acos: 'pointwise',
  atan: 'pointwise',
  sinh: 'pointwise',
  cosh: 'pointwise',
  tanh: 'pointwise',
  asinh: 'pointwise',
  acosh: 'pointwise',
  atanh: 'pointwise',
  erf: 'pointwise',
  erfc: 'pointwise',
  erfinv: 'pointwise',
  sigmoid: 'pointwise',
  softplus: 'pointwise',
  elu: 'pointwise',
  equal: 'pointwise',
  notEqual: 'pointwise',
  less: 'pointwise',
  lessEqual: 'pointwise',
  greater: 'pointwise',
  greaterEqual: 'pointwise',
  logicalAnd: 'pointwise',
  logicalOr: 'pointwise',
  logicalNot: 'pointwise',
  isFinite: 'pointwise',
  isNaN: 'pointwise',
  where: 'pointwise',
  astype: 'pointwise',
  stopGradient: 'pointwise',
  broadcastTo: 'view',
  reshape: 'view',
  transpose: 'view',
  slice: 'view',
  flip: 'view',
  sum: 'reduce',
  max: 'reduce',
  min: 'reduce',
  any: 'reduce',
  all: 'reduce',
  matmul: 'matmul',
  argmax: 'kernel',
  argmin: 'kernel',
  place: 'kernel',
  concat: 'kernel',
  patches: 'kernel',
  unpatch: 'kernel',
  cholesky: 'kernel',
  solve: 'kernel',
  triangularSolve: 'kernel',
  inv: 'kernel',
  det: 'kernel',
  cofactor: 'kernel',
  slogdet: 'kernel',
  qr: 'kernel',
  eigh: 'kernel',
  svd: 'kernel',
  cumsum: 'kernel',
  take: 'kernel',
  scatterAdd: 'kernel',
  takeAlongAxis: 'kernel',
  scatterAddAlongAxis: 'kernel',
  oneHot: 'kernel',
  argsort: 'kernel',
  randomBits: 'kernel',
  randomUniform: 'kernel',
  randomInt: 'kernel',
  randomSplit: 'kernel',
  randomFoldIn: 'kernel',
  scan: 'control',
  cond: 'control',
  whileLoop: 'control',
  softmax: 'gone',
  logSoftmax: 'gone',
  logsumexp: 'gone',
  checkpoint: 'gone',
  custom: 'gone',
  jit: 'gone',
}

/** The operations with a role. */
export type NameOf<R extends Role> = {
  readonly [N in OpName]: RoleOf<N> extends R ? N : never
}[OpName]

export const roleOf = (name: OpName): Role => roles[name]
