/**
 * Any function in float64: what it writes on its tape is what it always writes, and beside the tape
 * the float64 kernels compute. f sees tensors of the dtypes it was written for, and reads from them
 * numbers in double precision, so that `if` and `while` on values work as ever.
 */
import type { DType } from '@miniflow/core'
import {
  type Aval,
  apply,
  type Compute,
  type Flat,
  forward,
  inputsOf,
  isFloat,
  type Node,
  type Op,
  ops,
  type Rewrite,
  rebuild,
  record,
  stageLeaves,
  type Tape,
  takeResult,
  type Value,
} from '@miniflow/core/extend'

const astype = ops.astype as (dtype: DType) => Op

/** Floats become float64; other dtypes stay. */
export const widened = (x: Value): Value =>
  x.dtype === 'float32' ? apply(astype('float64'), x) : x

const widenedAval = ({ shape, dtype }: Aval): Aval => ({
  shape,
  dtype: isFloat(dtype) ? 'float64' : dtype,
})

/** An operation that names float32 as its result computes in float64 where it can. */
const wideOp = (op: Op, args: readonly Aval[]): Op => {
  if (op.name === 'astype' && op.params.dtype === 'float32') return astype('float64')
  return op.rewritten === undefined ? op : op.rewritten(rewrite, args)
}

const compute: Compute = (op, values, args) =>
  widened(apply(wideOp(op, args), ...values.map(widened)))

/** A program's float64 twin. Programs do not change, so each has one. */
const wideTape = (body: Tape): Tape => {
  const known = twins.get(body) ?? stageLeaves(evaluateWide(body), inputsOf(body).map(widenedAval))
  twins.set(body, known)
  return known
}

const twins = new WeakMap<Tape, Tape>()

const evaluateWide =
  (tape: Tape) =>
  (inputs: readonly Value[]): readonly Value[] => {
    const values = forward<Value>({
      input: (_, slot) => inputs[slot] as Value,
      constant: ({ value }) => widened(value),
      apply: ({ op, args }, given) =>
        compute(
          op,
          given,
          args.map(slot => (tape.nodes[slot] as Node).aval),
        ),
    })(tape)
    return tape.outputs.map(slot => values[slot] as Value)
  }

const rewrite: Rewrite = {
  program: wideTape,
  aval: widenedAval,
  inside: (f, before) => xs => runWide(before, xs, f),
}

/** A function of lists in float64; `before` is what it is to see. */
const runWide = (
  before: readonly Aval[],
  xs: readonly Value[],
  f: (xs: readonly Value[]) => readonly Value[],
): readonly Value[] => {
  const sources = xs.map((value, i) => ({ value, aval: before[i] ?? value, path: `[${i}]` }))
  const recorded = record(
    sources,
    tracers => {
      const outputs = f(tracers)
      return { outputs, result: outputs }
    },
    compute,
  )
  return recorded.result.map(x => widened(recorded.lower(x)))
}

/** f on leaves in float64; `seen` is what it was written for. The result is told of as it is. */
export const inDouble =
  (f: (...args: readonly never[]) => unknown, { leaves: seen, structure }: Flat<Aval>) =>
  (xs: readonly Value[]): Flat => {
    const box: { result?: Flat } = {}
    const leaves = runWide(seen, xs, tracers => {
      const result = takeResult(WHERE, f(...(rebuild(structure, tracers) as readonly never[])))
      box.result = result
      return result.leaves
    })
    const { paths, structure: resultTree } = box.result as Flat
    return { leaves, paths, structure: resultTree }
  }

/** The public function that errors name. */
export const WHERE = 'checkGradients'
