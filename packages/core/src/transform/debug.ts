/** debugNaN: the first NaN or infinity, and the user's line it comes from. */

import * as O from 'fp-ts/lib/Option.js'
import { isFloat } from '../data/dtype.js'
import { stridesOf } from '../data/shape.js'
import type { Arguments } from '../data/signatures-transform.js'
import { type Dense, describe, like, type Value, valuesOf } from '../data/tensor.js'
import type { Flat } from '../data/tree.js'
import type { DType } from '../data/types.js'
import { type NonFinite, raiseNonFinite } from '../error.js'
import { userLine } from '../line.js'
import type { Op, Param } from '../tape/op.js'
import type { Origin } from '../tape/origin.js'
import { type Watcher, watching } from '../tape/watch.js'
import { flattenArguments, type TreeFunction, wantFunction } from './call.js'
import { cures, FALLBACK } from './cures.js'
import { pull, recordCall } from './vjp.js'

const finite = (x: Dense): boolean => !isFloat(x.dtype) || valuesOf(x).every(Number.isFinite)

/** A maximum over windows is filled up with -Infinity on purpose. */
const isUsual = (p: Param): boolean => typeof p !== 'number' || Number.isFinite(p)

const indexAt = (flat: number, shape: readonly number[]): readonly number[] =>
  stridesOf(shape).map((stride, axis) => Math.floor(flat / stride) % (shape[axis] as number))

const ORDERS = ['', 'first', 'second', 'third', 'fourth']

const ofOrder = (order: number): string =>
  order === 1
    ? 'its derivative rule'
    : `the rule of its ${ORDERS[order] ?? `${order}th`} derivative`

const extreme = (x: Dense, better: (a: number, b: number) => number): number =>
  (valuesOf(x) as Float64Array).reduce((a, b) => better(a, b))

/** A number of float32 without the digits that only float64 has. */
const short = (x: number, dtype: DType): string =>
  String(dtype === 'float32' ? Number(x.toPrecision(8)) : x)

/** What an operand is at the place in question: its number there, or all of it where it is small. */
const at = (x: Dense, out: Dense, place: number): string =>
  x.size === out.size
    ? short(valuesOf(x)[place] as number, x.dtype)
    : x.size <= 8
      ? x.toString().replace(/\s+/g, ' ')
      : `${describe(x)} between ${short(extreme(x, Math.min), x.dtype)} and ${short(extreme(x, Math.max), x.dtype)}`

const isNaNAt = (x: Dense): number => valuesOf(x).findIndex(Number.isNaN)

const placeIn = (x: Dense, place: number): string =>
  x.rank === 0 ? '' : ` at [${indexAt(place, x.shape).join(',')}]`

/** Where an operand is one of f's arguments, its path. */
const nameIn = (args: Flat, x: Dense): string => args.paths[args.leaves.indexOf(x)] ?? ''

const inScope = ({ scope }: Origin): string => (scope === undefined ? '' : ` in ${scope}`)

const foundAt = (
  { op, order, scope }: Origin,
  line: string,
  index: readonly number[],
): NonFinite => ({ operation: op, order, line, index, ...(scope === undefined ? {} : { scope }) })

/** A NaN that was there before: nothing that f computed, else it would have been found. */
const given = (args: Flat, operand: Dense, origin: Origin): never => {
  const place = isNaNAt(operand)
  const path = nameIn(args, operand)
  const isArgument = args.leaves.includes(operand)
  const what = isArgument ? `the argument${path && ` ${path}`}` : 'a tensor from outside of f'
  const line = userLine(origin.call)
  return raiseNonFinite(
    `${what} is NaN already${placeIn(operand, place)}, where ${origin.op} reads it, called${inScope(origin)} at ${line}.\n` +
      `  it is ${describe(operand)}`,
    'Follow it to where it is made: debugNaN shows what arises inside of the function that it is given.',
    foundAt(origin, line, indexAt(place, operand.shape)),
  )
}

const arisen = (
  args: Flat,
  op: Op,
  operands: readonly Dense[],
  out: Dense,
  place: number,
  origin: Origin,
): never => {
  const { op: user, order } = origin
  const line = userLine(origin.call)
  const named = operands.map(x => {
    const path = nameIn(args, x)
    return `${path && `${path} `}${describe(x)} = ${at(x, out, place)}`
  })
  return raiseNonFinite(
    `${user} gives ${valuesOf(out)[place]}${placeIn(out, place)}` +
      `${order === 0 ? '' : ` in ${ofOrder(order)} (${op.name})`}, called${inScope(origin)} at ${line}.\n` +
      `  operands: ${named.join('; ') || 'none'}`,
    cures[user] ?? FALLBACK,
    foundAt(origin, line, indexAt(place, out.shape)),
  )
}

const watcher =
  (args: Flat): Watcher =>
  (op, operands, out, origin) => {
    if (finite(out)) return
    const bad = isNaNAt(out)
    if (bad >= 0) {
      const operand = operands.find(x => isNaNAt(x) >= 0)
      return operand === undefined
        ? arisen(args, op, operands, out, bad, origin())
        : given(args, operand, origin())
    }
    const usual = operands.every(finite) && Object.values(op.params).every(isUsual)
    const place = valuesOf(out).findIndex(x => !Number.isFinite(x))
    if (usual) arisen(args, op, operands, out, place, origin())
  }

/**
 * Runs f and the gradient of its value (of the sum of its values, where it has several), and gives
 * f's value. At the first NaN or infinity that arises it throws `NonFiniteError` with the operation
 * as you called it and your line, whether it arose in the value or in which derivative rule, the
 * index, the operands there and what usually helps. In loops, `vmap` and checkpoints it is the line
 * inside of their function. A NaN that is passed in is named with its path where it is first read; an
 * infinity that is passed in is none that arises. For second derivatives, debug the gradient: `debugNaN(grad(f))(x)`.
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
