/** The test of misuse: wrong values of many kinds in every place of every public function. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Call, type Hole, holes, invoke, publicly, replaced, showHole } from './holes.js'

/** One more way to call a function, where one call cannot show all of its arguments. */
export interface Way {
  readonly of: string
  readonly call: Call
  /** What is called in place of the function itself, to reach what it leads to. */
  readonly through?: (...args: never) => unknown
  /** Other public functions that the call consists of, and that may refuse in their own names. */
  readonly names?: readonly string[]
}

export interface Misuse {
  /** The package's exports. */
  readonly exports: object
  /** A right call of every public function. */
  readonly calls: Readonly<Record<string, Call>>
  readonly ways?: readonly Way[]
  /** What functions that are arguments in these calls call: that may refuse in its own name. */
  readonly inside?: readonly string[]
  /** What is passed, by the name of its kind. */
  readonly wrong: Readonly<Record<string, unknown>>
  /** The public function that an error of the library names; nothing of any other error. */
  readonly nameIn: (error: unknown) => string | undefined
  /** Whether a result may hold NaN where none was given, as a logarithm of a negative number does. */
  readonly mayGiveNaN?: boolean
  /** The file, beside the test, that lists what is accepted. */
  readonly accepted: string
  readonly pairs?: number
}

interface Case {
  readonly of: string
  readonly call: Call
  readonly names: readonly string[]
  readonly run: (call: Call) => unknown
}

const isFunction = (x: unknown): boolean => typeof x === 'function'

/** What an error of our own must not say, and a name that a user does not know. */
const unreadable =
  /\[object |undefined is not (?:a |iterable)|is not a function|Cannot read|NaN elements/

type Outcome = { readonly tag: 'accepted' } | { readonly tag: 'refused'; readonly fault?: string }

/** Kinds that hold what is no number, or lead to it: their NaN is the caller's own. */
const infinite = ['NaN', 'infinity', 'huge']

type Readable = { readonly dtype: string; readonly data: () => Iterable<unknown> }

const isReadable = (x: object): x is Readable => 'dtype' in x && 'data' in x && isFunction(x.data)

/** What escaped can be read no more. */
const numbersOf = (x: Readable): Iterable<unknown> => {
  try {
    return x.data()
  } catch {
    return []
  }
}

/** Whether there is a NaN in a tree of tensors and numbers. */
const holdsNaN = (x: unknown, depth = 0): boolean => {
  if (typeof x === 'number') return Number.isNaN(x)
  if (typeof x !== 'object' || x === null || depth > 8) return false
  if (isReadable(x)) return [...numbersOf(x)].some(Number.isNaN)
  return Object.values(x).some(item => holdsNaN(item, depth + 1))
}

const leadsTo = (a: Hole, b: Hole): boolean => a.every((key, i) => key === b[i])

export const testMisuse = (of: Misuse): void => {
  const { exports, calls, ways = [], inside = [], wrong, nameIn, pairs = 2000 } = of

  const cases = [
    ...Object.entries(calls).map(([name, call]): Way => ({ of: name, call })),
    ...ways,
  ].map((way): Case => {
    const f = (way.through ?? publicly(exports, way.of)) as ReturnType<typeof publicly>
    return { of: way.of, call: way.call, names: way.names ?? [], run: call => invoke(f, call) }
  })

  /** A call may fail in the name of what the functions in it call. */
  const isNamed = ({ of, call, names }: Case, name: string): boolean =>
    name === of ||
    names.includes(name) ||
    name.startsWith(`${of}.`) ||
    ((call.flat().some(isFunction) || of === 'run') && inside.includes(name))

  const faultOf = (one: Case, error: unknown): string | undefined => {
    const name = nameIn(error)
    if (name === undefined)
      return error instanceof RangeError && error.message === 'mine'
        ? undefined
        : `throws ${String(error)}`
    const { message } = error as Error
    if (!isNamed(one, name)) return `refuses as ${message}`
    return unreadable.test(message) ? `says ${message}` : undefined
  }

  const outcome = (one: Case, hole: Hole, kind: string): Outcome => {
    try {
      const result = one.run(replaced(one.call, hole, wrong[kind]))
      return !of.mayGiveNaN && holdsNaN(result) && !infinite.includes(kind)
        ? { tag: 'refused', fault: 'gives NaN' }
        : { tag: 'accepted' }
    } catch (error) {
      const fault = faultOf(one, error)
      return fault === undefined ? { tag: 'refused' } : { tag: 'refused', fault }
    }
  }

  /** Which of the ways to call its function a case is. */
  const label = (one: Case): string => {
    const number = cases.filter(({ of }) => of === one.of).indexOf(one) + 1
    return number === 1 ? one.of : `${one.of} #${number}`
  }

  const tried = cases.flatMap(one =>
    holes(one.call).map(hole => ({
      where: `${label(one)} ${showHole(hole)}`,
      outcomes: Object.keys(wrong).map(kind => ({ kind, ...outcome(one, hole, kind) })),
    })),
  )

  test.each(cases)('$of takes what it is meant for', one => {
    expect(() => one.run(one.call)).not.toThrow()
  })

  describe('misuse', () => {
    test('whatever is passed wherever, an error has a name, and the name of the function called', () => {
      const faults = tried.flatMap(({ where, outcomes }) =>
        outcomes.flatMap(o =>
          o.tag === 'refused' && o.fault !== undefined ? [`${where}, ${o.kind}: ${o.fault}`] : [],
        ),
      )
      expect(faults).toEqual([])
    })

    test('what is accepted is accepted on purpose', async () => {
      const lines = tried.flatMap(({ where, outcomes }) => {
        const kinds = outcomes.flatMap(o => (o.tag === 'accepted' ? [o.kind] : []))
        return kinds.length === 0 ? [] : [`${where}: ${kinds.join(', ')}`]
      })
      await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(of.accepted)
    })

    test('nor do two wrong values at once lead to an error without a name', () => {
      const kind = fc.constantFrom(...Object.keys(wrong))
      const both = fc.constantFrom(...cases.filter(({ call }) => holes(call).length > 0))
      const drawn = both.chain(one => {
        const places = fc.constantFrom(...holes(one.call))
        return fc.record({ one: fc.constant(one), a: places, b: places, first: kind, second: kind })
      })
      fc.assert(
        fc.property(drawn, ({ one, a, b, first, second }) => {
          fc.pre(!leadsTo(a, b) && !leadsTo(b, a))
          const call = replaced(one.call, a, wrong[first])
          const result = outcome({ ...one, call }, b, second)
          if (result.tag === 'accepted' || result.fault === undefined) return
          if (result.fault === 'gives NaN' && infinite.includes(first)) return
          throw new Error(`${label(one)} ${showHole(a)}, ${showHole(b)}: ${result.fault}`)
        }),
        { seed: 7, numRuns: pairs },
      )
    })
  })
}
