/** A web server on this machine that misbehaves as told. */
import { createHash } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { onTestFinished } from 'vitest'

export interface Request {
  readonly path: string
  readonly headers: IncomingHttpHeaders
}

export interface Server {
  readonly url: string
  /** Every request so far, in order. */
  readonly requests: ReadonlyArray<Request>
  /** Before the end of the test, where it matters. */
  readonly close: () => Promise<void>
}

export type Answer = (request: Request, response: ServerResponse, nth: number) => void

export const serve = async (answer: Answer): Promise<Server> => {
  const requests: Request[] = []
  const server = createServer((incoming, response) => {
    const request = { path: incoming.url ?? '', headers: incoming.headers }
    requests.push(request)
    answer(request, response, requests.length)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
  onTestFinished(close)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { url: `http://127.0.0.1:${address.port}`, requests, close }
}

export const etagOf = (bytes: Uint8Array): string =>
  `"${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}"`

/** A proper static server: `Content-Length`, `ETag`, `Range` with `If-Range`, 404. */
export const files =
  (all: Readonly<Record<string, Uint8Array>>): Answer =>
  (request, response) => {
    const bytes = all[request.path.slice(1)]
    if (bytes === undefined) response.writeHead(404).end('not here')
    else sendRest(request, response, bytes)
  }

/**
 * The part that the request asks for, and of that only `limit` bytes before the connection drops.
 */
export const sendRest = (
  { headers }: Request,
  response: ServerResponse,
  bytes: Uint8Array,
  limit = Number.POSITIVE_INFINITY,
): void => {
  const etag = etagOf(bytes)
  const start = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0)
  const partial = start > 0 && (headers['if-range'] === undefined || headers['if-range'] === etag)
  if (partial && start >= bytes.length) {
    response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end()
    return
  }
  const rest = partial ? bytes.subarray(start) : bytes
  response.writeHead(partial ? 206 : 200, {
    etag,
    'content-length': rest.length,
    ...(partial ? { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` } : {}),
  })
  sendThenDrop(response, rest, limit, partial ? start : 0)
}

interface Waiting {
  readonly at: number
  readonly response: ServerResponse
}

const waiting = new Set<Waiting>()

/**
 * Ends properly if all fits under the limit. Otherwise sends that much, and drops the connection
 * once the client says that it has it (`start` plus the limit): dropped earlier, bytes on their way
 * may or may not arrive.
 */
export const sendThenDrop = (
  response: ServerResponse,
  bytes: Uint8Array,
  limit: number,
  start = 0,
): void => {
  if (bytes.length <= limit) {
    response.end(bytes)
    return
  }
  response.write(bytes.subarray(0, limit))
  waiting.add({ at: start + limit, response })
}

/** The client has so many bytes of the file. */
export const clientHas = (received: number): void => {
  for (const one of waiting)
    if (received >= one.at) {
      waiting.delete(one)
      one.response.destroy()
    }
}
