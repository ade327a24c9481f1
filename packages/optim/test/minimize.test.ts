import {
  add,
  astype,
  customVjp,
  grad,
  log,
  matmul,
  mean,
  mul,
  neg,
  random,
  type Scalar,
  slice,
  softplus,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  trace,
  tree,
  vmap,
  zeros,
} from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { type MinimizeOptions, minimize } from '../src/index.js'
import { float64 } from './support/path.js'

type Vector = Tensor<[number], 'float64'>
type Method = NonNullable<MinimizeOptions['method']>

const methods: readonly Method[] = ['bfgs', 'l-bfgs']

/** H. H. Rosenbrock (1960), and for more than two numbers the sum over neighbours. */
const rosenbrock = (x: Vector): Scalar => {
  const n = x.size
  const [a, b] = [slice(x, [0], [n - 1]), slice(x, [1], [n])]
  return sum(add(mul(100, square(sub(b, square(a)))), square(sub(1, a))))
}

const rosenbrockGradient = (x: readonly number[]): readonly number[] =>
  x.map((a, i) => {
    const [before, after] = [x[i - 1], x[i + 1]]
    return (
      (after === undefined ? 0 : -400 * a * (after - a * a) - 2 * (1 - a)) +
      (before === undefined ? 0 : 200 * (a - before * before))
    )
  })

const valley = (n: number) => Array.from({ length: n }, (_, i) => (i % 2 === 0 ? -1.2 : 1))

describe('minimize', () => {
  test.each(methods.flatMap(method => [2, 20].map(n => [method, n] as const)))(
    '%s follows the valley of Rosenbrock in %i dimensions to a gradient of 1e-8',
    (method, n) => {
      const { tag, x, value, gradientNorm } = minimize(rosenbrock, float64(valley(n)), { method })
      expect(tag).toBe('Converged')
      expect(gradientNorm).toBeLessThanOrEqual(1e-8)
      const at = [...x.data()]
      expect(Math.hypot(...rosenbrockGradient(at))).toBeLessThanOrEqual(1.01e-8)
      for (const xi of at) expect(Math.abs(xi - 1)).toBeLessThan(1e-7)
      expect(value).toBeLessThan(1e-14)
    },
  )

  test.each(methods)('%s fits a logistic regression to a gradient of 1e-8', method => {
    const [points, classes] = [200, 5]
    const x = random.normal(random.key(0), [points, classes], { dtype: 'float64' })
    const y = astype(random.bernoulli(random.key(1), [points], 0.4), 'float64')
    const loss = ({ w, b }: { readonly w: Vector; readonly b: Scalar<'float64'> }): Scalar => {
      const logits = add(matmul(x, w), b)
      return add(mean(sub(softplus(logits), mul(y, logits))), mul(0.001, sum(square(w))))
    }
    const start = { w: float64([0, 0, 0, 0, 0]), b: tensor(0, { dtype: 'float64' }) }
    const { tag, x: fit, gradientNorm } = minimize(loss, start, { method })
    expect(tag).toBe('Converged')
    expect(gradientNorm).toBeLessThanOrEqual(1e-8)
    // The gradient by hand: the mean of (sigmoid(z) - y) x, and 0.002 w.
    const rows = x.toArray() as readonly (readonly number[])[]
    const [w, b, labels] = [[...fit.w.data()], fit.b.item(), [...y.data()]]
    const residuals = rows.map((row, i) => {
      const z = row.reduce((s, xi, j) => s + xi * (w[j] ?? 0), b)
      return 1 / (1 + Math.exp(-z)) - (labels[i] ?? 0)
    })
    const slope = [
      ...w.map(
        (wj, j) =>
          rows.reduce((s, row, i) => s + (residuals[i] ?? 0) * (row[j] ?? 0), 0) / points +
          0.002 * wj,
      ),
      residuals.reduce((s, r) => s + r, 0) / points,
    ]
    expect(Math.hypot(...slope)).toBeLessThanOrEqual(1.01e-8)
  })

  test('takes trees of parameters, and gives a tree of the same shapes and dtypes', () => {
    const start = {
      layers: [{ w: zeros([2, 2]), b: zeros([2], { dtype: 'float64' }) }],
      offset: tensor(7),
      none: zeros([0]),
    }
    const target = tree.map(leaf => add(leaf, 3))(start)
    const distance = (p: typeof start): Scalar =>
      tree.reduce<Tensor>(
        (total, leaf) => add(total, sum(square(astype(leaf, 'float64')))),
        tensor(0, { dtype: 'float64' }),
      )(tree.zipWith((a, b) => sub(a, b))(p, target))
    const { tag, x } = minimize(distance, start)
    expect(tag).toBe('Converged')
    expect(tree.leaves(x).map(leaf => `${leaf.dtype}[${leaf.shape}]`)).toEqual(
      tree.leaves(start).map(leaf => `${leaf.dtype}[${leaf.shape}]`),
    )
    expect(tree.paths(x)).toEqual(tree.paths(start))
    for (const leaf of tree.leaves(sub(x.offset, 10)))
      expect(Math.abs(leaf.item() as number)).toBeLessThan(1e-3)
    for (const b of x.layers[0]?.b.data() ?? []) expect(Math.abs(b - 3)).toBeLessThan(1e-3)
  })

  test.each(methods)('%s in float32 reaches what float32 can tell', method => {
    const f = rosenbrock as (x: Tensor) => Scalar
    const { tag, x, gradientNorm } = minimize(f, tensor(valley(2)), { method })
    expect([tag, x.dtype]).toEqual(['Converged', 'float32'])
    expect(gradientNorm).toBeLessThanOrEqual(1e-3)
    for (const xi of x.data()) expect(Math.abs(xi - 1)).toBeLessThan(1e-3)
  })

  test.each(methods)('%s ends where float32 has no lower value, when asked for more', method => {
    // The square of no float32 is 2, so the gradient is never 0.
    const bowl = (x: Tensor): Scalar => add(sum(square(sub(square(x), 2))), 1)
    const options = { method, tolerance: 0, maxIterations: 200 }
    const { tag, x, iterations } = minimize(bowl, tensor([3, 1]), options)
    expect(tag).toBe('LineSearchFailed')
    expect(iterations).toBeLessThan(20)
    for (const xi of x.data()) expect(Math.abs(xi - Math.SQRT2)).toBeLessThan(1e-6)
  })

  test.each(methods)('%s tells its way: x0 first, downhill, the result last', method => {
    const result = minimize(rosenbrock, float64([-1.2, 1]), { method })
    const { history, iterations, evaluations, value, gradientNorm } = result
    expect(history.length).toBe(iterations + 1)
    // 100 (1 - 1.44)^2 + 2.2^2
    expect(history[0]).toMatchObject({ step: 0, evaluations: 1 })
    expect(history[0]?.value).toBeCloseTo(24.2, 12)
    expect(history.at(-1)).toMatchObject({ value, gradientNorm, evaluations })
    history.slice(1).forEach((iterate, i) => {
      const before = history[i] as typeof iterate
      expect(iterate.value).toBeLessThanOrEqual(before.value)
      expect(iterate.step).toBeGreaterThan(0)
      expect(iterate.evaluations).toBeGreaterThan(before.evaluations)
    })
  })

  test('ends after as many iterations as are allowed', () => {
    const limited = minimize(rosenbrock, float64([-1.2, 1]), { maxIterations: 3 })
    expect(limited).toMatchObject({ tag: 'IterationLimit', iterations: 3 })
    const none = minimize(rosenbrock, float64([-1.2, 1]), { maxIterations: 0 })
    expect(none).toMatchObject({ tag: 'IterationLimit', iterations: 0, evaluations: 1 })
    expect([...none.x.data()]).toEqual([-1.2, 1])
  })

  test('stays where it is when that is a minimum, and of no parameters there is one', () => {
    expect(minimize(rosenbrock, float64([1, 1]))).toMatchObject({
      tag: 'Converged',
      value: 0,
      gradientNorm: 0,
      iterations: 0,
    })
    const nothing = minimize(() => tensor(5, { dtype: 'float64' }), {})
    expect(nothing).toMatchObject({ tag: 'Converged', value: 5, x: {} })
  })

  test('says when no step lowers f any further', () => {
    const slide = minimize((x: Vector) => sum(x), float64([1, 2]))
    expect(slide.tag).toBe('LineSearchFailed')
    expect(slide.value).toBeLessThan(-1e10)
    for (const x of slide.x.data()) expect(Number.isFinite(x)).toBe(true)
    // A derivative of the wrong sign promises a way down where there is none.
    const wrong = customVjp((x: Vector) => sum(square(x)), {
      forward: (x: Vector) => [sum(square(x)), x] as const,
      backward: (x: Vector, g: Scalar) => [mul(mul(x, -2), g)] as const,
    })
    const stuck = minimize(wrong as (x: Vector) => Scalar, float64([3, 4]))
    expect(stuck).toMatchObject({ tag: 'LineSearchFailed', value: 25, iterations: 0 })
    expect([...stuck.x.data()]).toEqual([3, 4])
  })

  test('shortens steps into where f is not finite', () => {
    // x - 100 log x has its minimum at 100, and no value below 0.
    const barrier = (x: Vector): Scalar => sum(sub(x, mul(100, log(x))))
    for (const start of [1e-6, 1, 1e6]) {
      const { tag, x, history } = minimize(barrier, float64([start]))
      expect(tag).toBe('Converged')
      expect(Math.abs(x.data()[0] as number)).toBeCloseTo(100, 4)
      for (const { value, gradientNorm } of history)
        expect(Number.isFinite(value + gradientNorm)).toBe(true)
    }
    // The root has no slope to follow at 0: the end is finite all the same.
    const cusp = minimize((x: Vector) => sum(sqrt(x)), float64([1, 4]))
    expect(Number.isFinite(cusp.value)).toBe(true)
    for (const x of cusp.x.data()) expect(x).toBeGreaterThanOrEqual(0)
  })

  test('is a constant for what is differentiated around it', () => {
    const nearest = (y: Scalar<'float64'>): Scalar =>
      mul(
        y,
        minimize((x: Scalar<'float64'>) => square(sub(x, y)), tensor(0, { dtype: 'float64' })).x,
      )
    expect(grad(nearest)(tensor(3, { dtype: 'float64' })).item()).toBeCloseTo(3, 8)
  })
})

describe('mistakes', () => {
  const start = float64([1, 2])
  const refused =
    (f: unknown, x0: unknown = start, options?: unknown) =>
    () =>
      minimize(f as (x: unknown) => Scalar, x0, options as MinimizeOptions)

  test('f that is not finite at x0 is refused', () => {
    expect(refused((x: Vector) => sum(log(neg(x))))).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: minimize: f is NaN at x0; expected a finite number.
        Begin where f and its gradient are finite; debugNaN(f)(x0) says where they are not.]
    `)
    expect(refused((x: Vector) => neg(log(sum(mul(x, 0)))))).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: minimize: f is Infinity at x0; expected a finite number.
        Begin where f and its gradient are finite; debugNaN(f)(x0) says where they are not.]
    `)
    expect(refused((x: Vector) => sum(log(mul(x, 1e-320))))).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: minimize: the gradient of f at x0 has an element Infinity; expected finite numbers.
        Begin where f and its gradient are finite; debugNaN(f)(x0) says where they are not.]
    `)
  })

  test('f that gives no single number is refused', () => {
    expect(refused((x: Vector) => x)).toThrowErrorMatchingInlineSnapshot(`
      [NonScalarOutputError: minimize: f returned float64[2]; a gradient is of one number.
        Reduce it with sum or mean, or use vjp for another cotangent than ones.]
    `)
    expect(refused(() => undefined)).toThrowErrorMatchingInlineSnapshot(`
      [OutputError: minimize: f returned undefined.
        Is a return missing? f must return what it computes.]
    `)
    expect(refused(() => 1)).toThrowErrorMatchingInlineSnapshot(`
      [OutputError: minimize: f returned the number 1, which carries no derivative.
        Return the tensor itself instead of its item().]
    `)
    expect(refused(async (x: Vector) => sum(x))).toThrowErrorMatchingInlineSnapshot(`
      [AsyncFunctionError: minimize: f is async: it returned a promise, and what it computes after the first await is not recorded.
        Await the data first, and pass it to a function that is not async.]
    `)
    expect(refused(start, (x: Vector) => sum(x))).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: minimize: got a tensor where a function is expected.
        Write minimize(f, x0): the function of the parameters, and where to begin.]
    `)
  })

  test('errors of f itself stay as they are', () => {
    expect(
      refused((x: Vector) => sum(matmul(x, zeros([3], { dtype: 'float64' }) as never))),
    ).toThrow(/^matmul: /)
  })

  test('x0 that is no tree of floats is refused', () => {
    expect(refused(sum, { w: 1 })).toThrowErrorMatchingInlineSnapshot(`
      [TreeError: minimize: the leaf at w is the number 1; a tree holds tensors only.
        Make it a tensor: tensor(x).]
    `)
    expect(refused(sum, null)).toThrowErrorMatchingInlineSnapshot(`
      [TreeError: minimize: the argument is null; a tree holds tensors only.
        Pass what is not a tensor as a separate argument, or leave it out.]
    `)
    expect(
      refused(sum, { n: [tensor(1, { dtype: 'int32' })] }),
    ).toThrowErrorMatchingInlineSnapshot(`
      [DTypeError: minimize: x0 at n[0] is int32; expected float32 or float64.
        Pass what stays as it is to f in another way.]
    `)
  })

  test('options that make no sense are refused', () => {
    expect(refused(sum, start, { method: 'newton' })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: minimize: the method is "newton"; expected 'bfgs' or 'l-bfgs'.]`,
    )
    expect(refused(sum, start, { method: 'bfgs', memory: 5 })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: minimize: there is no option memory with the method 'bfgs', which remembers all steps.
        Leave it out, or take the method 'l-bfgs'.]
    `)
    expect(refused(sum, start, { memory: 0 })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: minimize: memory is 0; expected a whole number from 1 on.]`,
    )
    expect(refused(sum, start, { tolerance: -1 })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: minimize: tolerance is -1; expected a finite number from 0 on.]`,
    )
    expect(refused(sum, start, { maxIterations: 1.5 })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: minimize: maxIterations is 1.5; expected a whole number from 0 on.]`,
    )
    expect(refused(sum, start, { gtol: 1e-5 })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: minimize: there is no option gtol.
        The options are: method, tolerance, maxIterations, memory.]
    `)
  })

  test('values that are not known yet are refused: it reads them', () => {
    const nearest = (y: Vector): Vector => minimize((x: Vector) => sum(square(sub(x, y))), y).x
    const read = (what: string): RegExp =>
      new RegExp(
        `^minimize: the value of a ${what} was read at \\S+minimize\\.test\\.ts:\\d+:\\d+ `,
      )
    expect(() => trace(nearest)(start)).toThrow(read('float64\\[2\\]'))
    expect(() => vmap(nearest as never)(zeros([3, 2]) as never)).toThrow(read('float32\\[2\\]'))
  })
})
