/** Arbitrary trees of tensors: like a template, or of any form. */

import { ArgumentError, type FloatDType, type Tensor } from '@miniflow/core'
import type * as fc from 'fast-check'
import { filled, isSimple } from './draw.js'
import { gridOf } from './grid.js'
import { Shrinking } from './shrinking.js'
import { type Specimen, simpler } from './specimen.js'
import {
  type AxisList,
  drawOn,
  lengthsIn,
  placesOn,
  type TensorOn,
  type TensorOptions,
  tensorOf,
  wantAxes,
} from './tensors.js'

/** A tree of axes: a list of lengths and names stands for a tensor, other lists for lists. */
export type Template = AxisList | readonly Template[] | { readonly [key: string]: Template }

/** The tree of tensors like a template. */
export type TreeOn<T, D extends FloatDType> = T extends AxisList
  ? TensorOn<T, D>
  : { -readonly [K in keyof T]: TreeOn<T[K], D> }

/** Trees of any form. */
export type AnyTree<D extends FloatDType = 'float64'> =
  | Tensor<number[], D>
  | AnyTree<D>[]
  | { [key: string]: AnyTree<D> }

/** The form of a tree: a leaf is a part of the specimen. */
type Form =
  | { readonly tag: 'Leaf'; readonly part: number }
  | { readonly tag: 'List'; readonly items: readonly Form[] }
  | { readonly tag: 'Record'; readonly keys: readonly string[]; readonly items: readonly Form[] }

interface Drawn {
  readonly form: Form
  readonly specimen: Specimen
}

const isAxes = (template: Template): template is AxisList =>
  Array.isArray(template) && template.every(x => typeof x === 'number' || typeof x === 'string')

/** The form of a template, and the axes of its leaves in order. */
const read = (template: Template, lists: AxisList[]): Form => {
  if (isAxes(template)) {
    wantAxes('trees', template)
    return { tag: 'Leaf', part: lists.push(template) - 1 }
  }
  if (typeof template !== 'object' || template === null)
    throw new ArgumentError(
      'trees',
      `the template holds ${String(template)}, which is neither axes nor a list or record of them.`,
      "Write trees({ w: ['m', 'n'], b: ['n'] }).",
    )
  return Array.isArray(template)
    ? { tag: 'List', items: template.map(item => read(item, lists)) }
    : {
        tag: 'Record',
        keys: Object.keys(template),
        items: Object.values(template).map(item => read(item, lists)),
      }
}

const build =
  (grid: readonly number[], dtype: FloatDType) =>
  ({ form, specimen: { axes, parts } }: Drawn): unknown => {
    const leaf = tensorOf(grid, dtype)
    const grow = (node: Form): unknown => {
      switch (node.tag) {
        case 'Leaf':
          return leaf(axes, parts[node.part] ?? { places: [], ranks: [0] })
        case 'List':
          return node.items.map(grow)
        case 'Record':
          return Object.fromEntries(node.items.map((item, i) => [node.keys[i], grow(item)]))
      }
    }
    return grow(form)
  }

function* numbersOnly({ form, specimen }: Drawn): Iterable<Drawn> {
  for (const smaller of simpler(specimen)) yield { form, specimen: smaller }
}

const NAMES = ['a', 'b', 'c']
const AXES: readonly AxisList[] = [[], ['m'], ['n'], ['m', 'n'], ['n', 'm']]

const drawForm = (random: fc.Random, depth: number, lists: AxisList[]): Form => {
  const kind = depth === 0 ? 0 : random.nextInt(0, 2)
  if (kind === 0)
    return {
      tag: 'Leaf',
      part: lists.push(AXES[random.nextInt(0, AXES.length - 1)] as AxisList) - 1,
    }
  const items = Array.from({ length: random.nextInt(1, NAMES.length) }, () =>
    drawForm(random, depth - 1, lists),
  )
  return kind === 1
    ? { tag: 'List', items }
    : { tag: 'Record', keys: NAMES.slice(0, items.length), items }
}

/** The forms with one item less, and those of the items themselves. */
function* smallerForms(form: Form): Iterable<Form> {
  if (form.tag === 'Leaf') return
  yield* form.items
  if (form.items.length > 1)
    for (const i of form.items.keys())
      yield form.tag === 'List'
        ? { ...form, items: form.items.toSpliced(i, 1) }
        : { ...form, keys: form.keys.toSpliced(i, 1), items: form.items.toSpliced(i, 1) }
  for (const [i, item] of form.items.entries())
    for (const smaller of smallerForms(item)) yield { ...form, items: form.items.with(i, smaller) }
}

const leavesOf = (form: Form): readonly number[] =>
  form.tag === 'Leaf' ? [form.part] : form.items.flatMap(leavesOf)

const renumbered = (form: Form, parts: readonly number[]): Form =>
  form.tag === 'Leaf'
    ? { ...form, part: parts.indexOf(form.part) }
    : { ...form, items: form.items.map(item => renumbered(item, parts)) }

function* formThenNumbers(drawn: Drawn): Iterable<Drawn> {
  for (const form of smallerForms(drawn.form)) {
    const kept = leavesOf(form)
    const parts = kept.flatMap(part => drawn.specimen.parts[part] ?? [])
    yield { form: renumbered(form, kept), specimen: { ...drawn.specimen, parts } }
  }
  yield* numbersOnly(drawn)
}

/** Axes that forms without a template may do without. */
const optional = (axes: Specimen['axes']): Specimen['axes'] =>
  Object.fromEntries(
    Object.entries(axes).map(([name, axis]) => [name, { ...axis, optional: true }]),
  )

/**
 * Trees of float64 tensors like a template, in which a list of lengths and names stands for a tensor.
 * A name is one length wherever it stands, so that arguments fit one another and shrink together:
 * `trees([{ w: ['in', 'out'], b: ['out'] }, ['in']])` are arguments of a layer. Without a template
 * they are of any form: lists and records, at most three deep, which shrink to fewer leaves first.
 * Options are those of `tensors`.
 *
 * Throws `ArgumentError` where no number is left to draw, or for a template of anything else.
 * @example fc.sample(trees({ w: ['n', 2], b: ['n'] }), 5).every(({ w, b }) => w.shape[0] === b.shape[0]) // => true
 */
export const trees: {
  <D extends FloatDType = 'float64'>(
    template?: undefined,
    options?: TensorOptions<D>,
  ): fc.Arbitrary<AnyTree<D>>
  <const T extends Template, D extends FloatDType = 'float64'>(
    template: T,
    options?: TensorOptions<D>,
  ): fc.Arbitrary<TreeOn<T, D>>
} = (template?: Template, options: TensorOptions<FloatDType> = {}) => {
  const { dtype = 'float64' } = options
  const lengths = lengthsIn('trees', options)
  const grid = gridOf('trees', options)
  const given: AxisList[] = []
  const fixed = template === undefined ? undefined : read(template, given)
  return new Shrinking<Drawn, unknown>({
    draw: (random, bias) => {
      const simple = isSimple(random, bias)
      const lists: AxisList[] = fixed === undefined ? [] : given
      const form = fixed ?? drawForm(random, random.nextInt(0, simple ? 1 : 3), lists)
      const drawn = drawOn(random, simple, lists, lengths)
      const axes = fixed === undefined ? optional(drawn) : drawn
      const places = lists.map(placesOn)
      return { form, specimen: filled(random, simple, grid.length, axes, places) }
    },
    simpler: fixed === undefined ? formThenNumbers : numbersOnly,
    build: build(grid, dtype),
  }) as fc.Arbitrary<unknown> as fc.Arbitrary<never>
}
