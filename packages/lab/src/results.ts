/** The files that a run leaves in its folder. */
import type { Mnist } from '@miniflow/datasets'
import { toSafetensors } from '@miniflow/io'
import type { Files } from './folder.js'
import { count, percent } from './format.js'
import { manifest } from './manifest.js'
import type { Options } from './options.js'
import type { Reading } from './reading.js'
import type { Task } from './steps.js'
import type { Trained } from './train.js'

/** The manifest comes last: it has the checksums of the others. */
export const filesOf = async (
  options: Options,
  { network, compute }: Pick<Task, 'network' | 'compute'>,
  data: Mnist<number>,
  trained: Trained,
  reading: Reading,
): Promise<Files> => {
  // a library of some size, for the pictures alone
  const { plotCurve } = await import('./plot.js')
  const { plotFilters } = await import('./models/plot-filters.js')
  const { name } = network.describe
  const filters = network.filters?.(trained.params)
  const { seed, batch, rate } = options
  const files = {
    'weights.safetensors': toSafetensors(trained.params, { network: name }),
    'loss.svg': plotCurve(trained, {
      title: `${name} reads ${percent(reading.accuracy)} of ${count(data.test.size)} test images`,
      subtitle: `Cross-entropy by iteration. Batches of ${batch}, rate ${rate}, seed ${seed}.`,
    }),
    ...(filters && {
      'filters.svg': plotFilters(filters, {
        title: `What the first layer of ${name} looks for`,
        subtitle: 'Weights of its filters: orange likes ink, violet dislikes it.',
      }),
    }),
  }
  return {
    ...files,
    'manifest.json': manifest(options, { network, compute }, data, trained, reading, files),
  }
}
