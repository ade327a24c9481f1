/** A program that fails made as small as it fails still. */
import { type Tensor, tensor } from '@miniflow/core'
import {
  type Expression,
  evaluate,
  type Line,
  name,
  namesIn,
  type Program,
  weights,
} from './expression.js'
import type { Written } from './generate.js'

type Fails = (written: Written) => boolean

/** What every line is worth at the inputs. */
const scopeOf = ({ inputs, lines }: Program): ReadonlyMap<string, unknown> => {
  const scope = new Map<string, unknown>(inputs.map(input => [input.name, input.at]))
  for (const line of lines) scope.set(line.name, evaluate(line.value, scope))
  return scope
}

/** Without lines and inputs that no output depends on; one input stays. */
const trimmed = ({ program, directions }: Written): Written => {
  const needed = new Set(program.outputs)
  for (const line of program.lines.toReversed())
    if (needed.has(line.name)) for (const used of namesIn(line.value)) needed.add(used)
  const keep = program.inputs.map(input => needed.has(input.name))
  const kept = keep.some(Boolean) ? keep : keep.map((_, i) => i === 0)
  return {
    program: {
      inputs: program.inputs.filter((_, i) => kept[i]),
      lines: program.lines.filter(line => needed.has(line.name)),
      outputs: program.outputs,
    },
    directions: directions.filter((_, i) => kept[i]),
  }
}

const isFloat = (x: unknown): x is Tensor =>
  ['float32', 'float64'].includes((x as Tensor | undefined)?.dtype ?? '')

/** Only up to the first line that fails on its own. */
const firstOnly = ({ program, directions }: Written): readonly Written[] => {
  const scope = scopeOf(program)
  return program.lines
    .filter(line => isFloat(scope.get(line.name)))
    .map(line => trimmed({ program: { ...program, outputs: [line.name] }, directions }))
}

/** A line as an input, or as a constant where it has no derivative. */
const withoutLine = ({ program, directions }: Written, line: Line): Written => {
  const value = scopeOf(program).get(line.name) as Tensor
  const lines = program.lines.filter(other => other !== line)
  if (!isFloat(value)) {
    const constant: Line = { name: line.name, value: { tag: 'Tensor', value } }
    const at = program.lines.indexOf(line)
    return { program: { ...program, lines: lines.toSpliced(at, 0, constant) }, directions }
  }
  return trimmed({
    program: { ...program, inputs: [...program.inputs, { name: line.name, at: value }], lines },
    directions: [...directions, weights(value)],
  })
}

const cuts = (written: Written): readonly Written[] =>
  written.program.lines
    .filter(({ name: n, value }) => !written.program.outputs.includes(n) && value.tag !== 'Tensor')
    .map(line => withoutLine(written, line))

// ---- inside of functions

/** Every way to give back an earlier line of a function, or a parameter, and drop what follows. */
const shorterBodies = (e: Expression): readonly Expression[] => {
  switch (e.tag) {
    case 'Name':
    case 'Plain':
    case 'Tensor':
      return []
    case 'Call':
      return variants(e.args).map(args => ({ ...e, args }))
    case 'Apply':
      return variants([e.f, ...e.args]).map(([f, ...args]) => ({
        ...e,
        f: f as Expression,
        args,
      }))
    case 'List':
      return variants(e.items).map(items => ({ ...e, items }))
    case 'Record': {
      const keys = Object.keys(e.items)
      return variants(Object.values(e.items)).map(items => ({
        ...e,
        items: Object.fromEntries(keys.map((key, i) => [key, items[i] as Expression])),
      }))
    }
    case 'Part':
      return shorterBodies(e.of).map(of => ({ ...e, of }))
    case 'Lambda': {
      const earlier = [...e.parameters, ...e.lines.map(line => line.name)]
      const sooner = earlier
        .filter(one => e.result.tag !== 'Name' || e.result.name !== one)
        .map(one => ended({ ...e, result: name(one) }))
      const within = variants(e.lines.map(line => line.value)).map(values => ({
        ...e,
        lines: e.lines.map((line, i) => ({ ...line, value: values[i] as Expression })),
      }))
      return [...sooner, ...within]
    }
  }
}

const variants = (items: readonly Expression[]): readonly (readonly Expression[])[] =>
  items.flatMap((item, i) => shorterBodies(item).map(other => items.with(i, other)))

const ended = (e: Extract<Expression, { tag: 'Lambda' }>): Expression => {
  const needed = new Set(namesIn(e.result))
  for (const line of e.lines.toReversed())
    if (needed.has(line.name)) for (const used of namesIn(line.value)) needed.add(used)
  return { ...e, lines: e.lines.filter(line => needed.has(line.name)) }
}

const sizeOf = (e: Expression): number =>
  e.tag === 'Lambda' ? e.lines.reduce((n, line) => n + 1 + sizeOf(line.value), 0) : parts(e)

const parts = (e: Expression): number => {
  switch (e.tag) {
    case 'Call':
      return e.args.reduce((n, arg) => n + sizeOf(arg), 1)
    case 'Apply':
      return [e.f, ...e.args].reduce((n, arg) => n + sizeOf(arg), 1)
    case 'List':
      return e.items.reduce((n, item) => n + sizeOf(item), 0)
    case 'Record':
      return Object.values(e.items).reduce((n, item) => n + sizeOf(item), 0)
    case 'Part':
      return sizeOf(e.of)
    default:
      return 0
  }
}

const bodies = ({ program, directions }: Written): readonly Written[] =>
  program.lines.flatMap((line, i) =>
    shorterBodies(line.value)
      .filter(value => sizeOf(value) < sizeOf(line.value))
      .map(value =>
        trimmed({
          program: { ...program, lines: program.lines.with(i, { ...line, value }) },
          directions,
        }),
      ),
  )

// ---- numbers

const rounded = (x: Tensor, digits: number): Tensor =>
  tensor(
    Float64Array.from<number>(x.data(), value => Number(value.toFixed(digits)) + 0),
    x.shape,
    { dtype: x.dtype === 'float32' ? 'float32' : 'float64' },
  )

const rounder = ({ program, directions }: Written): readonly Written[] =>
  [0, 1, 3].map(digits => ({
    program: {
      ...program,
      inputs: program.inputs.map(({ name: n, at }) => ({ name: n, at: rounded(at, digits) })),
    },
    directions: directions.map(x => rounded(x, digits)),
  }))

/** The first candidate that fails takes the place of the program, until none does. */
const descend = (start: Written, candidates: (w: Written) => readonly Written[], fails: Fails) => {
  let current = start
  for (;;) {
    const next = candidates(current).find(fails)
    if (next === undefined) return current
    current = next
  }
}

export const shrink = (written: Written, fails: Fails): Written => {
  const first = firstOnly(written).find(fails) ?? written
  const cut = descend(first, cuts, fails)
  const small = descend(descend(cut, bodies, fails), cuts, fails)
  return rounder(small).find(fails) ?? small
}
