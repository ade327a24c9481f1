/** Rates beside the peak: each turn of a contender comes right after one of the probe. */
import { median } from '../contest.js'
import { peak, type Rated } from './probe.js'

export interface Rate {
  readonly name: string
  /** GFLOP/s, median. */
  readonly rate: number
  /** Of what the probe reached right before, median. */
  readonly ofPeak: number
}

/** Milliseconds of a turn: short, so that most are left alone by other processes. */
const SLICE = 8

/** Milliseconds of processor time, so that other processes count less. */
const time = ({ run }: Rated, turns: number): number => {
  const start = process.cpuUsage()
  run(turns)
  const { user, system } = process.cpuUsage(start)
  return Math.max(1e-3, (user + system) / 1000)
}

/** What is slow is done less often. */
const [WARM_UP, BUDGET, FEWEST] = [150, 2000, 3] as const

interface Runner extends Rated {
  readonly turns: number
  readonly rates: number[]
  readonly parts: number[]
}

const ready = (one: Rated): Runner => {
  let took = time(one, 1)
  for (let total = took; total < WARM_UP; total += took) took = Math.min(took, time(one, 1))
  let turns = 1
  while (took < SLICE / 4 && turns < 2 ** 20) {
    turns *= 2
    took = time(one, turns)
  }
  return { ...one, turns: Math.max(1, Math.round((turns * SLICE) / took)), rates: [], parts: [] }
}

export const rates = (contenders: readonly Rated[], rounds: number): readonly Rate[] => {
  const probe = ready(peak())
  const all = contenders.map(ready)
  const rate = (one: Runner): number => (one.flops * one.turns) / time(one, one.turns) / 1e6
  const spent = ({ rates: done, flops, turns }: Runner): number =>
    done.reduce((total, reached) => total + (flops * turns) / reached / 1e6, 0)
  for (let round = 0; round < rounds; round++)
    for (const one of round % 2 === 0 ? all : all.toReversed()) {
      if (round >= FEWEST && spent(one) > BUDGET) continue
      const top = rate(probe)
      const reached = rate(one)
      probe.rates.push(top)
      one.rates.push(reached)
      one.parts.push(reached / top)
    }
  return [
    ...all.map(one => ({ name: one.name, rate: median(one.rates), ofPeak: median(one.parts) })),
    { name: probe.name, rate: median(probe.rates), ofPeak: 1 },
  ]
}

/** Throws where a result is not what float64 says: sums of n products of numbers below 1, to rounding. */
export const near = (
  name: string,
  got: ArrayLike<number>,
  want: ArrayLike<number>,
  n: number,
): void => {
  const bound = 4 * 2 ** -24 * n
  if (got.length !== want.length)
    throw new Error(`${name}: ${got.length} numbers; there should be ${want.length}.`)
  for (let i = 0; i < want.length; i++) {
    const [x, y] = [got[i] as number, want[i] as number]
    if (!(Math.abs(x - y) <= bound * Math.max(1, Math.abs(y))))
      throw new Error(`${name}: number ${i} is ${x}; in float64 it is ${y}.`)
  }
}
