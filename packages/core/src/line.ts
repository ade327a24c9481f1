/** The user's call: where in their code the library was entered, read from a call stack. */

/** Deep enough that the user's frame is among them, whatever the library does in between. */
const FRAMES = 40

/** The call stack here, innermost frame first; an engine writes it out only when it is read. */
export const callNow = (): Error => {
  const settings = Error as ErrorConstructor & { stackTraceLimit?: number }
  const limit = settings.stackTraceLimit
  settings.stackTraceLimit = FRAMES
  const call = new Error()
  if (limit !== undefined) settings.stackTraceLimit = limit
  return call
}

/**
 * The folder with the library's packages in it: of an installed one `.../@miniflow/`, else that of its
 * sources. Unknown where a bundler has put it into one file with the user's.
 */
const home = /^(?:file:\/\/)?(.*\/)core\/(?:src|dist)\//.exec(
  (import.meta as { url?: string }).url ?? '',
)?.[1]

const packages = /^(?:core|nn|optim|io|draw|check|jit)\/(?:src|dist)\//

const isOurs = (path: string): boolean =>
  path.includes('/@miniflow/') ||
  (home !== undefined && path.startsWith(home) && packages.test(path.slice(home.length)))

/** `file:line:column` of every frame outside of the library, innermost first. */
const framesOutside = ({ stack = '' }: Error): readonly string[] =>
  stack.split('\n').flatMap(frame => {
    const place = /\(?((?:file:\/\/|https?:\/\/|\/|[A-Za-z]:\\)[^()]*:\d+:\d+)\)?$/.exec(
      frame.trim(),
    )
    const path = place?.[1]?.replace(/^file:\/\//, '')
    return path === undefined || isOurs(path) ? [] : [path]
  })

/** The innermost frame that is the user's, and not that of a library that ours or the user's calls. */
export const userLine = (call: Error): string => {
  const frames = framesOutside(call)
  return (
    frames.find(path => !path.includes('/node_modules/')) ??
    frames[0] ??
    'a line that the call stack does not show'
  )
}
