/** How wide a text will be, without a browser to ask: from the widths of usual fonts, rounded up. */

/** Ideographs, emoji and the like take two columns of a monospaced font. */
const isWide = (character: string): boolean => (character.codePointAt(0) ?? 0) >= 0x1100

/** The number of columns in a monospaced font. */
const columns = (text: string): number =>
  Array.from(text).reduce((n, character) => n + (isWide(character) ? 2 : 1), 0)

/** Monospaced fonts are 0.55 to 0.61 of their size wide. */
export const monoWidth = (text: string, size: number): number => 0.61 * size * columns(text)

const narrow = /[iIjlftr.,:;'"|![\]() ]/
const broad = /[mwMW@%]/

/** A bold proportional font, after the wider ones in use. */
export const boldWidth = (text: string, size: number): number =>
  Array.from(text).reduce(
    (width, character) =>
      width +
      size *
        (isWide(character) ? 1.1 : narrow.test(character) ? 0.4 : broad.test(character) ? 1 : 0.67),
    0,
  )

/** A text of at most this many characters; of a longer one the middle is left out. */
export const shortened = (text: string, most: number): string => {
  const characters = Array.from(text)
  if (characters.length <= most) return text
  const kept = most - 1
  const head = Math.ceil(kept / 2)
  return [...characters.slice(0, head), '…', ...characters.slice(head - kept)].join('')
}
