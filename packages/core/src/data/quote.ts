/** How an error quotes what a user wrote in place of a number, a shape or an option. */

const FEW = 6
const DEEP = 3

const listed = (parts: readonly string[], length: number): string =>
  [...parts, ...(length > FEW ? ['...'] : [])].join(',')

/**
 * Numbers, strings and short lists and records of such as they are written; other things by their
 * kind. Nothing of the value is called, and what holds itself is not followed.
 */
export const quoted = (x: unknown, depth: number = DEEP): string => {
  if (typeof x === 'string') return JSON.stringify(x)
  if (typeof x === 'bigint') return `${x}n`
  if (typeof x === 'function') return 'a function'
  if (typeof x !== 'object' || x === null) return String(x)
  if (Array.isArray(x))
    return depth === 0
      ? '[...]'
      : `[${listed(
          Array.from(x.slice(0, FEW), item => quoted(item, depth - 1)),
          x.length,
        )}]`
  const prototype: unknown = Object.getPrototypeOf(x)
  if (prototype !== Object.prototype && prototype !== null) return 'an object'
  const entries = Object.entries(x)
  return depth === 0
    ? '{...}'
    : `{${listed(
        entries
          .slice(0, FEW)
          .map(([key, item]) => `${JSON.stringify(key)}:${quoted(item, depth - 1)}`),
        entries.length,
      )}}`
}
