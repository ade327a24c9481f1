/** Making tensors: from arrays, filled with a constant, or counted up. */
import { allocate, isFloat, type Values } from '../data/dtype.js'
import { type DTypeOptions, dtypeIn, finiteIn, shapeIn } from '../data/options.js'
import { checkShape, showShape, sizeOf } from '../data/shape.js'
import type {
  Arange,
  Eye,
  Filled,
  Full,
  FullLike,
  Like,
  Linspace,
  TensorConstructor,
} from '../data/signatures-array.js'
import { alive, dense, filled, isTensor, type Value } from '../data/tensor.js'
import { nameOf } from '../data/tree.js'
import type { DType, Operand, Shape, Tensor } from '../data/types.js'
import { orRaise, raise, reason } from '../error.js'
import { operand } from './door.js'

const typed = (x: unknown): x is Values =>
  x instanceof Float32Array ||
  x instanceof Float64Array ||
  x instanceof Int32Array ||
  x instanceof Uint8Array

const suggested = (data: unknown, first: unknown): DType => {
  if (data instanceof Float64Array) return 'float64'
  if (data instanceof Int32Array || data instanceof Uint8Array) return 'int32'
  return typeof first === 'boolean' ? 'bool' : 'float32'
}

/** One element: a number or a boolean that the dtype can hold as it is; `place` is its name or index. */
const element = (where: string, x: unknown, dtype: DType, place: string | number): number => {
  if (typeof x === 'boolean') return x ? 1 : 0
  if (typeof x === 'number' && (dtype !== 'int32' || (x | 0) === x) && dtype !== 'bool') return x
  const what = typeof place === 'number' ? `element ${place}` : place
  if (typeof x !== 'number')
    return raise(
      where,
      reason(
        'argument',
        `${what} is ${nameOf(x)}; expected a number or a boolean.`,
        isTensor(x) ? 'Use stack to join tensors.' : undefined,
      ),
    )
  if (dtype === 'int32' && (x | 0) !== x)
    return raise(
      where,
      reason(
        'dtype',
        `${what} is ${x}, which is not an int32.`,
        'int32 holds whole numbers from -2147483648 to 2147483647; use float32 or float64 for others.',
      ),
    )
  if (dtype === 'bool' && x !== 0 && x !== 1)
    return raise(
      where,
      reason('dtype', `${what} is ${x}, which is not a bool.`, 'Use true and false.'),
    )
  return x
}

/** n elements, each of which the dtype can hold. */
const filledWith = (where: string, dtype: DType, n: number, at: (i: number) => unknown): Values => {
  const out = allocate(dtype, n, where)
  for (let i = 0; i < n; i++) out[i] = element(where, at(i), dtype, i)
  return out
}

/** The shape of nested arrays, and their elements in order. */
const nested = (value: unknown): { readonly shape: Shape; readonly flat: readonly unknown[] } => {
  const shape: number[] = []
  for (let level = value; Array.isArray(level); level = level[0])
    if (shape.push(level.length) > DEPTH) return endless()
  const flat: unknown[] = []
  const visit = (x: unknown, axis: number, at: readonly number[]): void => {
    if (axis === shape.length) {
      if (Array.isArray(x)) ragged(at, 'an array', 'a number')
      flat.push(x)
    } else if (!Array.isArray(x)) ragged(at, 'a number', `an array of ${shape[axis]}`)
    else if (x.length !== shape[axis])
      ragged(at, `an array of ${x.length}`, `an array of ${shape[axis]}`)
    else for (const [i, y] of x.entries()) visit(y, axis + 1, [...at, i])
  }
  visit(value, 0, [])
  return { shape, flat }
}

/** Deeper than any data is nested. */
const DEPTH = 100

const endless = (): never =>
  raise(
    'tensor',
    reason(
      'shape',
      `arrays are nested more than ${DEPTH} levels deep.`,
      'An array must not hold itself.',
    ),
  )

const ragged = (at: readonly number[], got: string, expected: string): never =>
  raise(
    'tensor',
    reason(
      'shape',
      `nested arrays are ragged: at ${showShape(at)} there is ${got}, expected ${expected} as in the first row.`,
      'All rows of one level must have the same length; fill up shorter ones.',
    ),
  )

const fromNested = (value: unknown, options: DTypeOptions | undefined): Value => {
  const { shape, flat } = nested(value)
  const dtype = dtypeIn('tensor', options, suggested(undefined, flat[0]))
  return dense(
    orRaise('tensor', checkShape(shape)),
    dtype,
    filledWith('tensor', dtype, flat.length, i => flat[i]),
  )
}

const fromFlat = (
  data: Values | readonly unknown[],
  shapeGiven: unknown,
  options: DTypeOptions | undefined,
): Value => {
  const shape = shapeIn('tensor', shapeGiven)
  if (data.length !== sizeOf(shape))
    return raise(
      'tensor',
      reason(
        'shape',
        `got ${data.length} elements for shape ${showShape(shape)}, which has ${sizeOf(shape)}.`,
      ),
    )
  const dtype = dtypeIn('tensor', options, suggested(data, data[0]))
  if (!typed(data) || !isFloat(dtype))
    return dense(
      shape,
      dtype,
      filledWith('tensor', dtype, data.length, i => data[i]),
    )
  // A float array needs no check of its elements; one call copies it.
  const out = allocate(dtype, data.length)
  out.set(data)
  return dense(shape, dtype, out)
}

/**
 * A tensor of numbers or booleans: from nested arrays, or from a flat array and a shape. The data
 * is copied. dtype: that of a typed array, `bool` for booleans, else `float32`; or as asked for.
 *
 * Throws `ShapeError` when rows differ in length or the count does not fit the shape,
 * `DTypeError` when a number does not fit the dtype, `ArgumentError` for what is no number.
 * @example tensor([[1, 2], [3, 4]]) // => [[1, 2], [3, 4]]
 * @example tensor(new Float64Array([1, 2, 3, 4]), [2, 2]).dtype // => float64
 */
export const tensor: TensorConstructor = (
  data: unknown,
  second?: unknown,
  third?: DTypeOptions,
): Tensor => {
  if (isTensor(data) && second === undefined && third === undefined) return alive('tensor', data)
  if (isTensor(data))
    return raise(
      'tensor',
      reason(
        'argument',
        `got ${nameOf(data)} with more arguments; expected numbers.`,
        'It is a tensor already: use astype for another dtype, reshape for another shape.',
      ),
    )
  if (Array.isArray(second) || (second !== undefined && third !== undefined))
    return Array.isArray(data) || typed(data)
      ? fromFlat(data, second, third)
      : raise(
          'tensor',
          reason(
            'argument',
            `got ${nameOf(data)} with a shape; expected a flat array of numbers.`,
            'Use full(shape, value) for one value everywhere.',
          ),
        )
  const options = (second === undefined ? third : second) as DTypeOptions | undefined
  return typed(data) ? fromFlat(data, [data.length], options) : fromNested(data, options)
}

const constant =
  (where: string, value: number) =>
  (shape: Shape, options?: DTypeOptions): Tensor =>
    filled(shapeIn(where, shape), dtypeIn(where, options, 'float32'), value, where)

/**
 * Zeros of a shape.
 * @example zeros([2, 2]) // => [[0, 0], [0, 0]]
 */
export const zeros: Filled = constant('zeros', 0)

/**
 * Ones of a shape.
 * @example ones([3], { dtype: 'int32' }) // => [1, 1, 1]
 */
export const ones: Filled = constant('ones', 1)

/**
 * One value everywhere; `bool` for true and false, else float32 unless asked for.
 * @example full([2], 7) // => [7, 7]
 */
export const full: Full = (
  shape: Shape,
  value: number | boolean,
  options?: DTypeOptions,
): Tensor => {
  const dtype = dtypeIn('full', options, typeof value === 'boolean' ? 'bool' : 'float32')
  return filled(shapeIn('full', shape), dtype, element('full', value, dtype, 'the value'), 'full')
}

const constantLike =
  (where: string, value: number) =>
  (x: Operand, options?: DTypeOptions): Tensor => {
    const { shape, dtype } = operand(where, x)
    return filled(shape, dtypeIn(where, options, dtype), value, where)
  }

/**
 * Zeros of the shape and dtype of x.
 * @example zerosLike(tensor([1, 2])) // => [0, 0]
 */
export const zerosLike: Like = constantLike('zerosLike', 0)

/**
 * Ones of the shape and dtype of x.
 * @example onesLike(tensor([1, 2])) // => [1, 1]
 */
export const onesLike: Like = constantLike('onesLike', 1)

/**
 * One value in the shape and dtype of x.
 * @example fullLike(tensor([1, 2]), 5) // => [5, 5]
 */
export const fullLike: FullLike = (
  x: Operand,
  value: number | boolean,
  options?: DTypeOptions,
): Tensor => {
  const like = operand('fullLike', x)
  const dtype = dtypeIn('fullLike', options, like.dtype)
  return filled(like.shape, dtype, element('fullLike', value, dtype, 'the value'), 'fullLike')
}

/**
 * Ones on the diagonal of an n by m matrix (n by n when m is not given).
 * @example eye(2) // => [[1, 0], [0, 1]]
 */
export const eye: Eye = (
  n: number,
  second?: number | DTypeOptions,
  third?: DTypeOptions,
): Tensor => {
  const square = second === undefined || typeof second === 'object'
  const twice = typeof second === 'object' && third !== undefined
  const [rows, columns] = shapeIn('eye', [n, square && !twice ? n : second]) as [number, number]
  const dtype = dtypeIn('eye', typeof second === 'object' ? second : third, 'float32')
  const out = allocate(dtype, rows * columns, 'eye')
  for (let i = 0; i < Math.min(rows, columns); i++) out[i * (columns + 1)] = 1
  return dense([rows, columns], dtype, out)
}

/**
 * 0, 1, ... below stop; or from start to below stop by step.
 * @example arange(4) // => [0, 1, 2, 3]
 * @example arange(1, 2, 0.5) // => [1.0, 1.5]
 */
export const arange: Arange = (
  ...given: readonly (number | DTypeOptions | undefined)[]
): Tensor => {
  const last = given.length - 1
  const at = Math.min(3, typeof given[last] === 'object' ? last : given.length)
  const numbers = given.slice(0, at)
  const [start, stop] = numbers.length <= 1 ? [0, numbers[0]] : numbers
  const dtype = dtypeIn('arange', given[at] as DTypeOptions | undefined, 'float32')
  const from = finiteIn('arange', 'start', start)
  const to = finiteIn('arange', 'stop', stop)
  const by = finiteIn('arange', 'step', numbers[2] === undefined ? 1 : numbers[2])
  if (by === 0) raise('arange', reason('argument', 'step is 0; expected any other number.'))
  const count = Math.max(0, Math.ceil((to - from) / by))
  const shape = shapeIn('arange', [count])
  return dense(
    shape,
    dtype,
    filledWith('arange', dtype, count, i => from + i * by),
  )
}

/**
 * `count` numbers (default 50) from start to stop, both included, at equal distances.
 * @example linspace(0, 1, 3) // => [0.0, 0.5, 1.0]
 */
export const linspace: Linspace = (
  start: number,
  stop: number,
  count: number = 50,
  options?: DTypeOptions,
): Tensor => {
  const from = finiteIn('linspace', 'start', start)
  const to = finiteIn('linspace', 'stop', stop)
  const shape = shapeIn('linspace', [count])
  const dtype = dtypeIn('linspace', options, 'float32')
  const steps = Math.max(1, count - 1)
  // The distance of two large numbers overflows; their means do not.
  const between = Number.isFinite(to - from)
    ? (i: number): number => from + (i * (to - from)) / steps
    : (i: number): number => from * (1 - i / steps) + to * (i / steps)
  const at = (i: number): number => (i === count - 1 && i > 0 ? to : between(i))
  return dense(shape, dtype, filledWith('linspace', dtype, count, at))
}
