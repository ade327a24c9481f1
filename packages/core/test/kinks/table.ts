/**
 * What derivatives are where a function has none, or an infinite one. This table is the test and the
 * page `docs/kinks.md`: f is run as it is written here.
 */

/** Numbers by name, in the order in which they are differentiated. */
export type Point = Readonly<Record<string, number | readonly number[]>>

export interface Kink {
  /** The function's formula in the functions of core. */
  readonly f: string
  readonly at: Point
  readonly value: number
  /** In every number of the point, in order. */
  readonly gradient: readonly number[]
  /** Row by row; 0 where all of it is. */
  readonly hessian: 0 | readonly (readonly number[])[]
}

export interface Section {
  readonly title: string
  readonly rule: string
  readonly rows: readonly Kink[]
}

/** A function of one number. */
const one = (f: string, x: number, value: number, gradient: number, second: number): Kink => ({
  f,
  at: { x },
  value,
  gradient: [gradient],
  hessian: second === 0 ? 0 : [[second]],
})

const many = (
  f: string,
  at: Point,
  value: number,
  gradient: readonly number[],
  hessian: Kink['hessian'],
): Kink => ({ f, at, value, gradient, hessian })

const oo = Number.POSITIVE_INFINITY

export const sections: readonly Section[] = [
  {
    title: 'Corners',
    rule: 'Where the slopes of both sides differ, the derivative is 0 if 0 lies between them, else the slope of the left side.',
    rows: [
      one('abs(x)', 0, 0, 0, 0),
      one('relu(x)', 0, 0, 0, 0),
      one('leakyRelu(x, { slope: 0.25 })', 0, 0, 0.25, 0),
      one('elu(x)', 0, 0, 1, 1),
      one('mul(x, abs(x))', 0, 0, 0, 0),
      one('relu(mul(x, x))', 0, 0, 0, 0),
      many('norm(x)', { x: [0, 0] }, 0, [0, 0], 0),
      one('norm(x)', 0, 0, 0, 0),
      many('std(x)', { x: [2, 2, 2] }, 0, [0, 0, 0], 0),
      many(
        'variance(x)',
        { x: [2, 2] },
        0,
        [0, 0],
        [
          [0.5, -0.5],
          [-0.5, 0.5],
        ],
      ),
      one('linalg.svd(reshape(x, [1, 1]))[1]', 0, 0, 0, 0),
    ],
  },
  {
    title: 'Ties',
    rule: 'All that are largest share the derivative equally. `clip` lets it through at its bounds. `sort` and `topK` follow one element each: of equals the first comes first.',
    rows: [
      many('max(x)', { x: [1, 2, 2] }, 2, [0, 0.5, 0.5], 0),
      many('min(x)', { x: [1, 1, 2] }, 1, [0.5, 0.5, 0], 0),
      many('max(x)', { x: [0, 0, 0, 0] }, 0, [0.25, 0.25, 0.25, 0.25], 0),
      many('maximum(x, y)', { x: 1, y: 1 }, 1, [0.5, 0.5], 0),
      many('minimum(x, y)', { x: 1, y: 1 }, 1, [0.5, 0.5], 0),
      one('maximum(x, x)', 1, 1, 1, 0),
      one('maximum(x, 0)', 0, 0, 0.5, 0),
      one('maximum(mul(x, x), mul(x, 2))', 2, 4, 3, 1),
      many(
        'maxPool(reshape(x, [1, 2, 2, 1]), { window: [2, 2] })',
        { x: [1, 0, 1, 0] },
        1,
        [0.5, 0, 0.5, 0],
        0,
      ),
      one('clip(x, 0, 1)', 0, 0, 1, 0),
      one('clip(x, 0, 1)', 1, 1, 1, 0),
      one('clip(x, 0, 1)', 2, 1, 0, 0),
      many('take(sort(x), 1)', { x: [2, 1, 2] }, 2, [1, 0, 0], 0),
      many('topK(x, 1).values', { x: [2, 2] }, 2, [1, 0], 0),
      many('max(linalg.eigh(diag(x))[0])', { x: [1, 1] }, 1, [0.5, 0.5], 0),
    ],
  },
  {
    title: 'Factors of 0',
    rule: 'A product is made of multiplications alone, so zeros in it need no special case. `pow(x, 0)` is 1 and has derivative 0 everywhere. At x = 0 the derivative of x^y in y is 0.',
    rows: [
      many(
        'prod(x)',
        { x: [0, 2, 3] },
        0,
        [6, 0, 0],
        [
          [0, 3, 2],
          [3, 0, 0],
          [2, 0, 0],
        ],
      ),
      many(
        'prod(x)',
        { x: [0, 0, 3] },
        0,
        [0, 0, 0],
        [
          [0, 3, 0],
          [3, 0, 0],
          [0, 0, 0],
        ],
      ),
      many('prod(x)', { x: [0, 0, 0] }, 0, [0, 0, 0], 0),
      many(
        'sum(cumprod(x))',
        { x: [2, 0, 3] },
        2,
        [1, 8, 0],
        [
          [0, 4, 0],
          [4, 0, 2],
          [0, 2, 0],
        ],
      ),
      many(
        'linalg.det(reshape(x, [2, 2]))',
        { x: [0, 0, 0, 3] },
        0,
        [3, 0, 0, 0],
        [
          [0, 0, 0, 1],
          [0, 0, -1, 0],
          [0, -1, 0, 0],
          [1, 0, 0, 0],
        ],
      ),
      one('pow(x, 0)', 0, 1, 0, 0),
      one('pow(x, 1)', 0, 0, 1, 0),
      one('pow(x, 2)', 0, 0, 0, 2),
      one('pow(x, 2)', -3, 9, -6, 2),
      one('pow(x, 3)', 0, 0, 0, 0),
      many('pow(0, n)', { n: 0 }, 1, [0], 0),
      many('pow(0, n)', { n: 3 }, 0, [0], 0),
      many('pow(x, n)', { x: 0, n: 0 }, 1, [0, 0], 0),
      many('pow(x, n)', { x: 0, n: 1 }, 0, [1, 0], 0),
      many(
        'pow(x, n)',
        { x: 0, n: 2 },
        0,
        [0, 0],
        [
          [2, 0],
          [0, 0],
        ],
      ),
      one('pow(x, x)', 0, 1, 0, 0),
    ],
  },
  {
    title: 'Ends of what a function is defined on',
    rule: 'An infinite slope is infinite, and not NaN; the safe forms, and the angle of the origin, have 0 of every order.',
    rows: [
      one('sqrt(x)', 0, 0, oo, -oo),
      one('sqrt(x)', -0, -0, oo, -oo),
      one('safeSqrt(x)', 0, 0, 0, 0),
      one('safeSqrt(x)', -1, 0, 0, 0),
      one('rsqrt(x)', 0, oo, -oo, oo),
      one('reciprocal(x)', 0, oo, -oo, oo),
      one('pow(x, 0.5)', 0, 0, oo, -oo),
      one('pow(x, 1.5)', 0, 0, 0, oo),
      one('pow(x, -1)', 0, oo, -oo, oo),
      one('log(x)', 0, -oo, oo, -oo),
      one('log1p(x)', -1, -oo, oo, -oo),
      many('xlogy(x, y)', { x: 0, y: 0 }, 0, [0, 0], 0),
      many(
        'xlogy(x, y)',
        { x: 0, y: 2 },
        0,
        [Math.log(2), 0],
        [
          [0, 0.5],
          [0.5, 0],
        ],
      ),
      many(
        'xlogy(x, y)',
        { x: 1, y: 0 },
        -oo,
        [-oo, oo],
        [
          [0, oo],
          [oo, -oo],
        ],
      ),
      one('xlogy(x, x)', 0, 0, 0, 0),
      many(
        'div(x, y)',
        { x: 1, y: 0 },
        oo,
        [oo, -oo],
        [
          [0, -oo],
          [-oo, oo],
        ],
      ),
      many('safeDiv(x, y)', { x: 1, y: 0 }, 0, [0, 0], 0),
      many('safeDiv(x, y)', { x: 0, y: 0 }, 0, [0, 0], 0),
      one('asin(x)', 1, Math.PI / 2, oo, oo),
      one('asin(x)', -1, -Math.PI / 2, oo, -oo),
      one('acos(x)', 1, 0, -oo, -oo),
      one('acosh(x)', 1, 0, oo, -oo),
      one('atanh(x)', 1, oo, oo, oo),
      many('atan2(y, x)', { y: 0, x: 0 }, 0, [0, 0], 0),
      many(
        'atan2(y, x)',
        { y: 0, x: -1 },
        Math.PI,
        [-1, 0],
        [
          [0, -1],
          [-1, 0],
        ],
      ),
      one('square(sqrt(x))', 0, 0, 0, oo),
      one('sqrt(square(x))', 0, 0, 0, oo),
    ],
  },
  {
    title: 'What was not selected',
    rule: 'Zeros are strong in derivatives: a tangent or cotangent of exactly 0 stays 0 where the derivative that it meets is infinite or NaN. So the branch that `where` did not select leaves no trace, to any order.',
    rows: [
      one('where(greater(x, 0), sqrt(x), 0)', 0, 0, 0, 0),
      one('where(greater(x, 0), sqrt(x), 0)', -1, 0, 0, 0),
      one('where(greater(x, 0), log(x), 0)', 0, 0, 0, 0),
      one('where(greater(x, 0), log(x), 0)', -1, 0, 0, 0),
      one('where(greater(x, 0), mul(x, log(x)), 0)', 0, 0, 0, 0),
      one('where(greater(x, 0), rsqrt(x), 0)', 0, 0, 0, 0),
      one('where(greater(x, 0), div(1, sqrt(x)), 0)', 0, 0, 0, 0),
      one('where(greater(x, 0), sqrt(sqrt(x)), x)', 0, 0, 1, 0),
      one('where(greater(x, 0), pow(x, 0.5), 0)', 0, 0, 0, 0),
      one('where(notEqual(x, 0), div(1, x), 0)', 0, 0, 0, 0),
      one('where(notEqual(x, 0), div(sin(x), x), 1)', 0, 1, 0, 0),
      one('where(greater(x, 0), tanh(div(1, x)), 1)', 0, 1, 0, 0),
      one('where(less(x, 1), acos(x), 0)', 1, 0, 0, 0),
      one('where(less(x, 1), acos(x), 0)', 2, 0, 0, 0),
      one('where(less(abs(x), 1), atanh(x), 0)', 1, 0, 0, 0),
      one('where(less(x, 80), exp(x), 0)', 1000, 0, 0, 0),
      many('where(notEqual(y, 0), div(x, y), 0)', { x: 0, y: 0 }, 0, [0, 0], 0),
    ],
  },
  {
    title: 'Infinities and overflow',
    rule: 'A minus infinity among the exponents is a weight of 0; where `logsumexp` is infinite its derivative is 0. Functions that level off do so in their derivatives.',
    rows: [
      many('logsumexp(x)', { x: [-oo, -oo] }, -oo, [0, 0], 0),
      many('logsumexp(x)', { x: [0, -oo] }, 0, [1, 0], 0),
      many('logsumexp(x)', { x: [0, oo] }, oo, [0, 0], 0),
      many('logsumexp(x)', { x: [oo, -oo] }, oo, [0, 0], 0),
      many(
        'logsumexp(x)',
        { x: [1000, 1000] },
        1000 + Math.log(2),
        [0.5, 0.5],
        [
          [0.25, -0.25],
          [-0.25, 0.25],
        ],
      ),
      many('take(softmax(x), 0)', { x: [0, -oo] }, 1, [0, 0], 0),
      many('take(logSoftmax(x), 1)', { x: [1000, 0] }, -1000, [-1, 1], 0),
      one('sigmoid(x)', -1000, 0, 0, 0),
      one('logSigmoid(x)', -1000, -1000, 1, 0),
      one('softplus(x)', 1000, 1000, 1, 0),
      one('softplus(x)', -1000, 0, 0, 0),
      one('tanh(x)', 1000, 1, 0, 0),
      one('gelu(x)', -1000, 0, 0, 0),
      one('silu(x)', -1000, 0, 0, 0),
      one('gelu(x)', -oo, 0, 0, 0),
      one('silu(x)', -oo, 0, 0, 0),
      one('elu(x)', -1000, -1, 0, 0),
      one('erf(x)', oo, 1, 0, 0),
      one('exp(x)', -oo, 0, 0, 0),
      one('exp(x)', 1000, oo, oo, oo),
    ],
  },
  {
    title: 'Jumps',
    rule: 'Steps have derivative 0, also where they jump. `mod(x, y)` is x - y floor(x / y) with the floor held fixed. `round` takes halves to the even number.',
    rows: [
      one('sign(x)', 0, 0, 0, 0),
      one('floor(x)', 1, 1, 0, 0),
      one('ceil(x)', 1, 1, 0, 0),
      one('round(x)', 0.5, 0, 0, 0),
      one('mul(sign(x), x)', 0, 0, 0, 0),
      one('where(greater(x, 0), 1, mul(x, 0))', 0, 0, 0, 0),
      one('mod(x, 2)', 2, 0, 1, 0),
      many('mod(x, y)', { x: 4, y: 2 }, 0, [1, -2], 0),
    ],
  },
]
