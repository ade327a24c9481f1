/** Watching what is computed: where the user called an operation, and in which derivative rule. */
import type { Dense } from '../data/tensor.js'
import { callNow } from '../line.js'
import type { Op } from './op.js'
import type { Origin, Provenance } from './origin.js'
import { scopeNow, within } from './scope.js'
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

const calledNow = (op: OpName, order: number): Origin => ({
  op,
  order,
  scope: scopeNow(),
  call: callNow(),
})

const goingBackTo = <A>(origin: Origin | undefined, body: () => A): A =>
  watch === undefined || origin === undefined
    ? body()
    : during({ watcher: watch.watcher, origin, order: origin.order }, body)

/** Whether a node keeps nothing of its call. */
export const isBare = ({ origin, scope }: Provenance): boolean =>
  origin === undefined && scope === undefined

/** Runs the operation of a node again: in its scope, and as what was called there. */
export const replaying = <A>({ origin, scope }: Provenance, body: () => A): A =>
  scope === undefined ? goingBackTo(origin, body) : within(scope, () => goingBackTo(origin, body))

/** Runs the derivative rule of a node's operation. */
export const inRule = <A>(node: Provenance, body: () => A): A => {
  const { origin } = node
  return watch === undefined || origin === undefined
    ? replaying(node, body)
    : replaying({ ...node, origin: { ...origin, order: origin.order + 1 } }, body)
}

/** Runs a function of the user's within a rule: what it computes goes back to its own lines. */
export const asWritten = <A>(body: () => A): A =>
  watch?.origin === undefined ? body() : during({ ...watch, origin: undefined }, body)
