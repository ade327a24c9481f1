/** Text as UTF-8, and JSON without the one thing that JSON.parse lets pass: a name given twice. */
import * as O from 'fp-ts/lib/Option.js'

// Part of every JavaScript environment, but not of the language's own library of types.
declare class TextDecoder {
  constructor(label: string, options: { readonly fatal: boolean; readonly ignoreBOM: boolean })
  decode(bytes: Uint8Array): string
}
declare class TextEncoder {
  encode(text: string): Uint8Array
}

export const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Text from UTF-8; nothing from other bytes. */
export const decode = (bytes: Uint8Array): O.Option<string> =>
  O.tryCatch(() => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))

/** Whether UTF-8 can hold the text: half of a surrogate pair has no code. */
export const isText = (text: string): boolean => !/\p{Surrogate}/u.test(text)

export const parseJson = (text: string): O.Option<unknown> =>
  O.tryCatch(() => JSON.parse(text) as unknown)

/** The first name that one object of a valid JSON text gives twice. */
export const duplicateName = (text: string): O.Option<string> => {
  const objects: (Set<string> | undefined)[] = []
  let last: string | undefined
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (c === '"') {
      const start = i++
      while (text[i] !== '"') i += text[i] === '\\' ? 2 : 1
      last = text.slice(start, i + 1)
    } else if (c === ':') {
      const name = JSON.parse(last ?? '""') as string
      if (objects.at(-1)?.has(name) === true) return O.some(name)
      objects.at(-1)?.add(name)
    } else if (c === '{') objects.push(new Set())
    else if (c === '[') objects.push(undefined)
    else if (c === '}' || c === ']') objects.pop()
  }
  return O.none
}
