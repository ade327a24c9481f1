/** What is asked of a server and what its answers say: ranges, validators, lengths, failures. */
import { STATUS_CODES } from 'node:http'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { errorCode } from './system.js'

/**
 * How much of a file is there, of how much, and what tells whether the rest still belongs to it.
 */
export interface Held {
  readonly received: number
  readonly total: number | undefined
  /** The server's strong `ETag`, or `Last-Modified`; without one, a part cannot be continued. */
  readonly validator: string | undefined
}

export const nothing: Held = { received: 0, total: undefined, validator: undefined }

/** Why there is no answer, or no more of it; `transient` if trying again may help. */
export interface Failure {
  readonly transient: boolean
  readonly reason: string
}

/**
 * Asks for all of `url`, or for the rest of what is held. `If-Range` makes a server whose file has
 * changed send all of the new one (RFC 9110, 13.1.5).
 */
export const get = async (
  url: string,
  { received, validator }: Held,
  signal: AbortSignal | undefined,
): Promise<E.Either<Failure, Response>> => {
  const rest: Readonly<Record<string, string>> =
    received > 0 && validator !== undefined
      ? { range: `bytes=${received}-`, 'if-range': validator }
      : {}
  // packed in transfer, a file could be neither measured nor resumed
  const headers = { 'accept-encoding': 'identity', ...rest }
  return fetch(url, { headers, signal: signal ?? null }).then(E.right, failure)
}

/** The offset of the answer's first byte; none if it is not an answer that can be used. */
export const startOf = (response: Response, held: Held): O.Option<number> =>
  response.status === 200
    ? O.some(0)
    : response.status === 206 && continues(response, held)
      ? O.some(held.received)
      : O.none

// If-Range is not heeded everywhere: the validator has to be the same, and so has the length.
const continues = (response: Response, held: Held): boolean => {
  const { start, total } = contentRange(response)
  const validator = validatorOf(response)
  return (
    start === held.received &&
    (total === undefined || held.total === undefined || total === held.total) &&
    (validator === undefined || validator === held.validator)
  )
}

const contentRange = (
  response: Response,
): { readonly start: number | undefined; readonly total: number | undefined } => {
  const [, start, total] =
    /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '') ?? []
  return { start: whole(start), total: whole(total) }
}

const whole = (text: string | null | undefined): number | undefined =>
  typeof text === 'string' && /^\d+$/.test(text) ? Number(text) : undefined

/** Partial content, or: that range cannot be had. */
export const answersRange = ({ status }: Response): boolean => status === 206 || status === 416

/** What will be held once the answer is read, with the means to continue if it breaks off. */
export const describe = (response: Response, start: number, held: Held): Held => {
  if (response.status === 206) return { ...held, total: contentRange(response).total ?? held.total }
  // Content-Length counts packed bytes, and what is read are the unpacked ones
  const packed = (response.headers.get('content-encoding') ?? 'identity') !== 'identity'
  return {
    received: start,
    total: packed ? undefined : whole(response.headers.get('content-length')),
    validator: packed ? undefined : validatorOf(response),
  }
}

/** A weak ETag may stand for different bytes and must not be used to join two halves. */
const validatorOf = ({ headers }: Response): string | undefined => {
  const etag = headers.get('etag')
  return headers.get('accept-ranges') === 'none'
    ? undefined
    : etag?.startsWith('"')
      ? etag
      : (headers.get('last-modified') ?? undefined)
}

/** The body piece by piece; its end, if it is not the proper one, as a failure. */
export async function* chunks(response: Response): AsyncGenerator<E.Either<Failure, Uint8Array>> {
  try {
    for await (const chunk of response.body ?? []) yield E.right(chunk)
  } catch (error) {
    yield failure(error)
  }
}

/** Lets go of an answer that is not read. */
export const close = async ({ body }: Response): Promise<void> => body?.cancel()

export const broken: Failure = { transient: true, reason: 'the connection broke' }

export const answer = (status: number): string =>
  `the server answered ${status} ${STATUS_CODES[status] ?? ''}`.trimEnd()

// fetch and its body reject with a TypeError whose cause tells.
const failure = (error: unknown): E.Either<Failure, never> => {
  const code = errorCode(error instanceof Error && error.cause !== undefined ? error.cause : error)
  return E.left(breaks.has(code) ? broken : { transient: false, reason: reasons[code] ?? code })
}

const breaks: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_SOCKET',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
])

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the server refused the connection',
  ENOTFOUND: 'there is no server of that name',
  EAI_AGAIN: 'the name of the server could not be looked up',
  UND_ERR_CONNECT_TIMEOUT: 'the server did not answer',
  UND_ERR_HEADERS_TIMEOUT: 'the server did not answer',
  unknown: 'the request failed',
}
