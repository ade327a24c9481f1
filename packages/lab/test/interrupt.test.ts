import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { freshFolder, toyFolder } from './support/toy.js'

/** The built program, as `npm start` runs it: `npm run build` makes it. */
const main = fileURLToPath(new URL('../dist/main.js', import.meta.url))

/** Runs it and calls `react` with what it has written so far, whenever that grows. */
const spawned = (
  args: ReadonlyArray<string>,
  react: (text: string, kill: (signal: NodeJS.Signals) => void) => void,
): Promise<{ readonly code: number | null; readonly text: string; readonly err: string }> =>
  new Promise(resolve => {
    const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    const [out, err]: [string[], string[]] = [[], []]
    child.stdout.on('data', (chunk: Buffer) => {
      out.push(chunk.toString('utf8'))
      react(out.join(''), signal => child.kill(signal))
    })
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk.toString('utf8')))
    child.on('close', code => resolve({ code, text: out.join(''), err: err.join('') }))
  })

test('Ctrl-C ends the process after the step, with a report, the weights, and code 130', {
  timeout: 30_000,
}, async () => {
  const out = freshFolder()
  let sent = false
  const { code, text, err } = await spawned(
    ['--data', toyFolder(), '--epochs', '100000', '--batch', '220', '--out', out],
    (sofar, kill) => {
      if (sent || !sofar.includes('\n        1 ')) return
      sent = true
      kill('SIGINT')
    },
  )
  expect({ code, err }).toEqual({ code: 130, err: '' })
  expect(text).toMatch(/Stopped after [\d,]+ of 100,000 iterations/)
  expect(text).toMatch(/Test accuracy: .*\n$/)
  expect(readdirSync(out)).toEqual(['loss.svg', 'manifest.json', 'weights.safetensors'])
})

test('a second Ctrl-C ends it at once', { timeout: 30_000 }, async () => {
  let sent = false
  const { code, text } = await spawned([], (sofar, kill) => {
    if (sent || !sofar.includes('\n        0 ')) return
    sent = true
    kill('SIGINT')
    setTimeout(() => kill('SIGINT'), 100)
  })
  expect(code).toBe(130)
  expect(text).not.toContain('Test accuracy')
})
