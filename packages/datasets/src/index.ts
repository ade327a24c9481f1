/** MNIST and sets like it: bytes on the way in, immutable batches of tensors on the way out. */
export type { Mnist } from './assemble.js'
export { asBatch, type Batch, type Batches, type BatchOptions, batches } from './batches.js'
export type { Progress } from './cache.js'
export {
  type Aborted,
  type BadGzip,
  type BadLabel,
  type BadMagic,
  type ChecksumMismatch,
  type CountMismatch,
  type DatasetError,
  type FileSystem,
  type Network,
  type NotFound,
  type Source,
  showDatasetError,
  type Truncated,
  type Where,
} from './error.js'
export { type Checksums, type DataFile, mnistChecksums } from './files.js'
export { mnist } from './mnist.js'
export type {
  DirectoryOptions,
  FileOptions,
  MnistOptions,
  PackageOptions,
  UrlOptions,
} from './options.js'
export { type Split, subset } from './split.js'
