/** Images in text, two pixels to a character: the upper half block shows one above the other. */
import type { Split } from '@miniflow/datasets'
import { examples } from './examples.js'
import { percent } from './format.js'
import type { Reading } from './reading.js'
import type { Colors } from './screen.js'

/** A rectangle of an image: rows `top` up to but not including `bottom`, and columns likewise. */
interface Box {
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

type Size = Pick<Split<number>, 'height' | 'width'>

/** The smallest rectangle that holds all ink of all images. */
const inked = (images: ReadonlyArray<Uint8Array>, { height, width }: Size): Box => {
  const rows = range(0, height).filter(y =>
    images.some(image => image.subarray(y * width, (y + 1) * width).some(ink => ink > 0)),
  )
  const columns = range(0, width).filter(x =>
    images.some(image => range(0, height).some(y => (image[y * width + x] ?? 0) > 0)),
  )
  return {
    top: rows[0] ?? 0,
    bottom: (rows.at(-1) ?? height - 1) + 1,
    left: columns[0] ?? 0,
    right: (columns.at(-1) ?? width - 1) + 1,
  }
}

const range = (from: number, to: number): ReadonlyArray<number> =>
  Array.from({ length: to - from }, (_, i) => from + i)

/** Black to white are 24 of the 256 colours. */
const grey = (ink: number): number => 232 + Math.round((ink / 255) * 23)

const shaded = (upper: number, lower: number): string =>
  `\u001b[38;5;${grey(upper)};48;5;${grey(lower)}m▀`

const blocks = [' ', '▄', '▀', '█'] as const

const plain = (upper: number, lower: number): string =>
  blocks[(upper > 127 ? 2 : 0) + (lower > 127 ? 1 : 0)] ?? ' '

/** One image, a string for each two rows of pixels; in greys where there are colours, else in black and white. */
const draw = (image: Uint8Array, { width }: Size, box: Box, inColor: boolean): string[] =>
  range(0, Math.ceil((box.bottom - box.top) / 2)).map(i => {
    const y = box.top + 2 * i
    const ink = (x: number, row: number): number =>
      row < box.bottom ? (image[row * width + x] ?? 0) : 0
    const line = range(box.left, box.right)
      .map(x => (inColor ? shaded : plain)(ink(x, y), ink(x, y + 1)))
      .join('')
    return inColor ? `${line}\u001b[0m` : line
  })

const gap = 3

/** What stands below an image: the guess with its probability, and the truth. */
const caption = (
  test: Split<number>,
  { guesses, confidences }: Reading,
  i: number,
): readonly [guess: string, truth: string, right: boolean] => {
  const guess = guesses[i] ?? 0
  const label = test.label(i)
  return [
    `guess ${guess} (${percent(confidences[i] ?? 0)})`,
    guess === label ? 'right' : `wrong: it is ${label}`,
    guess === label,
  ]
}

/** The longest caption is `guess 5 (100.00 %)`. */
const captionWidth = 18

/**
 * Two rows of images with the guess below each: some that were read rightly, and some that were not. There are as many
 * in a row as `width` holds.
 */
export const showDigits = (
  test: Split<number>,
  reading: Reading,
  width: number,
  colors: Colors,
): string => {
  const rows = examples(test, reading)
  const box = inked(
    rows.flat().map(i => test.image(i)),
    test,
  )
  const across = Math.max(captionWidth, box.right - box.left)
  const cell = (i: number): ReadonlyArray<string> => {
    const [guess, truth, right] = caption(test, reading, i)
    const picture = draw(test.image(i), test, box, colors.isColorSupported)
    const pad = ' '.repeat(across - (box.right - box.left))
    return [
      ...picture.map(line => line + pad),
      guess.padEnd(across),
      (right ? colors.green : colors.red)(truth.padEnd(across)),
    ]
  }
  const abreast = Math.max(1, Math.floor((width + gap) / (across + gap)))
  return rows
    .map(row => row.slice(0, abreast).map(cell))
    .filter(cells => cells.length > 0)
    .map(sideBySide)
    .join('\n\n')
}

const sideBySide = (cells: ReadonlyArray<ReadonlyArray<string>>): string =>
  (cells[0] ?? [])
    .map((_, line) =>
      cells
        .map(cell => cell[line] ?? '')
        .join(' '.repeat(gap))
        .trimEnd(),
    )
    .join('\n')
