/**
 * What can be seen of an operation at a point, without any law: results, derivatives, derivatives of
 * these, all of it batched too. A fault that changes nothing here has made the same function again.
 */
import { astype, jvp, stack, type Tensor } from '@miniflow/core'
import * as O from 'fp-ts/lib/Option.js'
import { type Dense, like, type Value } from '../../src/data/tensor.js'
import type { Op } from '../../src/tape/op.js'
import { apply } from '../../src/tape/record.js'
import type { Instance } from '../laws/instances/instance.js'
import { lacks } from '../laws/operations.js'
import { wave } from '../support/wave.js'

/** One thing seen; made when it is asked for, since most faults show early. */
type Sight = () => readonly number[] | string

const numbers = (x: Tensor): readonly number[] => Array.from<number, number>(x.data(), Number)

const compute = (op: Op, args: readonly Tensor[]): Value =>
  op.kernel(...(args as readonly Tensor[] as readonly Dense[])) as Value

const isFloat = ({ dtype }: Tensor): boolean => dtype === 'float64'

type Mode = 'push' | 'pull'

/** The adjoint in operand i applied to a fixed direction, as a function of the operands. */
const derivative =
  (op: Op, i: number, mode: Mode) =>
  (args: readonly Value[]): Value => {
    const out = apply(op, ...args)
    const of = mode === 'push' ? (args[i] as Value) : out
    const to = mode === 'push' ? out : (args[i] as Value)
    const adjoint = op.partial(i, args, out)
    return O.isNone(adjoint) ? like(to, 0) : adjoint.value[mode](wave(of.shape, 3) as Value)
  }

/** Its slope when all operands move. */
const slope = (f: (args: readonly Value[]) => Value, args: readonly Value[]): Value => {
  const floats = args.flatMap((x, i) => (isFloat(x) ? [i] : []))
  const filled = (xs: readonly Tensor[]): readonly Value[] =>
    args.map((x, i) => (isFloat(x) ? (xs[floats.indexOf(i)] as Value) : x))
  const ts = floats.map(i => wave((args[i] as Value).shape, i))
  return jvp((...xs: readonly Tensor[]) => f(filled(xs)) as Tensor)(
    floats.map(i => args[i] as Value),
    ts,
  )[1] as Value
}

/** Results and derivatives of first and second order. */
const sights = (op: Op, args: readonly Value[], modes: readonly Mode[]): readonly Sight[] => [
  () => numbers(compute(op, args)),
  ...args.flatMap((x, i) =>
    isFloat(x) && compute(op, args).dtype === 'float64'
      ? modes.flatMap((mode): readonly Sight[] => {
          const f = derivative(op, i, mode)
          return [() => numbers(f(args)), () => numbers(slope(f, args))]
        })
      : [],
  ),
]

const stackOf = (examples: readonly Instance[]): readonly Value[] =>
  (examples[0]?.args ?? []).map(
    (_, i) => stack(examples.map(({ args }) => args[i] as Value)) as Value,
  )

const partly = (op: Op, args: readonly Value[], examples: readonly Instance[]): readonly Sight[] =>
  args.map((_, k) => () => {
    const mapped = args.map((_x, i) => i === k)
    const given = stackOf(examples).map((x, i) => (i === k ? x : (args[i] as Value)))
    const result = op.batchSome?.(mapped, given)
    return result === undefined ? 'none' : numbers(result)
  })

const single =
  (op: Op, args: readonly Value[]): Sight =>
  () => {
    const cast = args.map(x => (isFloat(x) ? (astype(x, 'float32') as Value) : x))
    return op.shape(...cast)._tag === 'Left' ? 'refused' : numbers(compute(op, cast))
  }

const all = (op: Op, examples: readonly Instance[]): readonly Sight[] => {
  const instance = examples[0] as Instance
  const args = instance.args as readonly Value[]
  const modes: readonly Mode[] = lacks(instance, 'reverse mode') ? ['push'] : ['push', 'pull']
  return [
    () => JSON.stringify(op.shape(...args)),
    ...sights(op, args, modes),
    ...sights(op.batch(examples.length), stackOf(examples), modes),
    ...partly(op, args, examples),
    ...(lacks(instance, 'other dtypes') ? [] : [single(op, args)]),
  ]
}

/** Far above rounding, far below any fault. */
const DIFFERENT = 1e-6

const differ = (x: ReturnType<Sight>, y: ReturnType<Sight>): boolean => {
  if (typeof x === 'string' || typeof y === 'string') return x !== y
  const scale = Math.max(1e-3, ...[...x, ...y].filter(Number.isFinite).map(Math.abs))
  return (
    x.length !== y.length ||
    x.some((a, i) => !(Object.is(a, y[i]) || Math.abs(a - (y[i] as number)) <= DIFFERENT * scale))
  )
}

/** Looks once. */
const lazily = (sight: Sight): Sight => {
  let seen: ReturnType<Sight> | undefined
  return () => {
    seen ??= sight()
    return seen
  }
}

const seenOf = new WeakMap<readonly Instance[], readonly Sight[]>()

/** What is seen of the right operation, at a point that many faults are tried at. */
const right = (examples: readonly Instance[]): readonly Sight[] => {
  const seen = seenOf.get(examples) ?? all((examples[0] as Instance).op, examples).map(lazily)
  seenOf.set(examples, seen)
  return seen
}

/**
 * Whether a faulty operation can be told from the right one at the first of some examples, or in a
 * batch of all of them.
 */
export const distinguishable = (faulty: Op, examples: readonly Instance[]): boolean => {
  const sights = right(examples)
  return all(faulty, examples).some((sight, i) => {
    try {
      return differ(sight(), (sights[i] as Sight)())
    } catch {
      return true
    }
  })
}
