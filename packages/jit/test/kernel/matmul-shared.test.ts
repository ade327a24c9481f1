/** A product that threads share, packed in parts and cut into tiles, gives the bits of the one that does not. */
import type { DType } from '@miniflow/core'
import { expect, test } from 'vitest'
import type { Kernel } from '../../src/kernel/kernel.js'
import { type MatmulSpec, matmul, sharedMatmul } from '../../src/kernel/matmul.js'
import { type Expr, i32 } from '../../src/wasm/code.js'
import { ModuleWriter } from '../../src/wasm/module.js'
import { affine, numbers, random } from './numbers.js'
import { type Case, sandbox } from './sandbox.js'

/** One kernel of the two: B is packed in three shares, from the last to the first, before each share of the rest. */
const inOne = (module: ModuleWriter, kernel: Kernel): Kernel => {
  const { f, units, scratch, packing } = kernel
  if (packing === undefined) throw new Error(`${f.name} packs nothing apart`)
  const name = `${f.name}:whole`
  const whole = module.function(name, { params: f.params }, (body, ...params) => {
    const [packed, from, to] = params.slice(-3) as readonly Expr[] as [Expr, Expr, Expr]
    const cuts = [0, 1, 2, 3].map(i => Math.floor((i * packing.units) / 3))
    for (const i of [2, 1, 0])
      body.call(
        packing.f,
        params[packing.operand] as Expr,
        packed,
        cuts[i] as number,
        cuts[i + 1] as number,
      )
    const addresses = params.slice(0, -3).map((p, i) => (i === packing.operand ? packed : p))
    body.call(f, ...addresses, i32.add(packed, packing.bytes), from, to)
  })
  return { f: whole, units, scratch: scratch + packing.bytes }
}

const packsApart = (spec: MatmulSpec): boolean =>
  sharedMatmul(new ModuleWriter({ minimum: 1, maximum: 1, shared: false }), spec).packing !==
  undefined

const sizes: readonly (readonly [m: number, n: number, k: number])[] = [
  ...[16, 17, 31, 63, 64, 65, 96, 97, 130].flatMap(m =>
    [8, 33, 36, 41, 47].map(n => [m, n, 131] as const),
  ),
  [128, 128, 784],
  [784, 128, 128],
  [70, 9, 640],
]

const dtypes: readonly DType[] = ['float32', 'float64', 'int32']

test.each(dtypes)('%s products in tiles, in any order, are those in one piece', dtype => {
  const pairs = sizes.flatMap(([m, n, k], i) =>
    [false, true].flatMap(transposeA =>
      [false, true].flatMap(transposeB => {
        const spec: MatmulSpec = {
          ...{ m, n, k, transposeA, transposeB, dtype, batch: 1, relaxed: false },
          ...(i % 2 === 1 && { epilogue: affine(dtype) }),
        }
        const next = random(i)
        const operands = [m * k, k * n, ...(i % 2 === 1 ? [m, n, m * n] : [])]
        const inputs = operands.map(length => numbers(dtype, length, next))
        const output = { dtype, length: m * n }
        const one: Case = { write: module => matmul(module, spec), inputs, output }
        const tiles: Case = {
          write: module => inOne(module, sharedMatmul(module, spec)),
          inputs,
          output,
        }
        return packsApart(spec) ? [[one, tiles] as const] : []
      }),
    ),
  )
  expect(pairs.length).toBeGreaterThan(100)
  const runners = sandbox(pairs.flat())
  pairs.forEach((_, i) => {
    const [one, tiles] = [runners[2 * i], runners[2 * i + 1]] as const
    const units = tiles?.units as number
    const third = Math.ceil(units / 3)
    const shares = [
      [2 * third, units],
      [0, third],
      [third, 2 * third],
    ] as const
    expect(tiles?.run(shares.filter(([from, to]) => from < to))).toEqual(one?.run())
  })
})
