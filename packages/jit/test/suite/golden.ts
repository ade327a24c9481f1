/** Reference values of PyTorch and JAX: values and gradients of functions, and streams of random numbers. */
import * as core from '@miniflow/core'
import { type FloatDType, random, type Tensor, tensor, vjp } from '@miniflow/core'
import type { Check, Ways } from './check.js'
import { differences, shapeDifference } from './close.js'

interface Numbers {
  readonly shape: readonly number[]
  readonly data: readonly number[]
}

interface Case {
  readonly name: string
  readonly op: string
  readonly attrs: readonly unknown[]
  readonly inputs: readonly (Numbers & { readonly dtype: core.DType })[]
  readonly output: Numbers
  readonly cotangent: Numbers
  readonly grads: readonly (Numbers | null)[]
}

interface Stream {
  readonly seed: number
  readonly split2: readonly (readonly number[])[]
  readonly foldIn: Readonly<Record<string, readonly number[]>>
  readonly draws: readonly {
    readonly shape: readonly number[]
    readonly bits: readonly number[]
    readonly uniform: readonly number[]
    readonly normal: readonly number[]
  }[]
}

/** The reference files, as they are parsed. */
export interface Golden {
  readonly primitives: readonly Case[]
  readonly streams: readonly Stream[]
}

const functions: Readonly<Record<string, unknown>> = { ...core }

const toTensor = ({ shape, data }: Numbers, dtype: core.DType): Tensor =>
  tensor(data, shape, { dtype })

const call = ({ op, attrs }: Case, inputs: readonly Tensor[]): Tensor => {
  const f = functions[op] as (...args: readonly unknown[]) => Tensor
  return op === 'einsum' ? f(...attrs, ...inputs) : f(...inputs, ...attrs)
}

/** The value, and the cotangents of the inputs that have a gradient, from one function. */
const primitive = (by: Ways, c: Case, dtype: FloatDType): readonly string[] => {
  const inputs = c.inputs.map(x => toTensor(x, x.dtype === 'float32' ? dtype : x.dtype))
  const wanted = c.grads.flatMap((g, i) => (g === null ? [] : [{ i, g }]))
  const both = by((all: readonly Tensor[], cotangent: Tensor) => {
    const chosen = wanted.map(({ i }) => all[i] as Tensor)
    const [value, pullback] = vjp((xs: readonly Tensor[]) =>
      call(
        c,
        all.map((x, i) => xs[wanted.findIndex(one => one.i === i)] ?? x),
      ),
    )(chosen)
    return { value, cotangents: pullback(cotangent)[0] as readonly Tensor[] }
  })
  const { value, cotangents } = both(inputs, toTensor(c.cotangent, dtype))
  const compared = [
    { what: 'value', got: value, want: c.output },
    ...wanted.map(({ i, g }, at) => ({
      what: `gradient ${i}`,
      got: cotangents[at] as Tensor,
      want: g,
    })),
  ]
  return compared.flatMap(({ what, got, want }) =>
    [...shapeDifference(got, want.shape), ...differences(got, want.data)].map(
      text => `${what}: ${text}`,
    ),
  )
}

/** int32 words as the reference writes them, from 0 to 2^32 - 1. */
const words = (x: Tensor): readonly number[] =>
  Array.from<unknown, number>(x.data() as ArrayLike<unknown>, w => Number(w) >>> 0)

const stream = (by: Ways, s: Stream): readonly string[] => {
  const key = random.key(s.seed)
  const same = (
    what: string,
    got: readonly number[],
    want: readonly number[],
  ): readonly string[] =>
    String(got) === String(want) ? [] : [`${what} is ${got}, expected ${want}`]
  const split = by((k: core.Key) => random.split(k, 2))(key)
  return [
    ...split.flatMap((k, i) => same(`split ${i}`, words(k), s.split2[i] as readonly number[])),
    ...Object.entries(s.foldIn).flatMap(([data, want]) =>
      same(`foldIn ${data}`, words(by((k: core.Key) => random.foldIn(k, Number(data)))(key)), want),
    ),
    ...s.draws.flatMap(({ shape, bits, uniform, normal }) => {
      const drawn = by((k: core.Key) => ({
        bits: random.bits(k, shape) as Tensor,
        uniform: random.uniform(k, shape) as Tensor,
        normal: random.normal(k, shape) as Tensor,
      }))(key)
      return [
        ...same(`bits [${shape}]`, words(drawn.bits), bits),
        ...differences(drawn.uniform, uniform, 0).map(text => `uniform [${shape}] ${text}`),
        ...differences(drawn.normal, normal, 1e-5).map(text => `normal [${shape}] ${text}`),
      ]
    }),
  ]
}

export const goldenChecks = (by: Ways, { primitives, streams }: Golden): readonly Check[] => [
  ...primitives
    .filter(({ op }) => typeof functions[op] === 'function')
    .flatMap(c =>
      (['float32', 'float64'] as const).map(dtype => ({
        name: `${c.name} in ${dtype} has its value and its cotangents`,
        faults: () => primitive(by, c, dtype),
      })),
    ),
  ...streams.map(s => ({
    name: `the random stream of seed ${s.seed} is the reference's`,
    faults: () => stream(by, s),
  })),
]
