/** Wrong values of many kinds in every place of every public function. */
import * as core from '@miniflow/core'
import { random } from '@miniflow/core'
import { testMisuse, wrongValues } from '@miniflow/testing'
import * as datasets from '../src/index.js'
import { makeSplit, type Split } from '../src/split.js'

const six = makeSplit(
  {
    area: 6,
    pixels: Uint8Array.from({ length: 36 }, (_, k) => k),
    labels: Uint8Array.of(5, 0, 4, 1, 9, 2),
  },
  2,
  3,
)

const files = { prefix: '', classes: 10, checksums: datasets.mnistChecksums }
const url = { url: 'http://localhost/mnist', cache: '/tmp/mnist', onProgress: () => undefined }

// The tasks that mnist gives are not run: what is looked at is whether their options make sense.
testMisuse({
  exports: datasets,
  calls: {
    mnist: [[]],
    batches: [[six, { batchSize: 2, key: random.key(1), dropRemainder: true }]],
    asBatch: [[six, [1, 2]]],
    subset: [[six, 1, 3]],
    showDatasetError: [
      [
        {
          _tag: 'NotFound',
          file: 'labels',
          source: 'directory',
          tried: ['labels.gz'],
          found: ['images'],
        },
      ],
    ],
  },
  ways: [
    { of: 'mnist', call: [[{}]] },
    { of: 'mnist', call: [[{ directory: 'data', ...files }]] },
    { of: 'mnist', call: [[{ ...url, signal: new AbortController().signal, ...files }]] },
    {
      of: 'batches',
      call: [[six, { batchSize: 2 }]],
      through: (split: Split<6>, options: datasets.BatchOptions) => [
        ...datasets.batches(split, options),
      ],
    },
    { of: 'image', call: [[1]], through: six.image as never },
    { of: 'label', call: [[1]], through: six.label as never },
  ],
  wrong: wrongValues(core as never),
  nameIn: error => (error instanceof core.MiniflowError ? error.where : undefined),
  accepted: 'misuse.accepted.txt',
})
