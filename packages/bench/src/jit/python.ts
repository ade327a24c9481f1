/** PyTorch and JAX as contenders, where Python has them: a process for each turn, timed inside. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { BATCH, RATE, type Task } from './task.js'

export type Peer = 'torch' | 'jax'

/** One turn of a peer: its version, its first losses, and milliseconds of each round after these. */
export interface Turn {
  readonly version: string
  readonly losses: readonly number[]
  readonly times: readonly number[]
}

const script = fileURLToPath(new URL('../../python/step.py', import.meta.url))

/** Pythons that may have the peers; Debian's packages are for its own. */
const pythons = ['python3', '/usr/bin/python3']

/** A choice of kernels by hand that would hold a current build of OpenBLAS back. */
const { OPENBLAS_CORETYPE: _, OPENBLAS_L2_SIZE: __, ...environment } = process.env

const base64 = (values: Float32Array): string =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64')

/** Runs a peer for so many rounds on one thread; nothing where it is not installed. */
export const turnOf = (
  peer: Peer,
  { images, labels, w1, b1, w2, b2 }: Task,
  { rounds, warmUp }: { readonly rounds: number; readonly warmUp: number },
): Turn | undefined => {
  const input = JSON.stringify({
    ...{ images: base64(images), labels: [...labels], batch: BATCH, rate: RATE, threads: 1 },
    ...{ w1: base64(w1), b1: base64(b1), w2: base64(w2), b2: base64(b2), rounds, warmUp },
  })
  for (const python of pythons) {
    const { stdout, status } = spawnSync(python, [script, peer], {
      input,
      encoding: 'utf8',
      env: { ...environment, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1' },
      maxBuffer: 2 ** 26,
    })
    if (status !== 0 || !stdout.startsWith('{')) continue
    const answer = JSON.parse(stdout) as Turn | { readonly missing: true }
    if (!('missing' in answer)) return answer
  }
  return undefined
}
