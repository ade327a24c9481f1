/** Scopes: names for blocks of a tape, such as `encoder/layer1`. */

/** The names around what is called now, outermost first; absent where there are none. */
let current: string | undefined

/** Runs the body in a scope below the one that is open; afterwards that one is open again. */
export const within = <A>(name: string, body: () => A): A => {
  const before = current
  current = before === undefined ? name : `${before}/${name}`
  try {
    return body()
  } finally {
    current = before
  }
}

export const scopeNow = (): string | undefined => current

/** The scope now, as seen from one around it. */
export const scopeSince = (outer: string | undefined): string | undefined =>
  current === undefined || current === outer
    ? undefined
    : outer !== undefined && current.startsWith(`${outer}/`)
      ? current.slice(outer.length + 1)
      : current
