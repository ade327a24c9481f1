/** How wide a text will be, without a browser to ask: from the widths of usual fonts, rounded up. */

/** Ideographs, emoji and the like take two columns of a monospaced font. */
const isWide = (character: string): boolean => (character.codePointAt(0) ?? 0) >= 0x1100

/** The number of columns in a monospaced font. */
const columns = (text: string): number =>
  Array.from(text).reduce((n, character) => n + (isWide(character) ? 2 : 1), 0)

/** Monospaced fonts are 0.55 to 0.61 of their size wide. */
export const monoWidth = (text: string, size: number): number => 0.61 * size * columns(text)

/** Characters by their width in DejaVu Sans Bold, among the widest of usual fonts, in sizes rounded up. */
const classes: readonly (readonly [width: number, characters: string])[] = [
  [0.35, "'ijl "],
  [0.4, ',./:;IJ\\|·'],
  [0.5, '-f!()[]_`rt²'],
  [0.6, '"*?csz∂'],
  [0.7, 'Lx0123456789$EFTaekovyλ'],
  [0.8, 'CPSYZbdghnpqu{}ABKRVXμ'],
  [0.9, '#+<=>DGHNU^~→&OQ'],
  [1, 'w@M…'],
  [1.15, '%mW'],
]

const widths: ReadonlyMap<string, number> = new Map(
  classes.flatMap(([width, characters]) =>
    Array.from(characters, character => [character, width] as const),
  ),
)

/** What is in no class: capitals with accents are the widest of the rest. */
const OTHER = 0.85

/** A bold proportional font. */
export const boldWidth = (text: string, size: number): number =>
  Array.from(text).reduce(
    (width, character) =>
      width + size * (isWide(character) ? 1.1 : (widths.get(character) ?? OTHER)),
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
