/** What a loop computes at each of its places, as a term: reads, constants, pointwise operations. */
import type { DType } from '@miniflow/core'
import type { PointwiseName, Types } from '../math/rule.js'

/** An element of an operand: offset + the sum of strides[k] * index[k], in elements. */
export interface Read {
  readonly tag: 'Read'
  readonly dtype: DType
  /** Which of the kernel's operands. */
  readonly operand: number
  readonly offset: number
  readonly strides: readonly number[]
}

export interface Constant {
  readonly tag: 'Constant'
  readonly dtype: DType
  readonly value: number
}

/** What the kernel around has computed, for what is done to it before it is stored. */
export interface Given {
  readonly tag: 'Given'
  readonly dtype: DType
}

export interface Applied {
  readonly tag: 'Applied'
  readonly dtype: DType
  readonly name: PointwiseName
  readonly args: readonly Term[]
}

/** The same object in two places is the same value, computed once. */
export type Term = Read | Constant | Given | Applied

export const typesOf = ({ args, dtype }: Applied): Types => ({
  from: args.map(arg => arg.dtype),
  to: dtype,
})

/** The terms that others are made of come first, each once. */
export const ordered = (roots: readonly Term[]): readonly Term[] => {
  const seen = new Set<Term>()
  const visit = (term: Term): void => {
    if (seen.has(term)) return
    if (term.tag === 'Applied') term.args.forEach(visit)
    seen.add(term)
  }
  roots.forEach(visit)
  return [...seen]
}

/** A text that two lists of terms share if and only if they are equal, of letters that names may have. */
export const keyOf = (roots: readonly Term[]): string => {
  const places = new Map<Term, number>()
  const word = (term: Term): string => {
    switch (term.tag) {
      case 'Read':
        return `r${term.operand}${term.dtype}+${term.offset}*${term.strides.join('_')}`
      case 'Constant':
        return `c${term.dtype}${Object.is(term.value, -0) ? '-0' : term.value}`
      case 'Given':
        return `g${term.dtype}`
      case 'Applied':
        return `${term.name}${term.dtype}<${term.args.map(arg => places.get(arg)).join('_')}>`
    }
  }
  const words = ordered(roots).map((term, i) => {
    places.set(term, i)
    return word(term)
  })
  return `${words.join('|')}>${roots.map(root => places.get(root)).join('_')}`
}

export const reads = (roots: readonly Term[]): readonly Read[] =>
  ordered(roots).filter(term => term.tag === 'Read')
