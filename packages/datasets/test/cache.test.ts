import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { folderFor, fromSite, type Progress, type Site } from '../src/cache.js'
import { sha256 } from '../src/decode.js'
import { folderWith, left, message, right } from './support/folder.js'
import { images } from './support/idx.js'
import { clientHas, files, type Server, sendRest, serve } from './support/server.js'

const plain = images(60, 28, 28)
const zipped = gzipSync(plain)
const piece = Math.floor(zipped.length / 6)
const name = 'train-images-idx3-ubyte.gz'
const wanted = { file: 'train-images-idx3-ubyte', sha256: undefined } as const

const site = ({ url }: Server, folder: string, options: Partial<Site> = {}): Site => ({
  url: new URL(url),
  folder,
  prefix: '',
  onProgress: ({ received }) => clientHas(received),
  signal: undefined,
  ...options,
})

const masks = ({ url }: Server, folder: string) => ({ [url]: 'http://host', [folder]: 'CACHE' })

const parts = (folder: string): ReadonlyArray<string> =>
  readdirSync(folder).filter(entry => entry.endsWith('.part'))

describe('folderFor', () => {
  test('is another for each address, readable, and of no characters that a system refuses', () => {
    const of = (url: string): string => folderFor('cache', new URL(url))
    const one = of('https://example.org/data/mnist/')
    expect(one).toMatch(/^cache.example\.org-data-mnist-[0-9a-f]{8}$/)
    expect(of('https://example.org/data/fashion/')).not.toBe(one)
    expect(of('https://example.org/data-mnist/')).not.toBe(one)
    expect(of('http://[::1]:8080/~x/%20?a=b*c')).toMatch(/^cache.[a-z0-9.-]+$/i)
  })
})

describe('fromSite', () => {
  test('downloads once and reads from disk from then on', async () => {
    const server = await serve(files({ [name]: zipped }))
    const folder = join(folderWith(), 'cache')
    const first = await right(fromSite(site(server, folder))(wanted))
    const second = await right(fromSite(site(server, folder))(wanted))
    expect(first.sha256).toBe(sha256(plain))
    expect(second.sha256).toBe(first.sha256)
    expect(first.where.file).toBe(join(folder, name))
    expect(server.requests.map(({ path }) => path)).toEqual([`/${name}`])
    expect(readdirSync(folder)).toEqual([name])
  })

  test('finds the files under a path with a query, with or without a slash at its end', async () => {
    const server = await serve(({ path }, response) =>
      response.writeHead(path === `/a/b/${name}?key=1` ? 200 : 404).end(zipped),
    )
    for (const path of ['/a/b?key=1', '/a/b/?key=1']) {
      const url = new URL(server.url + path)
      const loaded = await right(fromSite(site(server, folderWith(), { url }))(wanted))
      expect(loaded.sha256).toBe(sha256(plain))
    }
  })

  test('takes the plain file where there is no packed one', async () => {
    const server = await serve(files({ 'train-images-idx3-ubyte': plain }))
    const loaded = await right(fromSite(site(server, folderWith()))(wanted))
    expect(loaded.sha256).toBe(sha256(plain))
    expect(server.requests.map(({ path }) => path)).toEqual([
      `/${name}`,
      '/train-images-idx3-ubyte',
    ])
  })

  test('reports progress by canonical name', async () => {
    const server = await serve(files({ [name]: zipped }))
    const seen: Progress[] = []
    await right(fromSite(site(server, folderWith(), { onProgress: p => seen.push(p) }))(wanted))
    expect(seen[0]).toEqual({ file: wanted.file, received: 0, total: zipped.length })
    expect(seen.at(-1)).toEqual({
      file: wanted.file,
      received: zipped.length,
      total: zipped.length,
    })
  })

  test.each([
    ['cut in half', zipped.subarray(0, zipped.length / 2)],
    ['empty', new Uint8Array()],
    ['of zeros', new Uint8Array(zipped.length)],
  ])('a kept file that is %s is downloaded again', async (_, damaged) => {
    const server = await serve(files({ [name]: zipped }))
    const folder = folderWith({ [name]: damaged })
    const loaded = await right(fromSite(site(server, folder))(wanted))
    expect(loaded.sha256).toBe(sha256(plain))
    expect(sha256(readFileSync(join(folder, name)))).toBe(sha256(zipped))
  })

  test('a kept file with another checksum than the one wanted is downloaded again', async () => {
    const server = await serve(files({ [name]: zipped }))
    const folder = folderWith({ [name]: gzipSync(images(61, 28, 28)) })
    const loaded = await right(fromSite(site(server, folder))({ ...wanted, sha256: sha256(plain) }))
    expect(loaded.sha256).toBe(sha256(plain))
  })

  test.each([
    ['a truncated file', gzipSync(plain.subarray(0, 1000)), 'Truncated'],
    ['half a gzip file', zipped.subarray(0, 100), 'BadGzip'],
    ['a web page', new TextEncoder().encode('<!DOCTYPE html><p>Log in'), 'BadMagic'],
  ])('%s is not kept', async (_, body, tag) => {
    const server = await serve(files({ [name]: body }))
    const folder = folderWith()
    expect(await left(fromSite(site(server, folder))(wanted))).toMatchObject({ _tag: tag })
    expect(readdirSync(folder)).toEqual([])
  })

  test('a download with the wrong checksum is not kept', async () => {
    const server = await serve(files({ [name]: zipped }))
    const folder = folderWith()
    const task = fromSite(site(server, folder))({ ...wanted, sha256: '0'.repeat(64) })
    expect(await message(task, masks(server, folder))).toMatchInlineSnapshot(`
      "mnist: http://host/train-images-idx3-ubyte.gz has SHA-256 ec0d30e668174cbc9b5c9a3dc84c9435f710088afb76302f220573d3a37c6dff, expected 0000000000000000000000000000000000000000000000000000000000000000.
        Nothing of it was kept: load again, or take another address. If it is the file you want, give its own checksum."
    `)
    expect(readdirSync(folder)).toEqual([])
  })

  test('a server without any of the names is told them all', async () => {
    const server = await serve(files({}))
    const folder = folderWith()
    const task = fromSite(site(server, folder, { prefix: 'emnist-' }))(wanted)
    expect(await message(task, masks(server, folder))).toMatchInlineSnapshot(`
      "mnist: http://host/emnist-train-images-idx3-ubyte does not exist.
        Looked for emnist-train-images-idx3-ubyte.gz, emnist-train-images-idx3-ubyte, emnist-train-images.idx3-ubyte.gz, emnist-train-images.idx3-ubyte. Check the address: it is the folder that holds the four files."
    `)
    expect(readdirSync(folder)).toEqual([])
  })

  test('what arrived before the connection broke for good is resumed by the next load', async () => {
    const server = await serve((request, response, nth) =>
      sendRest(request, response, zipped, nth <= 4 ? piece : Number.POSITIVE_INFINITY),
    )
    const folder = folderWith()
    const load = fromSite(site(server, folder))(wanted)
    expect(await message(load, masks(server, folder))).toMatchInlineSnapshot(`
      "mnist: http://host/train-images-idx3-ubyte.gz could not be downloaded: the connection broke after 440 of 661 bytes.
        Load again to go on: the 440 bytes that arrived are kept."
    `)
    expect(parts(folder)).toHaveLength(1)
    expect(readdirSync(folder)).not.toContain(name)
    expect((await right(load)).sha256).toBe(sha256(plain))
    expect(server.requests.at(-1)?.headers.range).toBe(`bytes=${4 * piece}-`)
    expect(readdirSync(folder)).toEqual([name])
  })

  test('what arrived before the signal is resumed by the next load', async () => {
    const server = await serve((request, response, nth) =>
      sendRest(request, response, zipped, nth === 1 ? piece : Number.POSITIVE_INFINITY),
    )
    const folder = folderWith()
    const controller = new AbortController()
    const onProgress = ({ received }: Progress): void => {
      if (received === piece) controller.abort()
    }
    const aborted = fromSite(site(server, folder, { onProgress, signal: controller.signal }))(
      wanted,
    )
    expect(await left(aborted)).toMatchObject({ _tag: 'Aborted', received: piece })
    expect((await right(fromSite(site(server, folder))(wanted))).sha256).toBe(sha256(plain))
    expect(server.requests.map(({ headers }) => headers.range)).toEqual([
      undefined,
      `bytes=${piece}-`,
    ])
  })

  test('several loads at once each get the whole file', async () => {
    const server = await serve(files({ [name]: zipped }))
    const folder = folderWith()
    const load = fromSite(site(server, folder))(wanted)
    const loaded = await Promise.all([load, load, load].map(right))
    expect(new Set(loaded.map(one => one.sha256))).toEqual(new Set([sha256(plain)]))
    expect(readdirSync(folder)).toEqual([name])
  })

  test('a cache that cannot be written is told', async () => {
    const server = await serve(files({ [name]: zipped }))
    const folder = folderWith()
    writeFileSync(join(folder, 'file'), '')
    const task = fromSite(site(server, join(folder, 'file', 'below')))(wanted)
    expect(await message(task, masks(server, folder))).toMatchInlineSnapshot(`
      "mnist: CACHE/file/below/train-images-idx3-ubyte.gz could not be written (ENOTDIR).
        Check the free space and the rights there, or give another folder: { cache }."
    `)
  })

  test('what a listener throws is the caller’s, and leaves nothing behind', async () => {
    const server = await serve(files({ [name]: zipped }))
    const folder = folderWith()
    const onProgress = (): never => {
      throw new RangeError('mine')
    }
    await expect(fromSite(site(server, folder, { onProgress }))(wanted)()).rejects.toThrow('mine')
    expect(readdirSync(folder)).toEqual([])
  })
})
