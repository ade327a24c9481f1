/** Programs as data: what a generator writes, an evaluator runs and a printer prints. */
import * as core from '@miniflow/core'
import { type Tensor, tensor } from '@miniflow/core'

/** What stands beside operands: numbers, options, lists. */
export type Plain =
  | number
  | string
  | boolean
  | undefined
  | readonly Plain[]
  | { readonly [key: string]: Plain }

export type Expression =
  | { readonly tag: 'Name'; readonly name: string }
  | { readonly tag: 'Plain'; readonly value: Plain }
  /** A constant. */
  | { readonly tag: 'Tensor'; readonly value: Tensor }
  /** A public function of core, such as `linalg.solve`, applied. */
  | { readonly tag: 'Call'; readonly f: string; readonly args: readonly Expression[] }
  /** The function that a call gives, applied. */
  | { readonly tag: 'Apply'; readonly f: Expression; readonly args: readonly Expression[] }
  | {
      readonly tag: 'Lambda'
      /** Whether its parameters are lists of tensors. */
      readonly lists: boolean
      readonly parameters: readonly string[]
      readonly lines: readonly Line[]
      readonly result: Expression
    }
  | { readonly tag: 'List'; readonly items: readonly Expression[] }
  | { readonly tag: 'Record'; readonly items: Readonly<Record<string, Expression>> }
  /** An element of a list, or a field of a record. */
  | { readonly tag: 'Part'; readonly of: Expression; readonly key: number | string }

/** `const name = value` */
export interface Line {
  readonly name: string
  readonly value: Expression
}

/** A function of the inputs, whose value is the sum of the outputs, each in one direction. */
export interface Program {
  readonly inputs: readonly { readonly name: string; readonly at: Tensor }[]
  readonly lines: readonly Line[]
  readonly outputs: readonly string[]
}

export const name = (to: string): Expression => ({ tag: 'Name', name: to })
export const plain = (value: Plain): Expression => ({ tag: 'Plain', value })
export const constant = (value: Tensor): Expression => ({ tag: 'Tensor', value })
export const call = (f: string, ...args: readonly Expression[]): Expression => ({
  tag: 'Call',
  f,
  args,
})
export const applied = (f: Expression, ...args: readonly Expression[]): Expression => ({
  tag: 'Apply',
  f,
  args,
})
export const list = (...items: readonly Expression[]): Expression => ({ tag: 'List', items })
export const part = (of: Expression, key: number | string): Expression => ({ tag: 'Part', of, key })

// ---- running

type Scope = ReadonlyMap<string, unknown>
type Anything = (...args: readonly unknown[]) => unknown

const publicly = (path: string): Anything => {
  const [first = '', second] = path.split('.')
  const found = (core as unknown as Record<string, unknown>)[first]
  return (second === undefined
    ? found
    : (found as Record<string, unknown>)[second]) as unknown as Anything
}

/** The value of an expression where these names stand for these values. */
export const evaluate = (e: Expression, scope: Scope): unknown => {
  switch (e.tag) {
    case 'Name':
      return scope.get(e.name)
    case 'Plain':
      return e.value
    case 'Tensor':
      return e.value
    case 'Call':
      return publicly(e.f)(...e.args.map(arg => evaluate(arg, scope)))
    case 'Apply':
      return (evaluate(e.f, scope) as Anything)(...e.args.map(arg => evaluate(arg, scope)))
    case 'Lambda':
      return (...args: readonly unknown[]): unknown => {
        const inner = new Map(scope)
        e.parameters.forEach((parameter, i) => {
          inner.set(parameter, args[i])
        })
        for (const line of e.lines) inner.set(line.name, evaluate(line.value, inner))
        return evaluate(e.result, inner)
      }
    case 'List':
      return e.items.map(item => evaluate(item, scope))
    case 'Record':
      return Object.fromEntries(
        Object.entries(e.items).map(([key, item]) => [key, evaluate(item, scope)]),
      )
    case 'Part':
      return (evaluate(e.of, scope) as Record<number | string, unknown>)[e.key]
  }
}

/** The direction in which an output counts: different numbers between -1 and 1. */
export const weights = (x: Tensor): Tensor =>
  tensor(
    Float64Array.from({ length: x.size }, (_, i) => Math.round(100 * Math.sin(1 + 2.3 * i)) / 100),
    x.shape,
    { dtype: x.dtype === 'float32' ? 'float32' : 'float64' },
  )

/** The program as a function of its inputs. */
export const toFunction =
  ({ inputs, lines, outputs }: Program) =>
  (...xs: readonly Tensor[]): Tensor => {
    const scope = new Map<string, unknown>(inputs.map((input, i) => [input.name, xs[i]]))
    for (const line of lines) scope.set(line.name, evaluate(line.value, scope))
    return outputs
      .map(output => {
        const y = scope.get(output) as Tensor
        return core.sum(core.mul(y, weights(y)))
      })
      .reduce((a, b) => core.add(a, b))
  }

// ---- reading

/** The names that an expression reads from outside of it. */
export const namesIn = (e: Expression): readonly string[] => {
  switch (e.tag) {
    case 'Name':
      return [e.name]
    case 'Plain':
    case 'Tensor':
      return []
    case 'Call':
      return e.args.flatMap(namesIn)
    case 'Apply':
      return [e.f, ...e.args].flatMap(namesIn)
    case 'Lambda': {
      const own = [...e.parameters, ...e.lines.map(line => line.name)]
      return [...e.lines.flatMap(line => namesIn(line.value)), ...namesIn(e.result)].filter(
        used => !own.includes(used),
      )
    }
    case 'List':
      return e.items.flatMap(namesIn)
    case 'Record':
      return Object.values(e.items).flatMap(namesIn)
    case 'Part':
      return namesIn(e.of)
  }
}

/** The public functions that an expression calls, as often as it does. */
export const callsIn = (e: Expression): readonly string[] => {
  switch (e.tag) {
    case 'Name':
    case 'Plain':
    case 'Tensor':
      return []
    case 'Call':
      return [e.f, ...e.args.flatMap(callsIn)]
    case 'Apply':
      return [e.f, ...e.args].flatMap(callsIn)
    case 'Lambda':
      return [...e.lines.flatMap(line => callsIn(line.value)), ...callsIn(e.result)]
    case 'List':
      return e.items.flatMap(callsIn)
    case 'Record':
      return Object.values(e.items).flatMap(callsIn)
    case 'Part':
      return callsIn(e.of)
  }
}
