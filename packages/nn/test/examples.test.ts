/** Every exported function has an example, which compiles and gives what it says. */
import * as core from '@miniflow/core'
import * as nn from '@miniflow/nn'
import { testExamples } from '@miniflow/testing'

testExamples({
  home: new URL('..', import.meta.url),
  exports: nn,
  modules: { '@miniflow/core': core, '@miniflow/nn': nn },
  scope: "import type { Tensor } from '@miniflow/core'",
})
