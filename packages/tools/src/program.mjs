/** Runs a built program in this very process: terminal, exit code and signals are its own. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * On Ctrl-C the terminal signals the whole process group, and npm passes the signal on once more.
 * Of equal signals this close together, in milliseconds, the program hears one.
 */
const repeatWithin = 250

/** Lets each signal reach the program once; without a listener of its own it ends as by default. */
const hearSignalsOnce = () => {
  const emit = process.emit
  /** @type {Map<string, number>} */
  const heard = new Map()
  /** @type {readonly (string | symbol)[]} */
  const signals = ['SIGINT', 'SIGTERM']
  process.emit = /** @type {typeof process.emit} */ (
    (/** @type {string} */ name, /** @type {unknown[]} */ ...rest) => {
      if (signals.includes(name)) {
        const now = performance.now()
        const last = heard.get(name) ?? Number.NEGATIVE_INFINITY
        heard.set(name, now)
        if (now - last < repeatWithin) return true
      }
      return Reflect.apply(emit, process, [name, ...rest])
    }
  )
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    const first = () => {
      if (process.listenerCount(signal) > 1) return
      process.off(signal, first)
      process.kill(process.pid, signal)
    }
    process.on(signal, first)
  }
}

/**
 * A SIGTERM sent to npm alone ends npm and its shell but never reaches this process: the loss of
 * the shell stands for it.
 */
const endWithNpm = () => {
  if (process.env.npm_lifecycle_event === undefined) return
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, 500)
  watch.unref()
}

/**
 * Imports the package's `dist/main.js` as the main program, with its arguments.
 * @type {(one: import('./workspace.mjs').Package, args: readonly string[]) => Promise<void>}
 */
export const runProgram = async ({ directory }, args) => {
  const entry = join(directory, 'dist', 'main.js')
  process.argv = [process.argv[0] ?? 'node', entry, ...args]
  hearSignalsOnce()
  endWithNpm()
  await import(pathToFileURL(entry).href)
}
