/** debugNaN: the first NaN or infinity, and the user's line it comes from. */

import * as O from 'fp-ts/lib/Option.js'
import { isFloat } from '../data/dtype.js'
import { stridesOf } from '../data/shape.js'
import type { Arguments } from '../data/signatures-transform.js'
import { type Dense, describe, isDense, like, type Value, valuesOf } from '../data/tensor.js'
import type { Flat } from '../data/tree.js'
import { raiseNonFinite } from '../error.js'
import type { Op, Param } from '../tape/op.js'
import type { OpName } from '../tape/vocabulary.js'
import { type Origin, stackNow, type Watcher, watching } from '../tape/watch.js'
import { flattenArguments, type TreeFunction, wantFunction } from './call.js'
import { pull, recordCall } from './vjp.js'

/** What usually helps, by the operation that the user called. */
const cures: { readonly [name in OpName]?: string } = {
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
}

const FALLBACK =
  'Print the operands of this line, and follow the one that is wrong to where it is made.'

const finite = (x: Dense): boolean => !isFloat(x.dtype) || valuesOf(x).every(Number.isFinite)

/** A maximum over windows is filled up with -Infinity on purpose. */
const isUsual = (p: Param): boolean => typeof p !== 'number' || Number.isFinite(p)

const indexAt = (flat: number, shape: readonly number[]): readonly number[] =>
  stridesOf(shape).map((stride, axis) => Math.floor(flat / stride) % (shape[axis] as number))

/** The library's own folder, unless a bundler has put it into one file with the user's. */
const home = /^(?:file:\/\/)?(.*\/core\/(?:src|dist)\/)/.exec(
  (import.meta as { url?: string }).url ?? '',
)?.[1]
const siblings = /\/@miniflow\/|\/packages\/(?:core|nn|optim|io|draw|check)\/(?:src|dist)\//

const isOurs = (path: string): boolean =>
  (home !== undefined && path.includes(home)) || siblings.test(path)

/** `file:line:column` of the innermost frame that is not the library's. */
const userLine = (stack: string): string => {
  for (const frame of stack.split('\n').slice(1)) {
    const place = /\(?((?:file:\/\/|https?:\/\/|\/|[A-Za-z]:\\)[^()]*:\d+:\d+)\)?$/.exec(
      frame.trim(),
    )
    const path = place?.[1]?.replace(/^file:\/\//, '')
    if (path !== undefined && !isOurs(path)) return path
  }
  return 'a line that the call stack does not show'
}

const ORDERS = ['', 'first', 'second', 'third', 'fourth']

const ofOrder = (order: number): string =>
  order === 1 ? 'derivative rule' : `rule of the ${ORDERS[order] ?? `${order}th`} derivative`

const extreme = (x: Dense, better: (a: number, b: number) => number): number =>
  (valuesOf(x) as Float64Array).reduce((a, b) => better(a, b))

/** What an operand is at the place in question: its number there, or all of it where it is small. */
const at = (x: Dense, out: Dense, place: number): string =>
  x.size === out.size
    ? String(valuesOf(x)[place])
    : x.size <= 8
      ? x.toString().replace(/\s+/g, ' ')
      : `${describe(x)} between ${extreme(x, Math.min)} and ${extreme(x, Math.max)}`

const watcher =
  (args: Flat): Watcher =>
  (op: Op, operands, out, rule: Origin | undefined) => {
    if (!isDense(out) || finite(out)) return
    const values = valuesOf(out)
    const isNew = (x: number): boolean =>
      Number.isNaN(x)
        ? !operands.some(y => valuesOf(y).some(Number.isNaN))
        : !Number.isFinite(x) && operands.every(finite) && Object.values(op.params).every(isUsual)
    const place = values.findIndex(isNew)
    if (place < 0) return
    const index = indexAt(place, out.shape)
    const user = rule?.op ?? op.name
    const order = rule?.order ?? 0
    const line = userLine(rule?.stack ?? stackNow())
    const named = operands.map(x => {
      const i = args.leaves.indexOf(x)
      const path = i < 0 ? '' : args.paths[i]
      return `${path ? `${path} ` : ''}${describe(x)} = ${at(x, out, place)}`
    })
    raiseNonFinite(
      `${user} gives ${String(values[place])}${out.rank === 0 ? '' : ` at [${index.join(',')}]`}` +
        `${order === 0 ? '' : ` in its ${ofOrder(order)} (${op.name})`}, called at ${line}.\n` +
        `  operands: ${named.join('; ') || 'none'}`,
      cures[user] ?? FALLBACK,
      { operation: user, order, line, index },
    )
  }

/**
 * Runs f and the gradient of its value (of the sum of its values, where it has several), and gives
 * f's value. At the first NaN or infinity that arises it throws `NonFiniteError` with the operation
 * as you called it and your line, whether it arose in the value or in which derivative rule, the
 * index, the operands there and what usually helps. An infinity that you pass in is not one that
 * arises. For second derivatives, debug the gradient: `debugNaN(grad(f))(x)`.
 * @example debugNaN((x) => sum(log(x)))(tensor([1, 1])) // => 0
 */
export const debugNaN = <A extends Arguments, R>(f: (...args: A) => R): ((...args: A) => R) => {
  wantFunction('debugNaN', f)
  return (...args: A): R => {
    const flat = flattenArguments('debugNaN', f as TreeFunction, args)
    return watching(watcher(flat), () => {
      const { recorded, value, outputs } = recordCall('debugNaN', f as TreeFunction, flat)
      const seeds = outputs.leaves.map(y => (isFloat(y.dtype) ? O.some<Value>(like(y, 1)) : O.none))
      pull(recorded, seeds)
      return value as R
    })
  }
}
