/** A right call of every public function; one without a call here does not compile. */
import type * as core from '@miniflow/core'
import {
  add,
  checkpoint,
  cond,
  customJvp,
  customVjp,
  grad,
  greater,
  less,
  linearize,
  max,
  mul,
  random,
  sin,
  sum,
  type Tensor,
  tensor,
  trace,
  tree,
  vjp,
  vmap,
  zeros,
} from '@miniflow/core'
import type { Call, Way } from '@miniflow/testing'

type FunctionsOf<M> = {
  [K in keyof M]: M[K] extends (...args: never) => unknown ? K : never
}[keyof M] &
  string

export type Name =
  | FunctionsOf<typeof core>
  | `linalg.${FunctionsOf<typeof core.linalg>}`
  | `random.${FunctionsOf<typeof core.random>}`
  | `tree.${FunctionsOf<typeof core.tree>}`

const x: Tensor = tensor([0.25, 0.5])
const y: Tensor = tensor([0.5, 0.75])
const m: Tensor = tensor([
  [2, 1],
  [1, 3],
])
const mask: Tensor = tensor([true, false])
const index: Tensor = tensor([1, 0], { dtype: 'int32' })
const key = random.key(1)
const images: Tensor = zeros([1, 4, 4, 1])
const filters: Tensor = zeros([2, 2, 1, 1])

const loss = (a: Tensor): Tensor => sum(mul(a, a))
const same = (a: Tensor): Tensor => sin(a)
const unary: Call = [[x]]
const binary: Call = [[x, y]]
const reduction: Call = [[m, { axis: 0, keepdims: true }]]
const one: Call = [[m, { axis: 0 }]]

/** What the functions given in these calls call: that may refuse in its own name. */
export const inside: readonly string[] = ['add', 'less', 'max', 'mul', 'sin', 'sum']

export const calls: Readonly<Record<Name, Call>> = {
  neg: unary,
  abs: unary,
  sign: unary,
  square: unary,
  relu: unary,
  floor: unary,
  ceil: unary,
  round: unary,
  exp: unary,
  expm1: unary,
  log: unary,
  log1p: unary,
  sqrt: unary,
  rsqrt: unary,
  reciprocal: unary,
  sin: unary,
  cos: unary,
  tan: unary,
  asin: unary,
  acos: unary,
  atan: unary,
  sinh: unary,
  cosh: unary,
  tanh: unary,
  asinh: unary,
  acosh: unary,
  atanh: unary,
  erf: unary,
  sigmoid: unary,
  logSigmoid: unary,
  softplus: unary,
  silu: unary,
  gelu: unary,
  elu: unary,
  leakyRelu: [[x, { slope: 0.1 }]],
  safeSqrt: unary,
  isFinite: unary,
  isNaN: unary,
  logicalNot: [[mask]],
  add: binary,
  sub: binary,
  mul: binary,
  div: binary,
  pow: binary,
  maximum: binary,
  minimum: binary,
  atan2: binary,
  mod: binary,
  safeDiv: binary,
  xlogy: binary,
  equal: binary,
  notEqual: binary,
  less: binary,
  lessEqual: binary,
  greater: binary,
  greaterEqual: binary,
  logicalAnd: [[mask, mask]],
  logicalOr: [[mask, mask]],
  where: [[mask, x, y]],
  clip: [[x, 0, 1]],
  sum: reduction,
  mean: reduction,
  prod: reduction,
  max: reduction,
  min: reduction,
  variance: [[m, { axis: 0, keepdims: true, ddof: 1 }]],
  std: [[m, { axis: 0, keepdims: true, ddof: 1 }]],
  norm: reduction,
  logsumexp: reduction,
  any: [[mask, { axis: 0, keepdims: true }]],
  all: [[mask, { axis: 0, keepdims: true }]],
  argmax: reduction,
  argmin: reduction,
  cumsum: one,
  cumprod: one,
  softmax: one,
  logSoftmax: one,
  sort: [[m, { axis: 0, descending: true }]],
  argsort: [[m, { axis: 0, descending: true }]],
  topK: [[x, 1]],
  reshape: [[m, [4]]],
  ravel: unary,
  transpose: [[m, [1, 0]]],
  swapaxes: [[m, 0, 1]],
  moveaxis: [[m, 0, 1]],
  expandDims: [[x, 0]],
  squeeze: [[zeros([1, 2]), { axis: 0 }]],
  broadcastTo: [[x, [3, 2]]],
  flip: [[m, { axis: [0] }]],
  tile: [[x, [2]]],
  roll: [[m, 1, { axis: 0 }]],
  slice: [[m, [0, 0], [2, 1], [1, 1]]],
  split: [[x, [1], { axis: 0 }]],
  pad: [[x, [[1, 1]], { value: 0 }]],
  concat: [[[x, y], { axis: 0 }]],
  stack: [[[x, y], { axis: 0 }]],
  take: [[x, index, { axis: 0 }]],
  takeAlongAxis: [[x, index, { axis: 0 }]],
  oneHot: [[index, 3, { dtype: 'float32' }]],
  tril: [[m, { k: 0 }]],
  triu: [[m, { k: 0 }]],
  diag: unary,
  trace2d: [[m]],
  astype: [[x, 'float64']],
  matmul: [[m, x]],
  dot: [[m, x]],
  outer: binary,
  einsum: [['ij,j->i', m, x]],
  tensordot: [[m, x, 1]],
  conv2d: [[images, filters, { strides: [1, 1], padding: 'SAME', dilation: [1, 1] }]],
  maxPool: [[images, { window: [2, 2], strides: [2, 2], padding: 'VALID' }]],
  avgPool: [[images, { window: [2, 2], strides: [2, 2], padding: 'VALID' }]],
  tensor: [[[1, 2], [2], { dtype: 'float32' }]],
  zeros: [[[2], { dtype: 'float32' }]],
  ones: [[[2], { dtype: 'float32' }]],
  full: [[[2], 1, { dtype: 'float32' }]],
  eye: [[2, 2, { dtype: 'float32' }]],
  arange: [[0, 3, 1, { dtype: 'float32' }]],
  linspace: [[0, 1, 3, { dtype: 'float32' }]],
  zerosLike: [[x, { dtype: 'float32' }]],
  onesLike: [[x, { dtype: 'float32' }]],
  fullLike: [[x, 1, { dtype: 'float32' }]],
  grad: [[loss, { argnums: 0, hasAux: false }], [x]],
  valueAndGrad: [[loss, { argnums: 0, hasAux: false }], [x]],
  vjp: [[same], [x]],
  jvp: [[same], [[x], [y]]],
  linearize: [[same], [x]],
  jacfwd: [[same, { argnums: 0 }], [x]],
  jacrev: [[same, { argnums: 0 }], [x]],
  hessian: [[loss, { argnums: 0 }], [x]],
  hvp: [[loss], [[x], [y]]],
  vmap: [[same, { inAxes: 0, outAxes: 0 }], [x]],
  checkpoint: [[same], [x]],
  customVjp: [
    [same, { forward: (a: Tensor) => [sin(a), a], backward: (_: Tensor, g: Tensor) => [g] }],
    [x],
  ],
  customJvp: [[same, ([a]: [Tensor], [t]: [Tensor]) => [sin(a), t], { like: same }], [x]],
  stopGradient: unary,
  cond: [[tensor(true), same, same, x]],
  scan: [[(c: Tensor, a: Tensor) => [add(c, a), a], tensor(0), x, { reverse: false, length: 2 }]],
  foriLoop: [[0, 2, (_: Tensor, c: Tensor) => sin(c), x]],
  whileLoop: [[(c: Tensor) => less(max(c), 3), (c: Tensor) => add(c, 1), x]],
  debugNaN: [[same], [x]],
  scope: [['block', same], [x]],
  inspect: [[loss], [x]],
  trace: [[same], [x]],
  run: [[trace(same)(x)], [x]],
  tapeToString: [[trace(same)(x)]],

  'linalg.cholesky': [[m]],
  'linalg.solve': [[m, x]],
  'linalg.triangularSolve': [[m, x, { lower: true, transpose: false, unitDiagonal: false }]],
  'linalg.inv': [[m]],
  'linalg.det': [[m]],
  'linalg.slogdet': [[m]],
  'linalg.eigh': [[m]],
  'linalg.qr': [[m]],
  'linalg.svd': [[m]],

  'random.key': [[1]],
  'random.split': [[key, 3]],
  'random.foldIn': [[key, 3]],
  'random.bits': [[key, [2]]],
  'random.uniform': [[key, [2], { low: 0, high: 1, dtype: 'float32' }]],
  'random.normal': [[key, [2], { dtype: 'float32' }]],
  'random.truncatedNormal': [[key, [2], { low: -1, high: 1, dtype: 'float32' }]],
  'random.bernoulli': [[key, [2], 0.5]],
  'random.categorical': [[key, x, { axis: 0 }]],
  'random.permutation': [[key, 3]],
  'random.randint': [[key, [2], 0, 5]],

  'tree.map': [[same], [[x, y]]],
  'tree.zipWith': [
    [(a: Tensor, b: Tensor) => add(a, b)],
    [
      [x, y],
      [y, x],
    ],
  ],
  'tree.leaves': [[{ w: x }]],
  'tree.structure': [[{ w: x }]],
  'tree.unflatten': [[tree.structure({ w: x }), [y]]],
  'tree.reduce': [[(sizes: unknown, a: Tensor) => [sizes, a.size], 0], [{ w: x }]],
  'tree.paths': [[{ w: x }]],
}

type Unary = (a: Tensor) => Tensor

export const ways: readonly (Way & { readonly of: Name })[] = [
  { of: 'tensor', call: [[[[1, 2]], { dtype: 'float32' }]] },
  { of: 'tensor', call: [[new Float64Array(2), [2, 1]]] },
  { of: 'eye', call: [[2, { dtype: 'float32' }]] },
  { of: 'arange', call: [[3, { dtype: 'int32' }]] },
  { of: 'arange', call: [[1, 3, { dtype: 'int32' }]] },
  { of: 'sum', call: [[m, { axis: [0, 1] }]] },
  { of: 'any', call: [[mask]] },
  { of: 'split', call: [[x, 2]] },
  { of: 'roll', call: [[m, [1, 2], { axis: [0, 1] }]] },
  { of: 'take', call: [[m, index]] },
  { of: 'squeeze', call: [[zeros([1, 2, 1]), { axis: [0, 2] }]] },
  { of: 'einsum', call: [['ii,...', m, x]] },
  { of: 'tensordot', call: [[m, x, [[0], [0]]]] },
  {
    of: 'conv2d',
    call: [
      [
        images,
        filters,
        {
          padding: [
            [1, 0],
            [0, 1],
          ],
        },
      ],
    ],
  },
  {
    of: 'maxPool',
    call: [
      [
        images,
        {
          window: [2, 2],
          padding: [
            [1, 0],
            [0, 1],
          ],
        },
      ],
    ],
  },
  { of: 'scan', call: [[(c: Tensor) => [add(c, 1), []], tensor(0), [], { length: 3 }]] },
  { of: 'scan', call: [[(c: Tensor, { a }: { a: Tensor }) => [add(c, a), a], x, { a: m }]] },
  {
    of: 'grad',
    call: [
      [(a: Tensor, b: Tensor) => [sum(mul(a, b)), { a }], { argnums: [0, 1], hasAux: true }],
      [x, y],
    ],
  },
  {
    of: 'vmap',
    call: [
      [(a: Tensor, p: { b: Tensor }) => add(a, p.b), { inAxes: [0, { b: null }] }],
      [m, { b: x }],
    ],
  },
  { of: 'random.permutation', call: [[key, m]] },
  { of: 'random.foldIn', call: [[key, tensor(1, { dtype: 'int32' })]] },
  {
    of: 'vjp',
    call: [[same, x, y]],
    through: (f: Unary, a: Tensor, g: Tensor) => vjp(f)(a)[1](g),
  },
  {
    of: 'linearize',
    call: [[same, x, y]],
    through: (f: Unary, a: Tensor, t: Tensor) => linearize(f)(a)[1](t),
  },
  {
    of: 'cond',
    call: [[same, (a: Tensor) => mul(a, a)]],
    through: (yes: Unary, no: Unary) =>
      vmap((b: Tensor) => cond(greater(max(b), 0), yes, no, b))(m),
  },
  {
    of: 'checkpoint',
    call: [[same]],
    through: (f: Unary) => grad((b: Tensor) => sum(checkpoint(f)(b)))(x),
  },
  {
    of: 'customVjp',
    call: [[same, (a: Tensor) => [sin(a), a], (_: Tensor, g: Tensor) => [g]]],
    through: (f: Unary, forward: (a: Tensor) => [Tensor, Tensor], backward: () => [Tensor]) =>
      grad((b: Tensor) => sum(customVjp(f, { forward, backward })(b)))(x),
  },
  {
    of: 'customJvp',
    call: [[same, ([a]: [Tensor], [t]: [Tensor]) => [sin(a), t]]],
    through: (f: Unary, rule: () => readonly [Tensor, Tensor]) =>
      grad((b: Tensor) => sum(customJvp(f, rule)(b)))(x),
  },
]
