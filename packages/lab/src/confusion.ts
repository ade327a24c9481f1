/** Which digits were taken for which. */
import { stripVTControlCharacters } from 'node:util'
import Table from 'cli-table3'
import { percent } from './format.js'
import type { Colors } from './screen.js'

/** Row: the label. Column: the guess. */
export type Confusion = ReadonlyArray<ReadonlyArray<number>>

/** How often each guess was made for each label. */
export const confusion = (
  labels: ArrayLike<number>,
  guesses: ArrayLike<number>,
  classes: number,
): Confusion => {
  const counts = Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0))
  for (let i = 0; i < labels.length; i++) {
    const row = counts[labels[i] ?? -1]
    const guess = guesses[i] ?? -1
    if (row?.[guess] !== undefined) row[guess] += 1
  }
  return counts
}

/** The share of a row on the diagonal; undefined for a label that does not occur. */
const recall = (row: ReadonlyArray<number>, label: number): number | undefined => {
  const total = row.reduce((sum, n) => sum + n, 0)
  return total === 0 ? undefined : (row[label] ?? 0) / total
}

const noLines = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' ',
}

const table = (matrix: Confusion, colors: Colors): string => {
  const { bold, cyan, dim, green, red, yellow } = colors
  const most = Math.max(0, ...matrix.flatMap((row, i) => row.filter((_, j) => i !== j)))
  const cell = (n: number, i: number, j: number): string => {
    if (n === 0) return dim('·')
    if (i === j) return green(String(n))
    return 2 * n > most ? red(bold(String(n))) : yellow(String(n))
  }
  const label = String(matrix.length - 1).length + 1
  const cellWidth = String(Math.max(0, ...matrix.flat())).length + 2
  const rows = new Table({
    chars: noLines,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 1 },
    colWidths: [label, ...matrix.map(() => cellWidth), null],
    colAligns: ['right', ...matrix.map(() => 'right' as const), 'right'],
  })
  rows.push(['', ...matrix.map((_, j) => cyan(String(j))), dim('right')])
  matrix.forEach((row, i) => {
    const share = recall(row, i)
    rows.push([
      cyan(String(i)),
      ...row.map((n, j) => cell(n, i, j)),
      dim(share === undefined ? '-' : percent(share)),
    ])
  })
  return rows
    .toString()
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n')
}

/** The ten most frequent mistakes, for a terminal too narrow for the table. */
const mistakes = (matrix: Confusion): string => {
  const lines = matrix
    .flatMap((row, label) => row.map((n, guess) => ({ n, label, guess })))
    .filter(({ n, label, guess }) => n > 0 && label !== guess)
    .sort((a, b) => b.n - a.n)
    .slice(0, 10)
    .map(({ n, label, guess }) => `${String(n).padStart(5)}  ${label} as ${guess}`)
  return lines.length === 0 ? '  none' : lines.join('\n')
}

/** The matrix as a table, or, where `width` columns do not hold it, its largest entries. */
export const showConfusion = (matrix: Confusion, width: number, colors: Colors): string => {
  const whole = table(matrix, colors)
  const needed = Math.max(...whole.split('\n').map(line => stripVTControlCharacters(line).length))
  return needed <= width
    ? `${colors.bold('What was read')}: a row for each digit, a column for each guess\n\n${whole}`
    : `${colors.bold('Most frequent mistakes')}\n\n${mistakes(matrix)}`
}
