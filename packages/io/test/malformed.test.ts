/** Every rule of the format, broken. */

import { tensor } from '@miniflow/core'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { safetensorsMetadata, toSafetensors } from '../src/index.js'
import { file, left } from './support/file.js'

const entry = (more: object = {}) => ({ dtype: 'F32', shape: [2], data_offsets: [0, 8], ...more })
const one = (more: object, data = 8) => file({ w: entry(more) }, new Uint8Array(data))
const two = (a: readonly number[], b: readonly number[], data: number) =>
  file({ a: entry({ data_offsets: a }), b: entry({ data_offsets: b }) }, new Uint8Array(data))

/** What is reported: the tag, the tensor, and the text. */
const report = (bytes: Uint8Array): string => {
  const { _tag, tensor: name, message } = left(bytes)
  return `${_tag}${name === undefined ? '' : ` (${name})`}\n${message}`
}

describe('a file that breaks a rule is refused', () => {
  test('Truncated: no room for the length of the header, for the header, for the data', () => {
    expect(report(new Uint8Array(0))).toMatchInlineSnapshot(`
      "Truncated
      safetensors: got 0 bytes; a file begins with 8 bytes for the length of its header.
        The file is damaged, or is not a safetensors file."
    `)
    expect(report(new Uint8Array(7))).toMatchInlineSnapshot(`
      "Truncated
      safetensors: got 7 bytes; a file begins with 8 bytes for the length of its header.
        The file is damaged, or is not a safetensors file."
    `)
    expect(report(Uint8Array.of(3, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d))).toMatchInlineSnapshot(`
      "Truncated
      safetensors: the header is said to be 3 bytes long, and 2 follow.
        The file is damaged, or is not a safetensors file."
    `)
    expect(report(new Uint8Array(16).fill(0xff))).toMatchInlineSnapshot(`
      "Truncated
      safetensors: the header is said to be 18446744073709551615 bytes long, and 8 follow.
        The file is damaged, or is not a safetensors file."
    `)
    expect(report(one({}, 7))).toMatchInlineSnapshot(`
      "Truncated (w)
      safetensors: the data of "w" ends at byte 8, and there are 7.
        The file is incomplete: copy or download it again."
    `)
    expect(left(one({ shape: [2 ** 40], data_offsets: [0, 2 ** 42] }))._tag).toBe('Truncated')
  })

  test('Truncated: a whole file cut anywhere', () => {
    const whole = toSafetensors({ w: tensor([1, 2]), b: tensor([true]) }, { epoch: '3' })
    for (let length = 0; length < whole.length; length++)
      expect(left(whole.subarray(0, length))._tag).toBe('Truncated')
  })

  test('BadHeader: no text, no JSON, no object', () => {
    expect(report(file(Uint8Array.of(0x7b, 0xff, 0x7d)))).toMatchInlineSnapshot(`
      "BadHeader
      safetensors: the header is not UTF-8 text.
        The file is damaged, or is not a safetensors file."
    `)
    expect(report(file(''))).toMatchInlineSnapshot(`
      "BadHeader
      safetensors: the header is not a JSON object.
        The file is damaged, or is not a safetensors file."
    `)
    // an overlong slash, half a surrogate pair, and a text cut inside of a character
    for (const bytes of [
      [0xc0, 0xaf],
      [0xed, 0xa0, 0x80],
      [0xf0, 0x9f, 0x98],
    ])
      expect(left(file(Uint8Array.of(0x7b, 0x22, ...bytes, 0x22, 0x7d)))._tag).toBe('BadHeader')
    for (const text of [
      ' {}',
      '\ufeff{}',
      '[]',
      'null',
      '1',
      '{',
      '{}{}',
      '{"w":}',
      "{'w':1}",
      '{"w":NaN}',
      '{,}',
      '{}\0',
      '['.repeat(100_000),
      `{"a":${'['.repeat(100_000)}`,
    ])
      expect(left(file(text))._tag).toBe('BadHeader')
  })

  test('DuplicateName: one name twice, in the header, an entry or the metadata, however it is written', () => {
    const w = '{"dtype":"BOOL","shape":[],"data_offsets":[0,1]}'
    expect(report(file(`{"w":${w},"w":${w}}`, [1]))).toMatchInlineSnapshot(`
      "DuplicateName (w)
      safetensors: the header names "w" twice.
        Write each tensor under a name of its own."
    `)
    for (const text of [
      `{"w":${w},"\\u0077":${w}}`,
      '{"w":{"dtype":"BOOL","dtype":"BOOL","shape":[],"data_offsets":[0,1]}}',
      `{"__metadata__":{"a":"1","a":"2"},"w":${w}}`,
      `{"__metadata__":{},"__metadata__":{},"w":${w}}`,
      `{"a\\"b":${w},"a\\"b":${w}}`,
    ])
      expect(left(file(text, [1]))._tag).toBe('DuplicateName')
  })

  test('names that look alike, or repeat in different objects, are no duplicates', () => {
    const w = (i: number) => `{"dtype":"BOOL","shape":[],"data_offsets":[${i},${i + 1}]}`
    const bytes = file(
      `{"__metadata__":{"a":"a","b":"{\\"a\\":\\"a\\"}"},"a":${w(0)},"A":${w(1)}}`,
      [0, 1],
    )
    expect(E.isRight(safetensorsMetadata(bytes))).toBe(true)
  })

  test('BadName: __proto__ anywhere, half a surrogate pair', () => {
    expect(
      report(file('{"__proto__":{"dtype":"BOOL","shape":[],"data_offsets":[0,1]}}', [1])),
    ).toMatchInlineSnapshot(`
      "BadName (__proto__)
      safetensors: a tensor is named "__proto__", which cannot be a key of a record.
        Rename it before saving."
    `)
    for (const name of ['a.__proto__', '__proto__.a', 'a.b[0].__proto__[1]', 'a\\ud800'])
      expect(
        left(file(`{"${name}":{"dtype":"BOOL","shape":[],"data_offsets":[0,1]}}`, [1]))._tag,
      ).toBe('BadName')
    expect(({} as { dtype?: unknown }).dtype).toBeUndefined()
  })

  test('BadMetadata: anything but a record of strings', () => {
    expect(report(file({ __metadata__: { epoch: 3 } }))).toMatchInlineSnapshot(`
      "BadMetadata
      safetensors: __metadata__ is not a record of strings.
        Write numbers and lists as text, such as JSON."
    `)
    for (const metadata of ['text', [], null, 1, { a: null }, { a: {} }, { a: ['x'] }])
      expect(left(file({ __metadata__: metadata }))._tag).toBe('BadMetadata')
    expect(left(file('{"__metadata__":{"__proto__":"x"}}'))._tag).toBe('BadMetadata')
    expect(left(file('{"__metadata__":{"a":"\\ud800"}}'))._tag).toBe('BadMetadata')
    expect(safetensorsMetadata(file({ __metadata__: 'text' }))).toEqual(
      E.left(left(file({ __metadata__: 'text' }))),
    )
  })

  test('BadMetadata: a note of empty branches that is none', () => {
    expect(report(file({ __metadata__: { 'miniflow.empty': 'x' } }))).toMatchInlineSnapshot(`
      "BadMetadata
      safetensors: the metadata miniflow.empty is not a JSON object of empty lists and records.
        Leave it out, or write the file again."
    `)
    for (const note of [
      '',
      '[]',
      'null',
      '{"a":1}',
      '{"a":[1]}',
      '{"a":{"b":[]}}',
      '{"a":[],"a":[]}',
      '{"__proto__":[]}',
    ])
      expect(left(file({ __metadata__: { 'miniflow.empty': note } }))._tag).toBe('BadMetadata')
  })

  test('BadEntry: dtype, shape or data_offsets missing or of another kind', () => {
    expect(report(file({ w: [] }))).toMatchInlineSnapshot(`
      "BadEntry (w)
      safetensors: the entry of "w" needs a shape and two data_offsets of whole numbers from 0 on.
        The file is damaged, or is not a safetensors file."
    `)
    expect(report(one({ dtype: 'F33' }))).toMatchInlineSnapshot(`
      "BadEntry (w)
      safetensors: the dtype of "w" is "F33", which the format does not have.
        The file is damaged, or is not a safetensors file."
    `)
    expect(report(one({ dtype: undefined }))).toMatchInlineSnapshot(`
      "BadEntry (w)
      safetensors: the entry of "w" has no dtype.
        The file is damaged, or is not a safetensors file."
    `)
    for (const bad of [
      1,
      null,
      '',
      [1, 2, 3],
      [0],
      [0, 8.5],
      [-8, 0],
      ['0', '8'],
      [0, null],
      { 0: 0, 1: 8 },
    ])
      expect(left(one({ data_offsets: bad }))._tag).toBe('BadEntry')
    for (const bad of [2, null, '2', [2.5], [-2], ['2'], [[2]], [null], [true], { 0: 2 }])
      expect(left(one({ shape: bad }))._tag).toBe('BadEntry')
    for (const bad of [4, null, '', 'f32', 'constructor', 'toString', ['F32']])
      expect(left(one({ dtype: bad }))._tag).toBe('BadEntry')
    for (const text of ['[1e999]', '[-0]', '[9007199254740993]', '[-1e-9]'])
      expect(
        left(file(`{"w":{"dtype":"F32","shape":${text},"data_offsets":[0,8]}}`, new Uint8Array(8)))
          ._tag,
      ).toBe('BadEntry')
    expect(left(file({ w: null }))._tag).toBe('BadEntry')
    // too large to be a tensor, and empty
    expect(
      report(file({ w: entry({ shape: [2 ** 40, 0], data_offsets: [0, 0] }) })),
    ).toMatchInlineSnapshot(`
      "BadEntry (w)
      safetensors: "w" cannot be a tensor: tensor: shape [1099511627776,0] is too large; one array holds at most 2147483647 elements."
    `)
  })

  test('UnsupportedDType: each other dtype of the format, with what to do', () => {
    expect(report(one({ dtype: 'BF16', shape: [4] }))).toMatchInlineSnapshot(`
      "UnsupportedDType (w)
      safetensors: the tensor "w" is BF16; tensors here are F32, F64, I32 or BOOL.
        Convert it to float32 before saving."
    `)
    expect(report(one({ dtype: 'I64', shape: [1] }))).toMatchInlineSnapshot(`
      "UnsupportedDType (w)
      safetensors: the tensor "w" is I64; tensors here are F32, F64, I32 or BOOL.
        Convert it to int32 (where the values fit, else float64) before saving."
    `)
    for (const dtype of [
      'F16',
      'F8_E4M3',
      'F8_E5M2',
      'F8_E8M0',
      'F6_E2M3',
      'F6_E3M2',
      'F4',
      'U8',
      'I8',
      'U16',
      'I16',
      'U32',
      'U64',
      'C64',
    ])
      expect(left(one({ dtype }))._tag).toBe('UnsupportedDType')
  })

  test('WrongSize: another number of bytes than shape and dtype need', () => {
    expect(report(one({ shape: [3] }))).toMatchInlineSnapshot(`
      "WrongSize (w)
      safetensors: "w" has shape [3] of F32, which is 12 bytes, and its data_offsets hold 8.
        The file is damaged, or is not a safetensors file."
    `)
    for (const shape of [
      [],
      [1],
      [2, 2],
      [0],
      [2 ** 52, 2 ** 52],
      Array.from({ length: 40 }, () => 2 ** 52),
      [2 ** 52, 2 ** 52, 0],
    ])
      expect(left(one({ shape }))._tag).toBe('WrongSize')
    expect(left(one({ dtype: 'F64' }))._tag).toBe('WrongSize')
    expect(left(one({ data_offsets: [8, 0] }))._tag).toBe('WrongSize')
    expect(
      left(
        file({
          w: entry({
            shape: Array.from({ length: 40 }, () => 2 ** 52).concat(0),
            data_offsets: [0, 0],
          }),
        }),
      )._tag,
    ).toBe('WrongSize')
  })

  test('Overlap: two tensors with bytes in common', () => {
    expect(report(two([0, 8], [4, 12], 12))).toMatchInlineSnapshot(`
      "Overlap (b)
      safetensors: the data of "b" begins at byte 4, inside of that of "a", which ends at 8.
        The file is damaged, or is not a safetensors file."
    `)
    expect(left(two([0, 8], [0, 8], 8))._tag).toBe('Overlap')
    expect(left(two([4, 12], [0, 8], 12))._tag).toBe('Overlap')
  })

  test('Gap: bytes of no tensor before, between or after the tensors', () => {
    expect(report(two([0, 8], [12, 20], 20))).toMatchInlineSnapshot(`
      "Gap (b)
      safetensors: nothing is said of the bytes 8 to 12 of the data.
        The file is damaged, or is not a safetensors file."
    `)
    expect(report(one({}, 9))).toMatchInlineSnapshot(`
      "Gap
      safetensors: the last tensor ends at byte 8, and there are 9 bytes of data.
        The file is damaged, or is not a safetensors file."
    `)
    expect(left(one({ data_offsets: [4, 12] }, 12))._tag).toBe('Gap')
    expect(left(file({}, [0]))._tag).toBe('Gap')
  })

  test('BadValue: a bool that is neither 0 nor 1', () => {
    expect(
      report(file({ w: { dtype: 'BOOL', shape: [3], data_offsets: [0, 3] } }, [0, 1, 2])),
    ).toMatchInlineSnapshot(`
      "BadValue (w)
      safetensors: element 2 of "w" is the byte 2; a bool is 0 or 1.
        Save it as integers if it holds more than truth values."
    `)
  })

  test('long names are shortened in messages', () => {
    const { message } = left(file({ ['x'.repeat(1000)]: entry() }))
    expect(message.length).toBeLessThan(250)
  })
})
