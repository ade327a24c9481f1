/** A text as numbers: its characters in order, and windows of it. */
import { readFileSync } from 'node:fs'
import { type Key, random, type Tensor, tensor } from '@miniflow/core'

/** The page that comes along. */
export const page = (): string =>
  readFileSync(new URL('../../text/how-derivatives-flow.txt', import.meta.url), 'utf8')

export interface Text {
  /** Each character that occurs, once. */
  readonly alphabet: ReadonlyArray<string>
  /** The text, as indices in the alphabet. */
  readonly codes: Int32Array
}

export const textOf = (text: string): Text => {
  const alphabet = [...new Set(text)].sort()
  return { alphabet, codes: encode(alphabet, text) }
}

/** Characters as indices in the alphabet; those it does not have are left out. */
export const encode = (alphabet: ReadonlyArray<string>, text: string): Int32Array =>
  Int32Array.from([...text].map(c => alphabet.indexOf(c)).filter(code => code >= 0))

/** Inputs [length, batch], and as targets the characters that follow each of them. */
export interface Windows {
  readonly inputs: Tensor<[number, number], 'int32'>
  readonly targets: Tensor<[number, number], 'int32'>
}

/** Stretches of the text that begin where the key says. */
export const windows = (
  { codes }: Pick<Text, 'codes'>,
  { batch, length, key }: { readonly batch: number; readonly length: number; readonly key: Key },
): Windows => {
  const starts = random.randint(key, [batch], 0, codes.length - length).data()
  const rows = (shift: number): Tensor<[number, number], 'int32'> =>
    tensor(
      Array.from({ length }, (_, t) => Array.from(starts, start => codes[start + t + shift] ?? 0)),
      { dtype: 'int32' },
    )
  return { inputs: rows(0), targets: rows(1) }
}
