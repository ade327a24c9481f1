/** Cases of every public function that has derivatives, and the names of those that have none. */
import { arrays } from './arrays.js'
import { elementwise } from './elementwise.js'
import type { Make } from './example.js'
import { layouts } from './layouts.js'
import { reductions } from './reductions.js'

export const functions: Readonly<Record<string, Make>> = {
  ...elementwise,
  ...reductions,
  ...layouts,
  ...arrays,
}

/** What they give are whole numbers, truth values, constants, tapes, trees, or other functions. */
export const withoutDerivatives: readonly string[] = [
  ...['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'],
  ...['logicalAnd', 'logicalOr', 'logicalNot', 'isFinite', 'isNaN', 'any', 'all'],
  ...['argmax', 'argmin', 'argsort', 'oneHot', 'stopGradient'],
  ...['tensor', 'zeros', 'ones', 'full', 'eye', 'arange', 'linspace'],
  ...['zerosLike', 'onesLike', 'fullLike', 'tapeToString', 'trace', 'run', 'inspect', 'debugNaN'],
  ...['grad', 'valueAndGrad', 'vjp', 'jvp', 'linearize', 'jacfwd', 'jacrev', 'hessian', 'hvp'],
  ...['vmap', 'checkpoint', 'customVjp', 'customJvp', 'cond', 'scan', 'foriLoop', 'whileLoop'],
  'scope',
]
