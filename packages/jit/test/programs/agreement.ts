/** Whether a program, and its gradient, give under jit what they give eagerly in float64. */
import { type FloatDType, type Tensor, valueAndGrad } from '@miniflow/core'
import { jit } from '@miniflow/jit'
import { inPrecision, type Judge, toFunction, type Written } from '@miniflow/programs'

type Numbers = readonly (readonly number[])[]

const numbers = (xs: readonly Tensor[]): Numbers => xs.map(x => Array.from<number>(x.data()))

const inputsOf = ({ program }: Written): readonly Tensor[] => program.inputs.map(({ at }) => at)

/**
 * The largest difference relative to what the numbers of a result are (and 1 at least): values and slopes
 * of programs are moderate (see `publish`), so that sums of terms that cancel are the worst that happens.
 */
const distance = (got: Numbers, want: Numbers): number => {
  const largest = Math.max(1, ...want.flat().map(Math.abs))
  return Math.max(
    0,
    ...want.flatMap((xs, i) =>
      xs.map((x, j) => {
        const y = got[i]?.[j] ?? Number.NaN
        return Object.is(x, y) ? 0 : Math.abs(x - y) / largest
      }),
    ),
  )
}

/** Results of a function of a list and of its gradient, from the program alone and from both at once. */
const results = (
  f: (xs: readonly Tensor[]) => Tensor,
  xs: readonly Tensor[],
  compile: <F extends (xs: readonly Tensor[]) => unknown>(f: F) => F,
): readonly [Numbers, Numbers] => {
  const value = compile(f)(xs)
  const [again, gradient] = compile(valueAndGrad(f))(xs)
  return [numbers([value, again]), numbers(gradient)]
}

export interface Distance {
  readonly value: number
  readonly gradient: number
}

/** What jit gives for a program, in the precision that it is written in, and what it should. */
export const distances = (written: Written): Distance => {
  const of = (one: Written): ((xs: readonly Tensor[]) => Tensor) => {
    const f = toFunction(one.program)
    return xs => f(...xs)
  }
  const wide = inPrecision(written, 'float64')
  const want = results(of(wide), inputsOf(wide), f => f)
  const got = results(of(written), inputsOf(written), f => jit(f))
  return { value: distance(got[0], want[0]), gradient: distance(got[1], want[1]) }
}

/**
 * What results may be off by, beside their size. In float64 both compute the same operations in other
 * orders; in float32 each of up to 60 operations rounds to 6e-8, and slopes between them are up to 20.
 * The worst of 2,000 programs: 3e-15 and 4e-15, 2e-6 and 1e-5.
 */
const BOUNDS: Readonly<Record<FloatDType, Distance>> = {
  float64: { value: 1e-12, gradient: 1e-11 },
  float32: { value: 1e-4, gradient: 1e-3 },
}

/** The printed program shows both, without jit in its own precision. */
const ENDING = `const both = valueAndGrad(f)
const numbers = (value: Tensor, gradient: readonly Tensor[]): readonly number[] =>
  [value, ...gradient].flatMap(x => Array.from<number>(x.data()))
export const jitted = [jit(f)(xs).item(), ...numbers(...jit(both)(xs))]
export const eager = [f(xs).item(), ...numbers(...both(xs))]
console.log({ jitted, eager })
`

/** jit of a program and jit of its gradient are what they are eagerly in float64. */
export const jitAgrees: Judge = {
  fault: written => {
    const { value, gradient } = distances(written)
    const isSingle = inputsOf(written).some(({ dtype }) => dtype === 'float32')
    const bounds = BOUNDS[isSingle ? 'float32' : 'float64']
    if (!(value <= bounds.value)) return 'the values differ'
    return gradient <= bounds.gradient ? undefined : 'the gradients differ'
  },
  ending: {
    names: ['valueAndGrad'],
    imports: ["import { jit } from '@miniflow/jit'"],
    text: ENDING,
  },
}
