import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate, verdict } from '@miniflow/programs'
import { expect, test, vi } from 'vitest'
import { lanes2 } from '../../src/math/lanes2.js'
import type { Rule } from '../../src/math/rule.js'
import { scalar } from '../../src/math/scalar.js'
import { f64 } from '../../src/wasm/code.js'
import { jitAgrees } from './agreement.js'

/** The sine of every compiled program a tenth too large. */
const withWrongSine = async (work: () => Promise<void> | void): Promise<void> => {
  const [one, two] = [scalar, lanes2] as unknown as readonly [
    { sin: Rule },
    { sin: (typeof lanes2)['sin'] },
  ]
  const [right, wide] = [one.sin, two.sin]
  one.sin = (w, args, types) => f64.mul(right(w, args, types), 1.1)
  two.sin = () => undefined
  try {
    await work()
  } finally {
    one.sin = right
    two.sin = wide
  }
}

interface Pasted {
  readonly jitted: readonly number[]
  readonly eager: readonly number[]
}

/** What a printed program prints and exports as a file of its own. */
const pasted = async (text: string): Promise<Pasted> => {
  const folder = await mkdtemp(join(tmpdir(), 'miniflow-'))
  try {
    const file = join(folder, 'program.ts')
    await writeFile(file, text)
    return (await import(/* @vite-ignore */ file)) as Pasted
  } finally {
    await rm(folder, { recursive: true })
  }
}

const differ = ({ jitted, eager }: Pasted): boolean =>
  jitted.some((x, i) => Math.abs(x - (eager[i] as number)) > 1e-9)

test('a program that fails under jit shrinks to a few lines that can be pasted and run', async () => {
  const log = vi.spyOn(console, 'log').mockReturnValue()
  const texts: string[] = []
  await withWrongSine(async () => {
    for (let seed = 0; seed < 100 && texts.length < 4; seed++) {
      const text = verdict(jitAgrees, generate(seed))
      if (text !== undefined) texts.push(text)
    }
    expect(texts).toHaveLength(4)
    for (const text of texts.slice(0, 2)) {
      expect(text).toMatch(/= (sin|cos|foriLoop)\(/)
      expect(text.match(/^ {2}const v/gm)?.length).toBeLessThanOrEqual(3)
      expect(differ(await pasted(text.slice(text.indexOf('import'))))).toBe(true)
    }
  })
  for (const text of texts.slice(0, 2))
    expect(differ(await pasted(text.slice(text.indexOf('import'))))).toBe(false)
  log.mockRestore()
})
