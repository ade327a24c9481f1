/** What a matrix product is asked for: its shape, its flags, and what is done to values before they are stored. */
import type { DType } from '@miniflow/core'
import type { Body } from '../wasm/body.js'
import type { Expr } from '../wasm/code.js'
import type { ModuleWriter } from '../wasm/module.js'

/** Where a finished value stands in the m x n result. */
export interface Place {
  readonly row: Expr
  /** The column of the first lane. */
  readonly column: Expr
  /** batch * m * n + row * n + column. */
  readonly index: Expr
  /** Values side by side: 4 (f32x4, i32x4), 2 (f64x2), or 1, a scalar. */
  readonly lanes: 4 | 2 | 1
}

/**
 * Applied to every finished value before it is stored. `operands` says how many further addresses it
 * reads; they are parameters of the kernel. A vector at the last columns may reach beyond them: what
 * it computes there is dropped.
 */
export interface Epilogue {
  /** Names all that is baked in: equal keys, equal code. */
  readonly key: string
  readonly operands: number
  readonly write: (
    w: { readonly module: ModuleWriter; readonly body: Body },
    value: Expr,
    place: Place,
    operands: readonly Expr[],
  ) => Expr
}

/** C = A B for each of `batch` products: A is m x k (stored k x m with `transposeA`), B is k x n (stored n x k with `transposeB`). */
export interface MatmulSpec {
  readonly m: number
  readonly n: number
  readonly k: number
  readonly transposeA: boolean
  readonly transposeB: boolean
  readonly dtype: DType
  readonly batch: number
  /** One A for all of the batch. */
  readonly sharedA?: boolean
  readonly sharedB?: boolean
  /** Multiply and add with one rounding, where the machine does it so. */
  readonly relaxed: boolean
  readonly epilogue?: Epilogue
}
