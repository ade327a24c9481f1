/**
 * The matrix product: panels of B meet strips of rows of A in registers. A value is summed over k in
 * order (in parts of k, each resumed from memory), or, where rows are few, in lanes that are added at the
 * end: always the same way, however the work is shared.
 */
import type { Local } from '../wasm/body.js'
import type { ModuleWriter } from '../wasm/module.js'
import { type Kernel, packing } from './kernel.js'
import { exchanged } from './matmul-exchange.js'
import { lanesOf } from './matmul-lanes.js'
import { byColumns, byRows } from './matmul-loops.js'
import { planOf } from './matmul-plan.js'
import { byTiles, hasTiles } from './matmul-shared.js'
import type { MatmulSpec } from './matmul-spec.js'

export type { Epilogue, MatmulSpec, Place } from './matmul-spec.js'

const keyOf = (s: MatmulSpec): string =>
  [
    `matmul:${s.dtype}${s.relaxed ? 'r' : ''}:${s.batch}:${s.m}x${s.n}x${s.k}`,
    `${s.transposeA ? 't' : 'n'}${s.transposeB ? 't' : 'n'}`,
    `${s.sharedA ? 's' : ''}:${s.sharedB ? 's' : ''}`,
    ...(s.epilogue === undefined ? [] : [s.epilogue.key]),
  ].join(':')

/**
 * Parameters: a, b, what the epilogue reads, out, scratch, from, to. The result may not overlap a or b;
 * it may be an operand that the epilogue reads at the value's own place.
 *
 * Against exact arithmetic every value is within k u sum |A| |B| (to first order in u, 2^-24 or 2^-53);
 * whole numbers are exact modulo 2^32. Values do not depend on how units are shared out.
 */
export const matmul = (module: ModuleWriter, spec: MatmulSpec): Kernel =>
  productOf(module, spec, false)

/** The same, for threads that share it: where B is packed in one go, that is work of its own. */
export const sharedMatmul = (module: ModuleWriter, spec: MatmulSpec): Kernel =>
  productOf(module, spec, true)

const productOf = (module: ModuleWriter, spec: MatmulSpec, isShared: boolean): Kernel => {
  const operands = spec.epilogue?.operands ?? 0
  const swaps = spec.n === 1 && spec.m > 1
  const inner = swaps ? exchanged(spec) : spec
  const lanes = lanesOf(spec.dtype, spec.relaxed)
  const plan = planOf(inner, lanes)
  const empty = spec.m * spec.n * spec.batch === 0
  const task = { module, spec: inner, lanes, plan }
  const shared = isShared && !empty && hasTiles(task) ? byTiles(task) : undefined
  const { units, scratch, write } = shared ?? (plan.share === 'rows' ? byRows : byColumns)(task)
  const key = shared === undefined ? keyOf(spec) : `${keyOf(spec)}:tiles`
  const f = module.once(key, () =>
    module.function(
      key,
      { params: Array.from({ length: 6 + operands }, () => 'i32' as const) },
      (body, ...params) => {
        const [a, b] = (swaps ? [params[1], params[0]] : params) as [Local, Local]
        const [out, rest, from, to] = params.slice(-4) as [Local, Local, Local, Local]
        if (!empty)
          write(body, { a, b, operands: params.slice(2, -4), out, scratch: rest, from, to })
      },
    ),
  )
  if (empty) return { f, units: 1, scratch: 0 }
  if (shared === undefined) return { f, units, scratch, isWhole: plan.packB }
  const { write: pack, ...how } = shared.packing
  // B is not exchanged with A: where it is, there is one row, and work is shared by columns.
  const packed = packing(module, `${key}:pack`, { ...how, operand: 1 }, pack)
  return { f, units, scratch, packing: packed }
}
