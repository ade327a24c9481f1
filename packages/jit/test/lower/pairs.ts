/** Programs that two threads run together, again and again, and what of their bits is not what one thread gives. */
import {
  add,
  cond,
  conv2d,
  grad,
  greater,
  less,
  matmul,
  mul,
  relu,
  reshape,
  scan,
  slice,
  sum,
  type Tensor,
  tanh,
  trace,
  whileLoop,
} from '@miniflow/core'
import {
  type Aval,
  type Dense,
  sizeOf,
  type Tape,
  type Value,
  valuesOf,
} from '@miniflow/core/extend'
import { boardBytes } from '../../src/kernel/board.js'
import { compile } from '../../src/lower/compile.js'
import { Pool } from '../../src/runtime/pool.js'
import { sleepOn } from '../../src/runtime/sleep.js'
import { POOL_BYTES, writePool } from '../../src/wasm/pool.js'
import { drawing } from './draw.js'
import { sandbox, validated } from './sandbox.js'

const bytesOf = ({ shape, dtype }: Aval): number =>
  sizeOf(shape) * { float32: 4, float64: 8, int32: 4, bool: 1 }[dtype]

const bytesIn = (x: Dense): Uint8Array => {
  const { buffer, byteOffset, byteLength } = valuesOf(x)
  return new Uint8Array(buffer, byteOffset, byteLength)
}

/** Runs a tape with two threads; gives the bytes of its outputs. */
const pair = async (tape: Tape, inputs: readonly Dense[]): Promise<() => readonly Uint8Array[]> => {
  const compiled = compile(tape, { relaxed: false, threads: 2 })
  const code = validated(compiled)
  const { constants, arenaBytes, outputs } = compiled
  const words = 2 + inputs.length + constants.length + outputs.length
  const avals = [...inputs, ...constants, ...outputs]
  let end = POOL_BYTES
  const [table, board, arena, ...places] = [
    4 * words,
    boardBytes(2),
    arenaBytes,
    ...avals.map(bytesOf),
  ].map(bytes => {
    const address = end
    end = Math.ceil((end + bytes) / 64) * 64 + 64
    return address
  }) as [number, number, number, ...number[]]
  const memory = new WebAssembly.Memory({
    initial: Math.ceil(end / 65536),
    maximum: 65535,
    shared: true,
  })
  writePool(memory)
  const all = new Uint8Array(memory.buffer)
  for (const [i, x] of [...inputs, ...constants].entries()) all.set(bytesIn(x), places[i])
  new Int32Array(memory.buffer, table, words).set([arena, ...places, board])
  const module = new WebAssembly.Module(code)
  const pool = new Pool(memory, board, 2)
  const id = pool.add(module)
  while (pool.served < 1) await new Promise(resolve => setTimeout(resolve, 1))
  const { run } = new WebAssembly.Instance(module, {
    env: { memory, ...sleepOn(memory, true), errand: () => undefined },
  }).exports as { readonly run: (table: number) => void }
  const own = places.slice(inputs.length + constants.length)
  return () => {
    all.fill(0xff, arena, arena + arenaBytes)
    outputs.forEach((aval, i) => {
      all.fill(0xff, own[i], (own[i] as number) + bytesOf(aval))
    })
    pool.show(id)
    run(table)
    return outputs.map((aval, i) => all.slice(own[i], (own[i] as number) + bytesOf(aval)))
  }
}

export type Program = (x: Tensor, w: Tensor) => unknown

const square = [96, 96] as const

/** What is shared in them: products and what is around them, in one piece, in loops and in choices. */
export const programs: readonly (readonly [string, Program])[] = [
  [
    'products and what is around them',
    grad((x: Tensor, w: Tensor) =>
      sum(mul(tanh(matmul(tanh(matmul(x, w)), w)), add(x, sum(w, { axis: 0 })))),
    ) as never,
  ],
  [
    'convolutions and their gradients',
    grad((x: Tensor, w: Tensor) => {
      const images = reshape(x, [4, 24, 24, 4])
      const filters = reshape(slice(w, [0, 0], [6, 96]), [3, 3, 4, 16])
      const hidden = relu(conv2d(images, filters, { padding: 'SAME' }))
      const back = reshape(slice(w, [6, 0], [12, 96]), [3, 3, 16, 4])
      return sum(tanh(conv2d(hidden, back, { strides: [2, 2] })))
    }) as never,
  ],
  [
    'a loop over products, small steps and flags',
    (x, w) =>
      scan(
        (carry: readonly [Tensor, Tensor], row: Tensor) => {
          const h = tanh(add(matmul(carry[0], w), row)) as Tensor
          return [[h, add(carry[1], 1) as Tensor], greater(sum(h), 0) as Tensor] as const
        },
        [x, sum(x) as Tensor] as readonly [Tensor, Tensor],
        slice(x, [0, 0], [5, 96]) as Tensor,
      ),
  ],
  [
    'choices and loops of unknown length',
    (x, w) =>
      whileLoop(
        ([i]: readonly [Tensor, Tensor]) => less(i, 5) as Tensor,
        ([i, y]: readonly [Tensor, Tensor]) =>
          [
            add(i, 1) as Tensor,
            cond(
              less(i, 2) as Tensor,
              (z: Tensor) => tanh(matmul(z, w)) as Tensor,
              (z: Tensor) => mul(z, 0.5) as Tensor,
              y,
            ),
          ] as const,
        [mul(sum(x), 0) as Tensor, x] as readonly [Tensor, Tensor],
      ),
  ],
]

/** Runs a program with two threads so many times: the calls and outputs in which bits differ. */
export const differingCalls = async (f: Program, calls: number): Promise<readonly string[]> => {
  const draw = drawing(7)
  const inputs = [draw.tensor(square, 'float32'), draw.tensor(square, 'float32')]
  const tape = trace(f as (...xs: Tensor[]) => Tensor)(
    ...(inputs as readonly (Dense & Value)[] as readonly Tensor[] as [Tensor, Tensor]),
  )
  const want = sandbox(tape).run(inputs).outputs.map(bytesIn)
  const call = await pair(tape, inputs)
  const differing: string[] = []
  for (let i = 0; i < calls; i++)
    for (const [k, bytes] of call().entries())
      if (Buffer.compare(bytes, want[k] as Uint8Array) !== 0)
        differing.push(`call ${i}, output ${k}`)
  return differing
}
