/** What a tensor is: a frozen shape and dtype, and elements that can be read but not changed. */
import { raise, reason } from '../error.js'
import { callNow, userLine } from '../line.js'
import { digest } from './digest.js'
import { allocate, isFloat, type Values } from './dtype.js'
import { print } from './print.js'
import { showShape, sizeOf } from './shape.js'
import { Deferred, type Elsewhere, Held, type Source, type Storage, Uniform } from './storage.js'
import type { DType, NestedArray, Shape, Tensor } from './types.js'

/** A tensor as the inside of the library sees it: shapes are run-time facts there. */
export type Value = Tensor<Shape, DType>

/** What is known of a value before it is computed. */
export interface Aval {
  readonly shape: Shape
  readonly dtype: DType
}

/** What concrete tensors and tracers share: the readers. The source is out of everyone's reach. */
export abstract class BaseTensor<out S extends Source = Source> {
  readonly shape: Shape
  readonly dtype: DType
  readonly #source: S

  constructor(shape: Shape, dtype: DType, source: S) {
    this.shape = Object.freeze(shape)
    this.dtype = dtype
    this.#source = source
    Object.freeze(this)
  }

  static sourceOf<S extends Source>(x: BaseTensor<S>): S {
    return x.#source
  }

  get rank(): number {
    return this.shape.length
  }

  get size(): number {
    return sizeOf(this.shape)
  }

  item(): number & boolean {
    if (this.size !== 1)
      raise(
        'item',
        reason(
          'shape',
          `the tensor has shape ${showShape(this.shape)}; only one with a single element is one number.`,
          'Use toArray() or data() to read all elements.',
        ),
      )
    const x = this.#source.read('item')[0] as number
    return (this.dtype === 'bool' ? x !== 0 : x) as number & boolean
  }

  data(): Values {
    return this.#source.read('data').slice()
  }

  toArray(): NestedArray<number & boolean> {
    const { dtype, shape } = this
    return nest(shape, this.#source.read('toArray'), x =>
      dtype === 'bool' ? x !== 0 : x,
    ) as NestedArray<number & boolean>
  }

  toString(): string {
    return print(this.shape, this.dtype, this.#source.read('toString'))
  }

  /** What `JSON.stringify` writes; JSON has no numbers for NaN and infinities, which become strings. */
  toJSON(): { readonly dtype: DType; readonly shape: Shape; readonly data: NestedArray<unknown> } {
    const { dtype, shape } = this
    const data = nest(shape, this.#source.read('toJSON'), x =>
      dtype === 'bool' ? x !== 0 : Number.isFinite(x) ? x : String(x),
    )
    return { dtype, shape, data }
  }

  /**
   * What stands in for the elements where objects are compared: test runners (node:assert, Vitest, Jest,
   * Chai) see enumerable properties, which the elements cannot be, and this.
   */
  get [Symbol.toStringTag](): string {
    return `Tensor ${describe(this)} ${this.identity(this.#source)}`
  }

  protected identity(source: S): string {
    return digest(source.read('toStringTag'))
  }

  /** A template string prints; arithmetic and comparison operators are refused. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === 'string') return this.toString()
    return raise(
      'tensor',
      reason(
        'argument',
        `a ${this.dtype} tensor of shape ${showShape(this.shape)} met a JavaScript operator, which works on numbers only.`,
        'Write add(x, y), sub(x, y), mul(x, y), neg(x), less(x, y), equal(x, y); or x.item() for the number.',
      ),
    )
  }
}

/** What Node's console shows. */
Object.defineProperty(BaseTensor.prototype, Symbol.for('nodejs.util.inspect.custom'), {
  value(this: BaseTensor): string {
    return `${this.dtype}${showShape(this.shape)} ${this.toString()}`
  },
})

/** A tensor whose elements are in memory. */
export class Dense extends BaseTensor<Storage> {}

export const storageOf = (x: Dense): Storage => BaseTensor.sourceOf(x)

export const valuesOf = (x: Dense): Values => BaseTensor.sourceOf(x).values

/** A tensor of freshly computed values, which nobody else may hold. */
export const dense = (shape: Shape, dtype: DType, values: Values): Dense =>
  new Dense(shape, dtype, new Held(values, dtype))

/** A tensor whose elements are elsewhere until they are read. */
export const deferred = (shape: Shape, dtype: DType, place: Elsewhere): Dense =>
  new Dense(shape, dtype, new Deferred(place, dtype))

/** Where the elements are, unless they are at hand. */
export const placeOf = (x: Dense): Elsewhere | undefined => {
  const storage = storageOf(x)
  return storage instanceof Deferred ? storage.place : undefined
}

/** The same elements under another shape. */
export const reshaped = (x: Dense, shape: Shape): Dense => new Dense(shape, x.dtype, storageOf(x))

export const isTensor = (x: unknown): x is Value => x instanceof BaseTensor

export const isDense = (x: unknown): x is Dense => x instanceof Dense

/**
 * So many elements and no more are written out late: fewer cost nothing, and what memory may not hold is
 * refused at once.
 */
const LATE: readonly [number, number] = [2 ** 10, 2 ** 24]

/** The same number everywhere. */
export const filled = (shape: Shape, dtype: DType, value: number, where?: string): Dense => {
  const size = sizeOf(shape)
  if (size >= LATE[0] && size <= LATE[1]) {
    const number = allocate(dtype, 1).fill(value)[0] as number
    return new Dense(shape, dtype, new Uniform(number, size, dtype))
  }
  const values = allocate(dtype, size, where)
  return dense(shape, dtype, Object.is(value, 0) ? values : values.fill(value))
}

/** The number that all elements are, where the tensor was made so and has many. */
export const uniformOf = (x: Dense): number | undefined => {
  const storage = storageOf(x)
  return storage instanceof Uniform ? storage.number : undefined
}

/** A constant of x's shape and dtype. */
export const like = (x: Aval, value: number): Dense => filled(x.shape, x.dtype, value)

export const scalar = (value: number, dtype: DType = 'float32'): Dense => filled([], dtype, value)

/** `a float32 tensor of shape [2,3]`, as errors say it. */
export const describe = (x: Aval): string => `${x.dtype}${showShape(x.shape)}`

/** A tensor of a recording that has ended, used in the public function `where`. */
export const escaped = (where: string): never =>
  raise(
    where,
    reason(
      'escapedTracer',
      `a tensor of a function that was being differentiated or traced is used at ${userLine(callNow())}, after that function returned.`,
      'Return it from the function (as auxiliary output, hasAux) instead of storing it outside; functions under a transformation must not be async.',
    ),
  )

/** A tensor that can still be computed with. */
export const alive = (where: string, x: Value): Value =>
  BaseTensor.sourceOf(x as Value & BaseTensor).ended ? escaped(where) : x

/** Operands that must be floats, in the name of a public function. */
export const expectFloat = (where: string, x: Aval, whose: string): void => {
  if (!isFloat(x.dtype))
    raise(
      where,
      reason(
        'dtype',
        `${whose} is ${x.dtype}; derivatives are defined for float32 and float64.`,
        "Convert it with astype(x, 'float32'), or keep it out of what is differentiated.",
      ),
    )
}

const nest = <T>(shape: Shape, values: Values, show: (x: number) => T): NestedArray<T> => {
  let at = 0
  const level = (axis: number): NestedArray<T> => {
    if (axis === shape.length) return show(values[at++] as number)
    return Array.from({ length: shape[axis] as number }, () => level(axis + 1))
  }
  return level(0)
}
