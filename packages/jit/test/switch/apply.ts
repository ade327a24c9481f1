/** What applies an operation in laws of operations that run under jit. */
import { apply as atOnce, isTracer, type Op, type Value } from '@miniflow/core/extend'
import { jit } from '@miniflow/jit'

type OfTensors = (...args: readonly Value[]) => Value

const known = new WeakMap<Op, OfTensors>()

const compiled = (op: Op): OfTensors => {
  const made = known.get(op) ?? (jit((...args) => atOnce(op, ...args)) as OfTensors)
  known.set(op, made)
  return made
}

/** Applies an operation: as a program of its own, if not on a tape. */
export const apply: typeof atOnce = (op, ...args) =>
  args.some(isTracer) ? atOnce(op, ...args) : compiled(op)(...args)
