/** Trees leaf by leaf, with errors in the name of the function that was called. */
import { type Tensor } from '@miniflow/core'
/** What a transformation remembers between updates: a tree of tensors, so it saves and traces as one. */
export type State =
  | Tensor
  | readonly State[]
  | {
      readonly [name: string]: State
    }
/** A tree like t with f applied to each leaf. */
export declare const eachLeaf: <T>(name: string, f: (leaf: Tensor) => Tensor, t: T) => T
/** The tensors of a tree. */
export declare const leavesOf: (name: string, t: unknown) => readonly Tensor[]
/**
 * A tree with f applied to the leaves of two trees side by side, which must have one structure and,
 * leaf by leaf, one shape and dtype: nothing is broadcast. `names` say what the two are.
 */
export declare const bothLeaves: <T>(
  name: string,
  names: readonly [string, string],
  f: (a: Tensor, b: Tensor) => Tensor,
  a: T,
  b: T,
) => T
