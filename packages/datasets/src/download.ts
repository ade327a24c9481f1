/** One HTTP download into a part, continued where it broke off. Node only. */
import { setTimeout } from 'node:timers/promises'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { identify, resumable, write } from './body.js'
import {
  type Aborted,
  type DatasetError,
  type Network,
  type NotFound,
  showBytes,
  showCount,
} from './error.js'
import * as http from './http.js'
import { type Held, nothing } from './http.js'

export interface Download {
  readonly url: string
  readonly part: string
  /** Bytes so far and in all; the server need not tell the latter. */
  readonly onBytes: (received: number, total: number | undefined) => void
  readonly signal: AbortSignal | undefined
}

type Result = Promise<E.Either<DatasetError, void>>

// A connection that breaks is taken up again three times, after 0.1, 0.2 and 0.4 s.
const retries = 3

/**
 * The whole of `url` in the part's body, flushed to disk. Rejects with errors of the file system
 * alone, and with what `onBytes` throws.
 */
export const download = async (job: Download): Result => {
  const left = await resumable(job.part, job.url)
  return attempt(job, O.isSome(left) ? left.value : nothing, 0)
}

const attempt = async (job: Download, held: Held, failures: number): Result => {
  if (job.signal?.aborted) return aborted(job, held)
  if (held.received > 0 && held.received === held.total) return E.right(undefined)

  const response = await http.get(job.url, held, job.signal)
  if (E.isLeft(response)) return retry(job, held, failures, response.left)

  const start = http.startOf(response.right, held)
  if (O.isNone(start)) {
    await http.close(response.right)
    return held.received > 0 && http.answersRange(response.right)
      ? attempt(job, nothing, failures)
      : refused(job, held, response.right.status)
  }

  const next = http.describe(response.right, start.value, held)
  await identify(job.part, job.url, next)
  job.onBytes(next.received, next.total)
  const end = await write(job.part, next.received, http.chunks(response.right), received =>
    job.onBytes(received, next.total),
  )
  const now = { ...next, received: end.received }
  return O.isSome(end.broken)
    ? retry(job, now, failures, end.broken.value)
    : next.total !== undefined && end.received !== next.total
      ? retry(job, now, failures, http.broken)
      : E.right(undefined)
}

const retry = async (job: Download, held: Held, failures: number, why: http.Failure): Result => {
  if (job.signal?.aborted) return aborted(job, held)
  if (!why.transient || failures === retries) return failed(job, held, why)
  await setTimeout(100 * 2 ** failures, undefined, { signal: job.signal }).catch(() => {})
  return attempt(job, held.validator === undefined ? nothing : held, failures + 1)
}

/** Bytes that the next attempt can go on from. */
const kept = (held: Held): number => (held.validator === undefined ? 0 : held.received)

const aborted = ({ url }: Download, held: Held): E.Either<Aborted, never> =>
  E.left({ _tag: 'Aborted', file: url, source: 'url', received: kept(held) })

const failed = (
  { url }: Download,
  held: Held,
  { reason }: http.Failure,
): E.Either<Network, never> =>
  E.left({
    _tag: 'Network',
    file: url,
    source: 'url',
    reason: held.received > 0 ? `${reason} after ${progress(held)}` : reason,
    received: kept(held),
  })

const progress = ({ received, total }: Held): string =>
  total === undefined ? showBytes(received) : `${showCount(received)} of ${showBytes(total)}`

const refused = (job: Download, held: Held, status: number): E.Either<NotFound | Network, never> =>
  status === 404 || status === 410
    ? E.left({ _tag: 'NotFound', file: job.url, source: 'url', tried: [], found: [] })
    : failed(job, held, { transient: false, reason: http.answer(status) })
