import {
  broadcastablePairs,
  checkCustomRule,
  gradientLaws,
  LawError,
  type LawName,
  laws,
  matmulPairs,
  shapes,
  tensors,
  trees,
} from '@miniflow/check'
import {
  abs,
  add,
  customJvp,
  customVjp,
  exp,
  logsumexp,
  matmul,
  max,
  maximum,
  mul,
  relu,
  sin,
  softmax,
  sqrt,
  square,
  stopGradient,
  sum,
  type Tensor,
  tanh,
  tensor,
} from '@miniflow/core'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const anything = fc.tuple(tensors(shapes({ maxRank: 2, maxLength: 3 })))

/** The error of the smallest failure. */
const broken = <A extends readonly unknown[]>(
  f: (...args: A) => unknown,
  domain: fc.Arbitrary<A>,
  numRuns = 100,
): LawError => {
  const { errorInstance } = fc.check(gradientLaws(f, domain), { seed: 1, numRuns })
  expect(errorInstance).toBeInstanceOf(LawError)
  return errorInstance as LawError
}

const namesOf = ({ broken: all }: LawError): readonly string[] => all.map(({ law }) => law)

const messageOf = (f: () => unknown): string => {
  try {
    f()
  } catch (error) {
    return String(error)
  }
  return 'no error'
}

describe('right derivatives keep the laws', () => {
  const holds = <A extends readonly unknown[]>(
    f: (...args: A) => unknown,
    domain: fc.Arbitrary<A>,
  ) => fc.assert(gradientLaws(f, domain), { seed: 1, numRuns: 12 })

  test('of one argument, of several, of trees', () => {
    holds(x => sum(mul(x, sin(x))), anything)
    holds(add, broadcastablePairs())
    holds((x, y) => tanh(matmul(x, y)), matmulPairs())
    holds(
      ({ w, b }, x) => ({ out: add(matmul(x, w), b), norm: sum(square(w)) }),
      trees([{ w: ['in', 'out'], b: ['out'] }, ['batch', 'in']]),
    )
  })

  test('beside arguments that are no floats', () => {
    const indices = fc.constantFrom(
      tensor([0, 1], { dtype: 'int32' }),
      tensor([1, 1], { dtype: 'int32' }),
    )
    holds((x, at) => ({ x: mul(x, x), at }), fc.tuple(tensors(['n']), indices))
  })

  test('in float64 also of functions in float32, with constants of their own', () => {
    const half = tensor([0.5])
    holds(x => mul(exp(x), half), fc.tuple(tensors(['n'], { dtype: 'float32' })))
    holds(
      ({ w, b }, x) => tanh(add(matmul(x, w), b)),
      trees([{ w: ['in', 2], b: [2] }, ['in']], { dtype: 'float32' }),
    )
  })

  test('at kinks, where any slope between those of both sides is right', () => {
    holds(x => relu(x), anything)
    holds(x => abs(x), anything)
    holds(maximum, broadcastablePairs())
    holds(x => max(x), anything)
  })

  test('at large and at small values', () => {
    holds(x => add(square(x), 1e8), anything)
    holds(x => mul(1e-6, exp(x)), anything)
    holds(x => mul(1e6, logsumexp(x)), anything)
    holds(x => sqrt(x), fc.tuple(tensors(['n'], { min: 0, max: 1 })))
  })

  test('of a function that reads values, as far as it can be traced', () => {
    holds(x => ((x.data()[0] ?? 0) > 0.3 ? square(x) : sin(x)), fc.tuple(tensors([2])))
  })
})

/** f with the tangent of a wrong rule. */
const pushedBy = (f: (x: Tensor) => Tensor, tangent: (x: Tensor, t: Tensor) => Tensor) =>
  customJvp(f, ([x], [t]) => [f(x), tangent(x, t)])

/** f with the cotangent of a wrong rule. */
const pulledBy = (f: (x: Tensor) => Tensor, cotangent: (x: Tensor, g: Tensor) => Tensor) =>
  customVjp(f, {
    forward: (x: Tensor) => [f(x), x] as const,
    backward: (x: Tensor, g: Tensor) => [cotangent(x, g)],
  })

describe('each law is broken by a function of its own:', () => {
  let calls = 0
  const functions: Readonly<Record<string, readonly [law: LawName, f: (x: Tensor) => Tensor]>> = {
    'one that counts its calls': [
      'pure',
      x => {
        calls += 1
        return add(x, calls)
      },
    ],
    'one that gives another value while it is traced': [
      'staged',
      x => {
        try {
          x.data()
          return add(x, 2)
        } catch {
          return add(x, 3)
        }
      },
    ],
    'a wrong tangent': ['reverse', pushedBy(sin, (x, t) => mul(sin(x), t))],
    'a square for a product': ['linear', pulledBy(sin, (_, g) => square(g))],
    'a detached rule': ['second', pulledBy(square, (x, g) => mul(g, mul(2, stopGradient(x))))],
  }

  test.each(Object.entries(functions))('%s', (_, [law, f]) => {
    calls = 0
    expect(namesOf(broken(f, anything))).toContain(law)
  })
})

test('a function in float32 breaks them as one in float64 does', () => {
  const wrong = pulledBy(square, (x, g) => mul(g, x))
  const domain = fc.tuple(tensors(['n'], { dtype: 'float32' }))
  expect(namesOf(broken(wrong, domain))).toContain('reverse')
})

describe('the error of a broken law', () => {
  test('says which one, where, by how much, and what that tells', () => {
    expect(
      broken(
        pulledBy(softmax, (x, g) => mul(g, softmax(x))),
        fc.tuple(tensors(['n'])),
      ).message,
    ).toMatchInlineSnapshot(`
      "gradientLaws: f breaks the law "reverse": the gradient by reverse mode is what differences of values give.
          element 0 of the gradient in argument [0] is 0.9893582, expected 0
        at
          [0]: float64[1] [0]
        Broken there too: forward.
        Both modes agree on a wrong derivative: check its formula."
    `)
  })

  test('tells a rule that is right to first order only', () => {
    expect(
      broken(
        pulledBy(exp, (x, g) => mul(g, stopGradient(exp(x)))),
        anything,
      ).message,
    ).toMatchInlineSnapshot(`
      "gradientLaws: f breaks the law "second": derivatives of the gradient, in both modes, are what differences of the gradient give.
          element 0 of the tangent of the gradient in argument [0] is 0, expected 0.8325163
          element 0 of the gradient of the gradient in argument [0] is 0, expected -0.2326179
        at
          [0]: float64[] 0
        Broken there too: secondForward.
        The first derivative is right here and its own derivative is not: look for a term that is missing, or detached from the arguments."
    `)
  })

  test('names arguments by their place in trees, and shows a few of many differences', () => {
    const layer = ({ w }: { readonly w: Tensor }, x: Tensor): Tensor =>
      matmul(
        x,
        pulledBy(
          y => mul(y, 1),
          (_, g) => mul(2, g),
        )(w),
      )
    expect(
      broken(layer, trees([{ w: [2, 2] }, [2, 2]], { min: 1, max: 2 })).message,
    ).toMatchInlineSnapshot(`
      "gradientLaws: f breaks the law "reverse": the gradient by reverse mode is what differences of values give.
          element 0 of the gradient in argument [0].w is 2.045963, expected 1.022981
          element 1 of the gradient in argument [0].w is -0.08960892, expected -0.04480446
          element 2 of the gradient in argument [0].w is 2.045963, expected 1.022981
          element 3 of the gradient in argument [0].w is -0.08960892, expected -0.04480446
        at
          [0].w: float64[2,2] [[1, 1],
           [1, 1]]
          [1]: float64[2,2] [[1, 1],
           [1, 1]]
        Broken there too: forward, second, secondForward.
        Both modes agree on a wrong derivative: check its formula."
    `)
  })

  test('comes with the seed and the smallest counterexample of fast-check', () => {
    const message = messageOf(() =>
      fc.assert(
        gradientLaws(
          pulledBy(square, (x, g) => mul(g, x)),
          anything,
        ),
        { seed: 1 },
      ),
    )
    expect(message).toMatchInlineSnapshot(`
      "Error: Property failed after 1 tests
      { seed: 1, path: "0:0:1", endOnFailure: true }
      Counterexample: [[1]]
      Shrunk 2 time(s)

      Hint: Enable verbose mode in order to have the list of all failing values encountered during the run"
    `)
  })

  test('is another one for misuse', () => {
    expect(
      messageOf(() => gradientLaws(sin, anything, { without: ['revers' as never] })),
    ).toMatchInlineSnapshot(`
      "ArgumentError: gradientLaws: there is no law "revers" to leave out.
        The laws are pure, staged, reverse, forward, transpose, linear, second, secondForward, commuting, symmetric, batched, batchedTangents, batchedGradients."
    `)
    const { errorInstance } = fc.check(
      gradientLaws((x: Tensor) => x, fc.constant([tensor([1], { dtype: 'int32' })] as const)),
    )
    expect(String(errorInstance)).toMatchInlineSnapshot(`
      "ArgumentError: gradientLaws: none of the arguments holds a float tensor, so there is nothing to differentiate.
        Draw them with tensors(...) or trees(...), several with fc.tuple(...)."
    `)
  })
})

describe('a rule of one’s own', () => {
  const domain = fc.tuple(tensors(['n']))
  const parameters = { seed: 1, numRuns: 20 }

  test('is checked in either form', () => {
    checkCustomRule(
      (x: Tensor) => exp(x),
      { forward: x => [exp(x), exp(x)] as const, backward: (y: Tensor, g) => [mul(g, y)] },
      domain,
      parameters,
    )
    checkCustomRule(
      (x: Tensor) => sin(x),
      ([x], [t]) => [sin(x), mul(t, sin(add(x, Math.PI / 2)))],
      domain,
      parameters,
    )
  })

  test('must give the value of f', () => {
    expect(
      messageOf(() =>
        checkCustomRule(
          (x: Tensor) => sin(x),
          ([x], [t]) => [mul(x, 1), mul(t, sin(add(x, Math.PI / 2)))],
          domain,
          parameters,
        ),
      ).split('Stack')[0],
    ).toMatchInlineSnapshot(`
      "Error: Property failed after 1 tests
      { seed: 1, path: "0:0:1", endOnFailure: true }
      Counterexample: [[[1]]]
      Shrunk 2 time(s)

      Hint: Enable verbose mode in order to have the list of all failing values encountered during the run"
    `)
  })

  test('may be no derivative on purpose', () => {
    const straightThrough = {
      forward: (x: Tensor) => [relu(x), x] as const,
      backward: (_: Tensor, g: Tensor) => [g] as const,
    }
    expect(() => checkCustomRule(relu, straightThrough, domain, parameters)).toThrow()
    checkCustomRule(relu, straightThrough, domain, {
      ...parameters,
      without: ['reverse', 'forward'],
    })
  })
})

test('every law says what it says in a sentence', () => {
  expect(
    Object.fromEntries(Object.entries(laws).map(([name, { statement }]) => [name, statement])),
  ).toMatchInlineSnapshot(`
    {
      "batched": "vmap of f is f in a loop",
      "batchedGradients": "vmap of gradients, and gradients of vmap, to second order, are gradients in a loop",
      "batchedTangents": "vmap of tangents, and tangents of vmap, to second order, are tangents in a loop",
      "commuting": "the derivative of the gradient is the gradient of the derivative",
      "forward": "the slope by forward mode is what differences of values give",
      "linear": "pullback and pushforward are linear",
      "pure": "f gives the same twice",
      "reverse": "the gradient by reverse mode is what differences of values give",
      "second": "derivatives of the gradient, in both modes, are what differences of the gradient give",
      "secondForward": "the tangent of the tangent is what differences of the tangent give",
      "staged": "the tape of f gives what f gives",
      "symmetric": "the Hessian is symmetric: <w, H v> = <v, H w>",
      "transpose": "reverse mode is the transpose of forward mode: <u, J t> = <J'u, t>",
    }
  `)
})
