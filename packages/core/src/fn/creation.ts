/** Making tensors: from arrays, filled with a constant, or counted up. */
import { allocate, dtypes, isDType, type Values } from '../data/dtype.js'
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
import { dense, filled, isTensor, type Value } from '../data/tensor.js'
import type { DType, Operand, Shape, Tensor } from '../data/types.js'
import { orRaise, raise, reason } from '../error.js'
import { operand } from './door.js'

interface Options {
  readonly dtype?: DType | undefined
}

const typed = (x: unknown): x is Values =>
  x instanceof Float32Array ||
  x instanceof Float64Array ||
  x instanceof Int32Array ||
  x instanceof Uint8Array

/** The dtype asked for, or the one that the data suggests. */
export const dtypeIn = (where: string, options: Options | undefined, otherwise: DType): DType => {
  const dtype = options?.dtype ?? otherwise
  return isDType(dtype)
    ? dtype
    : raise(
        where,
        reason(
          'dtype',
          `got dtype ${JSON.stringify(dtype) ?? String(dtype)}.`,
          `The dtypes are ${dtypes.join(', ')}.`,
        ),
      )
}

/** A shape from a user, copied. */
export const shapeIn = (where: string, shape: unknown): Shape => [
  ...orRaise(where, checkShape(shape)),
]

const suggested = (data: unknown, first: unknown): DType => {
  if (data instanceof Float64Array) return 'float64'
  if (data instanceof Int32Array || data instanceof Uint8Array) return 'int32'
  return typeof first === 'boolean' ? 'bool' : 'float32'
}

/** One element: a number or a boolean that the dtype can hold as it is. */
const element = (x: unknown, dtype: DType, at: string): number => {
  if (typeof x === 'boolean') return x ? 1 : 0
  if (typeof x !== 'number')
    return raise(
      'tensor',
      reason(
        'argument',
        `the element at ${at} is ${x === null ? 'null' : Array.isArray(x) ? 'an array' : typeof x === 'string' ? JSON.stringify(x) : typeof x}; expected a number or a boolean.`,
      ),
    )
  if (dtype === 'int32' && (!Number.isInteger(x) || (x | 0) !== x))
    return raise(
      'tensor',
      reason(
        'dtype',
        `the element at ${at} is ${x}, which is not an int32.`,
        'int32 holds whole numbers from -2147483648 to 2147483647; use float32 or float64 for others.',
      ),
    )
  if (dtype === 'bool' && x !== 0 && x !== 1)
    return raise(
      'tensor',
      reason('dtype', `the element at ${at} is ${x}, which is not a bool.`, 'Use true and false.'),
    )
  return x
}

/** The shape of nested arrays, and their elements in order. */
const nested = (value: unknown): { readonly shape: Shape; readonly flat: readonly unknown[] } => {
  const shape: number[] = []
  for (let level = value; Array.isArray(level); level = level[0]) shape.push(level.length)
  const flat: unknown[] = []
  const visit = (x: unknown, axis: number, at: readonly number[]): void => {
    if (axis === shape.length) {
      if (Array.isArray(x)) ragged(at, 'an array', 'a number')
      flat.push(x)
    } else if (!Array.isArray(x)) ragged(at, 'a number', `an array of ${shape[axis]}`)
    else if (x.length !== shape[axis]) ragged(at, `${x.length} entries`, `${shape[axis]}`)
    else for (const [i, y] of x.entries()) visit(y, axis + 1, [...at, i])
  }
  visit(value, 0, [])
  return { shape, flat }
}

const ragged = (at: readonly number[], got: string, expected: string): never =>
  raise(
    'tensor',
    reason(
      'shape',
      `nested arrays are ragged: at ${showShape(at)} there is ${got}, expected ${expected} as in the first row.`,
      'All rows of one level must have the same length; fill up shorter ones.',
    ),
  )

const fromNested = (value: unknown, options: Options | undefined): Value => {
  const { shape, flat } = nested(value)
  const dtype = dtypeIn('tensor', options, suggested(undefined, flat[0]))
  const out = allocate(dtype, flat.length)
  flat.forEach((x, i) => {
    out[i] = element(x, dtype, `element ${i}`)
  })
  return dense(orRaise('tensor', checkShape(shape)), dtype, out)
}

const fromFlat = (
  data: Values | readonly unknown[],
  shapeGiven: unknown,
  options: Options | undefined,
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
  const out = allocate(dtype, data.length)
  // A float array needs no check of its elements; one call copies it.
  if (typed(data) && dtype !== 'int32' && dtype !== 'bool') out.set(data)
  else
    data.forEach((x: unknown, i: number) => {
      out[i] = element(x, dtype, `element ${i}`)
    })
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
  third?: Options,
): Tensor => {
  if (isTensor(data)) return data
  if (Array.isArray(second)) {
    return Array.isArray(data) || typed(data)
      ? fromFlat(data, second, third)
      : raise(
          'tensor',
          reason('argument', `got a ${typeof data} with a shape; expected an array of elements.`),
        )
  }
  const options = second as Options | undefined
  return typed(data) ? fromFlat(data, [data.length], options) : fromNested(data, options)
}

const constant =
  (where: string, value: number) =>
  (shape: Shape, options?: Options): Tensor =>
    filled(shapeIn(where, shape), dtypeIn(where, options, 'float32'), value)

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
export const full: Full = (shape: Shape, value: number | boolean, options?: Options): Tensor => {
  const dtype = dtypeIn('full', options, typeof value === 'boolean' ? 'bool' : 'float32')
  return filled(shapeIn('full', shape), dtype, element(value, dtype, 'value'))
}

const constantLike =
  (where: string, value: number) =>
  (x: Operand, options?: Options): Tensor => {
    const { shape, dtype } = operand(where, x)
    return filled(shape, dtypeIn(where, options, dtype), value)
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
  options?: Options,
): Tensor => {
  const like = operand('fullLike', x)
  const dtype = dtypeIn('fullLike', options, like.dtype)
  return filled(like.shape, dtype, element(value, dtype, 'value'))
}

/**
 * Ones on the diagonal of an n by m matrix (n by n when m is not given).
 * @example eye(2) // => [[1, 0], [0, 1]]
 */
export const eye: Eye = (n: number, second?: number | Options, third?: Options): Tensor => {
  const m = typeof second === 'number' ? second : n
  const shape = shapeIn('eye', [n, m])
  const dtype = dtypeIn('eye', typeof second === 'number' ? third : second, 'float32')
  const out = allocate(dtype, n * m)
  for (let i = 0; i < Math.min(n, m); i++) out[i * (m + 1)] = 1
  return dense(shape, dtype, out)
}

const finite = (where: string, numbers: Readonly<Record<string, unknown>>): void => {
  for (const [name, x] of Object.entries(numbers))
    if (typeof x !== 'number' || !Number.isFinite(x))
      raise(where, reason('argument', `${name} is ${String(x)}; expected a finite number.`))
}

/**
 * 0, 1, ... below stop; or from start to below stop by step.
 * @example arange(4) // => [0, 1, 2, 3]
 * @example arange(1, 2, 0.5) // => [1.0, 1.5]
 */
export const arange: Arange = (...given: readonly (number | Options | undefined)[]): Tensor => {
  const numbers = given.filter(x => typeof x === 'number')
  const options = given.find(x => typeof x === 'object')
  const [start, stop] = numbers.length <= 1 ? [0, numbers[0]] : numbers
  const step = numbers[2] ?? 1
  finite('arange', { start, stop, step })
  if (step === 0) raise('arange', reason('argument', 'step is 0; expected any other number.'))
  const from = start as number
  const count = Math.max(0, Math.ceil(((stop as number) - from) / step))
  const dtype = dtypeIn('arange', options, 'float32')
  const out = allocate(dtype, sizeOf(shapeIn('arange', [count])))
  for (let i = 0; i < count; i++) out[i] = from + i * step
  return dense([count], dtype, out)
}

/**
 * `count` numbers (default 50) from start to stop, both included, at equal distances.
 * @example linspace(0, 1, 3) // => [0.0, 0.5, 1.0]
 */
export const linspace: Linspace = (
  start: number,
  stop: number,
  count: number = 50,
  options?: Options,
): Tensor => {
  finite('linspace', { start, stop })
  const shape = shapeIn('linspace', [count])
  const dtype = dtypeIn('linspace', options, 'float32')
  const out = allocate(dtype, count)
  for (let i = 0; i < count; i++)
    out[i] = i === count - 1 ? stop : start + (i * (stop - start)) / (count - 1)
  if (count === 1) out[0] = start
  return dense(shape, dtype, out)
}
