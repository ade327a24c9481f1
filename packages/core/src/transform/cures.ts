/** What usually helps against a NaN or an infinity, by the operation that the user called. */
import type { OpName } from '../tape/vocabulary.js'

export const cures: { readonly [name in OpName]?: string } = {
  log: 'log needs positive numbers: clip its argument from below, or choose with where before the logarithm; for log(softmax(x)) use logSoftmax.',
  log1p: 'log1p needs numbers above -1.',
  div: 'Keep the divisor away from 0: choose another divisor with where, or use safeDiv.',
  reciprocal: 'Keep the argument away from 0, or use safeDiv(1, x).',
  sqrt: 'sqrt needs numbers from 0 on, and its derivative at 0 is infinite: add a small number, or use safeSqrt or norm.',
  rsqrt: 'rsqrt needs positive numbers: add a small number to its argument.',
  pow: 'A negative base has no real power with a fractional exponent, and a power below 1 has an infinite derivative at 0: keep the base positive.',
  exp: 'exp overflows above 88 in float32 and 709 in float64: subtract the maximum first, as softmax and logsumexp do.',
  expm1: 'expm1 overflows above 88 in float32 and 709 in float64.',
  sinh: 'sinh overflows above 89 in float32 and 710 in float64.',
  cosh: 'cosh overflows above 89 in float32 and 710 in float64.',
  asin: 'asin needs numbers from -1 to 1, and its derivative at both ends is infinite: clip its argument.',
  acos: 'acos needs numbers from -1 to 1, and its derivative at both ends is infinite: clip its argument.',
  acosh: 'acosh needs numbers from 1 on, and its derivative at 1 is infinite.',
  atanh: 'atanh needs numbers between -1 and 1.',
  erfinv: 'erfinv needs numbers between -1 and 1.',
  mul: 'The product overflows, or is 0 times infinity: look at how its operands grow.',
  add: 'The sum overflows, or adds infinities of both signs: look at how its operands grow.',
  sub: 'The difference overflows, or subtracts infinities: look at how its operands grow.',
  square: 'The square overflows: look at how its operand grows.',
  matmul:
    'The product overflows: look at how its operands grow; a smaller learning rate or clipping may help.',
  sum: 'The sum overflows: look at how its operand grows.',
  mod: 'Keep the divisor away from 0.',
  softmax:
    'A row of nothing but -Infinity has no softmax: leave one entry, or mask with a large negative number.',
  logSoftmax:
    'A row of nothing but -Infinity has no softmax: leave one entry, or mask with a large negative number.',
}

export const FALLBACK =
  'Print the operands of this line, and follow the one that is wrong to where it is made.'
