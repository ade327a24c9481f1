/** Every exported function has an example, which compiles and gives what it says. */
import * as core from '@miniflow/core'
import * as optim from '@miniflow/optim'
import { testExamples } from '@miniflow/testing'

testExamples({
  home: new URL('..', import.meta.url),
  exports: optim,
  modules: { '@miniflow/core': core, '@miniflow/optim': optim },
  scope: `
    import type { Tensor } from '@miniflow/core'
    import { concatAll } from 'fp-ts/lib/Monoid.js'`,
})
