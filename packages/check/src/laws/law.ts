/** What a law is: a statement about a function at a point, and a test that says where it fails. */
import type { Tensor } from '@miniflow/core'

/** A function of tensors whose value is one tensor. */
export type Smooth = (...xs: readonly Tensor[]) => Tensor

export type Tensors = readonly Tensor[]

/** What a function must have for a law to speak of it. */
export type Need =
  /** Derivatives: in the law, every argument is a float tensor, and so is the value. */
  | 'derivatives'
  /** The arguments that are no floats too, beside those that derivatives are taken in. */
  | 'all arguments'
  /** Reverse mode, which a loop of unknown length has not. */
  | 'reverse mode'
  /** A tape that can be made from shapes alone: f reads no values. */
  | 'shapes'
  /** Values that central differences can be taken of, which `stopGradient` hides and float32 rounds. */
  | 'differences'

/** What an argument is called. */
export type NameOf = (k: number) => string

export const positional: NameOf = k => `argument ${k}`

export interface Law {
  /** The law in words. */
  readonly statement: string
  readonly needs: readonly Need[]
  /**
   * What breaks the law for f at these arguments, as text; nothing where it holds. `name` says what
   * argument k is called (default `argument k`).
   */
  readonly breaks: (f: Smooth, xs: Tensors, name?: NameOf) => readonly string[]
}
