/** trace and run: a function as a tape, and a tape as a function. */
import type { Arguments } from '../data/signatures-transform.js'
import type { Value } from '../data/tensor.js'
import { flattenIn, rebuild } from '../data/tree.js'
import { apply } from '../tape/record.js'
import { type Apply, forward, type Input, type Program, type Tape, wantTape } from '../tape/tape.js'
import { isBare, replaying } from '../tape/watch.js'
import { flattenArguments, stageCall, type TreeFunction, wantAlike, wantFunction } from './call.js'

/** In a function of its own, so that nodes without a scope make no closure. */
const again = (node: Apply, args: readonly Value[]): Value =>
  replaying(node, () => apply(node.op, ...args))

/** The value of every node, from values for the inputs. */
export const evaluate = (tape: Tape, inputs: readonly Value[]): readonly Value[] =>
  forward<Value>({
    input: (_, slot) => inputs[slot] as Value,
    constant: ({ value }) => value,
    apply: (node, args) => (isBare(node) ? apply(node.op, ...args) : again(node, args)),
  })(tape)

/** The values of a tape's outputs. */
export const evaluateOutputs = (tape: Tape, inputs: readonly Value[]): readonly Value[] => {
  const values = evaluate(tape, inputs)
  return tape.outputs.map(slot => values[slot] as Value)
}

/** The type of `trace`. */
export type Trace = <A extends Arguments, R>(f: (...args: A) => R) => (...args: A) => Program<A, R>

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
    const { tape, result } = stageCall('trace', f as TreeFunction, flat)
    return Object.freeze({
      nodes: Object.freeze(tape.nodes),
      outputs: Object.freeze(tape.outputs),
      argumentTree: flat.structure,
      resultTree: result.structure,
    })
  }
}

/** The type of `run`. */
export type Run = <A extends readonly unknown[], R>(program: Program<A, R>) => (...args: A) => R

/**
 * Runs a traced program on arguments of the shapes it was traced with. Throws `TreeError`,
 * `ShapeError` or `DTypeError` for others.
 *
 * @example run(trace((x) => mul(x, x))(tensor([1, 2])))(tensor([3, 4])) // => [ 9, 16]
 */
export const run: Run = <A extends readonly unknown[], R>(program: Program<A, R>) => {
  wantTape('run', program, 'run(trace(f)(x))(x)')
  return (...args: A): R => {
    const flat = flattenIn('run', args)
    const inputs = program.nodes.filter(({ tag }) => tag === 'Input') as readonly Input[]
    const traced = {
      leaves: inputs.map(({ aval }) => aval),
      paths: inputs.map(({ path }) => path),
      structure: program.argumentTree,
    }
    wantAlike(
      'run',
      traced,
      { ...flat, paths: traced.paths },
      ['the traced arguments', 'those given'],
      (path, was, is) => [
        `the argument ${path === '' ? '' : `${path} `}is ${is}; the tape was traced with ${was}.`,
        'Trace the function again for the new shapes.',
      ],
    )
    const values = evaluate(program, flat.leaves)
    return rebuild(
      program.resultTree,
      program.outputs.map(slot => values[slot]),
    ) as R
  }
}
