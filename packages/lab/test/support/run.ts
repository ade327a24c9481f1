/** Runs the program in this process, with streams that are kept and a clock that stands still. */
import { PassThrough } from 'node:stream'
import { program } from '../../src/program.js'
import type { Out } from '../../src/screen.js'
import type { ExitCode, World } from '../../src/world.js'

export interface Ran {
  readonly code: ExitCode
  readonly out: string
  readonly err: string
}

/** What is written to a stream, as it grows. */
export const sink = (terminal?: { readonly columns: number }) => {
  const stream = new PassThrough()
  const chunks: string[] = []
  stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString('utf8')))
  const out: Out = Object.assign(stream, terminal === undefined ? {} : { isTTY: true, ...terminal })
  return { out, stream, text: () => chunks.join('') }
}

export const run = async (
  argv: ReadonlyArray<string>,
  {
    terminal,
    ...world
  }: Partial<World> & { readonly terminal?: { readonly columns: number } } = {},
): Promise<Ran> => {
  const [out, err] = [sink(terminal), sink()]
  const code = await program(argv, {
    stdout: out.out,
    stderr: err.out,
    env: {},
    now: () => 0,
    signal: new AbortController().signal,
    ...world,
  })
  return { code, out: out.text(), err: err.text() }
}
