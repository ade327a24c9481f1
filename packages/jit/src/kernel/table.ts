/**
 * The kernels by the operation that they compute. All give the bits that the eager kernels give, however
 * their units are shared out, but for the logarithm of `slogdet`, which may be one unit in the last place
 * off for each pivot.
 */
import type { OpName } from '@miniflow/core/extend'
import { argmax, argmin } from './argreduce.js'
import { argsort } from './argsort.js'
import { cumsum } from './cumsum.js'
import * as gather from './gather.js'
import type { KernelWriter } from './kernel.js'
import * as layout from './layout.js'
import { cofactor } from './linalg/cofactor.js'
import { eigh } from './linalg/eigh.js'
import { qr } from './linalg/qr.js'
import { svd } from './linalg/svd.js'
import * as systems from './linalg/systems.js'
import * as triangular from './linalg/triangular.js'
import * as random from './random.js'
import { patchesKernel, unpatchKernel } from './windows.js'

/** The operations that have a kernel of their own here. */
export type KernelName = Extract<
  OpName,
  | 'transpose'
  | 'broadcastTo'
  | 'slice'
  | 'flip'
  | 'place'
  | 'concat'
  | 'take'
  | 'scatterAdd'
  | 'takeAlongAxis'
  | 'scatterAddAlongAxis'
  | 'oneHot'
  | 'argsort'
  | 'cumsum'
  | 'argmax'
  | 'argmin'
  | 'randomBits'
  | 'randomUniform'
  | 'randomInt'
  | 'randomSplit'
  | 'randomFoldIn'
  | 'solve'
  | 'inv'
  | 'det'
  | 'slogdet'
  | 'cholesky'
  | 'triangularSolve'
  | 'qr'
  | 'eigh'
  | 'svd'
  | 'cofactor'
  | 'patches'
  | 'unpatch'
>

export const kernels: { readonly [name in KernelName]: KernelWriter } = {
  transpose: layout.transpose,
  broadcastTo: layout.broadcastTo,
  slice: layout.slice,
  flip: layout.flip,
  place: layout.place,
  concat: layout.concat,
  take: gather.take,
  scatterAdd: gather.scatterAdd,
  takeAlongAxis: gather.takeAlongAxis,
  scatterAddAlongAxis: gather.scatterAddAlongAxis,
  oneHot: gather.oneHot,
  argsort,
  cumsum,
  argmax,
  argmin,
  randomBits: random.randomBits,
  randomUniform: random.randomUniform,
  randomInt: random.randomInt,
  randomSplit: random.randomSplit,
  randomFoldIn: random.randomFoldIn,
  solve: systems.solve,
  inv: systems.inv,
  det: systems.det,
  slogdet: systems.slogdet,
  cholesky: triangular.cholesky,
  triangularSolve: triangular.triangularSolve,
  qr,
  eigh,
  svd,
  cofactor,
  patches: patchesKernel,
  unpatch: unpatchKernel,
}
