/** What a call costs over the work itself, and a chain of scalar operations with its gradient. */
import { grad, mul, type Scalar, tensor, valueAndGrad } from '@miniflow/core'
import { jit } from '@miniflow/jit'
import { median } from '../contest.js'

const LENGTH = 1000
const FACTOR = 1.0000001
const CALLS = 1000

/** Microseconds of one call, median of rounds of many. */
const microseconds = (run: () => void, rounds: number): number => {
  for (let i = 0; i < 20 * CALLS; i++) run()
  return median(
    Array.from({ length: rounds }, () => {
      const start = performance.now()
      for (let i = 0; i < CALLS; i++) run()
      return ((performance.now() - start) / CALLS) * 1000
    }),
  )
}

const wanted = (name: string, got: number, want: number): void => {
  if (!(Math.abs(got - want) <= 1e-12 * Math.abs(want)))
    throw new Error(`${name} is ${got}; it should be ${want}.`)
}

export interface ScalarReport {
  /** Microseconds of a call of x -> 2 x. */
  readonly call: number
  /** The same, and the result read. */
  readonly read: number
  /** Value and gradient of a chain of 1000 multiplications. */
  readonly chain: number
  /** The gradient alone. */
  readonly gradient: number
}

export const measureScalar = (rounds: number): ScalarReport => {
  const x = tensor(1.5, { dtype: 'float64' })
  const factor = tensor(FACTOR, { dtype: 'float64' })
  const double = jit((y: Scalar<'float64'>) => mul(y, 2))
  wanted('2 x', double(x).item(), 3)
  const power = (y: Scalar<'float64'>): Scalar<'float64'> => {
    let z = y
    for (let i = 0; i < LENGTH; i++) z = mul(z, factor)
    return z
  }
  const chain = jit(valueAndGrad(power))
  const [value, slope] = chain(x)
  wanted('the chain', value.item(), 1.5 * FACTOR ** LENGTH)
  wanted("the chain's gradient", slope.item(), FACTOR ** LENGTH)
  // Products of what is there when f is traced are done once: so that there is work, the factor is an argument.
  const squares = (y: Scalar<'float64'>): Scalar<'float64'> => {
    let z = y
    for (let i = 0; i < LENGTH; i++) z = mul(z, y)
    return z
  }
  const gradient = jit(grad(squares))
  wanted('the gradient', gradient(factor).item(), (LENGTH + 1) * FACTOR ** LENGTH)
  return {
    call: microseconds(() => double(x), rounds),
    read: microseconds(() => double(x).item(), rounds),
    chain: microseconds(() => chain(x), rounds),
    gradient: microseconds(() => gradient(factor), rounds),
  }
}
