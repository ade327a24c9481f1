/** Arbitraries of tensors, from a grid of simple numbers, that shrink to the smallest. */
export type { Range } from './grid.js'
export { keys } from './keys.js'
export { broadcastablePairs, matmulPairs, type Pair, type PairOptions } from './pairs.js'
export {
  type AxisList,
  type ShapeOn,
  type ShapeOptions,
  type Shapes,
  shapes,
  type TensorOn,
  type TensorOptions,
  tensors,
} from './tensors.js'
export { type AnyTree, type Template, type TreeOn, trees } from './trees.js'
