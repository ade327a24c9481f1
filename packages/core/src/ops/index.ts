/**
 * The closed list of operations. Everything else the library offers is a composition of these. It is
 * the vocabulary of `tape/vocabulary.ts`, so that an operation without a block does not compile.
 */

import type { Op } from '../tape/op.js'
import type { OpName } from '../tape/vocabulary.js'
import { checkpointOp } from '../transform/checkpoint.js'
import { condOp } from '../transform/cond.js'
import { customOp } from '../transform/custom.js'
import { scanOp } from '../transform/loop.js'
import { whileOp } from '../transform/while.js'
import { addOp, divOp, mulOp, negOp, scaleOp, subOp, unscaleOp } from './arithmetic.js'
import { atan2Op, maximumOp, minimumOp, modOp, powOp } from './binary.js'
import { broadcastOp, sumOp } from './broadcast.js'
import * as C from './compare.js'
import * as G from './gather.js'
import { reshapeOp, transposeOp } from './layout.js'
import { cofactorOp, detOp, slogdetOp } from './linalg-det.js'
import { qrOp } from './linalg-qr.js'
import { choleskyOp, invOp, solveOp, triangularSolveOp } from './linalg-solve.js'
import { eighOp, svdOp } from './linalg-spectral.js'
import { matmulOp } from './matmul.js'
import { patchesOp, unpatchOp } from './patches.js'
import * as P from './pointwise.js'
import { bitsOp, foldInOp, intOp, splitOp, uniformOp } from './random.js'
import { allOp, anyOp, argmaxOp, argminOp, cumsumOp, maxOp, minOp } from './reduce.js'
import { astypeOp, stopGradientOp, whereOp } from './select.js'
import { concatOp, flipOp, placeOp, sliceOp } from './slice.js'
import { logSoftmaxOp, logsumexpOp, softmaxOp } from './softmax.js'

/** An operation, or for one with parameters the function from them. */
export type Entry = Op | ((...params: never) => Op)

/** The operations by name. */
export const ops: { readonly [name in OpName]: Entry } = {
  add: addOp,
  sub: subOp,
  mul: mulOp,
  div: divOp,
  neg: negOp,
  scale: scaleOp,
  unscale: unscaleOp,
  pow: powOp,
  maximum: maximumOp,
  minimum: minimumOp,
  atan2: atan2Op,
  mod: modOp,
  abs: P.absOp,
  sign: P.signOp,
  square: P.squareOp,
  relu: P.reluOp,
  floor: P.floorOp,
  ceil: P.ceilOp,
  round: P.roundOp,
  exp: P.expOp,
  expm1: P.expm1Op,
  log: P.logOp,
  log1p: P.log1pOp,
  sqrt: P.sqrtOp,
  rsqrt: P.rsqrtOp,
  reciprocal: P.reciprocalOp,
  sin: P.sinOp,
  cos: P.cosOp,
  tan: P.tanOp,
  asin: P.asinOp,
  acos: P.acosOp,
  atan: P.atanOp,
  sinh: P.sinhOp,
  cosh: P.coshOp,
  tanh: P.tanhOp,
  asinh: P.asinhOp,
  acosh: P.acoshOp,
  atanh: P.atanhOp,
  erf: P.erfOp,
  erfinv: P.erfinvOp,
  sigmoid: P.sigmoidOp,
  softplus: P.softplusOp,
  elu: P.eluOp,
  equal: C.equalOp,
  notEqual: C.notEqualOp,
  less: C.lessOp,
  lessEqual: C.lessEqualOp,
  greater: C.greaterOp,
  greaterEqual: C.greaterEqualOp,
  logicalAnd: C.logicalAndOp,
  logicalOr: C.logicalOrOp,
  logicalNot: C.logicalNotOp,
  isFinite: C.isFiniteOp,
  isNaN: C.isNaNOp,
  where: whereOp,
  astype: astypeOp,
  stopGradient: stopGradientOp,
  broadcastTo: broadcastOp,
  sum: sumOp,
  reshape: reshapeOp,
  transpose: transposeOp,
  slice: sliceOp,
  place: placeOp,
  flip: flipOp,
  concat: concatOp,
  matmul: matmulOp,
  cholesky: choleskyOp,
  solve: solveOp,
  triangularSolve: triangularSolveOp,
  inv: invOp,
  det: detOp,
  cofactor: cofactorOp,
  slogdet: slogdetOp,
  qr: qrOp,
  eigh: eighOp,
  svd: svdOp,
  patches: patchesOp,
  unpatch: unpatchOp,
  max: maxOp,
  min: minOp,
  argmax: argmaxOp,
  argmin: argminOp,
  any: anyOp,
  all: allOp,
  cumsum: cumsumOp,
  take: G.takeOp,
  scatterAdd: G.scatterAddOp,
  takeAlongAxis: G.takeAlongAxisOp,
  scatterAddAlongAxis: G.scatterAddAlongAxisOp,
  oneHot: G.oneHotOp,
  argsort: G.argsortOp,
  softmax: softmaxOp,
  logSoftmax: logSoftmaxOp,
  logsumexp: logsumexpOp,
  randomBits: bitsOp,
  randomUniform: uniformOp,
  randomInt: intOp,
  randomSplit: splitOp,
  randomFoldIn: foldInOp,
  checkpoint: checkpointOp,
  custom: customOp,
  scan: scanOp,
  cond: condOp,
  whileLoop: whileOp,
}
