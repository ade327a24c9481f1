/** Number arguments, refused by name where they make no sense. */
import { ArgumentError } from '@miniflow/core'
import { shown } from './options.js'

/** Numbers by name; from JavaScript, anything may stand in their place. */
type Numbers = { readonly [name: string]: number }

export const checkNumbers = (
  where: string,
  numbers: Numbers,
  holds: (x: number) => boolean,
  expected: string,
): void => {
  for (const [name, x] of Object.entries(numbers))
    if (typeof x !== 'number' || !Number.isFinite(x) || !holds(x))
      throw new ArgumentError(where, `${name} is ${shown(x)}; expected ${expected}.`)
}

export const finite = (where: string, numbers: Numbers): void =>
  checkNumbers(where, numbers, () => true, 'a finite number')

export const positive = (where: string, numbers: Numbers): void =>
  checkNumbers(where, numbers, x => x > 0, 'a finite number above 0')

export const notNegative = (where: string, numbers: Numbers): void =>
  checkNumbers(where, numbers, x => x >= 0, 'a finite number from 0 on')

/** A share that is kept from step to step. */
export const fraction = (where: string, numbers: Numbers): void =>
  checkNumbers(where, numbers, x => x >= 0 && x < 1, 'a number from 0 to below 1')

/** A count of something, `from` at least. */
export const count = (where: string, numbers: Numbers, from = 1): void =>
  checkNumbers(
    where,
    numbers,
    x => Number.isSafeInteger(x) && x >= from,
    `a whole number from ${from} on`,
  )
