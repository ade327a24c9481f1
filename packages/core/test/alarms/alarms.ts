/** Checks of right derivatives at random points, none of which may be reported as wrong. */
import { checkGradients, type Mode, type Report } from '@miniflow/check'
import * as m from '@miniflow/core'
import { type OpName, type Tensor, tensor } from '@miniflow/core'
import * as fc from 'fast-check'
import { instances } from '../laws/instances/index.js'
import { asFunction, isDifferentiable, lacks } from '../laws/operations.js'
import { raws } from '../laws/raw.js'

/** What was seen at many points. */
export interface Alarms {
  readonly points: number
  /** The messages of false alarms. */
  readonly alarms: readonly string[]
  /** How many derivatives were kinks, infinite, and too rough to tell. */
  readonly kinks: number
  readonly infinite: number
  readonly uncertain: number
}

type F = (...xs: readonly Tensor[]) => unknown

const summed = (all: readonly (Report | string)[]): Alarms => {
  const reports = all.filter(one => typeof one !== 'string')
  const total = (of: (report: Report) => number): number =>
    reports.reduce((n, report) => n + of(report), 0)
  return {
    points: all.length,
    alarms: all.filter(one => typeof one === 'string'),
    kinks: total(({ kinks }) => kinks.length),
    infinite: total(({ infinite }) => infinite.length),
    uncertain: total(({ uncertain }) => uncertain.length),
  }
}

const checked = (
  name: string,
  f: F,
  xs: readonly Tensor[],
  modes: readonly Mode[] = ['reverse', 'forward'],
): Report | string => {
  const result = checkGradients(f, xs, { modes })
  return result._tag === 'Right'
    ? result.right
    : `${name} at ${xs.map(String).join(' ; ')}\n${result.left.message}`
}

/** The operations that have derivatives and differences. */
export const operations = Object.keys(instances) as readonly OpName[]

/** One operation at points of its laws' domain. */
export const operationAlarms = (name: OpName, seed: number, points: number): Alarms =>
  summed(
    fc.sample(raws, { seed, numRuns: points }).flatMap(raw => {
      const instance = instances[name](raw)
      if (!isDifferentiable(instance) || lacks(instance, 'numeric derivative')) return []
      const { f, xs } = asFunction(instance)
      return [checked(name, f, xs, lacks(instance, 'reverse mode') ? ['forward'] : undefined)]
    }),
  )

/** Functions with kinks, ties, jumps or ends of domains, of four numbers. */
export const kinked: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  abs: m.abs,
  relu: m.relu,
  leakyRelu: x => m.leakyRelu(x),
  elu: m.elu,
  sign: m.sign,
  floor: m.floor,
  ceil: m.ceil,
  round: m.round,
  sqrt: x => m.sqrt(m.abs(x)),
  squareRoot: x => m.sqrt(m.square(x)),
  maximum: x => m.maximum(x, m.flip(x)),
  minimum: x => m.minimum(x, m.flip(x)),
  max: x => m.max(x),
  min: x => m.min(m.reshape(x, [2, 2]), { axis: 0 }),
  clip: x => m.clip(x, -0.5, 0.5),
  sort: m.sort,
  topK: x => m.topK(x, 2).values,
  norm: x => m.norm(x),
  std: x => m.std(x),
  where: x => m.where(m.greater(x, 0), m.square(x), m.mul(-1, m.square(x))),
  step: x => m.where(m.greater(x, 0), x, 1),
  mod: x => m.mod(x, 0.5),
  maxPool: x => m.maxPool(m.reshape(x, [1, 2, 2, 1]), { window: [2, 2] }),
  prod: x => m.prod(x),
  cumprod: x => m.cumprod(x),
  logsumexp: x => m.logsumexp(x),
  power: x => m.pow(m.abs(x), 1.5),
  atan2: x => m.atan2(x, m.add(1, m.flip(x))),
}

/** Half of the points are on the kinks and in ties, the others anywhere. */
const points = fc.oneof(
  fc.array(fc.constantFrom(-1, -0.5, 0, 0.5, 1), { minLength: 4, maxLength: 4 }),
  fc.array(
    fc.integer({ min: -4000, max: 4000 }).map(k => k / 1001),
    { minLength: 4, maxLength: 4 },
  ),
)

/** One function with kinks, on them and off them. */
export const kinkAlarms = (name: string, seed: number, count: number): Alarms =>
  summed(
    fc
      .sample(points, { seed, numRuns: count })
      .map(xs => checked(name, kinked[name] as F, [tensor(xs, { dtype: 'float64' })])),
  )
