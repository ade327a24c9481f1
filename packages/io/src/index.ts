/** @miniflow/io: trees of tensors as safetensors files. */
export type { FormatError, FormatProblem } from './error.js'
export type { Metadata } from './header.js'
export type { Tree } from './names.js'
export { fromSafetensors, safetensorsMetadata } from './read.js'
export { toSafetensors } from './write.js'
