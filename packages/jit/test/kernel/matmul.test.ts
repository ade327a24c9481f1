/** Products are those of the float64 oracle, whatever the shape, and whoever does which part. */
import type { DType } from '@miniflow/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type MatmulSpec, matmul } from '../../src/kernel/matmul.js'
import { affine, numbers, random } from './numbers.js'
import { type Case, type Numbers, runsHere, sandbox } from './sandbox.js'

/** sum over p of A[i,p] B[p,j], and of |A[i,p] B[p,j]|, in double precision; int32 modulo 2^32. */
const oracle = (s: MatmulSpec, a: Numbers, b: Numbers) => {
  const { m, n, k, batch } = s
  const value = new Float64Array(batch * m * n)
  const size = new Float64Array(batch * m * n)
  for (let t = 0, o = 0; t < batch; t++)
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++, o++) {
        const fromA = s.sharedA ? 0 : t * m * k
        const fromB = s.sharedB ? 0 : t * k * n
        let v = 0
        for (let p = 0; p < k; p++) {
          const x = a[fromA + (s.transposeA ? p * m + i : i * k + p)] as number
          const y = b[fromB + (s.transposeB ? j * k + p : p * n + j)] as number
          if (s.dtype === 'int32') v = (v + Math.imul(x, y)) | 0
          else v += x * y
          size[o] = (size[o] as number) + Math.abs(x * y)
        }
        value[o] = v
      }
  return { value, size }
}

const base: MatmulSpec = {
  m: 1,
  n: 1,
  k: 1,
  transposeA: false,
  transposeB: false,
  dtype: 'float32',
  batch: 1,
  relaxed: false,
}

interface Known {
  readonly spec: MatmulSpec
  readonly c: Case
  readonly value: Float64Array
  readonly size: Float64Array
}

const known = (partial: Partial<MatmulSpec>, seed: number, withEpilogue = false): Known => {
  const plain = { ...base, ...partial }
  const { m, n, k, batch, dtype } = plain
  const next = random(seed)
  const a = numbers(dtype, (plain.sharedA ? 1 : batch) * m * k, next)
  const b = numbers(dtype, (plain.sharedB ? 1 : batch) * k * n, next)
  const { value, size } = oracle(plain, a, b)
  if (!withEpilogue) {
    const write: Case['write'] = module => matmul(module, plain)
    const output = { dtype, length: batch * m * n }
    return { spec: plain, c: { write, inputs: [a, b], output }, value, size }
  }
  const spec = { ...plain, epilogue: affine(dtype) }
  const extra = [m, n, batch * m * n].map(length => numbers(dtype, length, next))
  const [rows, columns, all] = extra as [Numbers, Numbers, Numbers]
  for (let o = 0; o < value.length; o++) {
    const i = Math.floor(o / n) % m
    const added = (rows[i] as number) + (columns[o % n] as number) + (all[o] as number)
    value[o] =
      dtype === 'int32' ? (3 * (value[o] as number) + added) | 0 : 3 * (value[o] as number) + added
    size[o] = 3 * (size[o] as number) + 3
  }
  return {
    spec,
    c: {
      write: module => matmul(module, spec),
      inputs: [a, b, ...extra],
      output: { dtype, length: batch * m * n },
    },
    value,
    size,
  }
}

/** |error| <= (k + 3) u sum |A| |B|, the bound of a sum in any order. */
const unit = { float32: 2 ** -24, float64: 2 ** -53, int32: 0, bool: 0 } as const

const check = (all: readonly Known[]): void => {
  const runners = sandbox(all.map(({ c }) => c))
  all.forEach(({ spec, value, size }, i) => {
    const runner = runners[i]
    const got = runner?.run() ?? []
    const bound = (spec.k + 3) * unit[spec.dtype]
    for (let o = 0; o < value.length; o++)
      if (!(Math.abs((got[o] as number) - (value[o] as number)) <= bound * (size[o] as number)))
        throw new Error(
          `${JSON.stringify(spec)}: C[${o}] is ${got[o]}, expected ${value[o]} to ${bound * (size[o] as number)}.`,
        )
    const units = runner?.units ?? 0
    if (units > 1) {
      const next = random(i)
      const cuts = [0, units, ...Array.from({ length: 3 }, () => Math.floor(next() * units))].sort(
        (x, y) => x - y,
      )
      const shares = cuts.slice(1).map((to, j) => [cuts[j] as number, to] as const)
      const shared = runner?.run([...shares].reverse()) ?? []
      const first = Array.from(got).findIndex((x, o) => !Object.is(x, shared[o]))
      expect(first, `${JSON.stringify(spec)} in shares ${shares.join(' ')}`).toBe(-1)
    }
  })
}

const flags = [false, true]
const transposes = flags.flatMap(transposeA =>
  flags.map(transposeB => ({ transposeA, transposeB })),
)
const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i + 1)

test.each([0, 1])('every remainder of rows and columns is right (%i)', round => {
  check(
    upTo(20).flatMap(m =>
      upTo(20).map(n =>
        known(
          { m, n, k: 1 + ((m * 7 + n * 3 + round * 10) % 20), ...transposes[(m + n + round) % 4] },
          m * 32 + n,
        ),
      ),
    ),
  )
})

const dtypes: readonly DType[] = ['float32', 'float64', 'int32']

const specs = fc.record({
  m: fc.oneof(fc.nat(6), fc.nat(70)),
  n: fc.oneof(fc.nat(6), fc.nat(70)),
  k: fc.oneof(fc.nat(6), fc.nat(70)),
  transposeA: fc.boolean(),
  transposeB: fc.boolean(),
  dtype: fc.constantFrom(...dtypes),
  batch: fc.oneof(fc.constant(1), fc.nat(3), fc.constant(17)),
  sharedA: fc.boolean(),
  sharedB: fc.boolean(),
})

test('random shapes, batches, epilogues and element types are right', () => {
  const sample = fc.sample(fc.record({ spec: specs, epilogue: fc.boolean() }), {
    seed: 7,
    numRuns: 600,
  })
  check(sample.map(({ spec, epilogue }, i) => known(spec, i, epilogue)))
})

test('sums that rest in memory between parts of k are right', () => {
  const shapes = [
    { m: 16, n: 9, k: 1025, batch: 2 },
    { m: 50, n: 17, k: 2049 },
    { m: 19, n: 12, k: 3500 },
  ]
  const sample = fc.sample(
    fc.record({
      shape: fc.constantFrom(...shapes),
      flag: fc.constantFrom(...transposes),
      dtype: fc.constantFrom(...dtypes),
      epilogue: fc.boolean(),
    }),
    { seed: 11, numRuns: 20 },
  )
  check(
    sample.map(({ shape, flag, dtype, epilogue }, i) =>
      known({ ...shape, ...flag, dtype }, i, epilogue),
    ),
  )
})

test('blocks of rows that are done together, and tiles of A that are packed, are right', () => {
  const sample = fc.sample(
    fc.record({
      m: fc.constantFrom(96, 128, 131, 200, 289),
      n: fc.constantFrom(12, 37, 128, 130, 140),
      k: fc.constantFrom(31, 32, 33, 48, 70),
      flag: fc.constantFrom(...transposes),
      dtype: fc.constantFrom(...dtypes),
      epilogue: fc.boolean(),
    }),
    { seed: 17, numRuns: 60 },
  )
  check(
    sample.map(({ m, n, k, flag, dtype, epilogue }, i) =>
      known({ m, n, k, ...flag, dtype }, i, epilogue),
    ),
  )
})

test('a B that is too large to be packed at once is right', () => {
  check([known({ m: 17, n: 60001, k: 36, transposeA: true, transposeB: true }, 1, true)])
})

test('products with one rounding for multiply and add are valid, and right where the engine has them', () => {
  const sample = fc.sample(specs, { seed: 13, numRuns: 100 })
  const large = transposes.map(flag => ({ m: 150, n: 130, k: 33, ...flag }))
  const all = [...sample, ...large].map((spec, i) =>
    known({ ...spec, relaxed: true }, i, i % 2 === 0),
  )
  if (runsHere(all.map(({ c }) => c))) check(all)
})

test('an operand of the epilogue may be the result itself, also where sums rest between parts of k', () => {
  const m = 17
  const n = 9
  const k = 1100
  const next = random(1)
  const a = numbers('float32', m * k, next)
  const b = numbers('float32', k * n, next)
  const c = numbers('float32', m * n, next)
  const plain = { ...base, m, n, k }
  // C <- 3 A B + C, where C is both: the sums between parts of k may not rest there.
  const [runner] = sandbox([
    {
      write: module => {
        const { f, ...kernel } = matmul(module, { ...plain, epilogue: affine('float32') })
        const params = Array<'i32'>(8).fill('i32')
        const key = 'in-place'
        return {
          ...kernel,
          f: module.function(key, { params }, (body, x, y, zeros, old, out, scratch, from, to) => {
            const at = [x, y, zeros, zeros, out, out, scratch, from, to].map(p => p ?? 0)
            body.copy(out ?? 0, old ?? 0, 4 * m * n)
            body.call(f, ...at)
          }),
        }
      },
      inputs: [a, b, new Float32Array(64), c],
      output: { dtype: 'float32', length: m * n },
    },
  ])
  const { value, size } = oracle(plain, a, b)
  const got = runner?.run() ?? []
  const wrong = Array.from(value).findIndex((v, o) => {
    const bound = (k + 3) * unit.float32 * (3 * (size[o] as number) + 1)
    return !(Math.abs((got[o] as number) - (3 * v + (c[o] as number))) <= bound)
  })
  expect(wrong).toBe(-1)
})
