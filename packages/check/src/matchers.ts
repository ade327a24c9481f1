/** Matchers for any `expect` that can be extended: of vitest, of jest, of the `expect` package. */
import type { TreeFunction } from '@miniflow/core/extend'
import * as E from 'fp-ts/lib/Either.js'
import { checkIn } from './check.js'
import type { CheckOptions } from './options.js'
import { showReport } from './report.js'

/** What a matcher tells its runner. */
export interface MatcherResult {
  readonly pass: boolean
  readonly message: () => string
}

/** The matchers by name. */
export interface GradientMatchers {
  readonly toHaveCorrectGradients: (
    f: unknown,
    args: readonly unknown[],
    options?: CheckOptions,
  ) => MatcherResult
}

/**
 * `expect.extend(gradientMatchers)` gives `expect(f).toHaveCorrectGradients([x, y], options)`, which
 * passes where `checkGradients` finds nothing wrong and prints its table where it does. For vitest,
 * importing `@miniflow/check/vitest` does that, types included.
 * @example gradientMatchers.toHaveCorrectGradients(exp, [tensor(1)]).pass // => true
 */
export const gradientMatchers: GradientMatchers = {
  toHaveCorrectGradients: (f, args, options) => {
    const result = checkIn('toHaveCorrectGradients', f as TreeFunction, args, options)
    return E.isRight(result)
      ? {
          pass: true,
          message: () => `expected a wrong derivative, and found it ${showReport(result.right)}`,
        }
      : { pass: false, message: () => result.left.message }
  },
}
