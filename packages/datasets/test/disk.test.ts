import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fromDirectory } from '../src/disk.js'
import { folderWith, left, message, right } from './support/folder.js'
import { images, packed } from './support/idx.js'

const wanted = { file: 'train-images-idx3-ubyte', sha256: undefined } as const
const testImages = { file: 't10k-images-idx3-ubyte', sha256: undefined } as const

describe('fromDirectory', () => {
  test.each([
    'train-images-idx3-ubyte',
    'train-images.idx3-ubyte',
    'train-images-idx3-ubyte.gz',
    'train-images.idx3-ubyte.gz',
  ])('finds the training images as %s', async name => {
    const plain = images(4)
    const bytes = name.endsWith('.gz') ? packed({ x: plain })['x.gz'] : plain
    const folder = folderWith({ [name]: bytes ?? plain })
    const loaded = await right(fromDirectory(folder, '', 'directory')(wanted))
    expect(loaded.where.file).toBe(join(folder, name))
    expect(loaded.idx.shape).toEqual([4, 2, 3])
  })

  test.each(['t10k-images-idx3-ubyte', 'test-images-idx3-ubyte', 'test-images.idx3-ubyte'])(
    'finds the test images as %s',
    async name => {
      const folder = folderWith({ [name]: images(4) })
      expect((await right(fromDirectory(folder, '', 'directory')(testImages))).idx.shape).toEqual([
        4, 2, 3,
      ])
    },
  )

  test('prefers the plain file to the packed one', async () => {
    const folder = folderWith({
      'train-images-idx3-ubyte': images(4),
      ...packed({ 'train-images-idx3-ubyte': images(9) }),
    })
    expect((await right(fromDirectory(folder, '', 'directory')(wanted))).idx.shape[0]).toBe(4)
  })

  test('looks for the names with the prefix only', async () => {
    const folder = folderWith({
      'train-images-idx3-ubyte': images(4),
      'emnist-digits-train-images-idx3-ubyte': images(9),
    })
    const load = fromDirectory(folder, 'emnist-digits-', 'directory')
    expect((await right(load(wanted))).idx.shape[0]).toBe(9)
  })

  test('a missing file is named, with the names looked for', async () => {
    const folder = folderWith({ 'README.md': Uint8Array.of(35) })
    const load = fromDirectory(folder, '', 'directory')
    expect(await message(load(wanted), { [folder]: 'DIR' })).toMatchInlineSnapshot(`
      "mnist: DIR/train-images-idx3-ubyte does not exist.
        Looked for train-images-idx3-ubyte, train-images-idx3-ubyte.gz, train-images.idx3-ubyte, train-images.idx3-ubyte.gz. Check the folder, or load the set that comes with the package: mnist()."
    `)
  })

  test('a missing file whose set has another prefix is told so', async () => {
    const folder = folderWith({ 'emnist-digits-train-images-idx3-ubyte.gz': images(9) })
    const load = fromDirectory(folder, '', 'directory')
    expect(await message(load(wanted), { [folder]: 'DIR' })).toMatchInlineSnapshot(`
      "mnist: DIR/train-images-idx3-ubyte does not exist.
        Looked for train-images-idx3-ubyte, train-images-idx3-ubyte.gz, train-images.idx3-ubyte, train-images.idx3-ubyte.gz. Found emnist-digits-train-images-idx3-ubyte.gz: for such names give { prefix }."
    `)
  })

  test('a missing folder is named', async () => {
    const folder = folderWith()
    const load = fromDirectory(join(folder, 'no', 'such'), '', 'directory')
    expect(await message(load(wanted), { [folder]: 'DIR' })).toMatchInlineSnapshot(`
      "mnist: DIR/no/such does not exist.
        Check the folder, or load the set that comes with the package: mnist()."
    `)
  })

  test('a file in place of the folder, or a folder in place of the file, is said to be unreadable', async () => {
    const folder = folderWith({ file: images(1) })
    mkdirSync(join(folder, 'train-images-idx3-ubyte'))
    const masks = { [folder]: 'DIR' }
    const notFolder = fromDirectory(join(folder, 'file'), '', 'directory')(wanted)
    const notFile = fromDirectory(folder, '', 'directory')(wanted)
    expect(await left(notFile)).toMatchObject({ _tag: 'FileSystem', action: 'read' })
    expect(await message(notFolder, masks)).toMatchInlineSnapshot(`
      "mnist: DIR/file could not be read (ENOTDIR).
        Check whether it is a file or a folder, and that you may read it."
    `)
    expect(await message(notFile, masks)).toMatchInlineSnapshot(`
      "mnist: DIR/train-images-idx3-ubyte could not be read (EISDIR).
        Check whether it is a file or a folder, and that you may read it."
    `)
  })
})
