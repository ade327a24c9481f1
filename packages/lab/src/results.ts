/** The files that a run leaves in its folder. */
import type { Mnist } from '@miniflow/datasets'
import { toSafetensors } from '@miniflow/io'
import type { Files } from './folder.js'
import { count, percent } from './format.js'
import { manifest } from './manifest.js'
import type { Options } from './options.js'
import type { Reading } from './reading.js'
import type { Trained } from './train.js'

/** `784-128-10`. */
export const nameOf = (sizes: ReadonlyArray<number>): string => sizes.join('-')

/** The manifest comes last: it has the checksums of the others. */
export const filesOf = async (
  options: Options,
  sizes: ReadonlyArray<number>,
  data: Mnist<number>,
  trained: Trained,
  reading: Reading,
): Promise<Files> => {
  // a library of some size, for this picture alone
  const { plotCurve } = await import('./plot.js')
  const { seed, batch, rate } = options
  const files = {
    'weights.safetensors': toSafetensors(trained.params, { network: nameOf(sizes) }),
    'loss.svg': plotCurve(trained, {
      title: `${nameOf(sizes)} reads ${percent(reading.accuracy)} of ${count(data.test.size)} test images`,
      subtitle: `Cross-entropy by iteration. Batches of ${batch}, rate ${rate}, seed ${seed}.`,
    }),
  }
  return { ...files, 'manifest.json': manifest(options, sizes, data, trained, reading, files) }
}
