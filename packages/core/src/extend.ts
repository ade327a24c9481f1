/**
 * @miniflow/core/extend: the tape from inside, for packages that read tapes in a new way (compilers,
 * checks). Unlike the names of `@miniflow/core`, these may change from one minor version to the next.
 */

export type { Values } from './data/dtype.js'
export { allocate, isFloat } from './data/dtype.js'
export { optionsIn } from './data/options.js'
export { sizeOf } from './data/shape.js'
export type { Arguments } from './data/signatures-transform.js'
export type { Elsewhere } from './data/storage.js'
export type { Aval, Dense, Value } from './data/tensor.js'
export {
  deferred,
  dense,
  describe,
  isDense,
  isTensor,
  placeOf,
  uniformOf,
  valuesOf,
} from './data/tensor.js'
export type { Flat, Structure } from './data/tree.js'
export { DEPTH, isList, isRecord, joinPath, rebuild } from './data/tree.js'
export type { Adjoint, Op, Param, Rewrite } from './tape/op.js'
export { withoutDeadCode, withoutRepetition } from './tape/passes.js'
export type { Compute, Recorded } from './tape/record.js'
export { apply, isKnown, isTracer, record } from './tape/record.js'
export type { Algebra, Apply, Const, Input, Node, Slot, Tape } from './tape/tape.js'
export { backward, forward, inputsOf, outputsOf } from './tape/tape.js'
export type { OpName } from './tape/vocabulary.js'
export { isWatched } from './tape/watch.js'
export type { TreeFunction } from './transform/call.js'
export {
  flattenArguments,
  lifted,
  parameterNames,
  takeResult,
  wantFunction,
  withNamesOf,
} from './transform/call.js'
export type { Compiled, Machine, StagedFunction } from './transform/compiled.js'
export { callCompiled, compiled, stageFor } from './transform/compiled.js'
export { evaluateOutputs } from './transform/evaluate.js'
export { stageLeaves } from './transform/joint.js'
export type { Entry } from './transform/registry.js'
export { ops } from './transform/registry.js'
