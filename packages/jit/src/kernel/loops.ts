/** Loops over axes: their reads as addresses, axes joined where memory lets them be one. */
import type { Body, Local } from '../wasm/body.js'
import { type Arg, type Expr, i32 } from '../wasm/code.js'
import { elements } from './element.js'
import { ordered, type Read, type Term } from './term.js'

/** Neighbouring axes that every read goes along as along one; `apart` are axes that must stay the last of theirs. */
export const joinAxes = (
  sizes: readonly number[],
  strides: readonly (readonly number[])[],
  apart: readonly number[] = [],
): { readonly sizes: readonly number[]; readonly groups: readonly (readonly number[])[] } => {
  const groups: number[][] = []
  sizes.forEach((n, axis) => {
    const last = groups.at(-1)
    const before = last?.at(-1)
    const joins =
      before !== undefined &&
      !apart.includes(before) &&
      strides.every(s => (s[before] as number) === (s[axis] as number) * n)
    if (joins) last?.push(axis)
    else groups.push([axis])
  })
  return {
    sizes: groups.map(group => group.reduce((n, axis) => n * (sizes[axis] as number), 1)),
    groups,
  }
}

/** The terms over joined axes: a read's stride along a group is that along its last axis. */
export const regroup = (
  roots: readonly Term[],
  groups: readonly (readonly number[])[],
): readonly Term[] => {
  const made = new Map<Term, Term>()
  for (const term of ordered(roots)) {
    if (term.tag === 'Read')
      made.set(term, {
        ...term,
        strides: groups.map(group => term.strides[group.at(-1) ?? -1] ?? 0),
      })
    else if (term.tag === 'Applied')
      made.set(term, { ...term, args: term.args.map(arg => made.get(arg) as Term) })
    else made.set(term, term)
  }
  return roots.map(root => made.get(root) as Term)
}

/** index * stride elements, in bytes, from an address. */
export const along = (address: Expr, index: Expr, stride: number, bytes: number): Expr =>
  stride === 0 ? address : i32.add(address, i32.mul(index, stride * bytes))

/** Where a read begins in a row, given the indices of all axes but the last. */
export const rowAddress = (operand: Expr, read: Read, indices: readonly Expr[]): Expr => {
  const { bytes } = elements[read.dtype]
  const start = read.offset === 0 ? operand : i32.add(operand, read.offset * bytes)
  return indices.reduce(
    (address, index, axis) => along(address, index, read.strides[axis] as number, bytes),
    start,
  )
}

/** Nested rounds over axes; the outermost from `from` to `to`, the others whole. */
export const nest = (
  body: Body,
  sizes: readonly number[],
  range: { readonly from: Arg; readonly to: Arg } | undefined,
  write: (indices: readonly Local[]) => void,
): void => {
  const round = (axis: number, indices: readonly Local[]): void => {
    if (axis === sizes.length) {
      write(indices)
      return
    }
    const [from, to] = axis === 0 && range ? [range.from, range.to] : [0, sizes[axis] as number]
    body.for(from, to, i => round(axis + 1, [...indices, i]))
  }
  round(0, [])
}

/** The row-major place of indices; nothing where there are none. */
export const placeOf = (sizes: readonly number[], indices: readonly Expr[]): Expr | undefined =>
  indices.reduce<Expr | undefined>(
    (place, index, axis) =>
      place === undefined ? index : i32.add(i32.mul(place, sizes[axis] as number), index),
    undefined,
  )
