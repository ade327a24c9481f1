/** @miniflow/core: what each of its names stands for. */
import { each, type Kind, list, pure, record, type Table, tensor, tuple, unknown } from './kind.js'
import { random } from './random.js'
import { transformations, trees } from './transformations.js'

/** The functions whose result is a tensor. */
const tensorFunctions = [
  ...[
    'tensor',
    'zeros',
    'ones',
    'full',
    'eye',
    'arange',
    'linspace',
    'zerosLike',
    'onesLike',
    'fullLike',
  ],
  ...[
    'neg',
    'abs',
    'sign',
    'square',
    'reciprocal',
    'sqrt',
    'rsqrt',
    'floor',
    'ceil',
    'round',
    'astype',
  ],
  ...['exp', 'expm1', 'log', 'log1p', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'erf'],
  ...['sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh'],
  ...['sigmoid', 'logSigmoid', 'softplus', 'relu', 'silu', 'gelu', 'elu', 'leakyRelu'],
  ...['add', 'sub', 'mul', 'div', 'pow', 'maximum', 'minimum', 'atan2', 'mod'],
  ...['safeDiv', 'safeSqrt', 'xlogy', 'where', 'clip'],
  ...['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'],
  ...['logicalAnd', 'logicalOr', 'logicalNot', 'isFinite', 'isNaN'],
  ...['sum', 'mean', 'prod', 'max', 'min', 'variance', 'std', 'logsumexp', 'argmax', 'argmin'],
  ...['all', 'any', 'norm', 'cumsum', 'cumprod', 'softmax', 'logSoftmax', 'sort', 'argsort'],
  ...['reshape', 'ravel', 'transpose', 'swapaxes', 'moveaxis', 'expandDims', 'squeeze'],
  ...['broadcastTo', 'concat', 'stack', 'slice', 'pad', 'flip', 'tile', 'roll'],
  ...['take', 'takeAlongAxis', 'oneHot', 'tril', 'triu', 'diag', 'trace2d'],
  ...['matmul', 'dot', 'outer', 'einsum', 'tensordot', 'conv2d', 'maxPool', 'avgPool'],
] as const

const linalg: Table = {
  ...each(['cholesky', 'solve', 'triangularSolve', 'inv', 'det'], pure(tensor)),
  ...each(['slogdet', 'eigh', 'qr'], pure(tuple(tensor, tensor))),
  svd: pure(tuple(tensor, tensor, tensor)),
}

const errors: readonly string[] = [
  'ArgumentError',
  'AsyncFunctionError',
  'DTypeError',
  'EscapedTracerError',
  'IndexError',
  'MiniflowError',
  'NonFiniteError',
  'NonScalarOutputError',
  'OutputError',
  'ShapeError',
  'TracedValueError',
  'TreeError',
]

/** n parts of a tensor, as many as are asked for by a number. */
const parts = (sections: Kind): Kind =>
  sections.tag === 'Number' && sections.value !== undefined && sections.value <= 32
    ? tuple(...Array.from({ length: sections.value }, () => tensor))
    : list(tensor)

export const core: Table = {
  ...each(tensorFunctions, pure(tensor)),
  split: pure(({ argument }) => parts(argument(1))),
  topK: pure(record({ values: tensor, indices: tensor })),
  ...transformations,
  ...each(errors, unknown),
  linalg,
  random,
  tree: trees,
}

/** The types that are tensors. */
export const tensorTypes: ReadonlySet<string> = new Set(['Tensor', 'Scalar', 'Key'])
