/** Text that any format can hold. */

/** Controls, and halves of surrogate pairs, which are no characters. */
const noCharacters = /[\p{Cc}\p{Surrogate}\uFFFE\uFFFF]/gu

/** On one line, with U+FFFD in place of what is no character. */
export const plain = (text: string): string =>
  text.replace(/[\t\n\r\u2028\u2029]+/g, ' ').replace(noCharacters, '\uFFFD')
