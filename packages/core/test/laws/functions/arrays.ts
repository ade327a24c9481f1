/** Cases of convolution, pooling, sorting, running products, named axes, and the safe forms. */
import type { Operand, Tensor } from '@miniflow/core'
import * as core from '@miniflow/core'
import { broadcasting } from '../broadcasts.js'
import { nonempty, pick, replaced, withAxis } from '../choose.js'
import {
  anywhere,
  type Domain,
  distinct,
  numbers,
  offZero,
  positive,
  type Raw,
  type Shape,
} from '../raw.js'
import type { Make } from './example.js'

type Two = readonly [number, number]

const padding = (raw: Raw) => {
  const ends = (at: number): Two => [pick(raw, at, 2), pick(raw, at + 1, 2)]
  return ([undefined, 'SAME', 'VALID', [ends(5), ends(6)]] as const)[pick(raw, 4, 4)]
}

const images = (raw: Raw, channels: number): Shape => [1 + pick(raw, 0, 2), 3, 4, channels]

const conv2d: Make = raw => {
  const channels = 1 + pick(raw, 1, 2)
  const options = {
    strides: [1 + pick(raw, 2, 2), 1 + pick(raw, 3, 3)] as const,
    dilation: [1, 1 + pick(raw, 8, 2)] as const,
    padding: padding(raw),
  }
  const filters = [1 + pick(raw, 9, 3), 1 + pick(raw, 10, 2), channels, 1 + pick(raw, 11, 2)]
  return {
    f: (x, w) => core.conv2d(x as Tensor, w as Tensor, options),
    xs: [numbers(raw.pools[0] ?? [], images(raw, channels)), numbers(raw.pools[1] ?? [], filters)],
  }
}

interface Pool {
  readonly window: Two
  readonly strides?: Two | undefined
  readonly padding?: ReturnType<typeof padding>
}

const pooling =
  (f: (x: Tensor, options: Pool) => Tensor, domain: Domain): Make =>
  raw => {
    const options: Pool = {
      window: [2 + pick(raw, 2, 2), 2 + pick(raw, 3, 2)],
      strides: raw.flags[0] === true ? undefined : [1, 1 + pick(raw, 7, 2)],
      padding: padding(raw),
    }
    return {
      f: x => f(x as Tensor, options),
      xs: [numbers(raw.pools[0] ?? [], images(raw, 1), domain)],
    }
  }

const equations = [
  ['ij,jk->ik', 'ij', 'jk'],
  ['bij,bkj->kb', 'bij', 'bkj'],
  ['ii->i', 'ii'],
  ['iji', 'iji'],
  ['ij,j', 'ij', 'j'],
  ['i,j,k->kji', 'i', 'j', 'k'],
  ['ij,jk,ki->', 'ij', 'jk', 'ki'],
  ['ijk,kl->il', 'ijk', 'kl'],
  ['ij,ij->ij', 'ij', 'ij'],
  ['...i,ij->j...', 'bi', 'ij'],
  ['a...,...a->...', 'abi', 'bia'],
] as const

const einsum: Make = raw => {
  const [equation, ...terms] = equations[pick(raw, 0, equations.length)] as (typeof equations)[0]
  const lengthOf = (letter: string): number => pick(raw, 1 + 'aijklb'.indexOf(letter), 4)
  return {
    f: (...xs) => core.einsum(equation as string, ...xs),
    xs: terms.map((term, i) => numbers(raw.pools[i] ?? [], [...term].map(lengthOf))),
  }
}

const tensordot: Make = raw => {
  const [j, k] = [pick(raw, 1, 4), pick(raw, 2, 3)]
  const [left, right, axes] = (
    [
      [[2, j, k], [j, k, 2], 2],
      [[2, j], [j, k], 1],
      [[j], [k, 2], 0],
      [
        [j, 2, k],
        [k, j],
        [
          [0, -1],
          [1, 0],
        ],
      ],
    ] as const
  )[pick(raw, 0, 4)] ?? [[], [], 0]
  return {
    f: (a, b) => core.tensordot(a as Tensor, b as Tensor, axes),
    xs: [numbers(raw.pools[0] ?? [], left), numbers(raw.pools[1] ?? [], right)],
  }
}

const along =
  (
    f: (x: Tensor, options: { readonly axis?: number; readonly descending?: boolean }) => Tensor,
    domain: Domain,
  ): Make =>
  raw => {
    const shape = withAxis(raw)
    const axis = pick(raw, 0, 2 * shape.length) - shape.length
    const options = raw.flags[1] === true ? { axis, descending: true } : { axis }
    return { f: x => f(x as Tensor, options), xs: [numbers(raw.pools[0] ?? [], shape, domain)] }
  }

const topK: Make = raw => {
  const shape = nonempty(withAxis(raw))
  const n = shape.at(-1) as number
  return {
    f: x => core.topK(x as Tensor, pick(raw, 0, n + 1)).values,
    xs: [numbers(raw.pools[0] ?? [], replaced(shape, shape.length - 1, n), distinct)],
  }
}

const binary =
  (f: (x: Operand, y: Operand) => Tensor, right: Domain): Make =>
  raw => ({
    f: (a, b) => f(a as Tensor, b as Tensor),
    xs: [
      numbers(raw.pools[0] ?? [], broadcasting(raw, raw.shape, 0), anywhere),
      numbers(raw.pools[1] ?? [], broadcasting(raw, raw.shape, 1), right),
    ],
  })

export const arrays = {
  conv2d,
  maxPool: pooling(core.maxPool, distinct),
  avgPool: pooling(core.avgPool, anywhere),
  einsum,
  tensordot,
  sort: along(core.sort, distinct),
  topK,
  cumprod: along((x, { axis }) => core.cumprod(x, axis === undefined ? {} : { axis }), anywhere),
  safeDiv: binary(core.safeDiv, offZero),
  safeSqrt: ({ shape, pools: [x = []] }) => ({
    f: y => core.safeSqrt(y as Tensor),
    xs: [numbers(x, shape, positive)],
  }),
  xlogy: binary(core.xlogy, positive),
} satisfies { readonly [name: string]: Make }
