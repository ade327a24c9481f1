/** One rule applied to arrays by a module of its own: a loop over elements, or over lanes. */
import type { DType } from '@miniflow/core'
import wabt from 'wabt'
import { type Lanes, lanes } from '../../src/kernel/lanes.js'
import { lanes2 } from '../../src/math/lanes2.js'
import { lanes4 } from '../../src/math/lanes4.js'
import type { PointwiseName, Types } from '../../src/math/rule.js'
import { scalar } from '../../src/math/scalar.js'
import type { Local } from '../../src/wasm/body.js'
import { type Expr, i32 } from '../../src/wasm/code.js'
import { encode, ModuleWriter } from '../../src/wasm/module.js'
import { POOL_BYTES, writePool } from '../../src/wasm/pool.js'

export const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  bool: Uint8Array,
} as const

export type Values = InstanceType<(typeof arrays)[DType]>

const bytesOf = (dtype: DType): number => arrays[dtype].BYTES_PER_ELEMENT

export type Count = 1 | 2 | 4

const ruleOf = (name: PointwiseName, types: Types, count: Count) =>
  count === 1 ? scalar[name] : (count === 2 ? lanes2 : lanes4)[name](types)

/** Whether the rule exists in so many lanes. */
export const exists = (name: PointwiseName, types: Types, count: Count): boolean =>
  ruleOf(name, types, count) !== undefined

/** A module that exports `run(operands..., result, n)`, for n a multiple of the lanes. */
export const moduleOf = (name: PointwiseName, types: Types, count: Count): ModuleWriter => {
  const rule = ruleOf(name, types, count)
  if (rule === undefined) throw new Error(`${name} has no rule in ${count} lanes`)
  const way: Lanes = lanes[count]
  const module = new ModuleWriter({ minimum: 1, maximum: 65535, shared: false })
  const params = new Array<'i32'>(types.from.length + 2).fill('i32')
  module.function('run', { params, exported: true }, (body, ...all) => {
    const [out, n] = all.slice(-2) as [Local, Local]
    const at = (base: Expr, i: Expr, dtype: DType): Expr =>
      i32.add(base, i32.mul(i, bytesOf(dtype)))
    body.for(
      0,
      n,
      i => {
        const args = types.from.map((dtype, k) => way.load(dtype, at(all[k] as Local, i, dtype), 0))
        const value = rule({ module, body }, args, types)
        way.store({ module, body }, types.to, at(out, i, types.to), value)
      },
      count,
    )
  })
  return module
}

const tools = await wabt()

export const validate = (module: ModuleWriter): void => {
  const read = tools.readWasm(encode(module), {})
  read.validate()
  read.destroy()
}

const sum = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0)

const align = (n: number): number => (n + 63) & ~63

export interface Prepared {
  readonly run: () => void
  readonly result: Values
}

/** The module over these operands, ready to run as often as wished. */
export const prepare = (
  name: PointwiseName,
  types: Types,
  count: Count,
  operands: readonly (readonly number[] | Values)[],
): Prepared => {
  const length = operands[0]?.length ?? 0
  const n = Math.ceil(length / 4) * 4
  const module = moduleOf(name, types, count)
  validate(module)
  const dtypes = [...types.from, types.to]
  const sizes = dtypes.map(dtype => align(n * bytesOf(dtype) + 64))
  const starts = [...sizes, 0].map((_, k) => POOL_BYTES + sum(sizes.slice(0, k)))
  const memory = new WebAssembly.Memory({
    initial: Math.ceil((starts.at(-1) as number) / 65536),
    maximum: 65535,
  })
  writePool(memory)
  types.from.forEach((dtype, k) => {
    const view = new arrays[dtype](memory.buffer, starts[k], n)
    view.set(operands[k] as number[])
  })
  const instance = new WebAssembly.Instance(new WebAssembly.Module(encode(module)), {
    env: { memory },
  })
  const run = instance.exports.run as (...xs: number[]) => void
  return {
    run: () => run(...starts.slice(0, dtypes.length), n),
    result: new arrays[types.to](memory.buffer, starts[types.from.length], length),
  }
}

/** The rule applied to every element of the operands. */
export const applied = (...args: Parameters<typeof prepare>): Values => {
  const { run, result } = prepare(...args)
  run()
  return result
}
