/** Einstein's summation: products and sums of tensors by the names of their axes. */
import { countOf } from '../data/dtype.js'
import { range, showShape } from '../data/shape.js'
import type { Einsum } from '../data/signatures-more.js'
import type { Value } from '../data/tensor.js'
import { nameOf } from '../data/tree.js'
import type { Tensor } from '../data/types.js'
import { raise, reason } from '../error.js'
import { reshape } from '../ops/layout.js'
import { contractAll, diagonal, type Label, type Labelled } from './contract.js'
import { alike } from './door.js'

/** The names of one tensor's axes; those that `...` stands for come between the two lists. */
interface Term {
  readonly text: string
  readonly before: readonly Label[]
  readonly dots: boolean
  readonly after: readonly Label[]
}

interface Equation {
  readonly inputs: readonly Term[]
  /** Absent where the output is implied. */
  readonly output: Term | undefined
}

const refused = (problem: string, fix?: string): never =>
  raise('einsum', reason('argument', problem, fix))

const misshapen = (problem: string, fix?: string): never =>
  raise('einsum', reason('shape', problem, fix))

const counted = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`

const termOf = (text: string): Term => {
  const match = /^([A-Za-z]*)(\.\.\.)?([A-Za-z]*)$/.exec(text)
  if (match === null)
    return refused(
      `${JSON.stringify(text)} does not name axes.`,
      "One letter names an axis and ... stands for those without a name, as in 'bij,bjk->bik' or '...i,...i->...'.",
    )
  const [, before = '', dots, after = ''] = match
  return { text, before: [...before], dots: dots !== undefined, after: [...after] }
}

const parse = (equation: unknown): Equation => {
  if (typeof equation !== 'string')
    return refused(
      `the equation is ${nameOf(equation)}; expected a string.`,
      "It comes first: einsum('ij,jk->ik', a, b).",
    )
  const [inputs = '', output, ...more] = equation.replaceAll(/\s/g, '').split('->')
  if (more.length > 0) refused(`${JSON.stringify(equation)} has more than one arrow.`)
  return {
    inputs: inputs.split(',').map(termOf),
    output: output === undefined ? undefined : termOf(output),
  }
}

/** What `...` stands for are axes counted from the last, '.1' being that. */
const unnamed = (count: number): readonly Label[] => range(count).map(i => `.${count - i}`)

const isUnnamed = (label: Label): boolean => label.startsWith('.')

const expanded = ({ before, after }: Term, dots: readonly Label[]): readonly Label[] => [
  ...before,
  ...dots,
  ...after,
]

/** An operand with a name for each axis. */
const labelled = (term: Term, value: Value, i: number): Labelled => {
  const free = value.rank - term.before.length - term.after.length
  if (free < 0 || (free > 0 && !term.dots))
    misshapen(
      `${JSON.stringify(term.text)} names ${counted(term.before.length + term.after.length, 'axis', 'axes')}, and operand ${i} has shape ${showShape(value.shape)}.`,
      free > 0 ? 'Write ... for axes without a name.' : undefined,
    )
  return { value, labels: expanded(term, unnamed(free)) }
}

/** The length of every axis, and where it was found; unnamed axes broadcast, named ones must agree. */
const measure = (xs: readonly Labelled[]): ReadonlyMap<Label, number> => {
  const found = new Map<Label, { readonly n: number; readonly at: string }>()
  xs.forEach(({ value, labels }, operand) => {
    labels.forEach((label, i) => {
      const n = value.shape[i] as number
      const at = `operand ${operand} ${showShape(value.shape)}`
      const known = found.get(label)
      if (known === undefined || (isUnnamed(label) && known.n === 1)) found.set(label, { n, at })
      else if (known.n !== n && !(isUnnamed(label) && n === 1))
        misshapen(
          known.at === at
            ? `the axes ${label} of ${at} are ${known.n} and ${n}; one name is one length.`
            : `axis ${isUnnamed(label) ? `-${label.slice(1)} of those under ...` : label} is ${known.n} in ${known.at} and ${n} in ${at}.`,
        )
    })
  })
  return new Map([...found].map(([label, { n }]) => [label, n]))
}

/** Without the unnamed axes of length 1 that repeat: the product with the others repeats them. */
const unrepeated = ({ value, labels }: Labelled, lengths: ReadonlyMap<Label, number>): Labelled => {
  const kept = range(value.rank).filter(i => value.shape[i] === lengths.get(labels[i] as Label))
  return {
    value: reshape(
      value,
      kept.map(i => value.shape[i] as number),
    ),
    labels: kept.map(i => labels[i] as Label),
  }
}

/** The axes of the output: those asked for, or what occurs once, in the order of the alphabet. */
const outputOf = ({ inputs, output }: Equation, xs: readonly Labelled[]): readonly Label[] => {
  const all = xs.flatMap(({ labels }) => labels)
  const dots = unnamed(Math.max(...xs.map(({ labels }) => labels.filter(isUnnamed).length)))
  if (output === undefined)
    return [
      ...dots,
      ...all.filter(l => !isUnnamed(l) && all.indexOf(l) === all.lastIndexOf(l)).sort(),
    ]
  const names = [...output.before, ...output.after]
  const stranger = names.find(label => !all.includes(label))
  if (stranger !== undefined) refused(`the output names axis ${stranger}, which no operand has.`)
  const twice = names.find((label, i) => names.indexOf(label) !== i)
  if (twice !== undefined) refused(`the output names axis ${twice} twice.`)
  if (dots.length > 0 && !output.dots)
    refused(
      `the output ${JSON.stringify(output.text)} has no place for the axes that ... stands for.`,
      `Write ${JSON.stringify(`${inputs.map(({ text }) => text).join(',')}->...${output.text}`)}.`,
    )
  return expanded(output, dots)
}

/**
 * The product of the operands, summed over all axes that the output does not name. Each operand's axes
 * are named by letters; a letter that occurs twice in one operand takes its diagonal, `...` stands for
 * axes without a name, which broadcast. Without `->` the output has the letters that occur once, in
 * the order of the alphabet. Operands are multiplied two at a time, first those whose product takes
 * the fewest multiplications.
 *
 * Throws `ArgumentError` for an equation that cannot be read, `ShapeError` where operands do not fit.
 * @example einsum('ij,jk->ik', tensor([[1, 2], [3, 4]]), tensor([[1, 0], [0, 1]])) // => [[1, 2], [3, 4]]
 * @example einsum('ii', tensor([[1, 2], [3, 4]])) // => 5
 */
export const einsum: Einsum = (equation: string, ...operands: readonly Tensor[]): Tensor => {
  const parsed = parse(equation)
  if (parsed.inputs.length !== operands.length)
    refused(
      `${JSON.stringify(equation)} names ${counted(parsed.inputs.length, 'operand')}, got ${operands.length}.`,
    )
  const values = alike('einsum', operands, countOf)
  const xs = values.map((value, i) => labelled(parsed.inputs[i] as Term, value, i))
  const lengths = measure(xs)
  const output = outputOf(parsed, xs)
  return contractAll(
    'einsum',
    xs.map(x => unrepeated(diagonal(x), lengths)),
    output,
  ).value
}
