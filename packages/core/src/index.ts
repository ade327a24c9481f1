/** @miniflow/core: tensors, operations, and the transformations of functions of tensors. */

export type { GradOptions } from './data/signatures-transform.js'
export type { Structure } from './data/tree.js'
export type {
  DType,
  FloatDType,
  NestedArray,
  Operand,
  Scalar,
  Shape,
  Tensor,
  TypedArray,
} from './data/types.js'
export {
  ArgumentError,
  AsyncFunctionError,
  DTypeError,
  EscapedTracerError,
  IndexError,
  MiniflowError,
  NonFiniteError,
  NonScalarOutputError,
  OutputError,
  ShapeError,
  TracedValueError,
  TreeError,
} from './error.js'
export * from './fn/binary.js'
export * from './fn/conv.js'
export {
  arange,
  eye,
  full,
  fullLike,
  linspace,
  ones,
  onesLike,
  tensor,
  zeros,
  zerosLike,
} from './fn/creation.js'
export * from './fn/cumprod.js'
export * from './fn/einsum.js'
export * from './fn/elementwise.js'
export * from './fn/indexing.js'
export * from './fn/join.js'
export * from './fn/layout.js'
export * as linalg from './fn/linalg.js'
export * from './fn/matmul.js'
export * from './fn/pool.js'
export * from './fn/reduce.js'
export * from './fn/safe.js'
export * from './fn/sort.js'
export * from './fn/tensordot.js'
export * as tree from './fn/tree.js'
export type { Key } from './random/index.js'
export * as random from './random/index.js'
export { tapeToString } from './tape/show.js'
export type { Apply, Const, Input, Node, Program, Slot, Tape } from './tape/tape.js'
export type { OpName } from './tape/vocabulary.js'
export { checkpoint } from './transform/checkpoint.js'
export { cond } from './transform/cond.js'
export type { JvpOptions, JvpRule, VjpRule } from './transform/custom.js'
export { customJvp, customVjp, stopGradient } from './transform/custom.js'
export { debugNaN } from './transform/debug.js'
export { run, trace } from './transform/evaluate.js'
export { grad, valueAndGrad } from './transform/grad.js'
export type { Inspection } from './transform/inspect.js'
export { inspect } from './transform/inspect.js'
export { hessian, hvp, jacfwd, jacrev } from './transform/jacobian.js'
export { jvp, linearize } from './transform/jvp.js'
export type { ScanOptions } from './transform/scan.js'
export { foriLoop, scan } from './transform/scan.js'
export { scope } from './transform/scope.js'
export { vjp } from './transform/vjp.js'
export type { Axes, VmapOptions } from './transform/vmap.js'
export { vmap } from './transform/vmap.js'
export { whileLoop } from './transform/while.js'
