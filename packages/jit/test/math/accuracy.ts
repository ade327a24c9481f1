/** The largest distance of results from references, over arguments of all magnitudes and where it matters. */
import type { PointwiseName, Types } from '../../src/math/rule.js'
import { applied, type Count, exists, type Values } from './apply.js'
import { distance } from './distance.js'
import { type Measured, measured } from './functions.js'

export type Float = 'float32' | 'float64'

const bits = new DataView(new ArrayBuffer(8))

/** The i-th of n numbers of every sign and exponent, in steps of equal numbers of representable ones. */
const everywhere = (dtype: Float, i: number, n: number): number => {
  if (dtype === 'float32') {
    bits.setUint32(0, Math.floor((i * 2 ** 32) / n) + ((i * 2654435761) % 65537))
    return bits.getFloat32(0)
  }
  bits.setUint32(0, Math.floor((i * 2 ** 32) / n))
  bits.setUint32(4, Math.imul(i, 2654435761))
  return bits.getFloat64(0)
}

/** The i-th of n numbers between two bounds, spread by the golden ratio. */
const within = (i: number, { from, to }: Measured, ratio: number): number =>
  from + (to - from) * ((i * ratio) % 1)

const RATIOS = [0.6180339887498949, 0.7548776662466927] as const

/** Arguments: half of them everywhere, half where the function lives. */
export const argumentsOf = (f: Measured, dtype: Float, most: number): readonly Values[] => {
  const n = dtype === 'float64' ? Math.min(most, f.slow?.few ?? most) : most
  return RATIOS.slice(0, f.operands ?? 1).map((ratio, k) => {
    const values = Array.from({ length: 2 * n }, (_, i) =>
      i === 0 && f.worst !== undefined
        ? f.worst
        : i < n
          ? everywhere(dtype, k === 0 ? i : (i * 7919) % n, n)
          : within(i, f, ratio),
    )
    return dtype === 'float32' ? Float32Array.from(values) : Float64Array.from(values)
  })
}

export interface Measurement {
  readonly name: string
  readonly dtype: Float
  readonly worst: number
  /** Where it is worst. */
  readonly at: readonly number[]
  /** Whether one element and lanes give the same bits. */
  readonly agree: boolean
}

export const measure = (f: Measured, dtype: Float, most: number): Measurement => {
  const name = f.name as PointwiseName
  const args = argumentsOf(f, dtype, most)
  const types: Types = { from: args.map(() => dtype), to: dtype }
  const lanes: Count = dtype === 'float32' ? 4 : 2
  const one = applied(name, types, 1, args)
  const side = exists(name, types, lanes) ? applied(name, types, lanes, args) : one
  const reference = (dtype === 'float32' && f.slow?.double) || f.reference
  let worst = 0
  let at = 0
  let agree = true
  for (let i = 0; i < one.length; i++) {
    const got = one[i] as number
    if (!Object.is(got, side[i])) agree = false
    const far = distance(dtype, got, reference(...args.map(x => x[i] as number)))
    if (far > worst) {
      worst = far
      at = i
    }
  }
  return { name, dtype, worst, at: args.map(x => x[at] as number), agree }
}

export { measured }
