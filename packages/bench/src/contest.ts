/** Contenders take turns, so that whatever else the machine does meets all of them alike. */

/** One way of doing a piece of work; `run` gives a number by which results are compared. */
export interface Contender {
  readonly name: string
  readonly run: () => number
}

/** What was measured: the times of a contender in milliseconds a run, and its first result. */
export interface Times {
  readonly name: string
  readonly median: number
  readonly fastest: number
  readonly rounds: number
  readonly result: number
}

export const median = (xs: readonly number[]): number => {
  const sorted = xs.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

/**
 * Runs all contenders in turn, `warmUp` rounds unmeasured and `rounds` measured; the order turns
 * around every round. A turn is `inARow` runs, whose mean counts: what is done in loops is measured in
 * loops, with its own data in the caches. Throws when results differ by more than `tolerance` relative: a
 * fast number that is wrong is not a number.
 */
export const contest = (
  contenders: readonly Contender[],
  {
    rounds,
    warmUp,
    tolerance,
    inARow = 1,
  }: { rounds: number; warmUp: number; tolerance: number; inARow?: number },
): readonly Times[] => {
  const times = new Map<string, number[]>(contenders.map(({ name }) => [name, []]))
  const results = contenders.map(({ run }) => run())
  const reference = results[0] as number
  contenders.forEach(({ name }, i) => {
    const difference = Math.abs((results[i] as number) - reference)
    if (!(difference <= tolerance * Math.abs(reference)))
      throw new Error(
        `${name} computes ${results[i]}, ${contenders[0]?.name} computes ${reference}: not the same work.`,
      )
  })
  for (let round = -warmUp; round < rounds; round++) {
    for (const { name, run } of round % 2 === 0 ? contenders : contenders.toReversed()) {
      const start = performance.now()
      for (let i = 0; i < inARow; i++) run()
      const elapsed = (performance.now() - start) / inARow
      if (round >= 0) times.get(name)?.push(elapsed)
    }
  }
  return contenders.map(({ name }, i) => {
    const measured = times.get(name) ?? []
    return {
      name,
      median: median(measured),
      fastest: Math.min(...measured),
      rounds,
      result: results[i] as number,
    }
  })
}
