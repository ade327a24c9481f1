/** The command: what it prints, and the exit codes 0, 1 and 2. */
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { main } from '../../src/cli.js'

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

const run = async (...args: readonly string[]) => {
  const out: string[] = []
  const err: string[] = []
  const streams = {
    stdout: { write: (text: string) => out.push(text) },
    stderr: { write: (text: string) => err.push(text) },
    env: {},
  }
  const code = await main(args, streams, file => import(file))
  return { code, out: out.join(''), err: err.join('').replaceAll(here('./'), '') }
}

describe('miniflow-check', () => {
  test('checks all functions that have arguments, and ends with 1 where one is wrong', async () => {
    expect(await run(here('fixture.ts'))).toMatchInlineSnapshot(`
      {
        "code": 1,
        "err": "",
        "out": "right squares
        reverse and forward mode, by 7 evaluations along 1 direction.
      WRONG wrong
        the derivative is not what differences of values give, in 2 of the 4 derivatives looked at.
          argument     result     mode   analytic   numeric  difference  ratio  error
          argument[1]  result[1]  both  -2.718282  2.718282   -5.436564     -1  2e-10
          argument[0]  result[0]  both         -1         1          -2     -1  2e-10
          Probably: the sign is wrong.
          To blame: customVjp (%1 on the tape, [2] -> [2]), its rule in operand 0.
          To look again: { seed: 0, path: '1/1' } as options.
      right rectified
        reverse and forward mode to order 2, by 236 evaluations along 4 directions and of 4 single numbers.
        kinks, where any slope between those of both sides is right:
          argument  result     mode  analytic  numeric  difference  ratio  error
          x[0]      result[0]  both         0   0 to 1           0      -   3e-8
        infinite slopes:
          argument  result  mode  analytic        numeric  difference  ratio  error
          x[0]      x[0]    both         0  0 to Infinity           0      -      -
      skipped unasked
        Export checks = { unasked: [...] } with the arguments to call it with.
      ",
      }
    `)
  })

  test('ends with 0 where all is right', async () => {
    expect(await run(here('fixture.ts'), '-e', 'squares', '--order', '3')).toMatchInlineSnapshot(`
      {
        "code": 0,
        "err": "",
        "out": "right squares
        reverse and forward mode to order 3, by 17 evaluations along 3 directions.
      ",
      }
    `)
  })

  test('draws arguments from an arbitrary, and shrinks what is wrong', async () => {
    expect((await run(here('drawn.ts'), '-e', 'smooth')).code).toBe(0)
    expect(await run(here('drawn.ts'), '-e', 'wrong')).toMatchInlineSnapshot(`
      {
        "code": 1,
        "err": "",
        "out": "WRONG wrong
        the derivative is not what differences of values give, in 1 of the 1 derivatives looked at.
          argument  mode  analytic   numeric  difference  ratio  error
          argument  both  8.963378  4.481689    4.481689      2  2e-10
          Probably: it is twice what it should be: counted twice?
          To blame: customVjp (%1 on the tape, [] -> []), its rule in operand 0.
          To look again: { seed: 0, path: '1/0' } as options.
          Smallest arguments found: [[1.5]] (seed 0, path 14)
      ",
      }
    `)
  })

  test('looks again at one derivative', async () => {
    const { code, out } = await run(here('fixture.ts'), '-e', 'wrong', '--path', '1/0')
    expect([code, out]).toMatchInlineSnapshot(`
      [
        1,
        "WRONG wrong
        the derivative is not what differences of values give, in 1 of the 2 derivatives looked at.
          argument     result     mode  analytic  numeric  difference  ratio  error
          argument[0]  result[0]  both        -1        1          -2     -1  2e-10
          Probably: the sign is wrong.
          To blame: customVjp (%1 on the tape, [2] -> [2]), its rule in operand 0.
          To look again: { seed: 0, path: '1/0' } as options.
      ",
      ]
    `)
  })

  test('ends with 2 where something could not be checked', async () => {
    const all = await Promise.all([
      run(here('fixture.ts'), '-e', 'unasked'),
      run(here('fixture.ts'), '-e', 'absent'),
      run(here('fixture.ts'), '--order', '7'),
      run(here('nowhere.ts')),
      run(here('broken.ts')),
      run(here('empty.ts')),
      run(),
    ])
    expect(all.map(({ code }) => code)).toEqual([2, 2, 2, 2, 2, 2, 2])
    expect(all.map(({ out, err }) => out + err)).toMatchInlineSnapshot(`
      [
        "not checked unasked
        Export checks = { unasked: [...] } with the arguments to call it with.
      ",
        "not checked absent
        The module exports no function absent.
      ",
        "error: option '-o, --order <n>' argument '7' is invalid. Allowed choices are 1, 2, 3.
      ",
        "miniflow-check: there is no file nowhere.ts.
      ",
        "miniflow-check: broken.ts could not be loaded: no such thing
      ",
        "miniflow-check: empty.ts exports no function.
      ",
        "error: missing required argument 'file'
      ",
      ]
    `)
  })

  test('tells how it is used', async () => {
    expect(await run('--help')).toMatchObject({
      code: 0,
      out: expect.stringContaining('Usage: miniflow-check [options] <file>'),
    })
  })
})
