/** The form `expression // => text`, and its comparison with what the expression gives. */

/** Makes each `expression // => text` a call of `check` with both; `text` stays as it is. */
export const withChecks = (code: string): string =>
  code.replace(
    /^(.*?)\s*\/\/ => (.*)$/gm,
    (_, expression: string, text: string) => `;check(${expression}, ${JSON.stringify(text)})`,
  )
