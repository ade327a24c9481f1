/** The same program in float32: its inputs, its constants, and every dtype that it names. */
import { astype, type Tensor } from '@miniflow/core'
import type { Expression, Plain } from './expression.js'
import type { Written } from './generate.js'

const isList = (x: Plain): x is readonly Plain[] => Array.isArray(x)

const named = (x: Plain): Plain => {
  if (x === 'float64') return 'float32'
  if (isList(x)) return x.map(named)
  if (typeof x === 'object')
    return Object.fromEntries(
      Object.entries(x as Readonly<Record<string, Plain>>).map(([key, value]) => [
        key,
        named(value),
      ]),
    )
  return x
}

const rounded = (x: Tensor): Tensor => (x.dtype === 'float64' ? astype(x, 'float32') : x)

const expression = (e: Expression): Expression => {
  switch (e.tag) {
    case 'Name':
      return e
    case 'Plain':
      return { ...e, value: named(e.value) }
    case 'Tensor':
      return { ...e, value: rounded(e.value) }
    case 'Call':
      return { ...e, args: e.args.map(expression) }
    case 'Apply':
      return { ...e, f: expression(e.f), args: e.args.map(expression) }
    case 'Lambda':
      return {
        ...e,
        lines: e.lines.map(line => ({ ...line, value: expression(line.value) })),
        result: expression(e.result),
      }
    case 'List':
      return { ...e, items: e.items.map(expression) }
    case 'Record':
      return {
        ...e,
        items: Object.fromEntries(
          Object.entries(e.items).map(([key, item]) => [key, expression(item)]),
        ),
      }
    case 'Part':
      return { ...e, of: expression(e.of) }
  }
}

export const inSingle = ({ program, directions }: Written): Written => ({
  program: {
    inputs: program.inputs.map(({ name, at }) => ({ name, at: rounded(at) })),
    lines: program.lines.map(line => ({ ...line, value: expression(line.value) })),
    outputs: program.outputs,
  },
  directions: directions.map(rounded),
})
