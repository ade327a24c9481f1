/** Kernels that move elements, and those that read and write at indices, do what the eager ones do. */
import type { DType } from '@miniflow/core'
import { test } from 'vitest'
import { type KernelName, kernels } from '../../src/kernel/table.js'
import { type Draw, make } from './cases.js'
import { type Choices, forChoices } from './draw.js'
import { expectEager, expectText } from './run.js'

const sliced = (c: Choices, shape: readonly number[]) => {
  const steps = shape.map(() => c.of(1, 1, 1, 2, -1, -2, 3))
  const sizes = shape.map((n, i) =>
    c.int(0, 4) === 0 ? 0 : c.int(1, Math.max(1, Math.ceil(n / Math.abs(steps[i] as number)))),
  )
  const fits = sizes.map((n, i) =>
    Math.min(n, Math.ceil((shape[i] as number) / Math.abs(steps[i] as number))),
  )
  const starts = shape.map((n, i) => {
    const reach = Math.max(0, (fits[i] as number) - 1) * Math.abs(steps[i] as number)
    const low = c.int(0, Math.max(0, n - 1 - reach))
    return (steps[i] as number) > 0 ? low : Math.min(n - 1, low + reach)
  })
  return { starts, sizes: fits, steps }
}

const taken = (c: Choices) => {
  const shape = c.shape(1, 4)
  const axis = c.int(0, shape.length - 1)
  const batch = c.int(0, Math.min(axis, 2))
  const at = [...shape.slice(0, batch), ...c.shape(0, 2)]
  const result = [...shape.slice(0, axis), ...at.slice(batch), ...shape.slice(axis + 1)]
  return { shape, axis, batch, at, result }
}

const along = (c: Choices) => {
  const shape = c.shape(1, 3)
  const axis = c.int(0, shape.length - 1)
  return { shape, axis, at: shape.map((n, i) => (i === axis ? c.length() : n)) }
}

const windows = (c: Choices) => {
  const two = (most: number) => [c.int(1, most), c.int(1, most)]
  const around = () => [c.int(0, 3), c.int(0, 3)]
  const image = [c.int(1, 9), c.int(1, 9)] as const
  const w = {
    size: two(4),
    strides: two(3),
    dilation: c.of([1, 1], [1, 1], two(3)),
    padding: [around(), around()],
  }
  return { w, image, lead: c.shape(0, 2).map(n => n % 4), channels: c.int(0, 9) }
}

const draws: { readonly [name in KernelName]?: Draw } = {
  transpose: c => {
    const shape = c.shape(0, 5).slice(0, c.of(2, 3, 5))
    return {
      op: make('transpose', c.permutation(shape.length)),
      args: [c.tensor(shape, c.dtype())],
    }
  },
  broadcastTo: c => {
    const shape = c.shape(0, 4)
    const axes = shape.flatMap((_, axis) => (c.flag() ? [axis] : []))
    const kept = shape.filter((_, axis) => !axes.includes(axis))
    return { op: make('broadcastTo', shape, axes), args: [c.tensor(kept, c.dtype())] }
  },
  slice: c => {
    const shape = c.full(0, 4)
    const { starts, sizes, steps } = sliced(c, shape)
    return { op: make('slice', starts, sizes, steps), args: [c.tensor(shape, c.dtype())] }
  },
  patches: c => {
    const { w, image, lead, channels } = windows(c)
    const dtype = c.dtype()
    const fill = c.of(0, dtype === 'bool' ? 1 : dtype === 'int32' ? -5 : -Infinity)
    const x = c.tensor([...lead, ...image, channels], dtype)
    return { op: make('patches', w, fill), args: [x] }
  },
  unpatch: c => {
    const { w, image, lead, channels } = windows(c)
    const dtype = c.of<DType>('float32', 'float64', 'int32')
    const x = c.tensor([...lead, ...image, channels], dtype)
    const shape = make('patches', w, 0).shape(x)
    if (shape._tag === 'Left') throw new Error(shape.left.problem)
    return { op: make('unpatch', w, image), args: [c.tensor(shape.right.shape, dtype)] }
  },
  flip: c => {
    const shape = c.shape(0, 4)
    const axes = shape.flatMap((_, axis) => (c.flag() ? [axis] : []))
    return { op: make('flip', axes), args: [c.tensor(shape, c.dtype())] }
  },
  place: c => {
    const shape = c.full(0, 4)
    const { starts, sizes, steps } = sliced(c, shape)
    return { op: make('place', shape, starts, steps), args: [c.tensor(sizes, c.dtype())] }
  },
  concat: c => {
    const shape = c.shape(1, 4)
    const axis = c.int(0, shape.length - 1)
    const dtype = c.dtype()
    const one = () =>
      c.tensor(
        shape.map((n, i) => (i === axis ? c.length() : n)),
        dtype,
      )
    return { op: make('concat', axis), args: Array.from({ length: c.int(1, 4) }, one) }
  },
  take: c => {
    const { shape, axis, batch, at } = taken(c)
    return {
      op: make('take', axis, batch),
      args: [c.tensor(shape, c.dtype()), c.indices(at, shape[axis] as number)],
    }
  },
  scatterAdd: c => {
    const { shape, axis, batch, at, result } = taken(c)
    return {
      op: make('scatterAdd', axis, batch, shape),
      args: [c.tensor(result, c.dtype()), c.indices(at, shape[axis] as number)],
    }
  },
  takeAlongAxis: c => {
    const { shape, axis, at } = along(c)
    return {
      op: make('takeAlongAxis', axis),
      args: [c.tensor(shape, c.dtype()), c.indices(at, shape[axis] as number)],
    }
  },
  scatterAddAlongAxis: c => {
    const { shape, axis, at } = along(c)
    return {
      op: make('scatterAddAlongAxis', axis, shape),
      args: [c.tensor(at, c.dtype()), c.indices(at, shape[axis] as number)],
    }
  },
  oneHot: c => {
    const depth = c.int(1, 9)
    return { op: make('oneHot', depth, c.dtype()), args: [c.labels(c.shape(0, 3), depth)] }
  },
  argsort: c => {
    const shape = c.of([c.int(0, 300)], [], c.shape(1, 3))
    return { op: make('argsort'), args: [c.tensor(shape, c.dtype())] }
  },
  cumsum: c => {
    const shape = c.shape(1, 4)
    return {
      op: make('cumsum', c.int(0, shape.length - 1), c.flag()),
      args: [c.tensor(shape, c.dtype())],
    }
  },
  randomBits: c => ({ op: make('randomBits', c.shape(0, 2)), args: [keys(c)] }),
  randomUniform: c => ({
    op: make('randomUniform', c.shape(0, 2), c.of('float32', 'float64')),
    args: [keys(c)],
  }),
  randomInt: c => {
    const low = c.of(0, -5, 1, -2147483648, 2147483000)
    const high = low + c.of(1, 2, 7, 100, 64) + (low < 0 ? c.of(0, 2147483647) : 0)
    return {
      op: make('randomInt', c.shape(0, 2), low, c.of(high, low < -5 ? 2147483648 : high)),
      args: [keys(c)],
    }
  },
  randomSplit: c => ({ op: make('randomSplit', c.length()), args: [keys(c)] }),
  randomFoldIn: c => {
    const key = keys(c)
    return { op: make('randomFoldIn'), args: [key, c.words(key.shape.slice(0, -1))] }
  },
}

const keys = (c: Choices) => c.words([...c.of([], [], [1], [3], [0], [2, 5]), 2])

test.each(Object.entries(draws))('%s agrees with the eager kernel to the bit', (name, draw) => {
  forChoices(80, c => expectEager(kernels[name as KernelName], draw(c)))
})

test.each(Object.entries(draws))('%s is the module that its text says', (name, draw) => {
  forChoices(3, c => {
    const { op, args } = draw(c)
    const shape = op.shape(...args)
    if (shape._tag === 'Left') throw new Error(shape.left.problem)
    expectText(kernels[name as KernelName], op, args, shape.right)
  })
})
