/** Watching what is computed: where the user called an operation, and in which derivative rule. */
import type { Dense } from '../data/tensor.js'
import type { Op, Slot } from './op.js'
import type { OpName } from './vocabulary.js'

/** The user's call that a computation goes back to; `order` counts the derivative rules between. */
export interface Origin {
  readonly op: OpName
  readonly order: number
  /** The call stack, innermost frame first. */
  readonly stack: string
}

/** Told of every operation computed, its result, and the rule it belongs to, if any. */
export type Watcher = (op: Op, args: readonly Dense[], out: Dense, rule: Origin | undefined) => void

interface Watch {
  readonly watcher: Watcher
  readonly rule: Origin | undefined
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

/** Runs the body with a watcher. */
export const watching = <A>(watcher: Watcher, body: () => A): A =>
  during({ watcher, rule: undefined }, body)

export const computed = (op: Op, args: readonly Dense[], out: Dense): void => {
  if (watch !== undefined) watch.watcher(op, args, out, watch.rule)
}

/** The origin of an operation that is being written, while somebody watches. */
export const originNow = (op: OpName): Origin | undefined =>
  watch === undefined ? undefined : (watch.rule ?? { op, order: 0, stack: stackNow() })

/** Deep enough that the user's frame is among them, whatever the library does in between. */
const FRAMES = 40

export const stackNow = (): string => {
  const settings = Error as ErrorConstructor & { stackTraceLimit?: number }
  const limit = settings.stackTraceLimit
  settings.stackTraceLimit = FRAMES
  const { stack } = new Error()
  if (limit !== undefined) settings.stackTraceLimit = limit
  return stack ?? ''
}

/** Runs the derivative rule of a node. */
export const inRule = <A>(
  origins: readonly (Origin | undefined)[] | undefined,
  slot: Slot,
  body: () => A,
): A => {
  const origin = origins?.[slot]
  return watch === undefined || origin === undefined
    ? body()
    : during({ watcher: watch.watcher, rule: { ...origin, order: origin.order + 1 } }, body)
}
