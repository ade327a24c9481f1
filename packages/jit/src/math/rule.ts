/** What a rule of a pointwise operation is: code for its operands, in one of three forms. */
import type { DType } from '@miniflow/core'
import type { OpName } from '@miniflow/core/extend'
import type { Body } from '../wasm/body.js'
import type { Expr } from '../wasm/code.js'
import type { ModuleWriter } from '../wasm/module.js'

/** The operations that work element by element. */
export type PointwiseName = Extract<
  OpName,
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'neg'
  | 'scale'
  | 'unscale'
  | 'pow'
  | 'maximum'
  | 'minimum'
  | 'atan2'
  | 'mod'
  | 'abs'
  | 'sign'
  | 'square'
  | 'relu'
  | 'floor'
  | 'ceil'
  | 'round'
  | 'exp'
  | 'expm1'
  | 'log'
  | 'log1p'
  | 'sqrt'
  | 'rsqrt'
  | 'reciprocal'
  | 'sin'
  | 'cos'
  | 'tan'
  | 'asin'
  | 'acos'
  | 'atan'
  | 'sinh'
  | 'cosh'
  | 'tanh'
  | 'asinh'
  | 'acosh'
  | 'atanh'
  | 'erf'
  | 'erfc'
  | 'erfinv'
  | 'sigmoid'
  | 'softplus'
  | 'elu'
  | 'equal'
  | 'notEqual'
  | 'less'
  | 'lessEqual'
  | 'greater'
  | 'greaterEqual'
  | 'logicalAnd'
  | 'logicalOr'
  | 'logicalNot'
  | 'isFinite'
  | 'isNaN'
  | 'where'
  | 'astype'
  | 'stopGradient'
>

/** Where code is written. */
export interface Writer {
  readonly module: ModuleWriter
  readonly body: Body
  /** Whether the same code stands here many times, so that functions are called that might stand here. */
  readonly repeats?: boolean
}

export interface Types {
  readonly from: readonly DType[]
  readonly to: DType
}

/** The result's code from the operands' code; an operand that is used twice is kept in a local first. */
export type Rule = (w: Writer, args: readonly Expr[], types: Types) => Expr
