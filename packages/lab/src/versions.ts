/** The versions of what the numbers of a run depend on. */
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

interface Manifest {
  readonly version: string
  readonly dependencies: Readonly<Record<string, string>>
}

const read = (file: string): Manifest => require(file) as Manifest

const core = read('@miniflow/core/package.json')

export interface Versions {
  readonly lab: string
  readonly core: string
  readonly nn: string
  readonly optim: string
  readonly datasets: string
  readonly io: string
  /** Which compiles the programs that compute the numbers. */
  readonly jit: string
  /** Of tfjs, which computes them where nothing is compiled. */
  readonly kernels: string
  readonly node: string
  readonly platform: string
}

export const versions: Versions = {
  lab: read('../package.json').version,
  core: core.version,
  nn: read('@miniflow/nn/package.json').version,
  optim: read('@miniflow/optim/package.json').version,
  datasets: read('@miniflow/datasets/package.json').version,
  io: read('@miniflow/io/package.json').version,
  jit: read('@miniflow/jit/package.json').version,
  kernels: core.dependencies['@tensorflow/tfjs-backend-cpu'] ?? 'unknown',
  node: process.versions.node,
  platform: `${process.platform}-${process.arch}`,
}
