import {
  type Apply,
  ArgumentError,
  AsyncFunctionError,
  add,
  DTypeError,
  exp,
  grad,
  type Inspection,
  inspect,
  logSoftmax,
  matmul,
  mean,
  mul,
  NonScalarOutputError,
  neg,
  run,
  sigmoid,
  sin,
  stopGradient,
  sub,
  sum,
  type Tensor,
  TreeError,
  takeAlongAxis,
  tanh,
  tensor,
  trace,
  where,
} from '@miniflow/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { differences, expectClose, expectSame } from '../support/close.js'

const numbers = (xs: readonly (Tensor | undefined)[]) => xs.map(x => x?.toArray())

const names = ({ tape }: Inspection) =>
  tape.nodes.map(node => (node.tag === 'Apply' ? node.op.name : node.tag))

describe("the lab's f = x*y + x*z at (3, 4, -5)", () => {
  const seen = inspect((x: Tensor, y: Tensor, z: Tensor) => add(mul(x, y), mul(x, z)))(
    tensor(3),
    tensor(4),
    tensor(-5),
  )

  test('has a value at every node', () => {
    expect(names(seen)).toEqual(['Input', 'Input', 'Input', 'mul', 'mul', 'add'])
    expect(numbers(seen.values)).toEqual([3, 4, -5, 12, -15, -3])
  })

  test('has a cotangent at every node: that of x is the sum over both paths', () => {
    expect(numbers(seen.cotangents)).toEqual([-1, 3, 3, 1, 1, 1])
  })

  test('is a program that runs again, with its types', () => {
    const value: Tensor = run(seen.tape)(tensor(1), tensor(2), tensor(3))
    expect(value.item()).toBe(5)
  })

  test('cannot be changed', () => {
    expect([seen, seen.values, seen.cotangents].every(Object.isFrozen)).toBe(true)
  })
})

type Unary = (x: Tensor) => Tensor

const unary: readonly Unary[] = [sin, tanh, sigmoid, neg, x => exp(neg(mul(x, x)))]
const binary = [add, sub, mul] as const

/** Straight-line programs of two vectors, each step reading any earlier results. */
const programs = fc
  .array(fc.tuple(fc.nat(7), fc.nat(20), fc.nat(20)), { minLength: 1, maxLength: 8 })
  .map(steps => (x: Tensor, y: Tensor): Tensor => {
    const seen = [x, y]
    const at = (i: number): Tensor => seen[i % seen.length] as Tensor
    for (const [op, i, j] of steps)
      seen.push(op < 5 ? (unary[op] as Unary)(at(i)) : (binary[op - 5] as typeof add)(at(i), at(j)))
    return mean(mul(at(seen.length - 1), at(seen.length - 2)))
  })

const vectors = fc
  .array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 3, maxLength: 3 })
  .map(xs => tensor(xs, { dtype: 'float64' }))

/** The loss as a function of the number added to one element of the value at one slot. */
const nudged = ({ tape, values }: Inspection, slot: number, element: number) => {
  const later = (delta: number): Tensor => {
    const shift = (x: Tensor): Tensor => {
      const data = Array.from(x.data() as Float64Array)
      data[element] = (data[element] as number) + delta
      return tensor(data, x.shape, { dtype: x.dtype })
    }
    const now: Tensor[] = []
    for (const [s, node] of tape.nodes.entries()) {
      const kept = values[s] as Tensor
      const kernel = ({ op, args }: Apply) => op.kernel(...(args.map(a => now[a]) as never[]))
      const value = node.tag === 'Apply' ? kernel(node) : kept
      now.push(s === slot ? shift(value) : value)
    }
    return now[tape.outputs[0] as number] as Tensor
  }
  return (delta: number): number => later(delta).item()
}

describe('of any program', () => {
  test('the cotangents of the arguments are the gradient', () => {
    fc.assert(
      fc.property(programs, vectors, vectors, (f, x, y) => {
        const { cotangents } = inspect(f)(x, y)
        const gradient = grad(f, { argnums: [0, 1] })(x, y)
        gradient.forEach((g, i) => {
          expectClose(cotangents[i] ?? tensor([0, 0, 0], { dtype: 'float64' }), g.data())
        })
      }),
      { numRuns: 50 },
    )
  })

  test('the cotangent at a node is the change of the loss with that node', () => {
    const h = 1e-5
    fc.assert(
      fc.property(programs, vectors, vectors, (f, x, y) => {
        const seen = inspect(f)(x, y)
        for (const [slot, value] of seen.values.entries()) {
          const element = value.size - 1
          const loss = nudged(seen, slot, element)
          const slope = (loss(h) - loss(-h)) / (2 * h)
          const cotangent = seen.cotangents[slot]?.data()[element] ?? 0
          const constant = seen.tape.nodes[slot]?.tag === 'Const'
          if (!constant)
            expect(differences([cotangent], [slope], { relative: 1e-5, absolute: 1e-6 })).toEqual(
              [],
            )
        }
      }),
      { numRuns: 50 },
    )
  })

  test('a cotangent has the shape and dtype of its value', () => {
    fc.assert(
      fc.property(programs, vectors, vectors, (f, x, y) => {
        const { values, cotangents } = inspect(f)(x, y)
        cotangents.forEach((g, slot) => {
          if (g !== undefined)
            expect([g.shape, g.dtype]).toEqual([values[slot]?.shape, values[slot]?.dtype])
        })
      }),
      { numRuns: 50 },
    )
  })

  test('the tape is the one that trace gives, where no value is looked at', () => {
    fc.assert(
      fc.property(programs, vectors, vectors, (f, x, y) => {
        const { tape } = inspect(f)(x, y)
        const traced = trace(f)(x, y)
        expect(tape.nodes.map(n => n.aval)).toEqual(traced.nodes.map(n => n.aval))
        expectSame(run(tape)(x, y), run(traced)(x, y))
      }),
      { numRuns: 50 },
    )
  })
})

describe('where nothing arrives', () => {
  test('there is no cotangent: constants, unused arguments, stopped gradients', () => {
    const seen = inspect((x: Tensor, _unused: Tensor) => mul(x, stopGradient(x)))(
      tensor(3),
      tensor(1),
    )
    expect(names(seen)).toEqual(['Input', 'Input', 'stopGradient', 'mul'])
    expect(numbers(seen.cotangents)).toEqual([3, undefined, 3, 1])
    const scaled = inspect((x: Tensor) => mul(x, 2))(tensor(3))
    expect(names(scaled)).toEqual(['Input', 'Const', 'mul'])
    expect(numbers(scaled.cotangents)).toEqual([2, undefined, 1])
  })

  test('integers and truth values are recorded without one', () => {
    const labels = tensor([[1], [0]], { dtype: 'int32' })
    const seen = inspect((logits: Tensor, k: Tensor, keep: Tensor) =>
      neg(mean(where(keep, takeAlongAxis(logSoftmax(logits), k, { axis: -1 }), 0))),
    )(
      tensor([
        [0.5, 1, 1.5],
        [1, 1, 1],
      ]),
      labels,
      tensor([[true], [false]]),
    )
    expect(seen.cotangents[0]?.shape).toEqual([2, 3])
    seen.cotangents.forEach((g, slot) => {
      if (!String(seen.values[slot]?.dtype).startsWith('float')) expect(g).toBeUndefined()
    })
  })
})

describe('a function', () => {
  test('of trees has their paths on its inputs', () => {
    const { tape } = inspect((params: { w: Tensor; b: Tensor }, [x]: readonly [Tensor]) =>
      sum(add(matmul(x, params.w), params.b)),
    )({ w: tensor([[1], [2]]), b: tensor([0]) }, [tensor([[3, 4]])])
    expect(tape.nodes.flatMap(n => (n.tag === 'Input' ? [n.path] : []))).toEqual([
      'args[0].b',
      'args[0].w',
      'args[1][0]',
    ])
  })

  test('may branch on values, and shows the path taken', () => {
    const f = (x: Tensor) => (x.item() > 0 ? exp(x) : neg(x))
    expect(names(inspect(f)(tensor(1)))).toEqual(['Input', 'exp'])
    expect(names(inspect(f)(tensor(-1)))).toEqual(['Input', 'neg'])
  })

  test('may return its argument, or a constant', () => {
    expect(numbers(inspect((x: Tensor) => x)(tensor(7)).cotangents)).toEqual([1])
    expect(numbers(inspect((_: Tensor) => tensor(2))(tensor(7)).cotangents)).toEqual([undefined, 1])
  })

  test('may itself be a gradient, or be differentiated', () => {
    const seen = inspect(grad((x: Tensor) => mul(mul(x, x), x)))(tensor(2))
    expect(seen.values.at(-1)?.item()).toBe(12)
    expect(seen.cotangents[0]?.item()).toBe(12)
    const slope = (x: Tensor) =>
      inspect((y: Tensor) => mul(mul(y, y), y))(x).cotangents[0] as Tensor
    expect(grad(slope)(tensor(2)).item()).toBe(12)
  })
})

describe('refuses by name', () => {
  const of = (f: unknown, ...args: readonly unknown[]) => {
    try {
      ;(inspect as (f: unknown) => (...xs: readonly unknown[]) => unknown)(f)(...args)
    } catch (error) {
      return error as Error
    }
    throw new Error('nothing was thrown')
  }

  test('a loss that is not one float', () => {
    const vector = of((x: Tensor) => mul(x, 2), tensor([1, 2]))
    expect(vector).toBeInstanceOf(NonScalarOutputError)
    expect(vector.message).toMatchInlineSnapshot(`
      "inspect: f returned float32[2]; a gradient is of one number.
        Reduce it with sum or mean, or use vjp for another cotangent than ones."
    `)
    const list = of((x: Tensor) => [x, x], tensor(1))
    expect(list).toBeInstanceOf(NonScalarOutputError)
    expect(list.message).toMatchInlineSnapshot(`
      "inspect: f returned an array of 2; a gradient is of one number.
        Return the loss alone; every other result is a node of the tape already."
    `)
    const whole = of((x: Tensor) => x, tensor(1, { dtype: 'int32' }))
    expect(whole).toBeInstanceOf(DTypeError)
    expect(whole.message).toMatchInlineSnapshot(`
      "inspect: f returned int32[], which has no derivative.
        Compute the loss in float32 or float64."
    `)
  })

  test('what is not a function, arguments that are not trees of tensors, async functions', () => {
    expect(of(tensor(1))).toBeInstanceOf(ArgumentError)
    expect(of((x: Tensor) => x, { w: 'weights' })).toBeInstanceOf(TreeError)
    expect(of(async (x: Tensor) => x, tensor(1))).toBeInstanceOf(AsyncFunctionError)
  })

  test('a loss whose type is known not to be one float', () => {
    // @ts-expect-error: two numbers have no gradient
    expect(() => inspect((x: Tensor<[2], 'float32'>) => neg(x))(tensor([1, 2]))).toThrow(
      NonScalarOutputError,
    )
  })
})
