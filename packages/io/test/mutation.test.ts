/** Files with damage: whatever it is, they are read as what they say they are, or refused. */
import { tensor, tree } from '@miniflow/core'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { fromSafetensors, safetensorsMetadata, toSafetensors } from '../src/index.js'
import { file } from './support/file.js'

const params = {
  layers: [
    {
      w: tensor([
        [1, 2, 3],
        [4, 5, 6],
      ]),
      b: tensor([0.5, 1.5, 2.5]),
    },
    { w: tensor([[1], [2], [3]], { dtype: 'float64' }), b: tensor([7], { dtype: 'int32' }) },
  ],
  on: tensor([true, false, true]),
  none: [],
}
const whole = toSafetensors(params, { epoch: '3' })
const start = 8 + Number(new DataView(whole.buffer).getBigUint64(0, true))
const text = new TextDecoder().decode(whole.subarray(8, start))
const data = whole.subarray(start)

const widths: { readonly [code: string]: number } = { F64: 8, F32: 4, I32: 4, BOOL: 1 }

/** Bytes of typed arrays, in use or not yet collected: a collection in between only lowers it. */
const arrays = (): number => process.memoryUsage().arrayBuffers

/** What a function gives, and how many bytes of typed arrays it made on the way. */
const measured = <A>(f: () => A): readonly [result: A, allocated: number] => {
  const before = arrays()
  const result = f()
  return [result, arrays() - before]
}

/** Read without a throw, in no more memory than the file takes; and if accepted, its tensors are the header's and use each byte of the data once. */
const holds = (bytes: Uint8Array): boolean => {
  const [read, allocated] = measured(() => fromSafetensors(bytes))
  expect(allocated).toBeLessThanOrEqual(bytes.length)
  expect(E.isRight(safetensorsMetadata(bytes)) || E.isLeft(read)).toBe(true)
  if (E.isLeft(read)) {
    expect(read.left.message.startsWith('safetensors: ')).toBe(true)
    return false
  }
  const end = 8 + Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true))
  const header: {
    readonly [name: string]: {
      dtype: string
      shape: readonly number[]
      data_offsets: readonly number[]
    }
  } = JSON.parse(new TextDecoder().decode(bytes.subarray(8, end)))
  const entries = Object.entries(header).flatMap(([name, entry]) =>
    name === '__metadata__' ? [] : [entry],
  )
  const used = new Uint8Array(bytes.length - end)
  for (const {
    dtype,
    shape,
    data_offsets: [from = 0, to = 0],
  } of entries) {
    expect(to - from).toBe(shape.reduce((a, b) => a * b, widths[dtype] ?? Number.NaN))
    for (let i = from; i < to; i++) used[i] = (used[i] ?? 0) + 1
  }
  expect(used.every(count => count === 1)).toBe(true)
  const leaves = tree.leaves(read.right)
  expect(leaves.map(leaf => leaf.shape.join()).sort()).toEqual(
    entries.map(({ shape }) => shape.join()).sort(),
  )
  return true
}

/** Runs a property and tells how many of its files were accepted and how many refused. */
const count = (files: fc.Arbitrary<Uint8Array>, numRuns: number): readonly [number, number] => {
  let accepted = 0
  let refused = 0
  fc.assert(
    fc.property(files, bytes => {
      if (holds(bytes)) accepted++
      else refused++
    }),
    { seed: 1, numRuns },
  )
  return [accepted, refused]
}

const place = fc.nat(text.length - 1)

test('what a reader allocates is seen', () => {
  const [made, allocated] = measured(() => new Float64Array(1000))
  expect(allocated).toBeGreaterThanOrEqual(made.byteLength)
})

describe('a damaged file', () => {
  test('with a few bytes changed, anywhere', () => {
    const changed = fc
      .array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 })
      .map(edits => {
        const bytes = whole.slice()
        for (const [at, byte] of edits) bytes[at] = byte
        return bytes
      })
    const [accepted, refused] = count(changed, 2000)
    expect(Math.min(accepted, refused)).toBeGreaterThan(100)
  })

  test('with text of the header replaced by other text of JSON', () => {
    const fragment = fc.oneof(
      fc.constantFrom(
        '"',
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '-',
        '0',
        '1',
        '8',
        '24',
        'null',
        'true',
        '1e9',
        '1e999',
        '"w":',
        '__proto__',
        '\\',
        '\\u0000',
        ' ',
      ),
      fc.nat(100).map(String),
      fc.string({ maxLength: 3 }),
    )
    const edited = fc
      .tuple(place, fc.nat(4), fragment)
      .map(([at, length, part]) => file(text.slice(0, at) + part + text.slice(at + length), data))
    const [, refused] = count(edited, 2000)
    expect(refused).toBeGreaterThan(1000)
  })

  test('with numbers of the header changed', () => {
    const numbers = [...text.matchAll(/\d+/g)].map(match => [match.index, match[0].length] as const)
    const edited = fc
      .array(
        fc.tuple(fc.constantFrom(...numbers), fc.oneof(fc.nat(100), fc.integer(), fc.double())),
        { minLength: 1, maxLength: 2 },
      )
      .map(edits => {
        const changed = edits
          .sort(([[a]], [[b]]) => b - a)
          .reduce((t, [[at, length], n]) => t.slice(0, at) + String(n) + t.slice(at + length), text)
        return file(changed, data)
      })
    const [, refused] = count(edited, 2000)
    expect(refused).toBeGreaterThan(1000)
  })

  test('with pieces cut out, doubled or exchanged', () => {
    const edited = fc.tuple(place, place, place).map(([a, b, c]) => {
      const [i, j, k] = [a, b, c].sort((x, y) => x - y) as [number, number, number]
      const piece = [text.slice(0, i), text.slice(i, j), text.slice(j, k), text.slice(k)] as const
      return [
        piece[0] + piece[2] + piece[1] + piece[3],
        piece[0] + piece[3],
        piece[0] + piece[1] + piece[1] + piece[2] + piece[3],
      ]
    })
    count(
      edited.chain(texts => fc.constantFrom(...texts)).map(t => file(t, data)),
      3000,
    )
  })

  test('that is any bytes at all', () => {
    const [, refused] = count(fc.uint8Array({ maxLength: 64 }), 1000)
    expect(refused).toBe(1000)
    count(
      fc.json().map(json => file(json)),
      500,
    )
  })

  test('with a header whose entries say anything', () => {
    const value = fc.oneof(
      fc.constantFrom('F32', 'F64', 'I32', 'BOOL', 'F16', [], [0, 0], [0, 8], [2], [1, 2]),
      fc.jsonValue({ maxDepth: 2 }),
    )
    const entry = fc.record(
      { dtype: value, shape: value, data_offsets: value },
      { requiredKeys: [] },
    )
    const header = fc.dictionary(fc.string({ maxLength: 4 }), fc.oneof(entry, value), {
      maxKeys: 3,
    })
    count(
      fc.tuple(header, fc.uint8Array({ maxLength: 16 })).map(([h, d]) => file(h, d)),
      2000,
    )
  })
})
