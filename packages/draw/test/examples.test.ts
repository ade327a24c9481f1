/** Every exported function has an example, which compiles and gives what it says. */
import * as core from '@miniflow/core'
import * as draw from '@miniflow/draw'
import { testExamples } from '@miniflow/testing'

testExamples({
  home: new URL('..', import.meta.url),
  exports: draw,
  modules: { '@miniflow/core': core, '@miniflow/draw': draw },
})
