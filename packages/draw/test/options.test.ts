/** What the drawing functions refuse, and how they say it. */
import { ArgumentError, sin, type Tensor, tensor, trace } from '@miniflow/core'
import { toDot, toMermaid, toSvg } from '@miniflow/draw'
import { describe, expect, test } from 'vitest'
import { lab } from './support/programs.js'

type Draw = (drawable: unknown, options?: unknown) => string

const message = (draw: unknown, ...args: Parameters<Draw>): string => {
  try {
    ;(draw as Draw)(...args)
  } catch (error) {
    expect(error).toBeInstanceOf(ArgumentError)
    return (error as Error).message
  }
  throw new Error('nothing was thrown')
}

describe('each function refuses in its own name', () => {
  test('what is neither a tape nor a recording', () => {
    expect(message(toSvg, (x: Tensor) => sin(x))).toMatchInlineSnapshot(`
      "toSvg: got a function; expected a tape or a recording.
        Write toSvg(trace(f)(x)) for the program, toSvg(inspect(f)(x)) for a run with its values."
    `)
    expect(message(toDot, tensor(1))).toMatchInlineSnapshot(`
      "toDot: got an object; expected a tape or a recording.
        Write toDot(trace(f)(x)) for the program, toDot(inspect(f)(x)) for a run with its values."
    `)
    expect(message(toMermaid, undefined)).toMatchInlineSnapshot(`
      "toMermaid: got undefined; expected a tape or a recording.
        Write toMermaid(trace(f)(x)) for the program, toMermaid(inspect(f)(x)) for a run with its values."
    `)
    expect(message(toMermaid, 'x*y')).toMatchInlineSnapshot(`
      "toMermaid: got "x*y"; expected a tape or a recording.
        Write toMermaid(trace(f)(x)) for the program, toMermaid(inspect(f)(x)) for a run with its values."
    `)
    expect(message(toMermaid, [lab()])).toMatchInlineSnapshot(`
      "toMermaid: got an array; expected a tape or a recording.
        Write toMermaid(trace(f)(x)) for the program, toMermaid(inspect(f)(x)) for a run with its values."
    `)
  })

  test('what only looks like a tape or a recording', () => {
    expect(message(toSvg, { nodes: 3, outputs: [] })).toContain('toSvg: got an object')
    expect(message(toSvg, { ...lab(), tape: {} })).toContain('toSvg: got an object')
  })

  test('a function that was traced and not called', () => {
    expect(
      message(
        toSvg,
        trace((x: Tensor) => sin(x)),
      ),
    ).toContain('toSvg(trace(f)(x))')
  })

  test('a direction that is none', () => {
    expect(message(toMermaid, lab(), { direction: 'TD' })).toMatchInlineSnapshot(`
      "toMermaid: direction is "TD"; expected 'TB', 'BT', 'LR' or 'RL'.
        Use 'TB' for arrows that lead from top to bottom, 'LR' from left to right."
    `)
    expect(message(toSvg, lab(), { direction: 3 })).toMatchInlineSnapshot(`
      "toSvg: direction is 3; expected 'TB', 'BT', 'LR' or 'RL'.
        Use 'TB' for arrows that lead from top to bottom, 'LR' from left to right."
    `)
  })

  test('a number of elements that is none', () => {
    expect(message(toDot, lab(), { maxElements: 2.5 })).toMatchInlineSnapshot(`
      "toDot: maxElements is 2.5; expected a whole number of at least 0.
        Use 0 to leave all values out."
    `)
    expect(message(toDot, lab(), { maxElements: -1 })).toContain('maxElements is -1')
    expect(message(toDot, lab(), { maxElements: Number.NaN })).toContain('maxElements is NaN')
  })

  test('a depth that is none', () => {
    expect(message(toSvg, lab(), { depth: -1 })).toMatchInlineSnapshot(`
      "toSvg: depth is -1; expected a whole number of at least 0, or Infinity.
        Use 0 to fold all scopes, Infinity to leave all of them open."
    `)
    expect(message(toMermaid, lab(), { depth: '1' })).toContain('depth is "1"')
    expect(message(toDot, lab(), { depth: 0.5 })).toContain('depth is 0.5')
  })

  test('options that are no object', () => {
    expect(message(toSvg, lab(), 'LR')).toMatchInlineSnapshot(`
      "toSvg: got "LR" for the options; expected an object.
        Write toSvg(tape, { direction: 'LR' })."
    `)
    expect(message(toSvg, lab(), null)).toContain('got null for the options')
  })
})
