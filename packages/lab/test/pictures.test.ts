import { type Mnist, mnist } from '@miniflow/datasets'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import pc from 'picocolors'
import { describe, expect, test } from 'vitest'
import { showCurve } from '../src/chart.js'
import { confusion, showConfusion } from '../src/confusion.js'
import { smoothed } from '../src/curve.js'
import { showDigits } from '../src/digits.js'
import { showProgress } from '../src/progress.js'
import { toyFolder } from './support/toy.js'

const plain = pc.createColors(false)
const colors = pc.createColors(true)

describe('confusion', () => {
  test('counts each guess under its label', () => {
    expect(confusion([0, 0, 1, 2, 2, 2], [0, 1, 1, 2, 2, 0], 3)).toEqual([
      [1, 1, 0],
      [0, 1, 0],
      [1, 0, 2],
    ])
  })

  test('has every image once, and the right guesses on the diagonal', () => {
    const guess = fc.nat({ max: 4 })
    fc.assert(
      fc.property(fc.array(fc.tuple(guess, guess)), pairs => {
        const labels = pairs.map(([label]) => label)
        const guesses = pairs.map(([, g]) => g)
        const matrix = confusion(labels, guesses, 5)
        const right = pairs.filter(([a, b]) => a === b).length
        expect(matrix.flat().reduce((a, b) => a + b, 0)).toBe(pairs.length)
        expect(matrix.reduce((sum, row, i) => sum + (row[i] ?? 0), 0)).toBe(right)
      }),
    )
  })

  const matrix = [
    [980, 0, 3],
    [1, 1135, 0],
    [20, 7, 900],
  ]

  test('is a table', () => {
    expect(showConfusion(matrix, 80, plain)).toMatchInlineSnapshot(`
      "What was read: a row for each digit, a column for each guess

             0      1      2    right
      0    980      ·      3  99.69 %
      1      1   1135      ·  99.91 %
      2     20      7    900  97.09 %"
    `)
  })

  test('is a list of mistakes where the table does not fit', () => {
    expect(showConfusion(matrix, 20, plain)).toMatchInlineSnapshot(`
      "Most frequent mistakes

         20  2 as 0
          7  2 as 1
          3  0 as 2
          1  1 as 0"
    `)
  })

  test('a label that does not occur has no share', () => {
    expect(
      showConfusion(
        [
          [2, 0],
          [0, 0],
        ],
        80,
        plain,
      ),
    ).toMatchInlineSnapshot(`
      "What was read: a row for each digit, a column for each guess

          0   1     right
      0   2   ·  100.00 %
      1   ·   ·         -"
    `)
  })

  test('without a mistake the list says so', () => {
    expect(
      showConfusion(
        [
          [2, 0],
          [0, 3],
        ],
        5,
        plain,
      ),
    ).toContain('none')
  })
})

describe('digits', () => {
  const toy = async (): Promise<Mnist<number>> => {
    const loaded = await mnist({ directory: toyFolder() })()
    if (E.isLeft(loaded)) throw new Error(loaded.left._tag)
    return loaded.right
  }

  test('are drawn with half blocks, right guesses above wrong ones, each with its guess', async () => {
    const { test: split } = await toy()
    const guesses = split.labels().map(label => (label === 3 || label === 6 ? 9 : label))
    const confidences = Float32Array.from(guesses, (_, i) => 1 - i / 100)
    const reading = { guesses, confidences, loss: 0, correct: 24, accuracy: 0.8 }
    expect(showDigits(split, reading, 65, plain)).toMatchInlineSnapshot(`
      "▀▀                     ▀▀                 ▄▄


      guess 0 (100.00 %)   guess 1 (99.00 %)    guess 2 (98.00 %)
      right                right                right

        ▄▄
                           ▄▄

      guess 9 (97.00 %)    guess 9 (94.00 %)
      wrong: it is 3       wrong: it is 6"
    `)
  })

  test('are grey where there are colours', async () => {
    const { test: split } = await toy()
    const guesses = split.labels()
    const confidences = new Float32Array(split.size).fill(0.5)
    const reading = { guesses, confidences, loss: 0, correct: 30, accuracy: 1 }
    const [first = ''] = showDigits(split, reading, 20, colors).split('\n')
    expect(first).toMatchInlineSnapshot(
      `"[38;5;255;48;5;233m▀[38;5;255;48;5;234m▀[38;5;239;48;5;235m▀[38;5;232;48;5;236m▀[0m"`,
    )
  })
})

describe('the curve', () => {
  test('is means of stretches that cover all losses once', () => {
    expect(smoothed([1, 3, 5, 7], 2)).toEqual([
      [1.5, 2],
      [3.5, 6],
    ])
    expect(smoothed([1, 3], 5)).toEqual([
      [1, 1],
      [2, 3],
    ])
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), { minLength: 1 }),
        fc.integer({ min: 1, max: 50 }),
        (losses, n) => {
          const line = smoothed(losses, n)
          expect(line.length).toBe(Math.min(n, losses.length))
          for (const [, loss] of line) {
            expect(loss).toBeGreaterThanOrEqual(Math.min(...losses) * 0.999)
            expect(loss).toBeLessThanOrEqual(Math.max(...losses) * 1.001)
          }
        },
      ),
    )
  })

  const losses = Array.from({ length: 500 }, (_, i) => 0.1 + 2.2 * Math.exp(-i / 60))
  const measurements = [0, 250, 500].map(iteration => ({
    iteration,
    epoch: 0,
    loss: undefined,
    best: true,
    validation: { loss: 0.12 + 2.2 * Math.exp(-iteration / 60), accuracy: 0 },
  }))

  test('falls from left to right, validation as dots', () => {
    expect(showCurve({ losses, measurements }, 60, plain)).toMatchInlineSnapshot(`
      "Loss by iteration: ─ training, ● validation
         │╮
        2┤╰─╮
         │  ╰─╮
        1┤    ╰─╮
         │      ╰─╮
      0.5┤        ╰─╮
         │          ╰─╮
         │            ╰──╮
         │               ╰──╮
      0.2┤                  ╰────╮ ●
         │                       ╰───────╮                   ●
      0.1┤                               ╰────────────────────
         └──────────┬─────────┬──────────┬─────────┬──────────
                  100       200        300       400"
    `)
  })

  test('is left out where there is nothing to connect or no room', () => {
    expect(showCurve({ losses: [1], measurements }, 80, plain)).toBeUndefined()
    expect(showCurve({ losses, measurements }, 20, plain)).toBeUndefined()
  })

  test('of a level loss, or of losses of 0, is drawn too', () => {
    expect(showCurve({ losses: [1, 1, 1], measurements: [] }, 40, plain)).toContain('─')
    expect(showCurve({ losses: [0, 0, 0], measurements: [] }, 40, plain)).toContain('─')
  })
})

describe('the progress line', () => {
  const state = { epoch: 3, epochs: 5, loss: 0.12345, imagesPerSecond: 5312.4, secondsLeft: 83 }

  test('gives way part by part as the terminal narrows', () => {
    const lines = [100, 76, 60, 50, 40, 30, 20, 10, 4].map(width =>
      showProgress(0.5, state, width, plain),
    )
    expect(lines).toMatchInlineSnapshot(`
      [
        "███████████████░░░░░░░░░░░░░░░   50 %  epoch 3/5  loss 0.1235  5,312 images/s  1:23 left",
        "█████████░░░░░░░░░   50 %  epoch 3/5  loss 0.1235  5,312 images/s  1:23 left",
        "█████████░░░░░░░░░   50 %  epoch 3/5  loss 0.1235  1:23 left",
        "████░░░░   50 %  epoch 3/5  loss 0.1235  1:23 left",
        "█████░░░░   50 %  loss 0.1235  1:23 left",
        "██████░░░░░░   50 %  1:23 left",
        "███████░░░░░░   50 %",
        "██░   50 %",
        "50 %",
      ]
    `)
  })

  test('never is longer than the terminal is wide', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 0, max: 1e7 }),
        (share, width, secondsLeft) => {
          const line = showProgress(share, { ...state, secondsLeft }, width, plain)
          expect(line.length).toBeLessThanOrEqual(width)
        },
      ),
    )
  })
})
