/** The error that something throws, as a user reads it. */
export const messageOf = (f: () => unknown): string => {
  let given: unknown
  try {
    given = f()
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  }
  return `no error, but ${String(given)}`
}
