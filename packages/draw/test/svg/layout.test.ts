/** Nothing lies on anything else: boxes, their texts, arrows, numbers at arrows. */
import type { Direction, Drawable } from '@miniflow/draw'
import { toSvg } from '@miniflow/draw'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lab, network, programs, recordings } from '../support/programs.js'
import { type Rectangle, sceneOf, tidy } from '../support/scene.js'

const directions = fc.constantFrom<Direction>('TB', 'BT', 'LR', 'RL')
const drawables: fc.Arbitrary<Drawable> = fc.oneof(programs, recordings)

describe('in a picture', () => {
  test('of any program nothing lies on anything else, whatever the direction', () => {
    fc.assert(
      fc.property(drawables, directions, (drawable, direction) => {
        tidy(sceneOf(toSvg(drawable, { direction })))
      }),
      { numRuns: 60 },
    )
  })

  test.each(['TB', 'BT', 'LR', 'RL'] as const)('of a network neither, %s', direction => {
    tidy(sceneOf(toSvg(network(), { direction })))
  })
})

describe('an arrow', () => {
  const ends = (direction: Direction) => {
    const { arrows, boxes } = sceneOf(toSvg(lab(), { direction }))
    return { first: arrows[0] ?? [], from: boxes[0] as Rectangle, to: boxes[3] as Rectangle }
  }

  test.each([
    ['TB', 'bottom', 'top', 'y'],
    ['BT', 'top', 'bottom', 'y'],
    ['LR', 'right', 'left', 'x'],
    ['RL', 'left', 'right', 'x'],
  ] as const)(
    'leads from edge to edge in the direction %s',
    (direction, leaving, arriving, axis) => {
      const { first, from, to } = ends(direction)
      expect(first.at(0)?.[axis]).toBeCloseTo(from[leaving], 0)
      expect(first.at(-1)?.[axis]).toBeCloseTo(to[arriving], 0)
    },
  )
})

test('operands stand in their order where the layout is free', () => {
  const { boxes } = sceneOf(toSvg(lab()))
  const lefts = [0, 1, 2, 3, 4].map(slot => boxes[slot]?.left ?? 0)
  const [x = 0, y = 0, z = 0, xy = 0, xz = 0] = lefts
  expect([y < x, x < z, xy < xz]).toEqual([true, true, true])
})
