/** trace and run: a function as a tape, and a tape as a function. */
import type { Value } from '../data/tensor.js'
import { describe } from '../data/tensor.js'
import { firstDifference, flattenIn, rebuild } from '../data/tree.js'
import { raise, reason } from '../error.js'
import { apply, stage } from '../tape/record.js'
import { forward, type Program, type Tape } from '../tape/tape.js'
import {
  callWith,
  flattenArguments,
  sourcesOf,
  type TreeFunction,
  takeResult,
  wantFunction,
} from './call.js'

/** The value of every node, from values for the inputs. */
export const evaluate = (tape: Tape, inputs: readonly Value[]): readonly Value[] =>
  forward<Value>({
    input: (_, slot) => inputs[slot] as Value,
    constant: ({ value }) => value,
    apply: ({ op }, args) => apply(op, ...args),
  })(tape)

/** The type of `trace`. */
export type Trace = <A extends readonly never[], R>(
  f: (...args: A) => R,
) => (...args: A) => Program<A, R>

/**
 * The tape of f for arguments of these shapes: an immutable value with no numbers in it but f's
 * constants. f sees shapes only; reading a value throws `TracedValueError`.
 *
 * @example tapeToString(trace((x) => mul(x, x))(tensor([1, 2]))) // => %0 float32[2] = input x %1 float32[2] = mul %0 %0 return %1
 */
export const trace: Trace = f => {
  wantFunction('trace', f)
  return (...args) => {
    const flat = flattenArguments('trace', f as TreeFunction, args)
    const { tape, result } = stage(sourcesOf(flat), tracers => {
      const output = takeResult('trace', callWith(f as TreeFunction, flat.structure, tracers))
      return { outputs: output.leaves, result: output.structure }
    })
    return { ...tape, argumentTree: flat.structure, resultTree: result }
  }
}

/** The type of `run`. */
export type Run = <A extends readonly unknown[], R>(program: Program<A, R>) => (...args: A) => R

/**
 * Runs a traced program on arguments of the shapes it was traced with. Throws `TreeError` or
 * `ShapeError` for others.
 *
 * @example run(trace((x) => mul(x, x))(tensor([1, 2])))(tensor([3, 4])) // => [ 9, 16]
 */
export const run: Run =
  <A extends readonly unknown[], R>(program: Program<A, R>) =>
  (...args: A): R => {
    const flat = flattenIn('run', args)
    const difference = firstDifference(program.argumentTree, flat.structure)
    if (difference !== undefined) raise('run', difference)
    flat.leaves.forEach((leaf, slot) => {
      const expected = program.nodes[slot]?.aval
      if (expected !== undefined && describe(expected) !== describe(leaf))
        raise(
          'run',
          reason(
            'shape',
            `the argument ${flat.paths[slot]} is ${describe(leaf)}; the tape was traced with ${describe(expected)}.`,
            'Trace the function again for the new shapes.',
          ),
        )
    })
    const values = evaluate(program, flat.leaves)
    return rebuild(
      program.resultTree,
      program.outputs.map(slot => values[slot]),
    ) as R
  }
