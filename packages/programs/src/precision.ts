/** The same program in float32 or float64: its inputs, its constants, and every dtype that it names. */
import { astype, type FloatDType, type Tensor } from '@miniflow/core'
import type { Expression, Plain } from './expression.js'
import type { Written } from './generate.js'

const isList = (x: Plain): x is readonly Plain[] => Array.isArray(x)

const isFloat = (dtype: unknown): dtype is FloatDType => dtype === 'float32' || dtype === 'float64'

const named = (x: Plain, dtype: FloatDType): Plain => {
  if (isFloat(x)) return dtype
  if (isList(x)) return x.map(item => named(item, dtype))
  if (typeof x === 'object')
    return Object.fromEntries(
      Object.entries(x as Readonly<Record<string, Plain>>).map(([key, value]) => [
        key,
        named(value, dtype),
      ]),
    )
  return x
}

const rounded = (x: Tensor, dtype: FloatDType): Tensor =>
  isFloat(x.dtype) && x.dtype !== dtype ? astype(x, dtype) : x

const expression = (e: Expression, dtype: FloatDType): Expression => {
  const again = (inner: Expression): Expression => expression(inner, dtype)
  switch (e.tag) {
    case 'Name':
      return e
    case 'Plain':
      return { ...e, value: named(e.value, dtype) }
    case 'Tensor':
      return { ...e, value: rounded(e.value, dtype) }
    case 'Call':
      return { ...e, args: e.args.map(again) }
    case 'Apply':
      return { ...e, f: again(e.f), args: e.args.map(again) }
    case 'Lambda':
      return {
        ...e,
        lines: e.lines.map(line => ({ ...line, value: again(line.value) })),
        result: again(e.result),
      }
    case 'List':
      return { ...e, items: e.items.map(again) }
    case 'Record':
      return {
        ...e,
        items: Object.fromEntries(Object.entries(e.items).map(([key, item]) => [key, again(item)])),
      }
    case 'Part':
      return { ...e, of: again(e.of) }
  }
}

export const inPrecision = ({ program, directions }: Written, dtype: FloatDType): Written => ({
  program: {
    inputs: program.inputs.map(({ name, at }) => ({ name, at: rounded(at, dtype) })),
    lines: program.lines.map(line => ({ ...line, value: expression(line.value, dtype) })),
    outputs: program.outputs,
  },
  directions: directions.map(x => rounded(x, dtype)),
})
