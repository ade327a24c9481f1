/** What is passed where something else belongs. */

/** What makes tensors: core, which this package does not import. */
export interface Core {
  readonly tensor: (x: unknown, options?: { readonly dtype: string }) => unknown
  readonly zeros: (shape: readonly number[]) => unknown
  readonly trace: (f: (x: unknown) => unknown) => (x: unknown) => unknown
}

/** A tensor that a function under a transformation has let out. */
const escapedLike = ({ trace }: Core, x: unknown): unknown => {
  let escaped: unknown
  trace(y => {
    escaped = y
    return y
  })(x)
  return escaped
}

class Model {
  readonly weights: unknown

  constructor(weights: unknown) {
    this.weights = weights
  }
}

const ring: unknown[] = []
ring.push(ring)

const knot: { itself?: unknown } = {}
knot.itself = knot

/** By the name of its kind; what is accepted anywhere is listed in `accepted.txt`. */
export const wrongValues = (core: Core): Readonly<Record<string, unknown>> => {
  const { tensor, zeros } = core
  const escaped = escapedLike(core, zeros([2]))
  return {
    undefined: undefined,
    null: null,
    NaN: Number.NaN,
    infinity: Number.POSITIVE_INFINITY,
    negative: -7,
    fraction: 0.5,
    huge: 1e12,
    string: 'axis',
    boolean: true,
    bigint: 3n,
    symbol: Symbol('s'),
    object: { w: 1 },
    frozen: Object.freeze({}),
    'empty list': Object.freeze([]),
    'ragged list': [[1], [2, 3]],
    'list of strings': ['a', 'b'],
    'huge shape': [1e6, 1e6],
    'negative shape': [2, -1],
    'sparse list': new Array(2),
    'list in itself': ring,
    'object in itself': knot,
    function: (): number => 1,
    'function that throws': (): never => {
      throw new RangeError('mine')
    },
    'function that gives nothing': (): void => undefined,
    'function that gives a list in itself': (): readonly unknown[] => [ring, ring],
    'function that gives what escaped': (): unknown => escaped,
    'async function': async (): Promise<number> => 1,
    promise: Promise.resolve(1),
    instance: new Model(zeros([2])),
    map: new Map([['w', 1]]),
    date: new Date(0),
    'typed array': new Float32Array(2),
    'object without prototype': Object.create(null) as unknown,
    'like a tensor': { shape: [2], dtype: 'float32', rank: 1, size: 2 },
    escaped,
    'escaped whole': escapedLike(core, tensor([1, 2], { dtype: 'int32' })),
    whole: tensor([1, 2], { dtype: 'int32' }),
    truth: tensor([true, false]),
    double: tensor([1, 2], { dtype: 'float64' }),
    scalar: tensor(1),
    'rank 4': zeros([1, 2, 1, 2]),
    'no elements': zeros([0]),
    'other length': zeros([5]),
  }
}
