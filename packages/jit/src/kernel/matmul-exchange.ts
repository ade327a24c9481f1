/** A product with one column is one with one row: (A x)^T = x^T A^T, and the result lies in memory the same. */
import { type Expr, extract, i32, replace } from '../wasm/code.js'
import type { Epilogue, MatmulSpec } from './matmul-spec.js'

const lane = {
  f32: ['f32x4.extract_lane', 'f32x4.replace_lane'],
  f64: ['f64x2.extract_lane', 'f64x2.replace_lane'],
  i32: ['i32x4.extract_lane', 'i32x4.replace_lane'],
} as const

/** Neighbours in the exchanged result stand below each other, so each value is taken alone. */
const scalars = (epilogue: Epilogue, kind: keyof typeof lane): Epilogue => ({
  key: `column:${epilogue.key}`,
  operands: epilogue.operands,
  write: (w, value, place, operands) => {
    const [take, put] = lane[kind]
    return Array.from({ length: place.lanes }, (_, l) => l).reduce<Expr>(
      (vector, l) =>
        replace(
          put,
          vector,
          l,
          epilogue.write(
            w,
            w.body.keep(extract(take, value, l)),
            {
              row: i32.add(place.column, l),
              column: i32.add(place.row, 0),
              index: i32.add(place.index, l),
              lanes: 1,
            },
            operands,
          ),
        ),
      value,
    )
  },
})

/** The spec with A and B exchanged: their addresses must be too. */
export const exchanged = ({
  m,
  n,
  k,
  transposeA,
  transposeB,
  dtype,
  batch,
  sharedA,
  sharedB,
  relaxed,
  epilogue,
}: MatmulSpec): MatmulSpec => ({
  m: n,
  n: m,
  k,
  transposeA: !transposeB,
  transposeB: !transposeA,
  dtype,
  batch,
  sharedA: sharedB ?? false,
  sharedB: sharedA ?? false,
  relaxed,
  ...(epilogue === undefined
    ? {}
    : {
        epilogue: scalars(
          epilogue,
          dtype === 'float32' ? 'f32' : dtype === 'float64' ? 'f64' : 'i32',
        ),
      }),
})
