/** Sine, cosine and tangent. */
import type { FunctionRef, Local } from '../wasm/body.js'
import { type Expr, f32x4, f64x2, shuffle32 } from '../wasm/code.js'
import type { ModuleWriter } from '../wasm/module.js'
import { double } from './coefficients.js'
import { reduceHuge } from './huge-argument.js'
import { eachLane, polynomial, type RealFunction, type Reals } from './real.js'
import { f64Reals } from './real-f64.js'
import { f64x2Reals } from './real-f64x2.js'

/** pi / 2 in parts of 33 bits (fdlibm's): products with whole numbers below 2^20 are exact. */
const HALF_PI_1 = 1.5707963267341256
const HALF_PI_2 = 6.077100506303966e-11
const HALF_PI_3 = 2.0222662487111665e-21
const HALF_PI_4 = 8.4784276603689e-32

/** Up to here the parts above suffice. */
const LARGE = 2 ** 20

interface Angle {
  readonly turns: Expr
  readonly high: Expr
  /** What the first part lacks; nothing in single precision, where the first is right to the last digit. */
  readonly low?: Expr
}

/** x - n pi / 2 with n = round(2 x / pi), in two parts; Cody and Waite's reduction. */
const reduced = (R: Reals, x: Expr): Angle => {
  const n = R.keep(R.nearest(R.mul(x, 2 / Math.PI)))
  const first = R.keep(R.sub(x, R.mul(n, HALF_PI_1)))
  const second = R.keep(R.mul(n, HALF_PI_2))
  const a = R.keep(R.sub(first, second))
  // What the subtraction lost: first - second - a, exactly (Knuth).
  const b = R.keep(R.sub(first, a))
  const lost = R.add(R.sub(first, R.add(a, b)), R.sub(b, second))
  const third = R.add(R.mul(n, HALF_PI_3), R.mul(n, HALF_PI_4))
  const rest = R.keep(R.sub(lost, third))
  const high = R.keep(R.add(a, rest))
  return { turns: n, high, low: R.keep(R.add(R.sub(a, high), rest)) }
}

/** The same of four numbers of float32, in double precision and two at a time; then rounded. */
const reducedByPairs = (R: Reals, x: Expr): Angle => {
  const D = f64x2Reals(R.w, double)
  const halves = [x, shuffle32(x, x, [2, 3, 2, 3])].map(half => {
    const wide = D.keep(f64x2.promote_low_f32x4(half))
    const n = D.keep(D.nearest(D.mul(wide, 2 / Math.PI)))
    const rest = D.sub(D.sub(wide, D.mul(n, HALF_PI_1)), D.mul(n, HALF_PI_2))
    return { turns: f32x4.demote_f64x2_zero(n), high: f32x4.demote_f64x2_zero(rest) }
  })
  const joined = (part: 'turns' | 'high'): Expr =>
    R.keep(shuffle32(...(halves.map(half => half[part]) as [Expr, Expr]), [0, 1, 4, 5]))
  return { turns: joined('turns'), high: joined('high') }
}

/** sin(high + low) = high + (low (1 - z / 2) + high z S(z)), z = high^2. */
const sine = (R: Reals, { high, low }: Angle): Expr => {
  const z = R.keep(R.mul(high, high))
  const series = R.mul(R.mul(high, z), polynomial(R, R.coefficients.sin, z))
  if (low === undefined) return R.add(high, series)
  return R.add(high, R.add(R.sub(low, R.mul(low, R.mul(0.5, z))), series))
}

/** cos(high + low) = 1 - z / 2 + z^2 C(z) - high low, where 1 - z / 2 keeps what its rounding lost. */
const cosine = (R: Reals, { high, low }: Angle): Expr => {
  const z = R.keep(R.mul(high, high))
  const half = R.keep(R.mul(0.5, z))
  const rough = R.keep(R.sub(1, half))
  const lost = R.sub(R.sub(1, rough), half)
  const series = R.mul(R.mul(z, z), polynomial(R, R.coefficients.cos, z))
  const rest = low === undefined ? series : R.sub(series, R.mul(high, low))
  return R.add(rough, R.add(lost, rest))
}

/** Whether a whole number is odd. */
const odd = (R: Reals, n: Expr): Expr => {
  const half = R.keep(R.mul(n, 0.5))
  return R.differs(R.floor(half), half)
}

/** The sine of an angle to which quarter turns are added. */
const turned = (R: Reals, angle: Angle, quarters: number): Expr => {
  const n = R.keep(R.add(angle.turns, quarters))
  const value = R.keep(R.choose(odd(R, n), cosine(R, angle), sine(R, angle)))
  // Quarters 2 and 3 of each turn are negative.
  const back = odd(R, R.keep(R.floor(R.mul(n, 0.5))))
  return R.choose(back, R.neg(value), value)
}

const tangent = (R: Reals, angle: Angle): Expr => {
  const s = R.keep(sine(R, angle))
  const c = R.keep(cosine(R, angle))
  const crossed = R.keep(odd(R, angle.turns))
  return R.div(R.choose(crossed, R.neg(c), s), R.choose(crossed, s, c))
}

type Read = (R: Reals, angle: Angle) => Expr

const readers = {
  sin: (R: Reals, angle: Angle) => turned(R, angle, 0),
  cos: (R: Reals, angle: Angle) => turned(R, angle, 1),
  tan: tangent,
} satisfies { readonly [name: string]: Read }

type Name = keyof typeof readers

/** Of huge arguments: one number in full precision. */
const huge = (module: ModuleWriter, name: Name): FunctionRef =>
  module.once(`${name}.huge`, () =>
    module.function(`${name}.huge`, { params: ['f64'], results: ['f64'] }, (body, x) => {
      const w = { module, body }
      const angle = { turns: body.local('f64'), high: body.local('f64'), low: body.local('f64') }
      reduceHuge(w, x as Local, angle)
      body.result(readers[name](f64Reals(w, double), angle))
    }),
  )

/** The small arguments by Cody and Waite's reduction; where there are huge ones, those apart. */
const periodic =
  (name: Name) =>
  (R: Reals, x: Expr): Expr => {
    const { module, body } = R.w
    const angle = R.form === 'f32x4' ? reducedByPairs(R, x) : reduced(R, x)
    const near = R.keep(readers[name](R, angle))
    const result = body.local(near.type, R.choose(R.equal(x, 0), sineLike(name) ? x : near, near))
    const f = huge(module, name)
    const isHuge = R.keep(
      R.both(R.less(LARGE, R.abs(x)), R.less(R.abs(x), Number.POSITIVE_INFINITY)),
    )
    body.if(R.anywhere(isHuge), () => {
      const far = eachLane(R, f, x)
      body.set(result, R.choose(isHuge, far, result))
    })
    return result
  }

/** Those that keep the sign of -0. */
const sineLike = (name: Name): boolean => name !== 'cos'

export const sin: RealFunction = periodic('sin')
export const cos: RealFunction = periodic('cos')
export const tan: RealFunction = periodic('tan')
