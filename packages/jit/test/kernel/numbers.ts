/** What kernels are tested with: numbers from a seed, and an epilogue that reads all that it is told. */
import type { DType } from '@miniflow/core'
import type { Epilogue } from '../../src/kernel/matmul.js'
import { f32, f32x4, f64, f64x2, i32, i32x4, load } from '../../src/wasm/code.js'
import type { Numbers } from './sandbox.js'

export const random = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return (state >>> 8) / 0x1000000
  }
}

/** Numbers between -1 and 1 (int32: any, bool: 0 or 1). */
export const numbers = (dtype: DType, length: number, next: () => number): Numbers => {
  switch (dtype) {
    case 'float32':
      return Float32Array.from({ length }, () => 2 * next() - 1)
    case 'float64':
      return Float64Array.from({ length }, () => 2 * next() - 1)
    case 'bool':
      return Uint8Array.from({ length }, () => (next() < 0.5 ? 0 : 1))
    default:
      return Int32Array.from({ length }, () => (next() * 0x100000000) | 0)
  }
}

/** 3 C + row bias + column bias + D, elementwise. */
export const affine = (dtype: DType): Epilogue => ({
  key: `affine-${dtype}`,
  operands: 3,
  write: (_, value, { row, column, index, lanes }, [rows, columns, all]) => {
    const bytes = dtype === 'float64' ? 8 : 4
    const at = (base: typeof rows, i: typeof row) => i32.add(base ?? 0, i32.mul(i, bytes))
    if (lanes === 1) {
      const of = dtype === 'float64' ? f64 : dtype === 'float32' ? f32 : i32
      const read = dtype === 'float64' ? 'f64.load' : dtype === 'float32' ? 'f32.load' : 'i32.load'
      return of.add(
        of.add(of.mul(value, 3), load(read, at(rows, row))),
        of.add(load(read, at(columns, column)), load(read, at(all, index))),
      )
    }
    const of = dtype === 'float64' ? f64x2 : dtype === 'float32' ? f32x4 : i32x4
    const splat = dtype === 'float64' ? 'v128.load64_splat' : 'v128.load32_splat'
    return of.add(
      of.add(of.mul(value, of.splat(3)), load(splat, at(rows, row))),
      of.add(load('v128.load', at(columns, column)), load('v128.load', at(all, index))),
    )
  },
})
