/** grad and valueAndGrad: reverse mode from one number. */
import * as O from 'fp-ts/lib/Option.js'
import { isFloat } from '../data/dtype.js'
import { flagIn, optionsIn } from '../data/options.js'
import type { Grad, GradOptions, ValueAndGrad } from '../data/signatures-transform.js'
import { describe, isTensor, like, type Value } from '../data/tensor.js'
import {
  DEPTH,
  flattenIn,
  isList,
  isRecord,
  nameOf,
  rebuild,
  type Structure,
} from '../data/tree.js'
import { raise, reason } from '../error.js'
import { record } from '../tape/record.js'
import {
  lifted,
  parameterNames,
  refusePromise,
  type TreeFunction,
  takeResult,
  wantFunction,
  withNamesOf,
} from './call.js'
import { differentiable, orZeros, pull } from './vjp.js'

/** The positions that `argnums` names among the arguments; the first by default. */
export const positions = (
  where: string,
  argnums: GradOptions['argnums'],
  count: number,
): readonly number[] => {
  const refuse = (problem: string, fix?: string) => raise(where, reason('argument', problem, fix))
  const list: unknown = argnums === undefined ? [0] : Array.isArray(argnums) ? argnums : [argnums]
  const found = (list as readonly unknown[]).map(n => {
    if (!Number.isInteger(n)) return refuse(`argnums is ${nameOf(n)}; expected a whole number.`)
    const position = (n as number) < 0 ? (n as number) + count : (n as number)
    return position >= 0 && position < count
      ? position
      : refuse(
          `argnums is ${n}, counted from 0, and f was called with ${count === 1 ? 'one argument' : `${count} arguments`}.`,
          count === 0
            ? 'Call it with the arguments of f.'
            : `Use whole numbers from ${-count} to ${count - 1}.`,
        )
  })
  return new Set(found).size === found.length
    ? found
    : refuse(`argnums [${String(argnums)}] names an argument twice.`, 'Name each once.')
}

const useAux =
  'For a loss with other results beside it, return [loss, others] and pass { hasAux: true }.'

/** The one number that f returned, or a named error; `alone` says what to do with other results. */
export const scalarLoss = (where: string, loss: unknown, alone: string = useAux): Value => {
  const { leaves, structure } = takeResult(where, loss)
  const [only] = leaves
  if (structure.tag !== 'Leaf' || only === undefined)
    return raise(
      where,
      reason('nonScalarOutput', `f returned ${nameOf(loss)}; a gradient is of one number.`, alone),
    )
  if (only.rank !== 0)
    return raise(
      where,
      reason(
        'nonScalarOutput',
        `f returned ${describe(only)}; a gradient is of one number.`,
        'Reduce it with sum or mean, or use vjp for another cotangent than ones.',
      ),
    )
  if (!isFloat(only.dtype))
    return raise(
      where,
      reason(
        'dtype',
        `f returned ${describe(only)}, which has no derivative.`,
        'Compute the loss in float32 or float64.',
      ),
    )
  return only
}

/** [loss, aux], as a function with `hasAux` must return it. */
const lossAndAux = (where: string, result: unknown): readonly [unknown, unknown] => {
  refusePromise(where, result)
  return Array.isArray(result) && result.length === 2
    ? [result[0], result[1]]
    : raise(
        where,
        reason(
          'output',
          `f returned ${nameOf(result)}; with hasAux it must return [loss, aux], a list of two.`,
          'Return [loss, aux], or leave hasAux out.',
        ),
      )
}

/** Every tensor in a structure of anything, brought out of the recording. */
const lowered = (
  where: string,
  aux: unknown,
  lower: (value: Value) => Value,
  depth: number = 0,
): unknown => {
  if (isTensor(aux)) return lower(aux)
  if (!isList(aux) && !isRecord(aux)) return aux
  if (depth > DEPTH)
    return raise(
      where,
      reason(
        'tree',
        `what f returned beside the loss is nested more than ${DEPTH} levels deep.`,
        'It must not hold itself.',
      ),
    )
  const inside = (x: unknown): unknown => lowered(where, x, lower, depth + 1)
  return isList(aux)
    ? aux.map(inside)
    : Object.fromEntries(Object.entries(aux).map(([k, x]) => [k, inside(x)]))
}

interface Differentiated {
  readonly value: Value
  readonly aux: unknown
  readonly gradient: unknown
}

const differentiate = (
  where: string,
  f: TreeFunction,
  { argnums, hasAux = false }: GradOptions,
  args: readonly unknown[],
): Differentiated => {
  const chosen = positions(where, argnums, args.length)
  const names = parameterNames(f, args.length)
  const flats = chosen.map(n => differentiable(where, flattenIn(where, lifted(args[n]), names[n])))
  const leaves = flats.flatMap(flat => flat.leaves)
  const paths = flats.flatMap(flat => flat.paths)
  const structure: Structure = { tag: 'List', items: flats.map(flat => flat.structure) }
  const recorded = record(
    leaves.map((value, i) => ({ value, path: paths[i] as string })),
    tracers => {
      const trees = rebuild(structure, tracers) as readonly unknown[]
      const traced = args.map((arg, n) => (chosen.includes(n) ? trees[chosen.lastIndexOf(n)] : arg))
      const result = f(...(traced as readonly unknown[] as readonly never[]))
      const [loss, aux] = hasAux ? lossAndAux(where, result) : [result, undefined]
      const scalar = scalarLoss(where, loss)
      return { outputs: [scalar], result: { loss: scalar, aux } }
    },
  )
  const value = recorded.lower(recorded.result.loss)
  const aux = lowered(where, recorded.result.aux, recorded.lower)
  const cotangents = pull(recorded, [O.some(like(value, 1))], recorded.release)
  const trees = rebuild(structure, orZeros(leaves, cotangents)) as readonly unknown[]
  return { value, aux, gradient: Array.isArray(argnums) ? trees : trees[0] }
}

const optionsOf = (where: string, given: GradOptions | undefined): GradOptions => {
  const { argnums, hasAux = false } = optionsIn(where, given, ['argnums', 'hasAux'])
  return { argnums, hasAux: flagIn(where, 'hasAux', hasAux) }
}

/** The gradient of f as a function, in the name of the public function `where`. */
export const gradient = (where: string, f: TreeFunction, options: GradOptions): TreeFunction =>
  withNamesOf(f, (...args: readonly unknown[]) => {
    const result = differentiate(where, f, options, args)
    return options.hasAux === true ? [result.gradient, result.aux] : result.gradient
  })

/**
 * The value of f and its gradient, in one forward and one backward pass.
 *
 * `argnums` says for which argument (default: the first) or list of arguments; each must be a tree
 * of float tensors, and its gradient is a tree like it. The other arguments may be anything. With
 * `hasAux`, f returns `[loss, aux]`, and the result is `[[loss, aux], gradient]`.
 *
 * Throws `NonScalarOutputError` when the loss is not one number, `DTypeError` when an argument is
 * not a float, `TreeError` when it holds something else than tensors, `AsyncFunctionError` when f
 * is async.
 * @example valueAndGrad((x) => sum(mul(x, x)))(tensor([1, 2])) // => 5,[2, 4]
 */
export const valueAndGrad: ValueAndGrad = ((f: TreeFunction, given?: GradOptions) => {
  wantFunction('valueAndGrad', f)
  const options = optionsOf('valueAndGrad', given)
  return withNamesOf(f, (...args: readonly unknown[]) => {
    const { value, aux, gradient } = differentiate('valueAndGrad', f, options, args)
    return [options.hasAux === true ? [value, aux] : value, gradient]
  })
}) as ValueAndGrad

/**
 * The gradient of a function whose value is one number: a function of the same arguments, with a
 * tree like the first argument (or those that `argnums` names) as its result. It can be
 * differentiated again. With `hasAux`, f returns `[loss, aux]`, and the result is `[gradient, aux]`.
 *
 * Throws as `valueAndGrad` does.
 * @example grad((x) => sum(mul(x, x)))(tensor([1, 2])) // => [2, 4]
 */
export const grad: Grad = ((f: TreeFunction, options?: GradOptions) => {
  wantFunction('grad', f)
  return gradient('grad', f, optionsOf('grad', options))
}) as Grad
