/** Wrong values of many kinds in every place of every public function. */
import * as core from '@miniflow/core'
import { mul, type Tensor, tensor, trace } from '@miniflow/core'
import { testMisuse, wrongValues } from '@miniflow/testing'
import * as draw from '../src/index.js'

const square = (x: Tensor): Tensor => mul(x, x) as Tensor
const tape = trace(square)(tensor(2))
const options = { direction: 'LR', maxElements: 3, depth: 1 }

testMisuse({
  exports: draw,
  calls: {
    toDot: [[tape, options]],
    toMermaid: [[tape, options]],
    toSvg: [[tape, options]],
  },
  ways: ['toDot', 'toMermaid', 'toSvg'].map(of => ({
    of,
    call: [[core.inspect(square)(tensor(2)), options]],
  })),
  wrong: wrongValues(core as never),
  nameIn: error => (error instanceof core.MiniflowError ? error.where : undefined),
  accepted: 'misuse.accepted.txt',
})
