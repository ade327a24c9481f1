/** Opening a tape: running a function on tracers that write down what is done to them. */
import type { Values } from '../data/dtype.js'
import type { Source as Elements } from '../data/storage.js'
import { type Aval, BaseTensor, type Dense, describe, escaped, type Value } from '../data/tensor.js'
import { orRaise, raise, reason, rethrow } from '../error.js'
import { callNow, userLine } from '../line.js'
import type { Op } from './op.js'
import { scopeNow, scopeSince } from './scope.js'
import type { Apply, Node, Recording, Slot, Tape } from './tape.js'
import { computed, originNow } from './watch.js'

/**
 * A tape that is being written. Levels count recordings ever opened, so that an inner recording is
 * above all that were open when it began, whatever exceptions did to them.
 */
interface Recorder {
  readonly level: number
  readonly nodes: Node[]
  /** The values beside the nodes; absent while only shapes are known. */
  readonly env: Value[] | undefined
  /** What computes these values, where it is not the operations themselves. */
  readonly compute: Compute | undefined
  readonly constants: Map<Value, Slot>
  /** The scope that it was opened in. */
  readonly scope: string | undefined
  closed: boolean
}

/**
 * How a recording computes: the value of an operation from the values beside its operands. `args`
 * are what the operands are on the tape, whose shapes and dtypes may be others than their values'.
 */
export type Compute = (op: Op, values: readonly Value[], args: readonly Aval[]) => Value

let level = 0

const open = (values: boolean, compute?: Compute): Recorder => ({
  level: ++level,
  nodes: [],
  env: values ? [] : undefined,
  compute,
  constants: new Map(),
  scope: scopeNow(),
  closed: false,
})

/** Where a tracer stands: a slot of a recording. */
export class Place implements Elements {
  readonly recorder: Recorder
  readonly slot: Slot

  constructor(recorder: Recorder, slot: Slot) {
    this.recorder = recorder
    this.slot = slot
  }

  get ended(): boolean {
    return this.recorder.closed
  }

  read(reader: string): Values {
    if (this.recorder.closed) return escaped(reader)
    const value = this.recorder.env?.[this.slot]
    if (value !== undefined) return BaseTensor.sourceOf(value as Value & BaseTensor).read(reader)
    const node = this.recorder.nodes[this.slot] as Node
    return unread(reader, node.aval)
  }
}

/** What to write at the line that reads a value, by what it reads with. */
const instead = (reader: string): string =>
  reader === 'item'
    ? 'At that line, write where(test, a, b) or cond(test, whenTrue, whenFalse) for an if on values, whileLoop or foriLoop for a loop on them; or read the value outside of the function.'
    : 'At that line, compute with the tensor instead: take or slice for some of its elements, scan or vmap for a loop over its rows; or read them outside of the function.'

const unread = (reader: string, aval: Aval): never =>
  raise(
    reader,
    reason(
      'tracedValue',
      `the value of a ${describe(aval)} was read at ${userLine(callNow())} while only shapes are known.`,
      instead(reader),
    ),
  )

/** What a recorded function sees in place of its tensors. */
export class Tracer extends BaseTensor<Place> {
  override toString(): string {
    const { recorder } = BaseTensor.sourceOf(this)
    if (recorder.closed) return `escaped ${describe(this)}`
    return isKnown(this) ? super.toString() : `traced ${describe(this)}`
  }

  /** Where only shapes are known, it is like itself alone. */
  protected override identity(place: Place): string {
    const { recorder, slot } = place
    return recorder.closed || !isKnown(this)
      ? `traced ${recorder.level}.${slot}`
      : super.identity(place)
  }
}

const placeOf = (x: Tracer): Place => BaseTensor.sourceOf(x)

export const isTracer = (x: Value): x is Value & Tracer => x instanceof Tracer

/** Whether a value can be read now, and not only its shape. */
export const isKnown = (x: Value): boolean => {
  if (!isTracer(x)) return true
  const { recorder, slot } = placeOf(x)
  const below = recorder.env?.[slot]
  return below !== undefined && isKnown(below)
}

/** Applies an operation: on the highest recording among the operands, or at once if there is none. */
export const apply = (op: Op, ...args: readonly Value[]): Value => {
  let top: Recorder | undefined
  for (const arg of args)
    if (arg instanceof Tracer) {
      const { recorder } = placeOf(arg)
      if (top === undefined || recorder.level > top.level) top = recorder
    }
  return top === undefined ? compute(op, args as readonly Dense[]) : write(top, op, args)
}

const compute = (op: Op, args: readonly Dense[]): Dense => {
  orRaise(op.name, op.shape(...args))
  const out = kernel(op, args)
  computed(op, args, out)
  return out
}

const kernel = (op: Op, args: readonly Dense[]): Dense => {
  try {
    return op.kernel(...args)
  } catch (error) {
    return rethrow(op.name, error)
  }
}

const write = (recorder: Recorder, op: Op, args: readonly Value[]): Value => {
  if (recorder.closed) return escaped(op.name)
  const { aval, value } = result(recorder, op, args)
  const slots = args.map(arg => slotOf(recorder, arg, op.name))
  const origin = originNow(op.name)
  const scope = scopeSince(recorder.scope)
  const tag = 'Apply'
  const node: Apply =
    scope === undefined
      ? { tag, aval: avalOf(aval), op, args: slots }
      : { tag, aval: avalOf(aval), op, args: slots, scope }
  return push(recorder, origin === undefined ? node : { ...node, origin }, value)
}

/** What an operation is on the tape, and what is kept beside it. */
const result = (recorder: Recorder, op: Op, args: readonly Value[]) => {
  const { env, compute } = recorder
  const below = (): readonly Value[] => args.map(arg => lower(recorder, arg))
  if (env !== undefined && compute === undefined) {
    const value = apply(op, ...below())
    return { aval: value, value }
  }
  const aval = orRaise(op.name, op.shape(...args))
  return { aval, value: compute === undefined ? aval : compute(op, below(), args) }
}

const avalOf = ({ shape, dtype }: Aval): Aval => ({ shape, dtype })

/** Writes a node; `value` is what it holds, or its shape where no more is known. */
const push = (recorder: Recorder, node: Node, value: Aval): Tracer => {
  const slot = recorder.nodes.push(node) - 1
  recorder.env?.push(value as Value)
  return new Tracer(node.aval.shape, node.aval.dtype, new Place(recorder, slot))
}

/** The slot of an operand; what comes from outside of the recording enters as a constant, once. */
const slotOf = (recorder: Recorder, value: Value, where: string): Slot => {
  if (value instanceof Tracer) {
    const place = placeOf(value)
    if (place.recorder === recorder) return place.slot
    if (place.recorder.closed) return escaped(where)
  }
  const known = recorder.constants.get(value)
  if (known !== undefined) return known
  const { slot } = placeOf(push(recorder, { tag: 'Const', aval: avalOf(value), value }, value))
  recorder.constants.set(value, slot)
  return slot
}

/** What a tracer of this recording stands for one level down; other values are there already. */
const lower = (recorder: Recorder, value: Value): Value =>
  value instanceof Tracer && placeOf(value).recorder === recorder
    ? (recorder.env?.[placeOf(value).slot] as Value)
    : value

/** An input to be recorded: its value (or shape) and its place in the argument tree. */
export interface Source<A extends Aval> {
  /** What it is on the tape; by default what the value is. */
  readonly aval?: Aval
  readonly value: A
  readonly path: string
}

/** What a recording gives besides the tape: how to bring values out of it. */
export interface Recorded<R> extends Recording {
  readonly result: R
  /** A value as it is outside of the recording, without its derivative. */
  readonly lower: (value: Value) => Value
  /** Lets go of a value that nobody will ask for again. */
  readonly release: (slot: Slot) => void
}

type Body<R> = (tracers: readonly Value[]) => {
  readonly outputs: readonly Value[]
  readonly result: R
}

const run = <R>(recorder: Recorder, sources: readonly Source<Aval>[], f: Body<R>) => {
  try {
    const tracers = sources.map(({ value, path, aval = value }) =>
      push(recorder, { tag: 'Input', aval: avalOf(aval), path }, value),
    )
    const { outputs, result } = f(tracers)
    const slots = outputs.map(output =>
      slotOf(recorder, output, 'a function under a transformation'),
    )
    const tape: Tape = { nodes: recorder.nodes, outputs: slots }
    return { tape, result }
  } finally {
    recorder.closed = true
    recorder.constants.clear()
  }
}

/**
 * Runs f on known values and writes down what it does: `if` and `while` on values work. With
 * `compute`, it is that which gives the values beside the tape.
 */
export const record = <R>(
  sources: readonly Source<Value>[],
  f: Body<R>,
  compute?: Compute,
): Recorded<R> => {
  const recorder = open(true, compute)
  const { tape, result } = run(recorder, sources, f)
  return {
    tape,
    result,
    env: recorder.env ?? [],
    lower: value => lower(recorder, value),
    release: slot => {
      delete recorder.env?.[slot]
    },
  }
}

/** Runs f on shapes alone: reading a value throws `TracedValueError`. */
export const stage = <R>(
  sources: readonly Source<Aval>[],
  f: Body<R>,
): { readonly tape: Tape; readonly result: R } => run(open(false), sources, f)
