/** The reference values beside this file, read and called. */
import { readFileSync } from 'node:fs'
import * as core from '@miniflow/core'
import { type DType, type FloatDType, type Tensor, tensor } from '@miniflow/core'

/** An array as the reference writes it. */
export interface Numbers {
  readonly shape: readonly number[]
  readonly data: readonly number[]
}

export interface Case {
  readonly name: string
  readonly op: string
  readonly attrs: readonly unknown[]
  readonly inputs: readonly (Numbers & { readonly dtype: DType })[]
  readonly output: Numbers
  readonly cotangent: Numbers
  readonly grads: readonly (Numbers | null)[]
}

export interface Draw {
  readonly shape: readonly number[]
  readonly bits: readonly number[]
  readonly uniform: readonly number[]
  readonly 'uniform_-3_5': readonly number[]
  readonly normal: readonly number[]
  readonly 'bernoulli_0.3': readonly number[]
}

export interface Stream {
  readonly seed: number
  readonly key: readonly number[]
  readonly split2: readonly (readonly number[])[]
  readonly split5: readonly (readonly number[])[]
  readonly foldIn: Readonly<Record<string, readonly number[]>>
  readonly draws: readonly Draw[]
}

const read = <C>(name: string): readonly C[] =>
  JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')).cases

export const primitives: readonly Case[] = read<Case>('primitives.json')
export const streams: readonly Stream[] = read<Stream>('random.json')

/** The public functions by name: what the reference calls `op`. */
const functions: Readonly<Record<string, unknown>> = { ...core }

export const exists = ({ op }: Case): boolean => typeof functions[op] === 'function'

export const toTensor = ({ shape, data }: Numbers, dtype: DType): Tensor =>
  tensor(data, shape, { dtype })

/** The inputs of a case, its floats in the dtype under test. */
export const inputsOf = ({ inputs }: Case, dtype: FloatDType): readonly Tensor[] =>
  inputs.map(x => toTensor(x, x.dtype === 'float32' ? dtype : x.dtype))

/** The function of a case, its attributes filled in. `einsum` takes its specification first. */
export const call = ({ op, attrs }: Case, inputs: readonly Tensor[]): Tensor => {
  const f = functions[op] as (...args: readonly unknown[]) => Tensor
  return op === 'einsum' ? f(...attrs, ...inputs) : f(...inputs, ...attrs)
}
