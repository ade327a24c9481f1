/** The places of a call where something else can be passed: arguments, options, elements of lists. */

/** Arguments of a function, of what it gives, and so on. */
export type Call = readonly (readonly unknown[])[]

/** The number of the call, of the argument, and what leads into it. */
export type Hole = readonly (number | string)[]

const isPlain = (x: unknown): x is Readonly<Record<string, unknown>> =>
  typeof x === 'object' && x !== null && Object.getPrototypeOf(x) === Object.prototype

/** Tapes, structures and what has a key of its package's own are whole: forged parts are none of the user's. */
const isWhole = (x: object): boolean =>
  'nodes' in x || 'tag' in x || Object.getOwnPropertySymbols(x).length > 0

const within = (x: unknown, at: Hole): readonly Hole[] => {
  if (Array.isArray(x)) return [at, ...x.flatMap((item, i) => within(item, [...at, i]))]
  if (isPlain(x) && !isWhole(x))
    return [at, ...Object.entries(x).flatMap(([key, item]) => within(item, [...at, key]))]
  return [at]
}

export const holes = (call: Call): readonly Hole[] =>
  call.flatMap((args, stage) => args.flatMap((arg, i) => within(arg, [stage, i])))

/** `argument 1.axis`, or `result's argument 0` of the function that a function gives. */
export const showHole = ([stage, ...path]: Hole): string =>
  `${stage === 0 ? '' : "result's "}argument ${path.join('.')}`

const put = (x: unknown, [key, ...rest]: Hole, value: unknown): unknown => {
  if (key === undefined) return value
  if (Array.isArray(x)) return x.with(key as number, put(x[key as number], rest, value))
  const record = x as Readonly<Record<string, unknown>>
  return { ...record, [key]: put(record[key], rest, value) }
}

/** The call with something else in one place. */
export const replaced = (call: Call, hole: Hole, value: unknown): Call =>
  put(call, hole, value) as Call

type Anything = (...args: readonly unknown[]) => unknown

/** A function of a package by its name, `add` or `random.normal`. */
export const publicly = (exports: object, name: string): Anything =>
  name
    .split('.')
    .reduce<unknown>(
      (found, key) => (found as Readonly<Record<string, unknown>>)[key],
      exports,
    ) as Anything

/** Calls the function, and what it gives with the next arguments, to the end. */
export const invoke = (f: Anything, call: Call): unknown =>
  call.reduce<unknown>((g, args) => (g as Anything)(...args), f)
