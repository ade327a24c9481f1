import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { bodyOf } from '../src/body.js'
import { sha256 } from '../src/decode.js'
import { download } from '../src/download.js'
import { type DatasetError, showDatasetError } from '../src/error.js'
import { folderWith } from './support/folder.js'
import { images } from './support/idx.js'
import {
  type Answer,
  clientHas,
  etagOf,
  files,
  type Server,
  sendRest,
  sendThenDrop,
  serve,
} from './support/server.js'

const bytes = images(60, 28, 28)
const third = Math.floor(bytes.length / 3)

/** Downloads `/data` into a part, a fresh one unless given. */
const fetched = async (
  { url }: Server,
  part = folderWith(),
  onBytes: (received: number, total: number | undefined) => void = () => {},
  signal?: AbortSignal,
) => {
  const result = await download({
    url: `${url}/data`,
    part,
    onBytes: (received, total) => {
      onBytes(received, total)
      clientHas(received)
    },
    signal,
  })
  return { part, result }
}

// comparing digests is a thousand times faster than comparing arrays
const arrived = (part: string): string => sha256(readFileSync(bodyOf(part)))

const text = (result: E.Either<DatasetError, unknown>, { url }: Server): string =>
  E.isLeft(result) ? showDatasetError(result.left).replaceAll(url, 'http://host') : 'no error'

const ranges = ({ requests }: Server): ReadonlyArray<string | undefined> =>
  requests.map(({ headers }) => headers.range)

/** Drops the connection after a third, then is out of order for once. */
const failing: Answer = (request, response, nth) => {
  if (nth === 2) response.writeHead(503).end()
  else sendRest(request, response, bytes, nth === 1 ? third : Number.POSITIVE_INFINITY)
}

/** Drops the connection after a third, the first `times` times. */
const dropping =
  (times: number): Answer =>
  (request, response, nth) =>
    sendRest(request, response, bytes, nth <= times ? third : Number.POSITIVE_INFINITY)

describe('download', () => {
  test('brings the bytes of the server, unpacked and unchanged', async () => {
    const server = await serve(files({ data: bytes }))
    const { part, result } = await fetched(server)
    expect(result).toEqual(E.right(undefined))
    expect(arrived(part)).toBe(sha256(bytes))
    expect(server.requests.map(({ headers }) => headers['accept-encoding'])).toEqual(['identity'])
  })

  test('tells the bytes so far and in all, from 0 to the end, never fewer than before', async () => {
    const server = await serve(files({ data: bytes }))
    const seen: Array<readonly [number, number | undefined]> = []
    await fetched(server, folderWith(), (received, total) => seen.push([received, total]))
    expect(seen[0]).toEqual([0, bytes.length])
    expect(seen.at(-1)).toEqual([bytes.length, bytes.length])
    expect(seen.map(([received]) => received)).toEqual(
      seen.map(([received]) => received).sort((a, b) => a - b),
    )
  })

  test('goes on where a broken connection left off', async () => {
    const server = await serve(dropping(2))
    const { part, result } = await fetched(server)
    expect(result).toEqual(E.right(undefined))
    expect(arrived(part)).toBe(sha256(bytes))
    expect(ranges(server)).toEqual([undefined, `bytes=${third}-`, `bytes=${2 * third}-`])
    expect(server.requests[1]?.headers['if-range']).toBe(etagOf(bytes))
  })

  test('gives up when the connection breaks four times, and a later download goes on from there', async () => {
    const few = 1000
    const stubborn = await serve((request, response, nth) =>
      sendRest(request, response, bytes, nth <= 4 ? few : Number.POSITIVE_INFINITY),
    )
    const { part, result } = await fetched(stubborn)
    expect(text(result, stubborn)).toMatchInlineSnapshot(`
      "mnist: http://host/data could not be downloaded: the connection broke after 4,000 of 47,056 bytes.
        Load again to go on: the 4,000 bytes that arrived are kept."
    `)
    const again = await fetched(stubborn, part)
    expect(again.result).toEqual(E.right(undefined))
    expect(arrived(part)).toBe(sha256(bytes))
    expect(ranges(stubborn).at(-1)).toBe(`bytes=${4 * few}-`)
  })

  test('starts over with a server that ignores ranges', async () => {
    const server = await serve((_, response, nth) => {
      response.writeHead(200, { etag: etagOf(bytes), 'content-length': bytes.length })
      sendThenDrop(response, bytes, nth === 1 ? third : Number.POSITIVE_INFINITY)
    })
    const { part, result } = await fetched(server)
    expect(result).toEqual(E.right(undefined))
    expect(arrived(part)).toBe(sha256(bytes))
    expect(ranges(server)).toEqual([undefined, `bytes=${third}-`])
  })

  test('starts over when the file has changed in the meantime, and never joins two files', async () => {
    const changed = bytes.map(byte => byte ^ 1)
    const server = await serve((request, response, nth) =>
      nth === 1 ? sendRest(request, response, bytes, third) : sendRest(request, response, changed),
    )
    const { part, result } = await fetched(server)
    expect(result).toEqual(E.right(undefined))
    expect(arrived(part)).toBe(sha256(changed))
  })

  test('starts over when a server that ignores If-Range sends the rest of another file', async () => {
    const changed = bytes.map(byte => byte ^ 1)
    const server = await serve((request, response, nth) => {
      const { 'if-range': _, ...headers } = request.headers
      return nth === 1
        ? sendRest(request, response, bytes, third)
        : sendRest({ ...request, headers }, response, changed)
    })
    const { part, result } = await fetched(server)
    expect(result).toEqual(E.right(undefined))
    expect(arrived(part)).toBe(sha256(changed))
    expect(ranges(server)).toEqual([undefined, `bytes=${third}-`, undefined])
  })

  test('starts over when the range asked for is not the one sent', async () => {
    const server = await serve((request, response, nth) => {
      if (request.headers.range === undefined)
        return sendRest(request, response, bytes, nth === 1 ? third : Number.POSITIVE_INFINITY)
      const rest = bytes.subarray(10)
      response.writeHead(206, {
        etag: etagOf(bytes),
        'content-range': `bytes 10-${bytes.length - 1}/${bytes.length}`,
        'content-length': rest.length,
      })
      response.end(rest)
    })
    const { part, result } = await fetched(server)
    expect(result).toEqual(E.right(undefined))
    expect(arrived(part)).toBe(sha256(bytes))
  })

  test('starts over when the file has become shorter than what is held', async () => {
    const short = bytes.subarray(0, 100)
    const server = await serve((request, response, nth) => {
      if (nth === 1) sendRest(request, response, bytes, third)
      else if (request.headers.range !== undefined) response.writeHead(416).end()
      else sendRest(request, response, short)
    })
    const { part, result } = await fetched(server)
    expect(result).toEqual(E.right(undefined))
    expect(arrived(part)).toBe(sha256(short))
  })

  test.each([
    ['a weak ETag', { etag: 'W/"1"' }],
    ['no validator at all', {}],
    ['ranges declined', { etag: '"1"', 'accept-ranges': 'none' }],
  ])('keeps nothing to go on from with %s', async (_, headers) => {
    const server = await serve((_, response, nth) => {
      response.writeHead(200, { ...headers, 'content-length': bytes.length })
      sendThenDrop(response, bytes, nth === 1 ? third : Number.POSITIVE_INFINITY)
    })
    const { part, result } = await fetched(server)
    expect(result).toEqual(E.right(undefined))
    expect(arrived(part)).toBe(sha256(bytes))
    expect(ranges(server)).toEqual([undefined, undefined])
  })

  test('goes on by date where there is no ETag', async () => {
    const date = 'Tue, 15 Nov 1994 12:45:26 GMT'
    const server = await serve((_, response, nth) => {
      const start = nth === 1 ? 0 : third
      response.writeHead(nth === 1 ? 200 : 206, {
        'last-modified': date,
        'content-length': bytes.length - start,
        ...(nth === 1
          ? {}
          : { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` }),
      })
      sendThenDrop(response, bytes.subarray(start), nth === 1 ? third : Number.POSITIVE_INFINITY)
    })
    const { part } = await fetched(server)
    expect(arrived(part)).toBe(sha256(bytes))
    expect(server.requests[1]?.headers['if-range']).toBe(date)
  })

  test('notices a connection that breaks where no length was told', async () => {
    const server = await serve((_, response, nth) => {
      response.writeHead(200, { etag: etagOf(bytes) })
      sendThenDrop(response, bytes, nth === 1 ? third : Number.POSITIVE_INFINITY)
    })
    const totals: Array<number | undefined> = []
    const { part, result } = await fetched(server, folderWith(), (_, total) => totals.push(total))
    expect(result).toEqual(E.right(undefined))
    expect(arrived(part)).toBe(sha256(bytes))
    expect(new Set(totals)).toEqual(new Set([undefined]))
  })

  test('asks for nothing when all of it had arrived', async () => {
    const server = await serve(files({ data: bytes }))
    const { part } = await fetched(server)
    const again = await fetched(server, part)
    expect(again.result).toEqual(E.right(undefined))
    expect(server.requests).toHaveLength(1)
  })

  test('does not go on from the beginning of what another address holds', async () => {
    const one = await serve(failing)
    const other = await serve(files({ data: bytes }))
    const { part } = await fetched(one)
    await fetched(other, part)
    expect(ranges(other)).toEqual([undefined])
    expect(arrived(part)).toBe(sha256(bytes))
  })

  test('does not go on from a part whose description was cut off', async () => {
    const server = await serve(failing)
    const { part } = await fetched(server)
    const [description] = readdirSync(part).filter(name => name !== 'body')
    writeFileSync(join(part, description ?? ''), '{"url":"http')
    await fetched(server, part)
    expect(ranges(server).at(-1)).toBe(undefined)
    expect(arrived(part)).toBe(sha256(bytes))
  })

  test('a file that is not there is not asked for twice', async () => {
    const server = await serve(files({}))
    const { result } = await fetched(server)
    expect(result).toMatchObject(E.left({ _tag: 'NotFound' }))
    expect(server.requests).toHaveLength(1)
    expect(text(result, server)).toMatchInlineSnapshot(`
      "mnist: http://host/data does not exist.
        Check the address: it is the folder that holds the four files."
    `)
  })

  test('the answer of a server in trouble is told', async () => {
    const server = await serve((_, response) => response.writeHead(500).end('<h1>oops</h1>'))
    const { result } = await fetched(server)
    expect(text(result, server)).toMatchInlineSnapshot(`
      "mnist: http://host/data could not be downloaded: the server answered 500 Internal Server Error.
        Load again to retry, or give files that you have: { directory }."
    `)
    expect(server.requests).toHaveLength(1)
  })

  test('a server in trouble costs nothing of what had arrived', async () => {
    const server = await serve(failing)
    const { part, result } = await fetched(server)
    expect(text(result, server)).toMatchInlineSnapshot(`
      "mnist: http://host/data could not be downloaded: the server answered 503 Service Unavailable after 15,685 of 47,056 bytes.
        Load again to go on: the 15,685 bytes that arrived are kept."
    `)
    await fetched(server, part)
    expect(arrived(part)).toBe(sha256(bytes))
    expect(ranges(server).at(-1)).toBe(`bytes=${third}-`)
  })

  test('a server that is not there is told', async () => {
    const server = await serve(files({}))
    await server.close()
    const { result } = await fetched(server)
    expect(text(result, server)).toMatchInlineSnapshot(`
      "mnist: http://host/data could not be downloaded: the server refused the connection.
        Load again to retry, or give files that you have: { directory }."
    `)
  })

  test('stops on a signal, and a later download goes on from there', async () => {
    const server = await serve((request, response, nth) => {
      // the first answer never ends
      if (nth === 1) {
        response.writeHead(200, { etag: etagOf(bytes), 'content-length': bytes.length })
        response.write(bytes.subarray(0, third))
      } else sendRest(request, response, bytes)
    })
    const controller = new AbortController()
    const part = folderWith()
    const { result } = await fetched(
      server,
      part,
      received => {
        if (received === third) controller.abort()
      },
      controller.signal,
    )
    expect(text(result, server)).toMatchInlineSnapshot(`
      "mnist: http://host/data was not loaded: the signal was aborted.
        Load again to go on: the 15,685 bytes that arrived are kept."
    `)
    await fetched(server, part)
    expect(arrived(part)).toBe(sha256(bytes))
    expect(ranges(server)).toEqual([undefined, `bytes=${third}-`])
  })

  test('does not start after the signal', async () => {
    const server = await serve(files({ data: bytes }))
    const { result } = await fetched(server, folderWith(), () => {}, AbortSignal.abort())
    expect(server.requests).toHaveLength(0)
    expect(text(result, server)).toMatchInlineSnapshot(`
      "mnist: http://host/data was not loaded: the signal was aborted.
        Load again to retry, or give files that you have: { directory }."
    `)
  })

  test('rejects with what its listener throws', async () => {
    const server = await serve(files({ data: bytes }))
    await expect(
      fetched(server, folderWith(), () => {
        throw new RangeError('mine')
      }),
    ).rejects.toThrow('mine')
  })
})
