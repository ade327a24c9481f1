/** scan and foriLoop: loops whose tape does not grow with the number of steps. */
import { flagIn, optionsIn, wholeIn } from '../data/options.js'
import { checkSize, showShape } from '../data/shape.js'
import { type Aval, dense, like, type Value } from '../data/tensor.js'
import { type Flat, flattenIn, nameOf, rebuild } from '../data/tree.js'
import type { Scalar } from '../data/types.js'
import { orRaise, type Reason, raise, reason } from '../error.js'
import { add, mul } from '../ops/arithmetic.js'
import { closed } from '../tape/passes.js'
import { stage } from '../tape/record.js'
import { inputsOf, type Tape } from '../tape/tape.js'
import { refusePromise, sourcesOf, takeResult, wantAlike, wantFunction } from './call.js'
import { evaluateOutputs } from './evaluate.js'
import { applyJoint, stageLeaves } from './joint.js'
import { scanJoint } from './loop.js'
import type { Reshaped } from './vmap.js'

/** What `scan` may be told besides. */
export interface ScanOptions {
  /** From the last x to the first; ys stay where their xs are. */
  readonly reverse?: boolean | undefined
  /** The number of steps, where there are no xs. */
  readonly length?: number | undefined
}

/** What an int32 counts to. */
const MOST = 2 ** 31 - 1

const tooMany = (what: string): Reason =>
  reason('argument', `${what}; a loop has at most ${MOST} steps.`)

/** How many steps there are: the length of the first axis of every x. */
const stepsOf = (xs: readonly Value[], paths: readonly string[], length: number | undefined) => {
  const lengths = xs.map(x => x.shape[0])
  const steps = length === undefined ? lengths[0] : wholeIn('scan', 'length', length, 0)
  if (steps === undefined)
    return raise(
      'scan',
      reason(
        'argument',
        xs.length === 0 ? 'there are no xs, and no length.' : 'an x is a scalar.',
        'xs are stacked along their first axis; without xs, give { length }.',
      ),
    )
  if (steps > MOST) raise('scan', tooMany(`length is ${steps}`))
  lengths.forEach((n, i) => {
    if (n !== steps)
      raise(
        'scan',
        reason(
          'shape',
          `the x at ${paths[i] || 'xs'} has shape ${showShape((xs[i] as Value).shape)}; expected ${steps} along the first axis.`,
        ),
      )
  })
  return steps
}

/**
 * A loop over the first axis of the xs: `f(carry, x)` gives `[carry, y]`, and scan gives the last
 * carry and the ys stacked. f is traced once, so the tape does not grow with the steps; it must not
 * read values, and the carry must keep its structure, shapes and dtypes. Reverse mode runs the loop
 * once more for the carries, and then from the other end.
 *
 * Throws `TreeError`, `ShapeError` or `DTypeError` when the carry changes, `ShapeError` when xs differ
 * in length.
 * @example scan((total, x) => [add(total, x), add(total, x)], tensor(0), tensor([1, 2, 3]))[1] // => [1, 3, 6]
 */
export const scan = <C, X, Y>(
  f: (carry: C, x: Reshaped<X>) => readonly [C, Y],
  init: C,
  xs: X,
  options?: ScanOptions,
): [C, Reshaped<Y>] => {
  wantFunction('scan', f)
  const { reverse = false, length } = optionsIn('scan', options, ['reverse', 'length'])
  const backwards = flagIn('scan', 'reverse', reverse)
  const rows = flattenIn('scan', xs ?? [], 'xs')
  const steps = stepsOf(rows.leaves, rows.paths, length)
  const carry = flattenIn('scan', init, 'init')
  const shares = rows.leaves.map(({ shape, dtype }) => ({ shape: shape.slice(1), dtype }))
  const { tape, result } = stage(
    [...sourcesOf<Aval>(carry), ...sourcesOf<Aval>({ ...rows, leaves: shares })],
    tracers => {
      const output: unknown = f(
        rebuild(carry.structure, tracers.slice(0, carry.leaves.length)) as C,
        rebuild(rows.structure, tracers.slice(carry.leaves.length)) as Reshaped<X>,
      )
      refusePromise('scan', output)
      if (!Array.isArray(output) || output.length !== 2)
        return raise(
          'scan',
          reason(
            'output',
            `f returned ${nameOf(output)}; it must return [carry, y], a list of two.`,
            'Where there is no y, return [carry, []].',
          ),
        )
      const after = takeResult('scan', output[0])
      wantSameCarry('scan', carry, after)
      const y = takeResult('scan', output[1])
      for (const leaf of y.leaves) orRaise('scan', checkSize([steps, ...leaf.shape]))
      return { outputs: [...after.leaves, ...y.leaves], result: y.structure }
    },
  )
  const body = closed(tape)
  const outputs = applyJoint(
    scanJoint({
      body: body.tape,
      constants: body.captured.length,
      carries: carry.leaves.length,
      steps,
      axis: 0,
      reverse: backwards,
    }),
    [...body.captured, ...carry.leaves, ...rows.leaves],
  )
  return [
    rebuild(carry.structure, outputs.slice(0, carry.leaves.length)) as C,
    rebuild(result, outputs.slice(carry.leaves.length)) as Reshaped<Y>,
  ]
}

/** A loop's carry is the same kind of thing after a step as before. */
export const wantSameCarry = (where: string, before: Flat, after: Flat): void => {
  wantAlike(
    where,
    before,
    after,
    ['the carry before a step', 'the carry after it'],
    (path, x, y) => [
      `the carry${path === '' ? '' : ` at ${path}`} is ${x} before a step and ${y} after it.`,
      'A carry keeps its shape and dtype; see broadcastTo and astype.',
    ],
  )
}

const counter: Aval = { shape: [], dtype: 'int32' }

const indices = (from: number, n: number): Value =>
  dense(
    [n],
    'int32',
    Int32Array.from({ length: n }, (_, i) => from + i),
  )

/** Longer loops go in blocks of as many steps, so that no list of all indices is made. */
const BLOCK = 2 ** 14

/** A loop over indices from `from` on: body takes [...constants, ...carry, i] to [...carry]. */
const counted = (
  body: Tape,
  constants: readonly Value[],
  carry: readonly Value[],
  from: number,
  steps: number,
): readonly Value[] => {
  const over = (tape: Tape, fixed: readonly Value[], now: readonly Value[], is: Value) =>
    applyJoint(
      scanJoint({
        body: tape,
        constants: fixed.length,
        carries: now.length,
        steps: is.shape[0] as number,
        axis: 0,
        reverse: false,
      }),
      [...fixed, ...now, is],
    )
  if (steps <= BLOCK) return over(body, constants, carry, indices(from, steps))
  const inputs = inputsOf(body)
  const blocks = Math.floor(steps / BLOCK)
  // Within a block, i is the block's first index and an offset.
  const within = stageLeaves(
    ([first, ...xs]) =>
      evaluateOutputs(body, [...xs.slice(0, -1), add(first as Value, xs.at(-1) as Value)]),
    [counter, ...inputs],
  )
  const block = stageLeaves(xs => {
    const first = add(like(counter, from), mul(xs.at(-1) as Value, like(counter, BLOCK)))
    const fixed = [first, ...xs.slice(0, constants.length)]
    return over(within, fixed, xs.slice(constants.length, -1), indices(0, BLOCK))
  }, inputs)
  const done = over(block, constants, carry, indices(0, blocks))
  const rest = steps - blocks * BLOCK
  return rest === 0 ? done : over(body, constants, done, indices(from + blocks * BLOCK, rest))
}

const isBound = (n: unknown): boolean => Number.isInteger(n) && Math.abs(n as number) <= 2 ** 31

/**
 * `carry = f(i, carry)` for i from lower to upper - 1, as one node on the tape, or two for very many
 * steps; i is an int32 scalar. f is traced once and must not read values.
 *
 * Throws `ArgumentError` for bounds that are no int32, `TreeError`, `ShapeError` or `DTypeError` when
 * the carry changes.
 * @example foriLoop(0, 3, (i, x) => add(x, i), tensor(10)) // => 13
 */
export const foriLoop = <C>(
  lower: number,
  upper: number,
  f: (i: Scalar<'int32'>, carry: C) => C,
  init: C,
): C => {
  wantFunction('foriLoop', f)
  if (!isBound(lower) || !isBound(upper))
    raise(
      'foriLoop',
      reason(
        'argument',
        `the bounds are ${nameOf(lower)} and ${nameOf(upper)}; expected whole numbers from -2^31 to 2^31, since i is an int32.`,
      ),
    )
  const steps = Math.max(0, upper - lower)
  if (steps > MOST) raise('foriLoop', tooMany(`from ${lower} to ${upper} there are ${steps} steps`))
  const carry = flattenIn('foriLoop', init, 'init')
  const { tape } = stage([...sourcesOf<Aval>(carry), { value: counter, path: 'i' }], tracers => {
    const leaves = tracers.slice(0, -1)
    const i = tracers.at(-1) as Value
    const output = f(i as Scalar<'int32'>, rebuild(carry.structure, leaves) as C)
    const after = takeResult('foriLoop', output)
    wantSameCarry('foriLoop', carry, after)
    return { outputs: after.leaves, result: undefined }
  })
  const body = closed(tape)
  const leaves = counted(body.tape, body.captured, carry.leaves, lower, steps)
  return rebuild(carry.structure, leaves) as C
}
