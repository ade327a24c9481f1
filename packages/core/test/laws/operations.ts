/** Laws of operations: what their rules promise to interpreters, kept by their kernels. */
import type { Law } from '@miniflow/check'
import { astype, type DType, stack, type Tensor } from '@miniflow/core'
import * as E from 'fp-ts/lib/Either.js'
import type { Value } from '../../src/data/tensor.js'
import type { Op } from '../../src/tape/op.js'
import { withoutDeadCode, withoutRepetition } from '../../src/tape/passes.js'
import { stage } from '../../src/tape/record.js'
import { evaluateOutputs } from '../../src/transform/evaluate.js'
import { apply } from '../support/apply.js'
import { differences, type Tolerance } from '../support/close.js'
import type { Smooth } from './calculus.js'
import type { Instance, Lack } from './instances/instance.js'
import { alike } from './programs.js'

export const lacks = ({ without = [] }: Instance, what: Lack): boolean => without.includes(what)

const compute = (op: Op, args: readonly Tensor[]): Tensor =>
  apply(op, ...(args as readonly Value[]))

/** The operands, those in float64 converted. */
const cast = (args: readonly Tensor[], dtype: DType): readonly Tensor[] =>
  args.map(x => (x.dtype === 'float64' ? astype(x, dtype) : x))

/** The dtypes that the operation accepts in place of float64. */
export const accepted = (instance: Instance): readonly DType[] =>
  lacks(instance, 'other dtypes')
    ? ['float64']
    : (['float64', 'float32', 'int32', 'bool'] as const).filter(dtype =>
        E.isRight(instance.op.shape(...cast(instance.args, dtype))),
      )

/** Whether it accepts operands in this dtype, some of which are. */
export const takes = (instance: Instance, dtype: DType): boolean =>
  accepted(instance).includes(dtype) &&
  cast(instance.args, dtype).some(operand => operand.dtype === dtype)

/** The shape rule says of the kernel's result what it is, in every dtype that it accepts. */
export const shapeIsKernels = (instance: Instance): readonly string[] =>
  accepted(instance).flatMap(dtype => {
    const operands = cast(instance.args, dtype)
    const promised = instance.op.shape(...operands)
    const result = compute(instance.op, operands)
    return E.isRight(promised) &&
      promised.right.dtype === result.dtype &&
      String(promised.right.shape) === String(result.shape) &&
      result.data().length === result.size
      ? []
      : [`${dtype}: ${result.dtype}[${result.shape}], promised ${JSON.stringify(promised)}`]
  })

/** The operation as a function of those of its operands that have derivatives. */
export const asFunction = ({
  op,
  args,
}: Instance): { readonly f: Smooth; readonly xs: readonly Tensor[] } => {
  const floats = args.flatMap((x, i) => (x.dtype === 'float64' ? [i] : []))
  return {
    f: (...xs) =>
      apply(
        op,
        ...args.map((x, i) => (floats.includes(i) ? (xs[floats.indexOf(i)] as Tensor) : x)),
      ),
    xs: floats.map(i => args[i] as Tensor),
  }
}

export const isDifferentiable = ({ op, args }: Instance): boolean => {
  const result = op.shape(...args)
  return (
    E.isRight(result) &&
    result.right.dtype === 'float64' &&
    args.some(({ dtype }) => dtype === 'float64')
  )
}

/** Whether an operation has what a law of functions needs. */
export const meets = (instance: Instance, { needs }: Law): boolean =>
  !(
    (needs.includes('derivatives') && !isDifferentiable(instance)) ||
    (needs.includes('reverse mode') && lacks(instance, 'reverse mode')) ||
    (needs.includes('differences') && lacks(instance, 'numeric derivative'))
  )

/** Two units in the last place of float32, and what float64 rounds away beside larger numbers. */
const twoUnits: Tolerance = { relative: 2 ** -22, absolute: 2 ** -50 }

/** In float32 the kernels give what those in float64 give, on numbers that both hold exactly. */
export const singleIsDouble = (instance: Instance): readonly string[] =>
  accepted(instance).includes('float32')
    ? differences(
        compute(instance.op, cast(instance.args, 'float32')).data(),
        compute(instance.op, instance.args).data(),
        twoUnits,
      )
    : []

/** Sums may be taken in another order. */
const rounding: Tolerance = { relative: 1e-13, absolute: 1e-13 }

/** The batched operation on a stack of operands gives the stack of results. */
export const batchIsMap = (examples: readonly Instance[]): readonly string[] => {
  const { op, args } = examples[0] as Instance
  const stacked = args.map((_, i) => stack(examples.map(example => example.args[i] as Tensor)))
  return alike(
    compute(op.batch(examples.length), stacked),
    stack(examples.map(example => compute(op, example.args))),
    rounding,
  )
}

/** A program that does everything twice and throws one away. */
const wasteful = ({ op, args }: Instance) =>
  stage(
    args.map((value, i) => ({ value: value as Value, path: `[${i}]` })),
    xs => {
      apply(op, ...xs)
      return { outputs: [apply(op, ...xs), apply(op, ...xs)], result: undefined }
    },
  ).tape

/** Taking away dead code and repetitions changes no result. */
export const passesPreserve = (instance: Instance): readonly string[] => {
  const tape = wasteful(instance)
  const short = withoutDeadCode(withoutRepetition(tape))
  const args = instance.args as readonly Value[]
  const want = evaluateOutputs(tape, args)
  return [
    ...evaluateOutputs(short, args).flatMap((got, i) => alike(got, want[i] as Value)),
    ...(short.nodes.length < tape.nodes.length ? [] : ['nothing was taken away']),
  ]
}

/** The operation as a function of all of its operands. */
export const asWhole = ({
  op,
  args,
}: Instance): { readonly f: Smooth; readonly xs: readonly Tensor[] } => ({
  f: (...xs) => apply(op, ...(xs as readonly Value[])),
  xs: args,
})

/** What a law of functions says of an operation, where it has what the law needs. */
export const saidOf = ({ needs, breaks }: Law, instance: Instance): readonly string[] => {
  if (needs.includes('derivatives') && !isDifferentiable(instance)) return []
  if (needs.includes('reverse mode') && lacks(instance, 'reverse mode')) return []
  if (needs.includes('differences') && lacks(instance, 'numeric derivative')) return []
  const inFloats = needs.includes('derivatives') && !needs.includes('all arguments')
  const { f, xs } = inFloats ? asFunction(instance) : asWhole(instance)
  return breaks(f, xs)
}
