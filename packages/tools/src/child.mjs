/** Child processes that end with their parent and tell how they ended. */
import { spawn } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'
import { root } from './workspace.mjs'

/**
 * @typedef {{ readonly code: number, readonly output: string }} Ended
 * @typedef {{ readonly show?: boolean, readonly timeout?: number, readonly cwd?: string }} Options
 */

/** @type {(chunks: readonly Buffer[]) => string} */
const plain = chunks => stripVTControlCharacters(Buffer.concat(chunks).toString('utf8'))

const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])

/**
 * Runs a command without input, at the root unless told otherwise. Its output is shown as it comes,
 * or collected as plain text: some commands colour it wherever `CI` is set. A signal is passed on, and this process then ends by the same signal. A command
 * that cannot start, is killed or runs longer than `timeout` milliseconds has a code other than 0.
 * @type {(command: string, args: readonly string[], options?: Options) => Promise<Ended>}
 */
export const run = (command, args, { show = false, timeout, cwd = root } = {}) =>
  new Promise(resolve => {
    const child = spawn(command, args, {
      cwd,
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
      shell: process.platform === 'win32' && !command.endsWith('.exe'),
    })
    /** @type {Buffer[]} */
    const chunks = []
    /** @type {NodeJS.Signals | undefined} */
    let received
    let late = false
    const timer =
      timeout &&
      setTimeout(() => {
        late = true
        child.kill('SIGKILL')
      }, timeout)
    const listeners = signals.map(signal => {
      const listener = () => {
        received = signal
        child.kill(signal)
      }
      process.on(signal, listener)
      return () => process.off(signal, listener)
    })
    /** @type {(code: number, note?: string) => void} */
    const end = (code, note = '') => {
      if (timer) clearTimeout(timer)
      for (const remove of listeners) remove()
      if (received !== undefined) process.kill(process.pid, received)
      else resolve({ code, output: plain(chunks) + note })
    }
    child.stdout?.on('data', chunk => chunks.push(chunk))
    child.stderr?.on('data', chunk => chunks.push(chunk))
    child.on('error', error => end(127, `${command} could not start: ${error.message}\n`))
    child.on('close', (code, signal) => {
      if (late) end(124, `\nStopped after ${Math.round((timeout ?? 0) / 1000)} seconds.\n`)
      else end(code ?? 1, signal ? `\nEnded by ${signal}.\n` : '')
    })
  })

/**
 * Runs a JavaScript file with this Node.
 * @type {(file: string, args: readonly string[], options?: Options) => Promise<Ended>}
 */
export const runNode = (file, args, options) => run(process.execPath, [file, ...args], options)
