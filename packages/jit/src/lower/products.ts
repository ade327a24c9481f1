/**
 * Which products there are, and what they read. One with windows of images, or one whose rows are added back into images as
 * windows, is a convolution: it goes through the images, and the windows are never in memory.
 */
import { type Slot, sizeOf } from '@miniflow/core/extend'
import { isDense } from '../kernel/conv-images.js'
import { hasNearWindows } from '../kernel/conv-spec.js'
import { windowOf, windowsOf } from '../kernel/windows.js'
import { avalOf, type Graph, nodeAt, roleAt } from './graph.js'

/** A matrix product, alone or as a convolution. */
export interface Product {
  /** The node whose values it computes: `matmul`, or the windows in images that its rows are. */
  readonly product: Slot
  readonly matmul: Slot
  /** In a convolution: the node that says what the windows are, `patches` or `unpatch`. */
  readonly windows: Slot | undefined
  /** What the kernel reads: the matrices; images in place of their windows, one matrix in place of equal ones. */
  readonly args: readonly [Slot, Slot]
  /** Which of the two is one matrix for all products of a batch. */
  readonly shared: readonly [boolean, boolean]
}

export interface Products {
  /** By the node whose values they are. */
  readonly products: ReadonlyMap<Slot, Product>
  /** Nodes within convolutions, which have no memory. */
  readonly within: ReadonlySet<Slot>
}

const nameAt = (graph: Graph, slot: Slot): string | undefined => {
  const node = graph.nodes[slot]
  return node?.tag === 'Apply' ? node.op.name : undefined
}

/** Who computes with a node, and as which reshape of it. */
interface Reading {
  readonly reader: Slot
  readonly as: Slot
}

/** All readings of a node; nothing where its elements are wanted by themselves. */
const readingsOf = (graph: Graph, slot: Slot): readonly Reading[] | undefined => {
  if (graph.isOutput(slot)) return undefined
  const readings: Reading[] = []
  for (const reader of graph.readers[slot] ?? []) {
    const some =
      nameAt(graph, reader) === 'reshape' ? readingsOf(graph, reader) : [{ reader, as: slot }]
    if (some === undefined) return undefined
    readings.push(...some)
  }
  return readings
}

/** Whether a node is a matrix of windows, [places, area], of which the windows are the last two axes of another. */
const hasWindowsAsRows = (graph: Graph, matrix: Slot, windows: readonly number[]): boolean => {
  const { shape } = avalOf(graph, matrix)
  return shape.length === 2 && shape[1] === sizeOf(windows.slice(-2))
}

/** A matrix that all products of a batch read; where each has its own, all of them. */
const oneOf = (graph: Graph, slot: Slot): readonly [matrix: Slot, isShared: boolean] => {
  const { shape } = avalOf(graph, slot)
  if (nameAt(graph, slot) !== 'broadcastTo') return [slot, false]
  const { op, args } = nodeAt(graph, slot)
  const axes = op.params.axes as readonly number[]
  const isAlong = shape.every(
    (n, axis) => axes.includes(axis) === axis < shape.length - 2 || n === 1,
  )
  return isAlong ? [args[0] as Slot, true] : [slot, false]
}

const plain = (graph: Graph, slot: Slot): Product => {
  const [a, b] = nodeAt(graph, slot).args as readonly [Slot, Slot]
  const [[left, isLeft], [right, isRight]] = [oneOf(graph, a), oneOf(graph, b)]
  return {
    product: slot,
    matmul: slot,
    windows: undefined,
    args: [left, right],
    shared: [isLeft, isRight],
  }
}

const apart = [false, false] as const

/** The products that read windows, where nothing else does; none where the windows need memory. */
const withWindows = (graph: Graph, slot: Slot): readonly Product[] => {
  if (nameAt(graph, slot) !== 'patches') return []
  const { op, args, aval } = nodeAt(graph, slot)
  if (op.params.fill !== 0 || aval.dtype === 'bool') return []
  if (!hasNearWindows(windowsOf(avalOf(graph, args[0] as Slot), op.params))) return []
  const readings = readingsOf(graph, slot) ?? []
  const isOne = ({ reader, as }: Reading): boolean => {
    const [a, b] = nodeAt(graph, reader).args
    return (
      roleAt(graph, reader) === 'matmul' &&
      a === as &&
      b !== as &&
      hasWindowsAsRows(graph, as, aval.shape)
    )
  }
  if (!readings.every(isOne)) return []
  return readings.map(({ reader }) => ({
    product: reader,
    matmul: reader,
    windows: slot,
    args: [args[0] as Slot, nodeAt(graph, reader).args[1] as Slot],
    shared: apart,
  }))
}

/** The product whose rows are added back into images, where nothing else reads it. */
const intoImages = (graph: Graph, slot: Slot): Product | undefined => {
  if (nameAt(graph, slot) !== 'unpatch') return undefined
  const { op, args } = nodeAt(graph, slot)
  let at = args[0] as Slot
  while (nameAt(graph, at) === 'reshape') at = nodeAt(graph, at).args[0] as Slot
  if (roleAt(graph, at) !== 'matmul') return undefined
  const matmul = nodeAt(graph, at)
  const isOne =
    readingsOf(graph, at)?.length === 1 &&
    matmul.op.params.transposeA === false &&
    hasWindowsAsRows(graph, at, avalOf(graph, args[0] as Slot).shape) &&
    isDense(windowOf(op.params))
  const [a, b] = matmul.args as readonly [Slot, Slot]
  return isOne
    ? { product: slot, matmul: at, windows: slot, args: [a, b], shared: apart }
    : undefined
}

export const productsIn = (graph: Graph): Products => {
  const products = new Map<Slot, Product>()
  const within = new Set<Slot>()
  graph.nodes.forEach((node, slot) => {
    if (node.tag !== 'Apply') return
    if (roleAt(graph, slot) === 'matmul' && !products.has(slot))
      products.set(slot, plain(graph, slot))
    const some = withWindows(graph, slot)
    if (some.length > 0) within.add(slot)
    for (const product of some) products.set(product.product, product)
    const one = intoImages(graph, slot)
    // What reads windows itself is a convolution already.
    if (one === undefined || products.get(one.matmul)?.windows !== undefined) return
    products.delete(one.matmul)
    products.set(slot, one)
    within.add(one.matmul)
  })
  return { products, within }
}
