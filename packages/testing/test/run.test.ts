/** Code runs as a module, and what it prints is caught. */
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { run } from '../src/run.js'

const home = new URL('.', import.meta.url)

test('what it prints is written as Node writes it, and what it exports is given', async () => {
  const code =
    "console.log('%s', 'a', { b: [1] })\nexport const x: number = await Promise.resolve(2)"
  const { printed, exports } = await run(home, code)
  expect(printed).toEqual(['a { b: [ 1 ] }'])
  expect(exports.x).toBe(2)
})

test('what it throws is thrown, and neither a file nor a silent console stays behind', async () => {
  const log = console.log
  await expect(run(home, "throw new Error('on purpose')")).rejects.toThrow('on purpose')
  expect(console.log).toBe(log)
  expect(readdirSync(new URL('.cache', home))).toEqual([])
})
