/** Runs the program in this process: its arguments, streams, signals and exit code. */
import { program } from './program.js'

const controller = new AbortController()

/** Ends the run after the step at hand; asked again, ends the process. */
const stop = (): void => {
  if (controller.signal.aborted) process.exit(130)
  controller.abort()
}
process.on('SIGINT', stop)
process.on('SIGTERM', stop)

// Whoever read the lines has left, as `| head` does: there is nobody to go on for.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  controller.abort()
})

process.exitCode = await program(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  now: () => performance.now() / 1000,
  signal: controller.signal,
})
