/** A compiled program as text, in readable sections. */
import { tapeToString } from '@miniflow/core'
import type { Slot } from '@miniflow/core/extend'
import type { Term } from '../kernel/term.js'
import { toText } from '../wasm/text.js'
import type { Compiled } from './compile.js'
import { avalOf, nodeAt } from './graph.js'
import { type Control, type Program, type Ready, scratchSlot } from './program.js'
import { type MatmulStep, resultsOf } from './step.js'

const shown = ({ graph }: Program, slot: Slot): string => {
  const { shape, dtype } = avalOf(graph, slot)
  const node = graph.nodes[slot]
  const kind = node?.tag === 'Input' ? 'input ' : node?.tag === 'Const' ? 'constant ' : ''
  return `${kind}%${slot}: ${dtype}[${shape}]`
}

/** A term as a formula: `sigmoid(a + b)`; reads by the slots that they read. */
const formula = (term: Term, operands: readonly Slot[]): string => {
  const written = new Map<Term, string>()
  const write = (at: Term): string => {
    const known = written.get(at)
    if (known !== undefined) return known
    const text = ((): string => {
      switch (at.tag) {
        case 'Read':
          return `%${operands[at.operand]}`
        case 'Constant':
          return String(at.value)
        case 'Given':
          return '@'
        case 'Applied':
          return `${at.name}(${at.args.map(write).join(', ')})`
      }
    })()
    written.set(at, text)
    return text
  }
  return write(term)
}

const indented = (lines: readonly string[]): readonly string[] => lines.map(line => `  ${line}`)

const bodiesOf = (control: Control): readonly (readonly [string, Program])[] => {
  switch (control.tag) {
    case 'scan':
      return [['body', control.body]]
    case 'whileLoop':
      return [
        ['condition', control.condition],
        ['body', control.body],
      ]
    case 'cond':
      return [
        ['yes', control.yes],
        ['no', control.no],
      ]
  }
}

/** A product by its name: a convolution is one with windows of images, or one of windows back in images. */
const productOf = ({ graph }: Program, { windows }: MatmulStep): string =>
  windows === undefined
    ? 'product'
    : nodeAt(graph, windows).op.name === 'patches'
      ? 'convolution: product with windows of'
      : 'convolution: windows back in images, product'

const stepLines = (
  program: Program,
  { step, reads, kernel, control }: Ready,
): readonly string[] => {
  const results = resultsOf(step)
    .map(slot => shown(program, slot))
    .join(', ')
  const from = `from ${[...new Set(reads)].map(slot => `%${slot}`).join(', ') || 'nothing'}`
  const units = kernel === undefined || kernel.units === 1 ? '' : `, ${kernel.units} units`
  switch (step.tag) {
    case 'Loop':
      return [
        `loop over [${step.sizes}] ${from}${units}`,
        ...step.results.map(
          ({ slot, term }) => `  ${shown(program, slot)} = ${formula(term, step.operands)}`,
        ),
      ]
    case 'Reduce': {
      const name = program.graph.nodes[step.slot]
      const kind = name?.tag === 'Apply' ? name.op.name : ''
      return [
        `${kind} over [${step.reduced}] for each of [${step.kept}] ${from}${units}`,
        `  ${results} = ${kind} ${formula(step.term, step.operands)}`,
      ]
    }
    case 'Matmul': {
      const flags = nodeAt(program.graph, step.matmul).op.params
      const [a, b] = step.args.map(
        (slot, i) => `%${slot}${flags[i === 0 ? 'transposeA' : 'transposeB'] === true ? 'ᵀ' : ''}`,
      )
      return [
        `${productOf(program, step)} ${a} ${b} ${from}${units}`,
        `  ${results} = ${step.after === undefined ? '@' : formula(step.after, step.operands)}`,
      ]
    }
    case 'Node': {
      const node = program.graph.nodes[step.slot]
      const name = node?.tag === 'Apply' ? node.op.name : ''
      return [
        `${name} ${from}${units}`,
        `  ${results}`,
        ...(control === undefined
          ? []
          : bodiesOf(control).flatMap(([title, body]) =>
              indented([`${title}:`, ...indented(programLines(body))]),
            )),
      ]
    }
  }
}

const programLines = (program: Program): readonly string[] => [
  ...program.steps.flatMap(step => stepLines(program, step)),
  ...program.copies.map(({ from, output }) => `copy %${from} to output ${output}`),
]

const planLines = (program: Program): readonly string[] => {
  const scratch = new Map(program.steps.map((_, i) => [scratchSlot(i), i] as const))
  const { placed, bytes, lowerBound } = program.plan
  return [
    `${bytes} bytes; at least ${lowerBound} are needed at one time`,
    ...[...placed]
      .sort((a, b) => a.offset - b.offset || a.first - b.first)
      .map(need => {
        const of = scratch.get(need.slot)
        const what = of === undefined ? `%${need.slot}` : `scratch of step ${of}`
        return `${need.offset} to ${need.offset + need.bytes}: ${what}, steps ${need.first} to ${need.last}`
      }),
  ]
}

const section = (title: string, lines: readonly string[]): string =>
  [`${title}:`, ...indented(lines)].join('\n')

/** The tape after all passes, the kernels, the memory, and the code. */
export const dump = (compiled: Compiled): string =>
  [
    section('tape', tapeToString(compiled.program.tape).split('\n')),
    section('program', programLines(compiled.program)),
    section('memory', planLines(compiled.program)),
    section('module', toText(compiled.module).split('\n')),
  ].join('\n\n')
