/** Wrong values of many kinds in every place of every public function. */
import { MiniflowError } from '@miniflow/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Call, calls, inside, type Name, ways } from './calls.js'
import { type Hole, holes, invoke, publicly, replaced, showHole } from './holes.js'
import { wrong } from './wrong.js'

interface Case {
  readonly of: Name
  readonly call: Call
  readonly run: (call: Call) => unknown
}

const cases: readonly Case[] = [
  ...(Object.keys(calls) as readonly Name[]).map(of => ({ of, call: calls[of] })),
  ...ways,
].map(way => {
  const f = 'through' in way ? (way.through as ReturnType<typeof publicly>) : publicly(way.of)
  return { of: way.of, call: way.call, run: call => invoke(f, call) }
})

/** What an error of our own must not say, and a name that a user does not know. */
const unreadable = /\[object |undefined is|is not a function|Cannot read|NaN elements/

/** A call may fail in the name of what the functions in it call. */
const namesIn = ({ of, call }: Case): readonly string[] =>
  call.flat().some(arg => typeof arg === 'function') || of === 'run' ? [of, ...inside] : [of]

const faultOf = (one: Case, error: unknown): string | undefined => {
  if (!(error instanceof MiniflowError))
    return error instanceof RangeError && error.message === 'mine'
      ? undefined
      : `throws ${String(error)}`
  if (!namesIn(one).includes(error.where)) return `refuses as ${error.message}`
  return unreadable.test(error.message) ? `says ${error.message}` : undefined
}

type Outcome = { readonly tag: 'accepted' } | { readonly tag: 'refused'; readonly fault?: string }

const outcome = (one: Case, hole: Hole, value: unknown): Outcome => {
  try {
    one.run(replaced(one.call, hole, value))
    return { tag: 'accepted' }
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
    outcomes: Object.entries(wrong).map(([kind, value]) => ({
      kind,
      ...outcome(one, hole, value),
    })),
  })),
)

test.each(cases)('$of takes what it is meant for', one => {
  expect(() => one.run(one.call)).not.toThrow()
})

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
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('accepted.txt')
})

const leadsTo = (a: Hole, b: Hole): boolean => a.every((key, i) => key === b[i])

test('nor do two wrong values at once lead to an error without a name', () => {
  const kind = fc.constantFrom(...Object.keys(wrong))
  const pairs = fc.constantFrom(...cases).chain(one => {
    const places = fc.constantFrom(...holes(one.call))
    return fc.record({ one: fc.constant(one), a: places, b: places, first: kind, second: kind })
  })
  fc.assert(
    fc.property(pairs, ({ one, a, b, first, second }) => {
      fc.pre(!leadsTo(a, b) && !leadsTo(b, a))
      const call = replaced(one.call, a, wrong[first])
      const result = outcome({ ...one, call }, b, wrong[second])
      if (result.tag === 'accepted' || result.fault === undefined) return
      throw new Error(`${label(one)} ${showHole(a)}, ${showHole(b)}: ${result.fault}`)
    }),
    { seed: 7, numRuns: 10_000 },
  )
})
