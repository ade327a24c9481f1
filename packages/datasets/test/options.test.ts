import { describe, expect, test } from 'vitest'
import { mnist } from '../src/mnist.js'
import { type MnistOptions, origin } from '../src/options.js'

// as from JavaScript, where no compiler has looked at the options
const untyped = (options: unknown): MnistOptions => options as MnistOptions

describe('the options of mnist', () => {
  test('default to the package', () => {
    expect(origin({})).toEqual({ kind: 'package' })
    expect(origin({ directory: undefined })).toEqual({ kind: 'package' })
  })

  test('of a folder default to ten classes, no prefix and no checksums', () => {
    expect(origin({ directory: 'data' })).toEqual({
      kind: 'directory',
      directory: 'data',
      prefix: '',
      classes: 10,
      checksums: {},
    })
  })

  test('of an address default to a cache folder of the user', () => {
    expect(origin({ url: 'https://example.org/mnist/' })).toMatchObject({
      kind: 'url',
      folder: expect.stringMatching(/miniflow.*example\.org-mnist-[0-9a-f]{8}$/),
    })
    expect(origin({ url: 'https://example.org/mnist/', cache: 'here' })).toMatchObject({
      folder: expect.stringMatching(/^here.example\.org-mnist-[0-9a-f]{8}$/),
    })
  })

  test('checksums may be written in capitals', () => {
    const checksums = { 't10k-labels-idx1-ubyte': 'AB'.repeat(32) }
    expect(origin({ directory: 'data', checksums })).toMatchObject({
      checksums: { 't10k-labels-idx1-ubyte': 'ab'.repeat(32) },
    })
  })

  test('that make no sense are refused before anything is loaded', () => {
    const refuse = (options: unknown) => expect(() => mnist(untyped(options)))
    refuse({ dir: 'data' }).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: mnist: got the option dir, expected directory, url.
        cache, onProgress and signal belong to { url }; prefix, classes and checksums also to { directory }.]
    `)
    refuse({ directory: 'data', cache: 'x' }).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: mnist: got the option cache, expected directory, prefix, classes, checksums.
        cache, onProgress and signal belong to { url }; prefix, classes and checksums also to { directory }.]
    `)
    refuse({ directory: 'a', url: 'https://b' }).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: mnist: got both directory and url, expected one of them.]`,
    )
    refuse({ directory: 'a', classes: 0 }).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: mnist: got 0 classes, expected a whole number from 1 to 256.
        Labels are bytes: 0..classes-1.]
    `)
    refuse({ url: 'example.org' }).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: mnist: got the url example.org, expected an address that starts with http:// or https://.
        For files on this computer, give { directory }.]
    `)
    refuse({ url: 'file:///data' }).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: mnist: got the url file:///data, expected an address that starts with http:// or https://.
        For files on this computer, give { directory }.]
    `)
    refuse({ url: 'https://me:secret@example.org' }).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: mnist: got a url with a user name, expected one without.]`,
    )
    refuse({
      directory: 'a',
      checksums: { 'train-images': '' },
    }).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: mnist: checksums names train-images, which is none of the four files.
        Use the canonical names, whatever the files are called: train-images-idx3-ubyte, and so on.]
    `)
    refuse({
      directory: 'a',
      checksums: { 'train-images-idx3-ubyte': 'd41d8cd98f00b204e9800998ecf8427e' },
    }).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: mnist: the checksum of train-images-idx3-ubyte is "d41d8cd98f00b204e9800998ecf8427e", expected 64 hexadecimal digits.
        It is what \`sha256sum train-images-idx3-ubyte\` prints.]
    `)
  })
})
