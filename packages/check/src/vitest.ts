/** Import this in a test file or in vitest's `setupFiles`: expect gets the matchers of gradients. */
import { expect } from 'vitest'
import { gradientMatchers } from './matchers.js'
import type { CheckOptions } from './options.js'

declare module 'vitest' {
  interface Matchers<T> {
    /** The derivatives of the function at these arguments are what differences of its values give. */
    toHaveCorrectGradients: (args: readonly unknown[], options?: CheckOptions) => T
  }
}

expect.extend({ ...gradientMatchers })
