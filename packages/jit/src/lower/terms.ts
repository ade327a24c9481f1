/** What a loop computes, from the tape: the terms of its results and the nodes that they read. */
import type { Apply, Node, Slot } from '@miniflow/core/extend'
import type { Applied, Given, Term } from '../kernel/term.js'
import type { PointwiseName } from '../math/rule.js'
import { type Access, type Form, flat } from './access.js'
import { avalOf, type Graph, roleAt, through, uniform, viewed } from './graph.js'

/** A view that the loop cannot go through; its operand needs memory of its own. */
export class NotAffine extends Error {
  readonly slot: Slot

  constructor(slot: Slot) {
    super(`the operand of view ${slot} needs memory`)
    this.slot = slot
  }
}

/** The operands of a kernel, numbered as they are met. */
export class Operands {
  readonly slots: Slot[] = []
  readonly #numbers = new Map<Slot, number>()

  number(slot: Slot): number {
    const known = this.#numbers.get(slot)
    if (known !== undefined) return known
    const number = this.slots.push(slot) - 1
    this.#numbers.set(slot, number)
    return number
  }
}

export interface Scope {
  readonly graph: Graph
  /** Nodes that have memory of their own, but for those that this loop computes itself. */
  readonly isRead: (slot: Slot) => boolean
  readonly loop: readonly number[]
  readonly operands: Operands
  /** The node that the kernel around computes, and the one access at which terms go on from it. */
  readonly given?: { readonly slot: Slot; readonly access: Access } | undefined
}

const sameAccess = (a: Access, b: Access): boolean =>
  a.every((form, axis) => {
    const other = b[axis] as Form
    return form.offset === other.offset && form.strides.every((s, k) => s === other.strides[k])
  })

export type TermOf = (slot: Slot, access: Access) => Term

/** Terms of nodes; the same node at the same access is the same term. */
export const terms = ({ graph, isRead, loop, operands, given }: Scope): TermOf => {
  const known = new Map<Access, Map<Slot, Term>>()
  const views = new Map<Access, Map<Slot, Access>>()
  const moved = (slot: Slot, access: Access): Access => {
    const at = views.get(access)?.get(slot)
    if (at !== undefined) return at
    const next = through(graph, slot, access, loop)
    if (next === undefined) throw new NotAffine(slot)
    const table = views.get(access) ?? new Map<Slot, Access>()
    views.set(access, table.set(slot, next))
    return next
  }
  const read = (slot: Slot, { offset, strides }: Form): Term => {
    const value = uniform(graph.nodes[slot] as Node)
    const { dtype } = avalOf(graph, slot)
    return value === undefined
      ? { tag: 'Read', dtype, operand: operands.number(slot), offset, strides }
      : { tag: 'Constant', dtype, value }
  }
  const make = (slot: Slot, access: Access): Term => {
    const node = graph.nodes[slot] as Node
    const { dtype, shape } = avalOf(graph, slot)
    if (slot === given?.slot) {
      if (!sameAccess(access, given.access)) throw new NotAffine(slot)
      return { tag: 'Given', dtype } satisfies Given
    }
    if (isRead(slot)) return read(slot, flat(shape, access, loop))
    const { op, args } = node as Apply
    if (roleAt(graph, slot) === 'view') {
      const from = viewed(graph, slot)
      // A reshape has the elements of its operand in their order, whatever the loop.
      if (op.name === 'reshape' && isRead(from)) return read(from, flat(shape, access, loop))
      return of(from, moved(slot, access))
    }
    return {
      tag: 'Applied',
      dtype,
      name: op.name as PointwiseName,
      args: args.map(arg => of(arg, access)),
    } satisfies Applied
  }
  const of: TermOf = (slot, access) => {
    const table = known.get(access) ?? new Map<Slot, Term>()
    const there = table.get(slot)
    if (there !== undefined) return there
    const term = make(slot, access)
    known.set(access, table.set(slot, term))
    return term
  }
  return of
}
