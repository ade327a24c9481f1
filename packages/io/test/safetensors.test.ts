import { type Tensor, tensor, trace, tree, zeros } from '@miniflow/core'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { fromSafetensors, safetensorsMetadata, toSafetensors } from '../src/index.js'
import { file, right } from './support/file.js'
import { flatRecords, trees } from './support/trees.js'

/** All there is to know of a tree: its structure, and each leaf's dtype, shape and bits. */
const shown = (t: unknown): unknown => [
  tree.structure(t),
  tree.leaves(t).map(leaf => {
    const data = leaf.data()
    return [
      leaf.dtype,
      leaf.shape,
      [...new Uint8Array(data.buffer, data.byteOffset, data.byteLength)],
    ]
  }),
]

const headerOf = (bytes: Uint8Array): string =>
  new TextDecoder().decode(
    bytes.subarray(8, 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true))),
  )

describe('toSafetensors', () => {
  test('writes the bytes that the format prescribes', () => {
    const bytes = toSafetensors({ w: tensor([1, -2]), on: tensor([true]) })
    const header =
      '{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"on":{"dtype":"BOOL","shape":[1],"data_offsets":[8,9]}}'
    // 109 characters, and 3 spaces up to a multiple of 8
    expect([...bytes]).toEqual([
      ...[112, 0, 0, 0, 0, 0, 0, 0],
      ...[...`${header}   `].map(c => c.charCodeAt(0)),
      ...[0x00, 0x00, 0x80, 0x3f, 0x00, 0x00, 0x00, 0xc0], // 1 and -2, little-endian
      1,
    ])
  })

  test('writes int32 and float64 little-endian, two numbers by hand', () => {
    const bytes = toSafetensors({
      i: tensor(-2, { dtype: 'int32' }),
      d: tensor(-1.5, { dtype: 'float64' }),
    })
    expect([...bytes.slice(-12)]).toEqual([0, 0, 0, 0, 0, 0, 0xf8, 0xbf, 0xfe, 0xff, 0xff, 0xff])
  })

  test('gives the bytes that Python gives for the same tensors, and reads them', () => {
    // safetensors 0.8.0: save({'model.layers.0.weight': arange(6, float32) [2,3], 'flag': [True, False, True],
    // 'n': int32 7, 'd': [1.5, 2.5]}, metadata={'epoch': '3'})
    const header =
      '{"__metadata__":{"epoch":"3"},"d":{"dtype":"F64","shape":[2],"data_offsets":[0,16]},"model.layers.0.weight":{"dtype":"F32","shape":[2,3],"data_offsets":[16,40]},"n":{"dtype":"I32","shape":[],"data_offsets":[40,44]},"flag":{"dtype":"BOOL","shape":[3],"data_offsets":[44,47]}}      '
    const data =
      '000000000000f83f0000000000000440000000000000803f0000004000004040000080400000a04007000000010001'
    const python = file(
      header,
      data.match(/../g)?.map(byte => Number.parseInt(byte, 16)),
    )
    const tensors = {
      'model.layers.0.weight': tensor([
        [0, 1, 2],
        [3, 4, 5],
      ]),
      flag: tensor([true, false, true]),
      n: tensor(7, { dtype: 'int32' }),
      d: tensor([1.5, 2.5], { dtype: 'float64' }),
    }
    expect([...toSafetensors(tensors, { epoch: '3' })]).toEqual([...python])
    expect(shown(right(python))).toEqual(shown(tensors))
    expect(safetensorsMetadata(python)).toEqual(E.right({ epoch: '3' }))
  })

  test('begins the data at a multiple of 8, and each tensor at one of its width', () => {
    fc.assert(
      fc.property(trees, t => {
        const bytes = toSafetensors(t)
        const start = bytes.length - tree.reduce((n, leaf) => n + leaf.data().byteLength, 0)(t)
        expect(start % 8).toBe(0)
        const entries: readonly { dtype: string; data_offsets: readonly [number, number] }[] =
          Object.values(JSON.parse(headerOf(bytes)))
        for (const { dtype, data_offsets } of entries)
          if (data_offsets !== undefined)
            expect(
              data_offsets[0] % ({ F64: 8, F32: 4, I32: 4, BOOL: 1 }[dtype] ?? Number.NaN),
            ).toBe(0)
      }),
    )
  })

  test('names tensors by their places', () => {
    const names = (t: unknown) => Object.keys(JSON.parse(headerOf(toSafetensors(t)))).sort()
    const x = tensor(1)
    expect(names({ layers: [{ w: x, b: x }] })).toEqual(['layers[0].b', 'layers[0].w'])
    expect(names(x)).toEqual([''])
    expect(names([x])).toEqual(['[0]'])
    expect(names({ a: { 'my weight': x } })).toEqual(['a["my weight"]'])
    expect(names({ 'my weight': x })).toEqual(['my weight'])
    expect(names({ 'fc.0.weight': x, 'fc.bias': x })).toEqual(['fc.0.weight', 'fc.bias'])
    // alone, fc.bias would be read as a place
    expect(names({ 'fc.bias': x })).toEqual(['["fc.bias"]'])
  })

  test('keeps metadata, in the order given', () => {
    const bytes = toSafetensors(tensor(1), { epoch: '3', note: 'grüße "x"' })
    expect(safetensorsMetadata(bytes)).toEqual(E.right({ epoch: '3', note: 'grüße "x"' }))
    expect(headerOf(bytes).startsWith('{"__metadata__":{"epoch":"3","note"')).toBe(true)
    expect(safetensorsMetadata(toSafetensors({ a: [] }, { k: 'v' }))).toEqual(E.right({ k: 'v' }))
    expect(safetensorsMetadata(toSafetensors(tensor(1)))).toEqual(E.right({}))
  })

  test('refuses what is no tree of tensors, or cannot be named in a file', () => {
    const x = tensor(1)
    expect(() => toSafetensors({ w: 'none' })).toThrowErrorMatchingInlineSnapshot(`
      [TreeError: toSafetensors: the leaf at w is the string "none"; a tree holds tensors only.
        Pass what is not a tensor as a separate argument, or leave it out.]
    `)
    expect(() => toSafetensors({ __metadata__: x })).toThrowErrorMatchingInlineSnapshot(`
      [TreeError: toSafetensors: the leaf at "__metadata__" has the name that the format keeps for its metadata.
        Rename the key.]
    `)
    expect(() => toSafetensors(JSON.parse('{"__proto__":{}}'))).toThrowErrorMatchingInlineSnapshot(`
      [TreeError: toSafetensors: the leaf at "__proto__" has the key __proto__.
        Rename the key.]
    `)
    expect(() =>
      toSafetensors({ a: Object.fromEntries([['__proto__', x]]) }),
    ).toThrowErrorMatchingInlineSnapshot(`
      [TreeError: toSafetensors: the leaf at "a.__proto__" has the key __proto__.
        Rename the key.]
    `)
    expect(() => toSafetensors({ 'half \ud83d': x })).toThrowErrorMatchingInlineSnapshot(`
      [TreeError: toSafetensors: the leaf at "half \\ud83d" is not valid text.
        Rename the key.]
    `)
    let deep: unknown = x
    for (let i = 0; i < 600; i++) deep = [deep]
    expect(() => toSafetensors(deep)).toThrowErrorMatchingInlineSnapshot(`
      [TreeError: toSafetensors: the tree is deeper than 500 levels, or a path in it longer than 20000 characters.
        Save its parts one by one.]
    `)
    expect(() =>
      trace((y: Tensor<[1]>) => {
        toSafetensors(y)
        return y
      })(zeros([1])),
    ).toThrow(
      /^toSafetensors: the value of a float32\[1\] was read at \S+safetensors\.test\.ts:\d+:\d+ while only shapes are known\.\n/,
    )
  })

  test('refuses metadata that are not texts', () => {
    const x = tensor(1)
    expect(() => toSafetensors(x, { epoch: 3 } as never)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: toSafetensors: the metadata "epoch" is a number; expected a string.
        Write numbers and lists as text, such as JSON.stringify(x).]
    `)
    expect(() => toSafetensors(x, 'epoch 3' as never)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: toSafetensors: the metadata is a string; expected a record of strings.]`,
    )
    expect(() => toSafetensors(x, { note: '\udc00' })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: toSafetensors: the metadata "note" is not valid text; expected a string.
        Write numbers and lists as text, such as JSON.stringify(x).]
    `)
    expect(() => toSafetensors(x, { 'miniflow.empty': '{}' })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: toSafetensors: the metadata key miniflow.empty is the library's own.
        Give it another name.]
    `)
  })
})

describe('fromSafetensors', () => {
  test('gives back every tree as it was', () => {
    fc.assert(
      fc.property(trees, t => {
        expect(shown(right(toSafetensors(t)))).toEqual(shown(t))
      }),
      { numRuns: 300 },
    )
  })

  test('gives back every record of tensors, whatever its keys', () => {
    fc.assert(
      fc.property(flatRecords, t => {
        expect(shown(right(toSafetensors(t)))).toEqual(shown(t))
      }),
      { numRuns: 300 },
    )
  })

  test('reads names that are no places, or contradict one another, as keys', () => {
    const entry = (i: number) => ({ dtype: 'BOOL', shape: [], data_offsets: [i, i + 1] })
    const namesRead = (...names: readonly string[]) => {
      const bytes = file(
        Object.fromEntries(names.map((name, i) => [name, entry(i)])),
        names.map((_, i) => i % 2),
      )
      expect(
        Buffer.compare(
          toSafetensors(right(bytes)),
          toSafetensors(right(toSafetensors(right(bytes)))),
        ),
      ).toBe(0)
      return tree.paths(right(bytes))
    }
    expect(namesRead('a.b', 'a.c')).toEqual(['a.b', 'a.c'])
    expect(namesRead('a[0]', 'a[1]')).toEqual(['a[0]', 'a[1]'])
    expect(namesRead('a.0.b', 'a.c')).toEqual(['["a.0.b"]', '["a.c"]'])
    expect(namesRead('a', 'a.b')).toEqual(['a', '["a.b"]'])
    expect(namesRead('a[0]', 'a[2]')).toEqual(['["a[0]"]', '["a[2]"]'])
    expect(namesRead('a[0]', 'a.b')).toEqual(['["a.b"]', '["a[0]"]'])
    expect(namesRead('a[00]')).toEqual(['["a[00]"]'])
    expect(namesRead('["a"]')).toEqual(['["[\\"a\\"]"]'])
    expect(namesRead('', 'a')).toEqual(['[""]', 'a'])
    expect(namesRead('')).toEqual([''])
    expect(namesRead(`a${'[0]'.repeat(600)}`).length).toBe(1)
  })

  test('keeps the names of files from elsewhere, to the byte', () => {
    const one = toSafetensors({
      'model.layers.0.weight': tensor([1]),
      'model.norm.weight': tensor([2]),
    })
    expect([...toSafetensors(right(one))]).toEqual([...one])
  })

  test('reads a file at any place in a larger buffer, and data of any alignment', () => {
    const whole = new Uint8Array(200)
    const bytes = file('{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', [0, 0, 128, 63])
    whole.set(bytes, 3)
    expect(right(whole.subarray(3, 3 + bytes.length))).toEqual({ w: tensor([1]) })
  })

  test('copies: neither bytes nor tensors change later', () => {
    const bytes = toSafetensors([tensor([1, 2])])
    const read = tree.leaves(right(bytes))[0]
    bytes.fill(0)
    expect(read?.toArray()).toEqual([1, 2])
  })

  test('takes spaces after the header, unknown fields, and no tensors at all', () => {
    expect(right(file('{}   '))).toEqual({})
    expect(
      right(file({ w: { dtype: 'BOOL', shape: [0], data_offsets: [0, 0], more: 1 } })),
    ).toEqual({ w: tensor([], { dtype: 'bool' }) })
  })

  test('of what are no bytes throws, in its own name', () => {
    expect(() => fromSafetensors('w' as never)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: fromSafetensors: got string; expected the file's bytes as a Uint8Array.
        Read the file without an encoding.]
    `)
    expect(() => fromSafetensors(new ArrayBuffer(8) as never)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: fromSafetensors: got object; expected the file's bytes as a Uint8Array.
        Write new Uint8Array(buffer).]
    `)
    expect(() => safetensorsMetadata(null as never)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: safetensorsMetadata: got null; expected the file's bytes as a Uint8Array.
        Read the file without an encoding.]
    `)
  })
})
