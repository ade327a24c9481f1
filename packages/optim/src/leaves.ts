/** Trees leaf by leaf, with errors in the name of the function that was called. */
import {
  DTypeError,
  MiniflowError,
  NonFiniteError,
  ShapeError,
  type Tensor,
  TreeError,
  tree,
} from '@miniflow/core'

/** What a transformation remembers between updates: a tree of tensors, so it saves and traces as one. */
export type State = Tensor | readonly State[] | { readonly [name: string]: State }

type ErrorClass = new (where: string, problem: string, fix?: string) => MiniflowError

/**
 * f, with the errors of what it is made of in the name of the function that the user called; with
 * `from`, only the errors of those. What `debugNaN` found on the way is its own.
 */
export const inNameOf = <A>(name: string, f: () => A, from?: readonly string[]): A => {
  try {
    return f()
  } catch (error) {
    const renamed = error instanceof MiniflowError && !(error instanceof NonFiniteError)
    if (renamed && (from?.includes(error.where) ?? true))
      throw new (error.constructor as ErrorClass)(name, error.problem, error.fix)
    throw error
  }
}

const OTHER_STATE = 'Pass the state that init or the last update of this transformation gave.'

/** A state that holds what the keys name; another transformation's does not. */
export const remembered = <const K extends string>(
  name: string,
  keys: readonly K[],
  state: State,
): { readonly [name in K]: State } => {
  const missing =
    typeof state !== 'object' || state === null || Array.isArray(state)
      ? keys[0]
      : keys.find(key => !(key in state))
  if (missing !== undefined) throw new TreeError(name, `the state has no ${missing}.`, OTHER_STATE)
  return state as { readonly [name in K]: State }
}

/** A state that is a list of as many states. */
export const rememberedList = (name: string, count: number, state: State): readonly State[] => {
  if (!Array.isArray(state) || state.length !== count)
    throw new TreeError(
      name,
      `the state is ${Array.isArray(state) ? `a list of ${state.length}` : 'no list'}; expected a list of ${count}.`,
      OTHER_STATE,
    )
  return state as readonly State[]
}

/** A tree like t with f applied to each leaf. */
export const eachLeaf = <T>(name: string, f: (leaf: Tensor) => Tensor, t: T): T =>
  inNameOf(name, () => tree.map(f)(t))

/** The tensors of a tree. */
export const leavesOf = (name: string, t: unknown): readonly Tensor[] =>
  inNameOf(name, () => tree.leaves(t))

const shown = (x: Tensor): string => `${x.dtype}[${x.shape.join(',')}]`

const sameShape = (a: Tensor, b: Tensor): boolean =>
  a.rank === b.rank && a.shape.every((n: number, i: number) => n === b.shape[i])

/**
 * A tree with f applied to the leaves of two trees side by side, which must have one structure and,
 * leaf by leaf, one shape and dtype: nothing is broadcast. `names` say what the two are.
 */
export const bothLeaves = <T>(
  name: string,
  names: readonly [string, string],
  f: (a: Tensor, b: Tensor) => Tensor,
  a: T,
  b: T,
): T => {
  const checked = (x: Tensor, y: Tensor): Tensor => {
    if (sameShape(x, y) && x.dtype === y.dtype) return f(x, y)
    const path = tree.paths(a)[tree.leaves(a).indexOf(x)]
    const at = path ? ` at ${path}` : ''
    const problem = `the ${names[0]}${at} is ${shown(x)} and the ${names[1]} ${shown(y)}; expected them alike.`
    if (!sameShape(x, y))
      throw new ShapeError(
        name,
        problem,
        'Take the gradient with respect to these very parameters.',
      )
    throw new DTypeError(name, problem, `Convert the ${names[1]} with astype(x, '${x.dtype}').`)
  }
  return inNameOf(name, () => tree.zipWith(checked)(a, b))
}
