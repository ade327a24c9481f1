import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { callsIn, generate, steps, verdict, type Written } from '@miniflow/programs'
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, test, vi } from 'vitest'
import { times } from '../../src/ops/arithmetic.js'
import { sinOp } from '../../src/ops/pointwise.js'
import type { Op } from '../../src/tape/op.js'
import { agrees, type Derivative, oneDerivative } from './agreement.js'

const PARTS = 10
const PROGRAMS = 500

const written = new Map<number, Written>()

/** Each program is written once. */
const program = (seed: number): Written => {
  const known = written.get(seed) ?? generate(seed)
  written.set(seed, known)
  return known
}

const seeds = (part: number): readonly number[] =>
  Array.from({ length: PROGRAMS / PARTS }, (_, i) => PARTS * i + part)

describe('random programs', () => {
  test.each(Array.from({ length: PARTS }, (_, part) => part))(
    'have one derivative by reverse mode, by forward mode and by differences (part %i)',
    part => {
      const failures = seeds(part).map(seed => verdict(oneDerivative, program(seed)))
      expect(failures.filter(text => text !== undefined)).toEqual([])
    },
  )

  test('are of 5 to 60 calls, and call every function that has a step', () => {
    const calls = Array.from({ length: PROGRAMS }, (_, seed) =>
      program(seed).program.lines.flatMap(line => callsIn(line.value)),
    )
    expect(Math.min(...calls.map(({ length }) => length))).toBeGreaterThanOrEqual(5)
    const used = new Set(calls.flat())
    expect(steps.map(([name]) => name).filter(name => !used.has(name))).toEqual([])
  })
})

describe('a program that fails', () => {
  const sin = sinOp as { partial: Op['partial'] }
  const right = sin.partial

  /** The pullback of sin is a tenth too large. */
  const wrong: Op['partial'] = (i, args, out) => {
    const adjoint = right(i, args, out)
    if (O.isNone(adjoint)) return adjoint
    const { push, pull } = adjoint.value
    return O.some({ push, pull: g => times(pull(g), 1.1) })
  }

  /** What a program prints and exports when its text is a file of its own. */
  const pasted = async (text: string): Promise<Derivative> => {
    const folder = await mkdtemp(join(tmpdir(), 'miniflow-'))
    try {
      const file = join(folder, 'program.ts')
      await writeFile(file, text)
      const { derivative } = (await import(/* @vite-ignore */ file)) as { derivative: Derivative }
      return derivative
    } finally {
      await rm(folder, { recursive: true })
    }
  }

  test('shrinks to a few lines that can be pasted and run', async () => {
    const log = vi.spyOn(console, 'log').mockReturnValue()
    sin.partial = wrong
    try {
      const texts = seeds(0)
        .map(seed => verdict(oneDerivative, program(seed)))
        .filter(text => text !== undefined)
      expect(texts.length).toBeGreaterThan(3)
      for (const text of texts.slice(0, 3)) {
        expect(text).toContain('= sin(')
        expect(text.match(/^ {2}const v/gm)?.length).toBeLessThanOrEqual(2)
        const source = text.slice(text.indexOf('import'))
        sin.partial = wrong
        expect(agrees(await pasted(source))).toBe(false)
        sin.partial = right
        expect(agrees(await pasted(source))).toBe(true)
      }
      expect(log).toHaveBeenCalledTimes(6)
      expect(texts[0]).toMatchInlineSnapshot(`
        "the derivatives differ

        import { add, grad, jvp, mul, sin, sum, tensor, type Tensor } from '@miniflow/core'

        const f = (xs: readonly Tensor[]): Tensor => {
          const [x0] = xs as readonly [Tensor]
          const v2 = sin(x0) as Tensor
          return sum(mul(v2, tensor([0.84, -0.16, -0.63, 1, -0.7, -0.07], [2, 3], { dtype: 'float64' })))
        }

        const xs: readonly Tensor[] = [
          tensor([1, 0, 0, -2, 1, 1], [2, 3], { dtype: 'float64' }),
        ]
        const ts: readonly Tensor[] = [
          tensor([0, 1, 1, 0, 0, -1], [2, 3], { dtype: 'float64' }),
        ]

        const moved = (h: number) => xs.map((x, i) => add(x, mul(ts[i] as Tensor, h)))
        const step = 0.0001220703125
        export const derivative = {
          reverse: grad(f)(xs).reduce((total, g, i) => total + sum(mul(g, ts[i] as Tensor)).item(), 0),
          forward: jvp(f)([xs], [ts])[1].item(),
          differences: (f(moved(step)).item() - f(moved(-step)).item()) / (2 * step),
        }
        console.log(derivative)
        "
      `)
    } finally {
      sin.partial = right
      log.mockRestore()
    }
  })
})
