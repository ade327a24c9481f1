/** The README's code and an example of every exported function compile and do what they say. */
import * as core from '@miniflow/core'
import * as datasets from '@miniflow/datasets'
import { testExamples, testReadme } from '@miniflow/testing'

const home = new URL('..', import.meta.url)

const show = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

testReadme({ home, show })

testExamples({
  home,
  exports: datasets,
  modules: { '@miniflow/core': core, '@miniflow/datasets': datasets },
  scope: `
    import * as E from 'fp-ts/lib/Either.js'
    const real = await mnist()()
    if (E.isLeft(real)) throw new Error(showDatasetError(real.left))
    const { train, validation, test } = real.right`,
  show,
})
