/** Wrong values of many kinds in every place of every public function. */
import * as core from '@miniflow/core'
import { testMisuse, wrongValues } from '@miniflow/testing'
import * as io from '../src/index.js'

const tree = { layers: [{ w: core.zeros([2]) }] }
const bytes = io.toSafetensors(tree)

testMisuse({
  exports: io,
  calls: {
    toSafetensors: [[tree, { epoch: '3' }]],
    fromSafetensors: [[bytes]],
    safetensorsMetadata: [[bytes]],
  },
  wrong: wrongValues(core as never),
  nameIn: error => (error instanceof core.MiniflowError ? error.where : undefined),
  accepted: 'misuse.accepted.txt',
})
