/** scope: a name for what a function does, which its operations carry on every tape. */
import type { Arguments } from '../data/signatures-transform.js'
import { nameOf } from '../data/tree.js'
import { raise, reason } from '../error.js'
import { within } from '../tape/scope.js'
import { refusePromise, type TreeFunction, withNamesOf } from './call.js'

/**
 * f with a name: a function of the same type, with the same values and derivatives, whose operations
 * carry the name on the tape. Scopes within scopes join as paths, `encoder/layer1`. A derivative
 * belongs to the scope of the operation that it is the derivative of, and so does what `vmap`, loops
 * and `checkpoint` make of it. `tapeToString` prints the name, `@miniflow/draw` folds a large tape into
 * named blocks, and the error of `debugNaN` tells it.
 *
 * Throws `ArgumentError` for a name that is no text or empty and for an f that is no function,
 * `AsyncFunctionError` where f is async.
 * @example
 * ```ts
 * tapeToString(trace(scope('twice', (x) => add(x, x)))(tensor([1, 2])))
 * // %0 float32[2] = input x
 * // %1 float32[2] = add %0 %0 in twice
 * // return %1
 * ```
 */
export const scope = <A extends Arguments, R>(
  name: string,
  f: (...args: A) => R,
): ((...args: A) => R) => {
  if (typeof name !== 'string' || name === '')
    raise(
      'scope',
      reason(
        'argument',
        `the name is ${name === '' ? 'empty' : nameOf(name)}; expected a text.`,
        "Write scope('layer', f)(x): the name first.",
      ),
    )
  if (typeof f !== 'function')
    raise(
      'scope',
      reason(
        'argument',
        `got ${nameOf(f)} where a function is expected.`,
        "Write scope('layer', f)(x): the name, then the function, its arguments in a second call.",
      ),
    )
  const named = (...args: A): R => {
    const result = within(name, () => f(...args))
    refusePromise('scope', result)
    return result
  }
  return withNamesOf(f as TreeFunction, named)
}
