/** Every exported function has an example, which compiles and gives what it says. */
import * as core from '@miniflow/core'
import * as jit from '@miniflow/jit'
import { testExamples } from '@miniflow/testing'

testExamples({
  home: new URL('..', import.meta.url),
  exports: jit,
  lib: ['WebWorker'],
  modules: { '@miniflow/core': core, '@miniflow/jit': jit },
})
