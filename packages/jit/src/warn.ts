/** Warnings to whoever reads the console, each text once. */

const said = new Set<string>()

export const warnOnce = (text: string): void => {
  if (said.has(text)) return
  said.add(text)
  // biome-ignore lint/suspicious/noConsole: a warning is for the person who runs the program
  console.warn(text)
}
