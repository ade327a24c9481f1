/** Watching what is computed: where the user called an operation, and in which derivative rule. */
import type { Dense } from '../data/tensor.js'
import { callNow } from './call.js'
import type { Op } from './op.js'
import type { Origin } from './origin.js'
import type { OpName } from './vocabulary.js'

/** Told of every operation computed, its result, and how to find where it comes from. */
export type Watcher = (op: Op, args: readonly Dense[], out: Dense, origin: () => Origin) => void

interface Watch {
  readonly watcher: Watcher
  /** What everything computed now goes back to; absent while the user's own code runs. */
  readonly origin: Origin | undefined
  readonly order: number
}

/** Nobody watches but within a call of `watching`, and then it costs one comparison an operation. */
let watch: Watch | undefined

const during = <A>(next: Watch, body: () => A): A => {
  const before = watch
  watch = next
  try {
    return body()
  } finally {
    watch = before
  }
}

/** Whether somebody watches what is computed now. */
export const isWatched = (): boolean => watch !== undefined

/** Runs the body with a watcher. */
export const watching = <A>(watcher: Watcher, body: () => A): A =>
  during({ watcher, origin: undefined, order: 0 }, body)

export const computed = (op: Op, args: readonly Dense[], out: Dense): void => {
  if (watch === undefined) return
  const { watcher, origin, order } = watch
  watcher(op, args, out, () => origin ?? calledNow(op.name, order))
}

/** The origin of an operation that is being written, while somebody watches. */
export const originNow = (op: OpName): Origin | undefined =>
  watch === undefined ? undefined : (watch.origin ?? calledNow(op, watch.order))

const calledNow = (op: OpName, order: number): Origin => ({ op, order, call: callNow() })

/** Runs an operation again, on a tape that was written while somebody watched. */
export const replaying = <A>(origin: Origin | undefined, body: () => A): A =>
  watch === undefined || origin === undefined
    ? body()
    : during({ watcher: watch.watcher, origin, order: origin.order }, body)

/** Runs the derivative rule of an operation. */
export const inRule = <A>(origin: Origin | undefined, body: () => A): A =>
  watch === undefined || origin === undefined
    ? body()
    : replaying({ ...origin, order: origin.order + 1 }, body)

/** Runs a function of the user's within a rule: what it computes goes back to its own lines. */
export const asWritten = <A>(body: () => A): A =>
  watch?.origin === undefined ? body() : during({ ...watch, origin: undefined }, body)
