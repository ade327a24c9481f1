/** What an operation is, and a tape of operations: types that refer to each other. */
import type * as E from 'fp-ts/lib/Either.js'
import type * as O from 'fp-ts/lib/Option.js'
import type { Values } from '../data/dtype.js'
import type { Aval, Dense, Value } from '../data/tensor.js'
import type { Reason } from '../error.js'
import type { Provenance } from './origin.js'
import type { OpName } from './vocabulary.js'

/**
 * The derivative of an operation in one operand, as a linear map J: `push` applies it to a tangent,
 * `pull` its transpose to a cotangent. Both are written in the library's own operations, so that
 * they have derivatives themselves.
 */
export interface Adjoint {
  readonly push: (tangent: Value) => Value
  readonly pull: (cotangent: Value) => Value
}

/** What an operation's parameters are made of; they print, compare and compile as data. */
export type Param = number | string | boolean | readonly Param[]

/** How to rewrite what an operation has inside of it. */
export interface Rewrite {
  readonly program: (body: Tape) => Tape
  /** A function of lists, and what the values in the list were before the rewriting. */
  readonly inside: (
    f: (xs: readonly Value[]) => readonly Value[],
    before: readonly Aval[],
  ) => (xs: readonly Value[]) => readonly Value[]
  /** What a value becomes. */
  readonly aval: (before: Aval) => Aval
}

/** An operation already applied to its parameters. Operands are checked by `shape` alone. */
export interface Op {
  readonly name: OpName
  readonly params: { readonly [name: string]: Param }
  /** The result's shape and dtype, or why the operands do not fit. */
  readonly shape: (...args: readonly Aval[]) => E.Either<Reason, Aval>
  /** The numbers. Called only with operands that `shape` accepted. */
  readonly kernel: (...args: readonly Dense[]) => Dense
  /** The derivative in operand i at `args`, where the result was `out`; none: identically zero. */
  readonly partial: (i: number, args: readonly Value[], out: Value) => O.Option<Adjoint>
  /**
   * The sum of all pushes, for operations with programs inside, which would run once for each
   * operand otherwise.
   */
  readonly pushAll?: (args: readonly Value[], tangents: readonly O.Option<Value>[]) => Value
  /** The same value by other operations, for operations that stand for a program. */
  readonly inline?: (args: readonly Value[]) => Value
  /** The programs inside: what a loop repeats, what a branch chooses from. */
  readonly bodies?: readonly Tape[]
  /**
   * The same operation with its programs and functions rewritten, for those that have any; `args`
   * are its operands before.
   */
  readonly rewritten?: (how: Rewrite, args: readonly Aval[]) => Op
  /** The same operation for operands that all carry a further axis of this length in front. */
  readonly batch: (size: number) => Op
  /**
   * The result for operands of which only some carry the axis, without repeating the others; absent
   * or undefined where repeating them is as good.
   */
  readonly batchSome?: (mapped: readonly boolean[], args: readonly Value[]) => Value | undefined
  /**
   * How far the operands are from the nearest point where the derivative jumps, for checks that
   * must keep clear of it; absent where the operation is smooth.
   */
  readonly kink?: (...operands: readonly Values[]) => number
}

/** The place of a node on its tape. */
export type Slot = number

/** An argument of the program; `path` is its place in the argument tree, such as `layers[0].w`. */
export interface Input {
  readonly tag: 'Input'
  readonly aval: Aval
  readonly path: string
}

/** A value from outside of the program. */
export interface Const {
  readonly tag: 'Const'
  readonly aval: Aval
  readonly value: Value
}

/** An operation applied to earlier nodes. */
export interface Apply extends Provenance {
  readonly tag: 'Apply'
  readonly aval: Aval
  readonly op: Op
  readonly args: readonly Slot[]
}

export type Node = Input | Const | Apply

/** A program. Its inputs come first. */
export interface Tape {
  readonly nodes: readonly Node[]
  readonly outputs: readonly Slot[]
}
