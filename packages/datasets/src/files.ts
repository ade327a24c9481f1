/** The four files of a set of labelled images: their names, spellings and checksums. */

/** The canonical names, as MNIST was first published. */
export type DataFile =
  | 'train-images-idx3-ubyte'
  | 'train-labels-idx1-ubyte'
  | 't10k-images-idx3-ubyte'
  | 't10k-labels-idx1-ubyte'

export type Checksums = Readonly<Record<DataFile, string>>

/**
 * SHA-256 of the four unpacked files of MNIST. Give them to `mnist` to insist on the real MNIST,
 * wherever it comes from.
 *
 * @example
 * const insist = mnist({ directory: 'data/mnist', checksums: mnistChecksums })
 * mnistChecksums['t10k-labels-idx1-ubyte'].slice(0, 8)   // => ff7bcfd4
 */
export const mnistChecksums: Checksums = Object.freeze({
  'train-images-idx3-ubyte': 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  'train-labels-idx1-ubyte': '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  't10k-images-idx3-ubyte': '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  't10k-labels-idx1-ubyte': 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
})

export const rank: Readonly<Record<DataFile, 1 | 3>> = {
  'train-images-idx3-ubyte': 3,
  'train-labels-idx1-ubyte': 1,
  't10k-images-idx3-ubyte': 3,
  't10k-labels-idx1-ubyte': 1,
}

// EMNIST says `test` where MNIST says `t10k`; some mirrors and unpackers write a dot for the dash.
const unpacked = {
  'train-images-idx3-ubyte': ['train-images-idx3-ubyte', 'train-images.idx3-ubyte'],
  'train-labels-idx1-ubyte': ['train-labels-idx1-ubyte', 'train-labels.idx1-ubyte'],
  't10k-images-idx3-ubyte': [
    't10k-images-idx3-ubyte',
    't10k-images.idx3-ubyte',
    'test-images-idx3-ubyte',
    'test-images.idx3-ubyte',
  ],
  't10k-labels-idx1-ubyte': [
    't10k-labels-idx1-ubyte',
    't10k-labels.idx1-ubyte',
    'test-labels-idx1-ubyte',
    'test-labels.idx1-ubyte',
  ],
} as const satisfies Record<DataFile, ReadonlyArray<string>>

/** The names a file may have on disk, the most usual first. */
export const namesOnDisk = (file: DataFile, prefix: string): ReadonlyArray<string> =>
  unpacked[file].flatMap(name => [prefix + name, `${prefix}${name}.gz`])

/** The names a file may have on a server, the most usual first: there it is mostly packed. */
export const namesOnServer = (file: DataFile, prefix: string): ReadonlyArray<string> =>
  unpacked[file].flatMap(name => [`${prefix}${name}.gz`, prefix + name])

export const isDataFile = (name: string): name is DataFile => name in rank
