/**
 * The closed list of operations. Everything else the library offers is a composition of these. It is
 * the vocabulary of `tape/vocabulary.ts`, so that an operation without a block does not compile. It
 * stands here and not beside the others since loops and choices are operations made of programs.
 */

import { addOp, divOp, mulOp, negOp, scaleOp, subOp, unscaleOp } from '../ops/arithmetic.js'
import { atan2Op, maximumOp, minimumOp, modOp, powOp } from '../ops/binary.js'
import { broadcastOp, sumOp } from '../ops/broadcast.js'
import * as C from '../ops/compare.js'
import * as G from '../ops/gather.js'
import { reshapeOp, transposeOp } from '../ops/layout.js'
import { cofactorOp, detOp, slogdetOp } from '../ops/linalg-det.js'
import { qrOp } from '../ops/linalg-qr.js'
import { choleskyOp, invOp, solveOp, triangularSolveOp } from '../ops/linalg-solve.js'
import { eighOp, svdOp } from '../ops/linalg-spectral.js'
import { matmulOp } from '../ops/matmul.js'
import { patchesOp, unpatchOp } from '../ops/patches.js'
import * as P from '../ops/pointwise.js'
import { bitsOp, foldInOp, intOp, splitOp, uniformOp } from '../ops/random.js'
import { allOp, anyOp, argmaxOp, argminOp, cumsumOp, maxOp, minOp } from '../ops/reduce.js'
import { astypeOp, stopGradientOp, whereOp } from '../ops/select.js'
import { concatOp, flipOp, placeOp, sliceOp } from '../ops/slice.js'
import { logSoftmaxOp, logsumexpOp, softmaxOp } from '../ops/softmax.js'
import type { Op } from '../tape/op.js'
import type { OpName } from '../tape/vocabulary.js'
import { checkpointOp } from './checkpoint.js'
import { compiledOp } from './compiled.js'
import { condOp } from './cond.js'
import { customOp } from './custom.js'
import { scanOp } from './loop.js'
import { whileOp } from './while.js'

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
  erfc: P.erfcOp,
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
  jit: compiledOp,
  custom: customOp,
  scan: scanOp,
  cond: condOp,
  whileLoop: whileOp,
}
