/** What we write is a valid module, and does what it says. */
import { expect, test } from 'vitest'
import wabt from 'wabt'
import { call } from '../../src/wasm/body.js'
import { f32x4, f64, i32, load } from '../../src/wasm/code.js'
import { encode, ModuleWriter } from '../../src/wasm/module.js'
import { pooledF32, writePool } from '../../src/wasm/pool.js'
import { toText } from '../../src/wasm/text.js'

const limits = { minimum: 2, maximum: 16, shared: false }

/** A sum of squares, and the same vector doubled. */
const example = (): ModuleWriter => {
  const m = new ModuleWriter(limits)
  const square = m.function('square', { params: ['f64'], results: ['f64'] }, (b, x) => {
    b.result(f64.mul(x ?? 0, x ?? 0))
  })
  m.function('squares', { params: ['i32'], results: ['f64'], exported: true }, (b, n) => {
    const total = b.local('f64')
    b.for(0, n ?? 0, i => b.set(total, f64.add(total, call(square, f64.convert_i32_s(i)))))
    b.result(total)
  })
  m.function('double', { params: ['i32'], exported: true }, (b, address) => {
    const at = address ?? 0
    b.store('v128.store', at, 16, f32x4.mul(load('v128.load', at), pooledF32(2)))
  })
  return m
}

const instance = async (m: ModuleWriter) => {
  const memory = new WebAssembly.Memory({ initial: 2, maximum: 16 })
  writePool(memory)
  const source = await WebAssembly.instantiate(encode(m), { env: { memory } })
  return { memory, exports: source.instance.exports as Record<string, (...xs: number[]) => number> }
}

test('functions, loops, memory and pooled constants work', async () => {
  const { memory, exports } = await instance(example())
  expect(exports.squares?.(5)).toBe(30)
  expect(exports.squares?.(0)).toBe(0)
  const floats = new Float32Array(memory.buffer, 65536, 8)
  floats.set([1, 2, 3, -4])
  exports.double?.(65536)
  expect([...floats.subarray(4)]).toEqual([2, 4, 6, -8])
})

test('the bytes are valid, and the text says what the bytes do', async () => {
  const tools = await wabt()
  const module = tools.readWasm(encode(example()), {})
  module.validate()
  const ours = tools.parseWat('ours.wat', toText(example()))
  expect([...ours.toBinary({}).buffer]).toEqual([...encode(example())])
})

test('an operand of the wrong type is refused while the code is written', () => {
  expect(() => i32.add(f64.abs(1), 1)).toThrow('i32.add: f64 where i32 is expected')
})
