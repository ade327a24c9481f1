/** The kernel of each step of a program. */
import { type Apply, type Aval, sizeOf } from '@miniflow/core/extend'
import { convolve } from '../kernel/conv.js'
import { convolveFilters } from '../kernel/conv-filters.js'
import { convolveImages } from '../kernel/conv-images.js'
import { elements } from '../kernel/element.js'
import { elementwise } from '../kernel/elementwise.js'
import { evaluate } from '../kernel/evaluate.js'
import type { Kernel } from '../kernel/kernel.js'
import { lanes } from '../kernel/lanes.js'
import { type Epilogue, matmul, sharedMatmul } from '../kernel/matmul.js'
import { reduce } from '../kernel/reduce.js'
import type { Reduction } from '../kernel/reduction.js'
import { kernels } from '../kernel/table.js'
import { keyOf, type Term } from '../kernel/term.js'
import { windowsOf } from '../kernel/windows.js'
import { type Expr, i32 } from '../wasm/code.js'
import { batchStride, matricesOf } from './build.js'
import { avalOf, type Graph, nodeAt } from './graph.js'
import type { Compilation } from './program.js'
import { type NameOf, roleOf } from './roles.js'
import type { Step } from './step.js'

const epilogue = (term: Term, operands: number, shape: readonly number[]): Epilogue => {
  const roots = [term]
  return {
    key: `${shape.slice(0, -2).join('x')}:${keyOf(roots)}`,
    operands,
    write: (w, value, place, addresses) => {
      const way = lanes[place.lanes]
      const values = evaluate({ ...w, repeats: true }, way, roots, read => {
        if (read.tag === 'Given') return value
        const { bytes } = elements[read.dtype]
        const [m, n] = shape.slice(-2) as readonly number[] as readonly [number, number]
        const [row, column] = read.strides.slice(-2) as readonly number[] as readonly [
          number,
          number,
        ]
        const batch = batchStride(read.strides, shape.slice(0, -2)) ?? 0
        const base = i32.add(addresses[read.operand] as Expr, read.offset * bytes)
        const inProduct = i32.add(
          i32.mul(place.row, row * bytes),
          i32.mul(place.column, column * bytes),
        )
        const isWhole = column === 1 && row === n && (batch === m * n || shape.length === 2)
        const fromBase = isWhole
          ? i32.mul(place.index, bytes)
          : batch === 0
            ? inProduct
            : i32.add(i32.mul(i32.div_u(place.index, m * n), batch * bytes), inProduct)
        const address = w.body.keep(i32.add(base, fromBase))
        return column === 0 ? way.splat(read.dtype, address, 0) : way.load(read.dtype, address, 0)
      })
      return values.get(term) as Expr
    },
  }
}

const matmulKernel = (c: Compilation, graph: Graph, step: Step & { tag: 'Matmul' }): Kernel => {
  const { op, args } = nodeAt(graph, step.matmul)
  const [a] = args.map(arg => avalOf(graph, arg)) as readonly Aval[] as readonly [Aval]
  const { shape, dtype } = avalOf(graph, step.matmul)
  const [m, n] = shape.slice(-2) as readonly number[] as readonly [number, number]
  const transposeA = op.params.transposeA as boolean
  const [rows, columns] = a.shape.slice(-2) as readonly number[] as readonly [number, number]
  const k = transposeA ? rows : columns
  const common = {
    transposeB: op.params.transposeB as boolean,
    relaxed: c.relaxed,
    ...(step.after !== undefined && {
      epilogue: epilogue(step.after, step.operands.length, matricesOf(graph, step)),
    }),
  }
  if (step.windows === undefined) {
    const [sharedA, sharedB] = step.shared
    const batch = sizeOf(shape.slice(0, -2))
    const product = c.threads > 1 ? sharedMatmul : matmul
    return product(c.module, { ...common, m, n, k, transposeA, dtype, batch, sharedA, sharedB })
  }
  const windows = nodeAt(graph, step.windows)
  const isBack = windows.op.name === 'unpatch'
  const images = avalOf(graph, isBack ? step.windows : step.args[0])
  const spec = { ...common, ...windowsOf(images, windows.op.params), channels: isBack ? k : n }
  const convolution = isBack ? convolveImages : transposeA ? convolveFilters : convolve
  return convolution(c.module, spec)
}

/** Nothing for loops and choices. */
export const kernelOf = (c: Compilation, graph: Graph, step: Step): Kernel | undefined => {
  switch (step.tag) {
    case 'Loop':
      return elementwise(c.module, {
        sizes: step.sizes,
        results: step.results.map(({ term }) => term),
        operands: step.operands.length,
      })
    case 'Reduce': {
      const { op, aval } = graph.nodes[step.slot] as Apply
      return reduce(c.module, {
        kind: op.name as Reduction,
        dtype: aval.dtype,
        kept: step.kept,
        reduced: step.reduced,
        term: step.term,
        operands: step.operands.length,
      })
    }
    case 'Matmul':
      return matmulKernel(c, graph, step)
    case 'Node': {
      const { op, args, aval } = graph.nodes[step.slot] as Apply
      if (roleOf(op.name) === 'control') return undefined
      const write = kernels[op.name as NameOf<'kernel'>]
      return write(
        c.module,
        op,
        args.map(arg => avalOf(graph, arg)),
        aval,
      )
    }
  }
}

/** The same elements elsewhere. */
export const copyKernel = (c: Compilation, { shape, dtype }: Aval): Kernel =>
  elementwise(c.module, {
    sizes: [sizeOf(shape)],
    results: [{ tag: 'Read', dtype, operand: 0, offset: 0, strides: [1] }],
    operands: 1,
  })
