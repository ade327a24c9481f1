/** The files that a run on a text leaves in its folder. */
import { tree } from '@miniflow/core'
import { toSafetensors } from '@miniflow/io'
import type { Files } from '../folder.js'
import { count } from '../format.js'
import { checksums, sha256 } from '../manifest.js'
import { versions } from '../versions.js'
import type { GruParams } from './gru.js'
import type { TextTask } from './text-steps.js'

/** What came of a run. */
export interface TextTrained {
  readonly cause: 'done' | 'stopped' | 'diverged'
  /** The loss of each step done. */
  readonly losses: ReadonlyArray<number>
  /** The mean of the last of them; none where there are none. */
  readonly loss: number | undefined
  readonly params: GruParams
  readonly sample: string
}

/** The manifest comes last: it has the checksums of the others. */
export const textFilesOf = async (
  { text, sizes, length, options, compute }: TextTask,
  source: string,
  { cause, losses, loss, params, sample }: TextTrained,
): Promise<Files> => {
  // a library of some size, for the pictures alone
  const { plotCurve } = await import('../plot.js')
  const { plotCharacters } = await import('./plot-characters.js')
  const { epochs, batch, rate, seed } = options
  const name = `gru ${sizes.embedding}-${sizes.state}`
  const files = {
    'weights.safetensors': toSafetensors(params, {
      network: name,
      alphabet: JSON.stringify(text.alphabet),
    }),
    'sample.txt': `${sample}\n`,
    ...(losses.length > 0 && {
      'loss.svg': plotCurve(
        { losses, measurements: [] },
        {
          title: `A recurrent network learns a text of ${count(text.codes.length)} characters`,
          subtitle: `Cross-entropy per character, by iteration. Batches of ${batch} x ${length}, rate ${rate}, seed ${seed}.`,
        },
      ),
    }),
    'characters.svg': plotCharacters(params.embedding, text),
  }
  const record = {
    program: '@miniflow/lab',
    versions,
    options: { model: 'text', epochs, batch, rate, seed },
    computed: compute.name,
    network: {
      kind: 'gated recurrent unit',
      characters: text.alphabet.length,
      ...sizes,
      parameters: tree.leaves(params).reduce((n, { size }) => n + size, 0),
    },
    data: { characters: text.codes.length, sha256: sha256(source) },
    result: { ended: cause, iterations: losses.length, loss: loss ?? null },
    files: checksums(files),
  }
  return { ...files, 'manifest.json': `${JSON.stringify(record, null, 2)}\n` }
}
