/** What a first layer looks for: its filters as blocks on the terminal. */
import type { Colors } from '../screen.js'
import type { Filter } from './model.js'

/** The largest of all weights in size: blocks and pictures measure the others by it. */
export const largest = (filters: ReadonlyArray<Filter>): number =>
  Math.max(1e-12, ...filters.flatMap(({ weights }) => weights.map(Math.abs)))

/** The 256 colours have a cube of 6 x 6 x 6: red, green and blue from 0 to 5. */
const cube = (r: number, g: number, b: number): number => 16 + 36 * r + 6 * g + b

/** From violet over black to orange. */
const shade = (share: number): number => {
  const strength = Math.min(5, Math.round(5 * Math.abs(share)))
  return share < 0
    ? cube(Math.round(0.6 * strength), 0, strength)
    : cube(strength, Math.round(strength / 2), 0)
}

/** Two columns to a weight, so that it is about as wide as high. */
const colored = (share: number): string => `\u001b[48;5;${shade(share)}m  `

const plain = (share: number): string =>
  share > 0.6 ? '##' : share > 0.2 ? '++' : share < -0.6 ? '==' : share < -0.2 ? '--' : ' .'

const gap = 3

/** All filters side by side, in as many rows as `width` needs. */
export const showFilters = (
  filters: ReadonlyArray<Filter>,
  width: number,
  colors: Colors,
): string => {
  const most = largest(filters)
  const { bold, dim } = colors
  const pictures = filters.map(filter => blocks(filter, most, colors.isColorSupported))
  const across = 2 * (filters[0]?.width ?? 1)
  const abreast = Math.max(1, Math.floor((width + gap) / (across + gap)))
  const rows = Array.from({ length: Math.ceil(pictures.length / abreast) }, (_, i) =>
    pictures.slice(i * abreast, (i + 1) * abreast),
  )
  const legend = colors.isColorSupported
    ? dim('orange likes ink, violet dislikes it')
    : '# and + like ink, = and - dislike it'
  return `${bold('What the first layer looks for')}: ${legend}\n\n${rows.map(sideBySide).join('\n\n')}`
}

const blocks = ({ height, width, weights }: Filter, most: number, inColor: boolean): string[] =>
  Array.from({ length: height }, (_, y) => {
    const line = weights
      .slice(y * width, (y + 1) * width)
      .map(w => (inColor ? colored : plain)(w / most))
      .join('')
    return inColor ? `${line}\u001b[0m` : line
  })

const sideBySide = (pictures: ReadonlyArray<ReadonlyArray<string>>): string =>
  (pictures[0] ?? [])
    .map((_, y) =>
      pictures
        .map(picture => picture[y] ?? '')
        .join(' '.repeat(gap))
        .trimEnd(),
    )
    .join('\n')
