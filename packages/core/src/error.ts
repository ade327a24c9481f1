/** Every error the library throws, and the one place that throws them. */
import * as E from 'fp-ts/lib/Either.js'

/** What all errors of the library share: `where` it was noticed, the `problem`, and the `fix`. */
export class MiniflowError extends Error {
  override readonly name: string = 'MiniflowError'
  /** The public function that refused. */
  readonly where: string
  /** What was got and what was expected. */
  readonly problem: string
  /** What to write instead, where there is one answer. */
  readonly fix: string | undefined

  constructor(where: string, problem: string, fix?: string) {
    super(`${where}: ${problem}${fix === undefined ? '' : `\n  ${fix}`}`)
    this.where = where
    this.problem = problem
    this.fix = fix
  }
}

/** Shapes or axes that do not fit the operation or one another. */
export class ShapeError extends MiniflowError {
  override readonly name = 'ShapeError'
}

/** A dtype the operation does not take, or two that do not mix. */
export class DTypeError extends MiniflowError {
  override readonly name = 'DTypeError'
}

/** A tree with a leaf that is not a tensor, or two trees of different structure. */
export class TreeError extends MiniflowError {
  override readonly name = 'TreeError'
}

/** An argument outside of what the function is defined for. */
export class ArgumentError extends MiniflowError {
  override readonly name = 'ArgumentError'
}

/** An index or a label outside of the range it points into. */
export class IndexError extends MiniflowError {
  override readonly name = 'IndexError'
}

/** A value was read while only shapes are known. */
export class TracedValueError extends MiniflowError {
  override readonly name = 'TracedValueError'
}

/** A tensor of a recording was used after the recording had ended. */
export class EscapedTracerError extends MiniflowError {
  override readonly name = 'EscapedTracerError'
}

/** The gradient of something that is not one number was asked for. */
export class NonScalarOutputError extends MiniflowError {
  override readonly name = 'NonScalarOutputError'
}

/** A function under a transformation returned something that is not a tree of tensors. */
export class OutputError extends MiniflowError {
  override readonly name: string = 'OutputError'
}

/** A function under a transformation was `async`: its operations run after the recording ends. */
export class AsyncFunctionError extends OutputError {
  override readonly name = 'AsyncFunctionError'
}

/** Where a NaN or an infinity arose. */
export interface NonFinite {
  /** The operation as the user called it. */
  readonly operation: string
  /** 0: in its value; 1: in its derivative; 2: in the derivative of that; and so on. */
  readonly order: number
  /** The user's line, `file:line:column`. */
  readonly line: string
  /** The scope that the operation was called in, where there is one. */
  readonly scope?: string
  /** The place in the result. */
  readonly index: readonly number[]
}

/** The first NaN or infinity that `debugNaN` met. */
export class NonFiniteError extends MiniflowError {
  override readonly name = 'NonFiniteError'
  readonly found: NonFinite

  constructor(where: string, problem: string, fix: string, found: NonFinite) {
    super(where, problem, fix)
    this.found = found
  }
}

/** The kinds of errors; each has its class. */
export type Kind =
  | 'shape'
  | 'dtype'
  | 'tree'
  | 'argument'
  | 'index'
  | 'tracedValue'
  | 'escapedTracer'
  | 'nonScalarOutput'
  | 'output'
  | 'async'

/** An error as data: what went wrong, before it is known which public function will say so. */
export interface Reason {
  readonly kind: Kind
  readonly problem: string
  readonly fix?: string
}

export const reason = (kind: Reason['kind'], problem: string, fix?: string): Reason =>
  fix === undefined ? { kind, problem } : { kind, problem, fix }

/** A failed rule: `E.left` of a reason. */
export const refuse = (
  kind: Reason['kind'],
  problem: string,
  fix?: string,
): E.Either<Reason, never> => E.left(reason(kind, problem, fix))

const classes = {
  shape: ShapeError,
  dtype: DTypeError,
  tree: TreeError,
  argument: ArgumentError,
  index: IndexError,
  tracedValue: TracedValueError,
  escapedTracer: EscapedTracerError,
  nonScalarOutput: NonScalarOutputError,
  output: OutputError,
  async: AsyncFunctionError,
} as const satisfies Record<Kind, unknown>

/** The edge where errors as data become exceptions. */
export const raise = (where: string, { kind, problem, fix }: Reason): never => {
  throw new classes[kind](where, problem, fix)
}

/** The value of a rule, or its reason thrown in the name of the public function `where`. */
export const orRaise = <A>(where: string, result: E.Either<Reason, A>): A =>
  E.isRight(result) ? result.right : raise(where, result.left)

/** The name in errors of what does not know which public function asked. */
const NAMELESS = 'tensor'

/** Refuses to hold more than the memory can; `where` is told later where it is not known yet. */
export const raiseMemory = (problem: string, where: string = NAMELESS): never =>
  raise(where, reason('shape', problem))

/** Throws again what a kernel threw: memory that ran out in the name of the operation. */
export const rethrow = (where: string, error: unknown): never => {
  throw error instanceof ShapeError && error.where === NAMELESS
    ? new ShapeError(where, error.problem, error.fix)
    : error
}

/** A NaN or an infinity, thrown as an error of its own. */
export const raiseNonFinite = (problem: string, fix: string, found: NonFinite): never => {
  throw new NonFiniteError('debugNaN', problem, fix, found)
}
