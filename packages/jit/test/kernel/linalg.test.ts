/** Kernels of linear algebra do what the eager ones do, to the bit, and refuse what those refuse. */
import { type Dense, dense, sizeOf, valuesOf } from '@miniflow/core/extend'
import { expect, test } from 'vitest'
import { type KernelName, kernels } from '../../src/kernel/table.js'
import { type Draw, make } from './cases.js'
import { type Choices, forChoices } from './draw.js'
import { type Agree, exactly, expectEager, expectText } from './run.js'

type Float = 'float32' | 'float64'

const dtypeOf = (c: Choices): Float => c.of<Float>('float32', 'float64')

const batch = (c: Choices): readonly number[] => c.of([], [], [1], [3], [0], [2, 2])

const side = (c: Choices): number => c.of(0, 1, 1, 2, 2, 3, 4, 5, 6, 9, 12)

/**
 * Matrices with what makes them hard, now and then: rows that are dependent, exactly or to rounding, zeros,
 * far scales, components that are equal, NaN.
 */
const matrices = (
  c: Choices,
  lead: readonly number[],
  m: number,
  n: number,
  dtype: Float,
): Dense => {
  const x = c.tensor([...lead, m, n], dtype, c.int(0, 9) === 0)
  const values = valuesOf(x).slice()
  const count = sizeOf(lead)
  for (let b = 0; b < count; b++) {
    const at = (i: number, j: number): number => (b * m + i) * n + j
    const kind = c.int(0, 13)
    const slip = c.int(0, 16 * n)
    const some = c.int(1, 9) / 7
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++) {
        if (kind === 0 && i > 0) values[at(i, j)] = values[at(0, j)] as number
        if (kind === 1 && i % 2 === 1) values[at(i, j)] = 0
        if (kind === 2 && j === n - 1) values[at(i, j)] = 0
        if (kind === 3) values[at(i, j)] = (values[at(i, j)] as number) * 10 ** (3 * j - 2 * i)
        if (kind === 4) values[at(i, j)] = i === j ? 1 : 0
        if (kind === 5)
          values[at(i, j)] = (values[at(i, j)] as number) * 2 ** (dtype === 'float32' ? 60 : 300)
        if (kind === 6) values[at(i, j)] = 0
        // a row that is a combination of two others but for rounding, and a little more
        if (kind >= 7 && kind <= 9 && i > 1 && i === m - 1)
          values[at(i, j)] =
            (((values[at(0, j)] as number) + (values[at(1, j)] as number)) / 3) *
            (1 + (j % 2) * slip * Number.EPSILON)
        if (kind === 10) values[at(i, j)] = i === j ? some + 1 : some
        // blocks that are all but parted
        if (kind === 11) values[at(i, j)] = i + j === 0 ? 1 : Math.abs(i - j) === 1 ? 1e-33 : 0
      }
  }
  return dense(x.shape, dtype, values)
}

const square = (c: Choices): Dense => {
  const n = side(c)
  return matrices(c, batch(c), n, n, dtypeOf(c))
}

const tall = (c: Choices): Dense => {
  const n = side(c)
  return matrices(c, batch(c), n + c.of(0, 0, 1, 4, 9), n, dtypeOf(c))
}

/** A A^T, sometimes with more on its diagonal. */
const positive = (c: Choices): Dense => {
  const a = square(c)
  const n = a.shape.at(-1) as number
  const [from, to] = [valuesOf(a), valuesOf(a).slice()]
  const more = c.of(0, 0, 0.5, 2, 2)
  for (let at = 0; at < to.length; at++) {
    const [start, i, j] = [at - (at % (n * n)), Math.floor(at / n) % n, at % n]
    let sum = i === j ? more : 0
    for (let p = 0; p < n; p++)
      sum += (from[start + i * n + p] as number) * (from[start + j * n + p] as number)
    to[at] = sum
  }
  return dense(a.shape, a.dtype, to)
}

const system = (c: Choices): readonly [Dense, Dense] => {
  const a = square(c)
  const shape = [...a.shape.slice(0, -1), c.of(0, 1, 1, 2, 3, 5)]
  return [a, c.tensor(shape, a.dtype, false)]
}

/** A system whose first row is zero at both sides. */
const hollow = (c: Choices): readonly [Dense, Dense] =>
  system(c).map(x => {
    const values = valuesOf(x).slice()
    const [rows, columns] = x.shape.slice(-2) as [number, number]
    const isFirst = (at: number): boolean => Math.floor(at / columns) % rows === 0
    return dense(
      x.shape,
      x.dtype,
      values.map((y, at) => (isFirst(at) ? 0 : y)),
    )
  }) as unknown as readonly [Dense, Dense]

const draws: { readonly [name in KernelName]?: Draw } = {
  solve: c => ({ op: make('solve', c.flag()), args: system(c) }),
  inv: c => ({ op: make('inv', c.flag()), args: [square(c)] }),
  det: c => ({ op: make('det'), args: [square(c)] }),
  slogdet: c => ({ op: make('slogdet'), args: [square(c)] }),
  cholesky: c => ({ op: make('cholesky'), args: [positive(c)] }),
  triangularSolve: c => {
    const [lower, transpose, unitDiagonal] = [c.flag(), c.flag(), c.int(0, 3) === 0]
    // 0 divided by 0 may be said to be 0.
    const zero = (_which: string, _at: number, nothing: boolean): void => {
      if (!nothing) throw new Error('0 on the diagonal')
    }
    const policy = c.flag() ? [] : [zero]
    return {
      op: make('triangularSolve', { lower, transpose, unitDiagonal }, ...policy),
      args: c.int(0, 3) === 0 ? hollow(c) : system(c),
    }
  },
  qr: c => ({ op: make('qr'), args: [tall(c)] }),
  eigh: c => ({ op: make('eigh'), args: [square(c)] }),
  svd: c => ({ op: make('svd', c.of('left', 'right')), args: [tall(c)] }),
  cofactor: c => {
    const a = square(c)
    // Minors of minors grow fast.
    const most = (a.shape.at(-1) as number) > 5 ? 1 : 3
    const directions = Array.from({ length: c.int(0, most) }, () =>
      c.tensor(a.shape, a.dtype, false),
    )
    return { op: make('cofactor'), args: [a, ...directions] }
  },
}

/** The logarithm is our own: it is not off by more than rounding. */
const toRounding: Agree = (ours, eager) => {
  const unit = eager instanceof Float32Array ? 2 ** -24 : 2 ** -52
  eager.forEach((x, i) => {
    const y = ours[i] as number
    if (!Object.is(x, y) && !(Math.abs(x - y) <= 2 * unit * Math.max(1, Math.abs(x))))
      expect([i, y]).toEqual([i, x])
  })
}

const agreements: { readonly [name in KernelName]?: Agree } = { slogdet: toRounding }

test.each(Object.entries(draws))('%s agrees with the eager kernel', (name, draw) => {
  const agree = agreements[name as KernelName] ?? exactly
  forChoices(80, c => expectEager(kernels[name as KernelName], draw(c), agree))
})

test.each(Object.entries(draws))('%s is the module that its text says', (name, draw) => {
  forChoices(3, c => {
    const { op, args } = draw(c)
    const shape = op.shape(...args)
    if (shape._tag === 'Left') throw new Error(shape.left.problem)
    expectText(kernels[name as KernelName], op, args, shape.right)
  })
})

test.each([2, 3, 5])('what is singular to rounding is refused alike: %d rows', n => {
  for (let slip = 0; slip < 60; slip++) {
    const a = Float64Array.from({ length: n * n }, (_, at) => Math.sin(at + 1))
    for (let j = 0; j < n; j++)
      a[(n - 1) * n + j] = ((a[j] as number) / 3) * (1 + (j % 2) * slip * Number.EPSILON)
    expectEager(kernels.inv, { op: make('inv', true), args: [dense([n, n], 'float64', a)] })
  }
})

test.each(['float32', 'float64'] as const)('larger matrices give the same bits: %s', dtype => {
  forChoices(2, c => {
    const [m, n] = [c.int(40, 50), c.int(20, 39)]
    const [high, a] = [c.tensor([m, n], dtype, false), c.tensor([n, n], dtype, false)]
    expectEager(kernels.qr, { op: make('qr'), args: [high] })
    expectEager(kernels.svd, { op: make('svd', 'right'), args: [high] })
    expectEager(kernels.eigh, { op: make('eigh'), args: [a] })
    expectEager(kernels.solve, { op: make('solve', true), args: [a, a] })
    expectEager(kernels.cofactor, { op: make('cofactor'), args: [a, a] })
  })
})
