/** Wrong values of many kinds in every place of every public function. */
import * as core from '@miniflow/core'
import { testMisuse, wrongValues } from '@miniflow/testing'
import { calls, inside, ways } from './calls.js'

testMisuse({
  exports: core,
  calls,
  ways,
  inside,
  wrong: wrongValues(core as never),
  nameIn: error => (error instanceof core.MiniflowError ? error.where : undefined),
  mayGiveNaN: true,
  accepted: 'accepted.txt',
  pairs: 10_000,
})
