/** The names of the pointwise kernels, which tfjs and our own loops both serve. */

export const unaryNames = [
  'neg',
  'abs',
  'sign',
  'exp',
  'expm1',
  'log',
  'log1p',
  'sqrt',
  'rsqrt',
  'square',
  'reciprocal',
  'sin',
  'cos',
  'tan',
  'asin',
  'acos',
  'atan',
  'sinh',
  'cosh',
  'tanh',
  'asinh',
  'acosh',
  'atanh',
  'erf',
  'erfinv',
  'floor',
  'ceil',
  'round',
  'sigmoid',
  'softplus',
  'relu',
  'elu',
] as const

export const binaryNames = [
  'add',
  'sub',
  'mul',
  'div',
  'pow',
  'maximum',
  'minimum',
  'atan2',
  'mod',
] as const

export const comparisonNames = [
  'equal',
  'notEqual',
  'less',
  'lessEqual',
  'greater',
  'greaterEqual',
] as const

export type UnaryName = (typeof unaryNames)[number]
export type BinaryName = (typeof binaryNames)[number]
export type ComparisonName = (typeof comparisonNames)[number]
