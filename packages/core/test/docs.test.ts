/** Every public function has an example in its docstring, which compiles and gives what it says. */
import * as core from '@miniflow/core'
import { testExamples } from '@miniflow/testing'

testExamples({
  home: new URL('..', import.meta.url),
  exports: core,
  modules: { '@miniflow/core': core },
})
