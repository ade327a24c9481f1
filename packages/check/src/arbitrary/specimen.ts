/**
 * Tensors on named axes, as a description that shrinks in one piece: first an axis is gone from all
 * tensors that have it, then one is shorter, then numbers are simpler.
 */

/** An axis that several tensors may share. */
export interface Axis {
  readonly length: number
  /** No shorter than this. */
  readonly least: number
  /** Whether tensors are still what they ought to be without it. */
  readonly optional: boolean
}

/** A tensor's axis: one of the specimen's by name, or of length 1 in its place. */
export interface Place {
  readonly axis: string
  readonly one: boolean
}

/** A tensor: its axes, and its elements as positions in the grid, in which 0 is the simplest. */
export interface Part {
  readonly places: readonly Place[]
  readonly ranks: readonly number[]
}

export interface Specimen {
  readonly axes: Readonly<Record<string, Axis>>
  /** How many axes there are at least. */
  readonly least: number
  readonly parts: readonly Part[]
}

type Axes = Specimen['axes']

export const lengthOf = (axes: Axes, { axis, one }: Place): number =>
  one ? 1 : (axes[axis]?.length ?? 1)

export const shapeOf = (axes: Axes, { places }: Pick<Part, 'places'>): readonly number[] =>
  places.map(place => lengthOf(axes, place))

/** The elements at some positions of an axis, which keeps its place. */
const taken = (
  shape: readonly number[],
  ranks: readonly number[],
  at: number,
  from: number,
  n: number,
) => {
  const inner = shape.slice(at + 1).reduce((a, b) => a * b, 1)
  const length = shape[at] as number
  return ranks.filter((_, i) => {
    const position = Math.floor(i / inner) % length
    return from <= position && position < from + n
  })
}

/** The part with positions `from` to `from + n` of an axis only. */
const cut = (axes: Axes, { places, ranks }: Part, name: string, from: number, n: number): Part => ({
  places,
  ranks: places.reduce((kept, { axis, one }, at) => {
    if (axis !== name || one) return kept
    // A tensor may have the axis twice: the first one is short by now.
    const shape = places.map((place, i) =>
      i < at && place.axis === name && !place.one ? n : lengthOf(axes, place),
    )
    return taken(shape, kept, at, from, n)
  }, ranks),
})

const shortened = (specimen: Specimen, name: string, from: number, n: number): Specimen => ({
  ...specimen,
  axes: { ...specimen.axes, [name]: { ...(specimen.axes[name] as Axis), length: n } },
  parts: specimen.parts.map(part => cut(specimen.axes, part, name, from, n)),
})

const removed = (specimen: Specimen, name: string, at: number): Specimen => {
  const { [name]: _, ...axes } = shortened(specimen, name, at, 1).axes
  return {
    ...specimen,
    axes,
    parts: specimen.parts.map(part => {
      const { ranks, places } = cut(specimen.axes, part, name, at, 1)
      return { ranks, places: places.filter(({ axis }) => axis !== name) }
    }),
  }
}

/** The two ends of an axis: what fails may depend on either. */
const ends = (length: number, n: number): readonly number[] =>
  length === n ? [0] : [0, length - n]

function* fewerAxes(specimen: Specimen): Iterable<Specimen> {
  const names = Object.keys(specimen.axes)
  if (names.length > specimen.least)
    for (const name of names) {
      const { length, optional } = specimen.axes[name] as Axis
      if (optional && length > 0)
        for (const at of ends(length, 1)) yield removed(specimen, name, at)
    }
  for (const [i, part] of specimen.parts.entries())
    if (part.places[0]?.one === true)
      yield {
        ...specimen,
        parts: specimen.parts.with(i, { ...part, places: part.places.slice(1) }),
      }
}

function* shorterAxes(specimen: Specimen): Iterable<Specimen> {
  for (const [name, { length, least }] of Object.entries(specimen.axes)) {
    const lengths = [...new Set([1, Math.ceil(length / 2), length - 1, 0])]
    for (const n of lengths.filter(n => least <= n && n < length))
      for (const from of ends(length, n)) yield shortened(specimen, name, from, n)
  }
}

const withRanks = (specimen: Specimen, f: (rank: number, part: number, at: number) => number) => ({
  ...specimen,
  parts: specimen.parts.map((part, k) => ({
    ...part,
    ranks: part.ranks.map((rank, at) => f(rank, k, at)),
  })),
})

/** How many of the simplest numbers are tried in the place of another. */
const TRIED = 6

/** Simpler numbers in the place of `rank`: the simplest of all, and those that are there already. */
const below = (rank: number, present: readonly number[]): readonly number[] => {
  const simplest = Array.from({ length: Math.min(rank, TRIED) }, (_, i) => i)
  return [...new Set([...simplest, ...present.filter(other => other < rank)])]
}

/** Every step makes some number simpler and none less simple, so that shrinking ends. */
function* simplerNumbers(specimen: Specimen): Iterable<Specimen> {
  const present = [...new Set(specimen.parts.flatMap(({ ranks }) => ranks))].sort((a, b) => a - b)
  const most = present.at(-1) ?? 0
  for (let most1 = 0; most1 < most; most1 = 2 * most1 + 1)
    yield withRanks(specimen, rank => Math.min(rank, most1))
  for (const [k, { ranks }] of specimen.parts.entries())
    for (const to of [0, 1])
      if (ranks.some(rank => rank > to))
        yield withRanks(specimen, (rank, part) => (part === k ? Math.min(rank, to) : rank))
  for (const from of present.toReversed())
    for (const to of below(from, present))
      yield withRanks(specimen, rank => (rank === from ? to : rank))
  for (const [k, { ranks }] of specimen.parts.entries())
    for (const [i, from] of ranks.entries())
      for (const to of below(from, present))
        yield withRanks(specimen, (rank, part, at) => (part === k && at === i ? to : rank))
}

/** What is simpler: in rank, then in length, then in numbers. */
export function* simpler(specimen: Specimen): Iterable<Specimen> {
  yield* fewerAxes(specimen)
  yield* shorterAxes(specimen)
  yield* simplerNumbers(specimen)
}
