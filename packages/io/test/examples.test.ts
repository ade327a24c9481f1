/** Every exported function has an example, which compiles and gives what it says. */
import * as core from '@miniflow/core'
import * as io from '@miniflow/io'
import { testExamples } from '@miniflow/testing'

testExamples({
  home: new URL('..', import.meta.url),
  exports: io,
  modules: { '@miniflow/core': core, '@miniflow/io': io },
  scope: `
    import * as E from 'fp-ts/lib/Either.js'
    import { pipe } from 'fp-ts/lib/function.js'`,
})
