/** A program that a root script runs is on its own: arguments, exit code and signals are its. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from '../src/workspace.mjs'

const runner = pathToFileURL(join(root, 'packages/tools/src/program.mjs')).href

const main = `
const [what, ...rest] = process.argv.slice(2)
const wait = setInterval(() => {}, 1000)
const count = { heard: 0 }
if (what === 'arguments') { console.log(JSON.stringify(rest)); process.exit(5) }
if (what === 'later') { clearInterval(wait); setTimeout(() => { process.exitCode = 6 }, 50) }
if (what === 'once') process.once('SIGINT', () => {
  console.log('stopping')
  setTimeout(() => process.exit(7), 300)
})
if (what === 'on') process.on('SIGINT', () => {
  count.heard += 1
  console.log('heard ' + count.heard)
  if (count.heard === 2) process.exit(8)
})
console.log('ready')
`

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'miniflow program '))
  await mkdir(join(folder, 'dist'))
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await writeFile(join(folder, 'dist', 'main.js'), main)
})

afterAll(() => rm(folder, { recursive: true, force: true }))

interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly output: string
}

/** Starts the program; `act` is called whenever it has printed something. */
const start = (
  args: readonly string[],
  act: (child: ChildProcess, output: string) => void = () => {},
): Promise<Ended> =>
  new Promise(resolve => {
    const text = `import(${JSON.stringify(runner)}).then(({ runProgram }) =>
      runProgram({ directory: ${JSON.stringify(folder)} }, ${JSON.stringify(args)}))`
    const child = spawn(process.execPath, ['-e', text], { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.on('data', chunk => {
      output += chunk
      act(child, output)
    })
    child.on('close', (code, signal) => resolve({ code, signal, output }))
  })

const after = (milliseconds: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, milliseconds))

/** As Ctrl-C under npm: the terminal's signal, and the same one again from npm. */
const press = async (child: ChildProcess): Promise<void> => {
  child.kill('SIGINT')
  await after(20)
  child.kill('SIGINT')
}

describe('a program', () => {
  test('gets its arguments and ends with its own code', async () => {
    expect(await start(['arguments', '--layers', '1', 'a b'])).toEqual({
      code: 5,
      signal: null,
      output: '["--layers","1","a b"]\n',
    })
  })

  test('may set its exit code after it was loaded', async () => {
    expect((await start(['later'])).code).toBe(6)
  })

  test('that listens once is not ended by the repeat of the signal', async () => {
    const ended = await start(['once'], (child, output) => {
      if (output === 'ready\n') press(child)
    })
    expect(ended).toEqual({ code: 7, signal: null, output: 'ready\nstopping\n' })
  })

  test('hears each press of Ctrl-C once', async () => {
    const ended = await start(['on'], (child, output) => {
      if (output === 'ready\n') press(child)
      if (output === 'ready\nheard 1\n') after(600).then(() => press(child))
    })
    expect(ended).toEqual({ code: 8, signal: null, output: 'ready\nheard 1\nheard 2\n' })
  })

  test('that does not listen ends by the signal', async () => {
    const ended = await start(['wait'], child => child.kill('SIGINT'))
    expect(ended).toEqual({ code: null, signal: 'SIGINT', output: 'ready\n' })
  })
})
