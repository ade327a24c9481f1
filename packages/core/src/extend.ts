/**
 * @miniflow/core/extend: the tape from inside, for packages that read tapes in a new way (compilers,
 * checks). Unlike the names of `@miniflow/core`, these may change from one minor version to the next.
 */

export type { Values } from './data/dtype.js'
export { allocate, isFloat } from './data/dtype.js'
export { sizeOf } from './data/shape.js'
export type { Aval, Dense, Value } from './data/tensor.js'
export { dense, valuesOf } from './data/tensor.js'
export type { Op, Param } from './tape/op.js'
export { withoutDeadCode, withoutRepetition } from './tape/passes.js'
export type { Algebra, Apply, Const, Input, Node, Slot, Tape } from './tape/tape.js'
export { backward, forward, inputsOf, outputsOf } from './tape/tape.js'
export type { OpName } from './tape/vocabulary.js'
