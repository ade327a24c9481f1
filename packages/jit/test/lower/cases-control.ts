/** Cases of the operations with programs inside: loops, choices, and what stands for a program. */
import {
  add,
  astype,
  checkpoint,
  cond,
  customVjp,
  type DType,
  grad,
  greater,
  less,
  matmul,
  mul,
  scan,
  sum,
  type Tensor,
  tanh,
  trace,
  vmap,
  whileLoop,
} from '@miniflow/core'
import type { Dense, Value } from '@miniflow/core/extend'
import { jit } from '../../src/index.js'
import type { MakeCase } from './case.js'
import type { Draw } from './draw.js'

type F = (...xs: readonly Tensor[]) => unknown

const traced =
  (
    f: (draw: Draw, dtype: DType) => { readonly f: F; readonly inputs: readonly Dense[] },
  ): MakeCase =>
  draw => {
    const { f: g, inputs } = f(draw, draw.pick(['float32', 'float64'] as const))
    const args: Tensor[] = [...(inputs as readonly (Dense & Value)[])]
    return { tape: trace(g as (...xs: Tensor[]) => Tensor)(...args), inputs }
  }

const shaped = (draw: Draw): readonly number[] => draw.shape(2).map(n => Math.max(1, n))

/** As it is, its derivative, over a batch, or the derivative over a batch. */
const turned = (draw: Draw, f: F, inputs: readonly Dense[], derivatives = true) => {
  const scalar = ((...xs: readonly Tensor[]) => {
    const total = (y: unknown): Tensor =>
      Array.isArray(y)
        ? y.map(total).reduce((a, b) => add(a, b) as Tensor)
        : (sum(astype(y as Tensor, (xs[0] as Tensor).dtype)) as Tensor)
    return total(f(...xs))
  }) as never
  const slope = grad(scalar as (x: Tensor) => Tensor) as unknown as F
  const batch = (g: F): F => vmap(g as (x: Tensor) => Tensor) as unknown as F
  const stacked = inputs.map(x => draw.tensor([3, ...x.shape], x.dtype))
  switch (draw.below(derivatives ? 4 : 2)) {
    case 0:
      return { f, inputs }
    case 1:
      return { f: batch(f), inputs: stacked }
    case 2:
      return { f: slope, inputs }
    default:
      return { f: batch(slope), inputs: stacked }
  }
}

export const control = {
  checkpoint: traced((draw, dtype) => {
    const shape = shaped(draw)
    const f = checkpoint((x: Tensor, y: Tensor) => [mul(tanh(x), y), add(x, sum(y))] as Tensor[])
    return turned(draw, f as F, [draw.tensor(shape, dtype), draw.tensor(shape, dtype)])
  }),
  jit: traced((draw, dtype) => {
    const shape = shaped(draw)
    const f = jit((x: Tensor, y: Tensor) => [mul(tanh(x), y), sum(y)] as Tensor[])
    return turned(draw, f as F, [draw.tensor(shape, dtype), draw.tensor(shape, dtype)])
  }),
  custom: traced((draw, dtype) => {
    const shape = shaped(draw)
    const f = customVjp((x: Tensor, y: Tensor) => mul(x, y) as Tensor, {
      forward: (x, y) => [mul(x, y) as Tensor, [x, y]] as const,
      backward: ([x, y], g) => [mul(g, y as Tensor), mul(g, x as Tensor)] as [Tensor, Tensor],
    })
    return turned(draw, f as unknown as F, [draw.tensor(shape, dtype), draw.tensor(shape, dtype)])
  }),
  scan: traced((draw, dtype) => {
    const n = 1 + draw.below(5)
    const steps = draw.below(5)
    const reverse = draw.chance(0.5)
    const f: F = (w, c, xs) =>
      scan(
        (carry: { h: Tensor; k: Tensor }, x: Tensor) => {
          const h = tanh(add(matmul(w as Tensor, carry.h), x)) as Tensor
          return [
            { h, k: add(carry.k, 1) as Tensor },
            [sum(h), h, greater(h, 0)] as Tensor[],
          ] as const
        },
        { h: c as Tensor, k: sum(astype(c as Tensor, 'int32')) as Tensor },
        xs as Tensor,
        { reverse },
      )[1] as unknown
    return turned(draw, f, [
      draw.tensor([n, n], dtype),
      draw.tensor([n, 2], dtype),
      draw.tensor([steps, n, 2], dtype),
    ])
  }),
  cond: traced((draw, dtype) => {
    const shape = shaped(draw)
    const f: F = (x, y) =>
      cond(
        greater(sum(x as Tensor), 0) as Tensor,
        (a: Tensor, b: Tensor) => [mul(a, b), a] as Tensor[],
        (a: Tensor, b: Tensor) => [add(a, tanh(b)), b] as Tensor[],
        x as Tensor,
        y as Tensor,
      )
    return turned(draw, f, [draw.tensor(shape, dtype), draw.tensor(shape, dtype)])
  }),
  whileLoop: traced((draw, dtype) => {
    const shape = shaped(draw)
    const f: F = x =>
      whileLoop(
        ([i, y]: readonly Tensor[]) =>
          less(add(sum(y as Tensor), mul(astype(i as Tensor, dtype), 0.5)), 3) as Tensor,
        ([i, y]: readonly Tensor[]) =>
          [add(i as Tensor, 1), add(mul(y as Tensor, 0.5), 0.25)] as Tensor[],
        [sum(mul(astype(x as Tensor, 'int32'), 0)) as Tensor, x as Tensor],
      )
    return turned(draw, f, [draw.tensor(shape, dtype)], false)
  }),
} satisfies { readonly [name: string]: MakeCase }
