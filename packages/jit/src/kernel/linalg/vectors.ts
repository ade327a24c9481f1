/**
 * The loops that linear algebra is made of, each a function over addresses and a length. Sums go from the
 * front to the back as the eager ones do; what has no sum goes two numbers at a time. So both give the
 * same bits, and make the same decisions where those hang on the last one.
 */
import type { Body, FunctionRef, Local } from '../../wasm/body.js'
import { type Expr, f64, f64x2, i32, load } from '../../wasm/code.js'
import type { ModuleWriter } from '../../wasm/module.js'
import { define, numberOf, Vector } from './numbers.js'

/** Arithmetic on one number, or on two side by side. */
interface Lanes {
  readonly add: (x: Expr, y: Expr) => Expr
  readonly sub: (x: Expr, y: Expr) => Expr
  readonly mul: (x: Expr, y: Expr) => Expr
  readonly div: (x: Expr, y: Expr) => Expr
  readonly max: (x: Expr, y: Expr) => Expr
}

/** Changes elements one by one: `change` gives the new ones of the vectors, of what they are now. */
const pointwise = (
  body: Body,
  vectors: readonly Local<'i32'>[],
  factors: readonly Local<'f64'>[],
  n: Local<'i32'>,
  change: (lanes: Lanes, xs: readonly Expr[], factors: readonly Expr[]) => readonly Expr[],
): void => {
  const at = vectors.map(x => body.keep(x))
  const wide = factors.map(c => body.keep(f64x2.splat(c)))
  const step = (bytes: 8 | 16, lanes: Lanes, cs: readonly Expr[]): void => {
    const name = bytes === 8 ? 'f64' : 'v128'
    const now = at.map(x => body.keep(load(`${name}.load`, x)))
    const then = change(lanes, now, cs).map(x => body.keep(x))
    then.forEach((x, i) => {
      body.store(`${name}.store`, at[i] as Local, 0, x)
    })
    for (const x of at) body.set(x, i32.add(x, bytes))
  }
  body.for(0, i32.shr_u(n, 1), () => step(16, f64x2, wide))
  body.if(i32.and(n, 1), () => step(8, f64, factors))
}

/** y += c x */
export const addScaled = (module: ModuleWriter): FunctionRef =>
  define(module, 'addScaled', ['i32', 'i32', 'f64', 'i32'], [], ({ body }, y, x, c, n) =>
    pointwise(body, [y, x], [c], n, ({ add, mul }, [a, b], [k]) => [
      add(a as Expr, mul(k as Expr, b as Expr)),
    ]),
  )

/** y -= c x + d z */
export const subtractTwo = (module: ModuleWriter): FunctionRef =>
  define(
    module,
    'subtractTwo',
    ['i32', 'i32', 'i32', 'f64', 'f64', 'i32'],
    [],
    ({ body }, y, x, z, c, d, n) =>
      pointwise(body, [y, x, z], [c, d], n, ({ add, sub, mul }, xs, cs) => {
        const [a, b, e] = xs as readonly [Expr, Expr, Expr]
        const [k, l] = cs as readonly [Expr, Expr]
        return [sub(a, add(mul(k, b), mul(l, e)))]
      }),
  )

/** y /= c */
export const divide = (module: ModuleWriter): FunctionRef =>
  define(module, 'divide', ['i32', 'f64', 'i32'], [], ({ body }, y, c, n) =>
    pointwise(body, [y], [c], n, ({ div }, [a], [k]) => [div(a as Expr, k as Expr)]),
  )

/** y *= c */
export const multiply = (module: ModuleWriter): FunctionRef =>
  define(module, 'multiply', ['i32', 'f64', 'i32'], [], ({ body }, y, c, n) =>
    pointwise(body, [y], [c], n, ({ mul }, [a], [k]) => [mul(a as Expr, k as Expr)]),
  )

/** y = 0 - y */
export const negate = (module: ModuleWriter): FunctionRef =>
  define(module, 'negate', ['i32', 'i32'], [], ({ body }, y, n) => {
    const zero = body.local('f64', 0)
    pointwise(body, [y], [zero], n, ({ sub }, [a], [k]) => [sub(k as Expr, a as Expr)])
  })

/** y = max(y, c x) */
export const raise = (module: ModuleWriter): FunctionRef =>
  define(module, 'raise', ['i32', 'i32', 'f64', 'i32'], [], ({ body }, y, x, c, n) =>
    pointwise(body, [y, x], [c], n, ({ max, mul }, [a, b], [k]) => [
      max(a as Expr, mul(k as Expr, b as Expr)),
    ]),
  )

/** x and y turned: c x - s y and s x + c y. */
export const rotate = (module: ModuleWriter): FunctionRef =>
  define(module, 'rotate', ['i32', 'i32', 'f64', 'f64', 'i32'], [], ({ body }, x, y, c, s, n) =>
    pointwise(body, [x, y], [c, s], n, ({ add, sub, mul }, xs, cs) => {
      const [a, b] = xs as readonly [Expr, Expr]
      const [k, l] = cs as readonly [Expr, Expr]
      return [sub(mul(k, a), mul(l, b)), add(mul(l, a), mul(k, b))]
    }),
  )

/** x and y change places. */
export const swap = (module: ModuleWriter): FunctionRef =>
  define(module, 'swap', ['i32', 'i32', 'i32'], [], ({ body }, x, y, n) =>
    pointwise(body, [x, y], [], n, (_, [a, b]) => [b as Expr, a as Expr]),
  )

/** y = |x| */
export const absolute = (module: ModuleWriter): FunctionRef =>
  define(module, 'absolute', ['i32', 'i32', 'i32'], [], ({ body }, y, x, n) => {
    const [to, from] = [new Vector(body, y), new Vector(body, x)]
    body.for(0, n, i => to.put(i, f64.abs(from.at(i))))
  })

/** The inner product of x and y. */
export const inner = (module: ModuleWriter): FunctionRef =>
  define(module, 'inner', ['i32', 'i32', 'i32'], ['f64'], ({ body }, x, y, n) => {
    const sum = body.local('f64', 0)
    const [a, b] = [new Vector(body, x), new Vector(body, y)]
    body.for(0, n, i => body.set(sum, f64.add(sum, f64.mul(a.at(i), b.at(i)))))
    body.result(sum)
  })

/** The largest |x_i|; 0 of nothing. */
export const largest = (module: ModuleWriter): FunctionRef =>
  define(module, 'largest', ['i32', 'i32'], ['f64'], ({ body }, x, n) => {
    const most = body.local('f64', 0)
    const a = new Vector(body, x)
    body.for(0, n, i => body.set(most, f64.max(most, f64.abs(a.at(i)))))
    body.result(most)
  })

/** 1 where all are finite: x - x = 0. */
export const allFinite = (module: ModuleWriter): FunctionRef =>
  define(module, 'allFinite', ['i32', 'i32'], ['i32'], ({ body }, address, n) => {
    const finite = body.local('i32', 1)
    const a = new Vector(body, address)
    body.for(0, n, i => {
      const x = body.keep(a.at(i))
      body.set(finite, i32.and(finite, f64.eq(f64.sub(x, x), 0)))
    })
    body.result(finite)
  })

/**
 * 1 where a vector is to be turned round, so that its largest component is positive: the first of those
 * that are largest up to rounding, so that [1, -1] and [-1, 1] always give the same.
 */
export const pointsBack = (module: ModuleWriter): FunctionRef => {
  const most = largest(module)
  return define(module, 'pointsBack', ['i32', 'i32'], ['i32'], ({ body }, address, n) => {
    const a = new Vector(body, address)
    const enough = body.keep(f64.mul(1 - 1e-8, numberOf(most, address, n)))
    body.for(0, n, i => {
      const x = body.keep(a.at(i))
      body.if(f64.ge(f64.abs(x), enough), () => body.return(f64.lt(x, 0)))
    })
    body.result(i32.eqz(1))
  })
}
