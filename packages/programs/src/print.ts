/** A program as TypeScript that can be pasted into a file and run. */
import type { Tensor } from '@miniflow/core'
import { callsIn, type Expression, type Line, type Plain, weights } from './expression.js'
import type { Written } from './generate.js'

const isList = (x: Plain): x is readonly Plain[] => Array.isArray(x)

const printPlain = (x: Plain): string => {
  if (typeof x === 'string') return `'${x}'`
  if (isList(x)) return `[${x.map(printPlain).join(', ')}]`
  if (typeof x === 'object')
    return `{ ${Object.entries(x as Readonly<Record<string, Plain>>)
      .map(([key, value]) => `${key}: ${printPlain(value)}`)
      .join(', ')} }`
  return Object.is(x, -0) ? '-0' : String(x)
}

const printTensor = (x: Tensor): string =>
  x.rank === 0
    ? `tensor(${x.dtype === 'bool' ? x.item() : printPlain(x.item())}, { dtype: '${x.dtype}' })`
    : `tensor([${Array.from<number, string>(x.data(), printPlain).join(', ')}], [${x.shape.join(', ')}], { dtype: '${x.dtype}' })`

const indented = (text: string): string => text.replace(/^/gm, '  ')

const printExpression = (e: Expression): string => {
  switch (e.tag) {
    case 'Name':
      return e.name
    case 'Plain':
      return printPlain(e.value)
    case 'Tensor':
      return printTensor(e.value)
    case 'Call':
      return `${e.f}(${e.args.map(printExpression).join(', ')})`
    case 'Apply': {
      const f = printExpression(e.f)
      return `${e.f.tag === 'Lambda' ? `(${f})` : f}(${e.args.map(printExpression).join(', ')})`
    }
    case 'Lambda': {
      const head = `(${e.parameters.map(p => (e.lists ? p : `${p}: Tensor`)).join(', ')}) =>`
      if (e.lines.length > 0)
        return `${head} {\n${indented([...e.lines.map(printLine), `return ${printExpression(e.result)}`].join('\n'))}\n}`
      return `${head} ${e.result.tag === 'Record' ? `(${printExpression(e.result)})` : printExpression(e.result)}`
    }
    case 'List':
      return `[${e.items.map(printExpression).join(', ')}]`
    case 'Record':
      return `{ ${Object.entries(e.items)
        .map(([key, item]) => `${key}: ${printExpression(item)}`)
        .join(', ')} }`
    case 'Part':
      return `${printExpression(e.of)}${typeof e.key === 'number' ? `[${e.key}]` : `.${e.key}`}`
  }
}

/** Bare types, so that shapes are checked when the program runs. */
const printLine = ({ name, value }: Line): string =>
  `const ${name} = ${printExpression(value)} as Tensor`

/** What stands below a printed program, which calls its function `f`, its inputs `xs` and directions `ts`. */
export interface Ending {
  /** The functions of core that it calls. */
  readonly names: readonly string[]
  /** Lines that import what is not core's. */
  readonly imports: readonly string[]
  readonly text: string
}

/** A file that imports what it needs and ends in what shows the fault. */
export const print = (
  { program, directions }: Written,
  values: readonly Tensor[],
  { names: called, imports, text }: Ending,
): string => {
  const names = program.inputs.map(input => input.name)
  const used = [
    ...program.lines.flatMap(line => callsIn(line.value)),
    ...['add', 'mul', 'sum', 'tensor', 'type Tensor', ...called],
  ].map(path => path.split('.')[0] as string)
  const imported = [...new Set(used)].sort()
  const outputs = program.outputs.map(
    (output, i) => `sum(mul(${output}, ${printTensor(weights(values[i] as Tensor))}))`,
  )
  const body = [
    ...program.lines.map(printLine),
    `return ${outputs.reduce((a, b) => `add(${a}, ${b})`)}`,
  ]
  const tensors = (xs: readonly Tensor[]): string =>
    `[\n${xs.map(x => `  ${printTensor(x)},\n`).join('')}]`
  return `${[`import { ${imported.join(', ')} } from '@miniflow/core'`, ...imports].join('\n')}

const f = (xs: readonly Tensor[]): Tensor => {
  const [${names.join(', ')}] = xs as readonly [${names.map(() => 'Tensor').join(', ')}]
${indented(body.join('\n'))}
}

const xs: readonly Tensor[] = ${tensors(program.inputs.map(({ at }) => at))}
const ts: readonly Tensor[] = ${tensors(directions)}

${text}`
}
