/** Every public function has an example in its docstring, which compiles and gives what it says. */
import * as check from '@miniflow/check'
import * as core from '@miniflow/core'
import { testExamples } from '@miniflow/testing'

testExamples({
  home: new URL('..', import.meta.url),
  exports: check,
  modules: { '@miniflow/core': core, '@miniflow/check': check },
  scope: "import * as fc from 'fast-check'",
})
