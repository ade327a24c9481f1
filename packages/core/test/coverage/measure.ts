/** What an operation can do, found by trying it. */
import { type Law, laws, type Smooth } from '@miniflow/check'
import { jvp, type Tensor } from '@miniflow/core'
import * as fc from 'fast-check'
import type { DType } from '../../src/data/types.js'
import type { Build, Instance } from '../laws/instances/instance.js'
import * as operations from '../laws/operations.js'
import { type Raw, raws, turned } from '../laws/raw.js'
import { third, thirdForward, thirdTransposed } from '../laws/third.js'
import { wave } from '../support/wave.js'

/**
 * Of a law at all points tried: kept; kept by derivatives that are all 0; broken; or without a
 * meaning for the operation.
 */
export type Mark = 'kept' | 'zero' | 'broken' | 'none'

export interface Coverage {
  readonly dtypes: Readonly<Record<DType, Mark>> | undefined
  readonly forward: Mark
  readonly reverse: Mark
  readonly second: Mark
  readonly third: Mark
  readonly batch: Mark
  /** Whether derivatives were compared with differences of values. */
  readonly differences: boolean
}

const POINTS = 6

const points: readonly Raw[] = fc
  .sample(raws, { seed: 5, numRuns: 4 * POINTS })
  .filter(({ shape }) => !shape.includes(0))
  .slice(0, POINTS)

/** Forward mode gives a tangent like the value. */
const withDerivatives: Law = {
  statement: 'the tangent has the shape of the value',
  needs: ['derivatives'],
  breaks: (f, xs) => {
    const [value, tangent] = jvp(f)(
      xs,
      xs.map((x, i) => wave(x.shape, i)),
    )
    return String(tangent.shape) === String(value.shape) ? [] : [`[${tangent.shape}]`]
  },
}

/** The derivative in fixed directions, so many times over, by forward mode. */
const derivative = (f: Smooth, order: number): Smooth =>
  order === 0
    ? f
    : (...xs) =>
        jvp(derivative(f, order - 1))(
          xs,
          xs.map((x, i) => wave(x.shape, order + i)),
        )[1]

const isZero = (x: Tensor): boolean =>
  Array.from<number | bigint, number>(x.data(), Number).every(y => y === 0)

/** What is found of laws at all instances that they speak of; `order` is that of their derivatives. */
const markOf = (all: readonly Law[], order: number, cases: readonly Instance[]): Mark => {
  const tried = cases.flatMap(instance => {
    const meant = all.filter(law => operations.meets(instance, law))
    if (meant.length === 0) return []
    const { f, xs } = operations.asFunction(instance)
    return [
      {
        broken: meant.some(law => law.breaks(f, xs).length > 0),
        zero: isZero(derivative(f, order)(...xs)),
      },
    ]
  })
  if (tried.length === 0) return 'none'
  if (tried.some(({ broken }) => broken)) return 'broken'
  return tried.every(({ zero }) => zero) ? 'zero' : 'kept'
}

const dtypeOf = (dtype: DType, cases: readonly Instance[]): Mark => {
  const fitting = cases.filter(instance => operations.takes(instance, dtype))
  if (fitting.length === 0) return 'none'
  const broken = fitting.flatMap(instance => [
    ...operations.shapeIsKernels(instance).filter(text => text.startsWith(`${dtype}:`)),
    ...(dtype === 'float32' ? operations.singleIsDouble(instance) : []),
  ])
  return broken.length > 0 ? 'broken' : 'kept'
}

const batchOf = (build: Build): Mark => {
  const broken = points.flatMap(raw =>
    operations.batchIsMap([0, 5, 11].map(by => build(turned(raw, by)))),
  )
  return broken.length > 0 ? 'broken' : 'kept'
}

export const measure = (build: Build): Coverage => {
  const cases = points.map(build)
  return {
    dtypes: cases.some(instance => operations.lacks(instance, 'other dtypes'))
      ? undefined
      : {
          float32: dtypeOf('float32', cases),
          float64: dtypeOf('float64', cases),
          int32: dtypeOf('int32', cases),
          bool: dtypeOf('bool', cases),
        },
    forward: markOf([laws.forward, withDerivatives], 1, cases),
    reverse: markOf([laws.reverse, laws.transpose, laws.linear], 1, cases),
    second: markOf([laws.second, laws.secondForward, laws.commuting, laws.symmetric], 2, cases),
    third: markOf([third, thirdForward, thirdTransposed], 3, cases),
    batch: batchOf(build),
    differences: cases.some(instance => operations.meets(instance, laws.forward)),
  }
}
