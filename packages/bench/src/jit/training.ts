/** The training step against every peer: results checked against float64, then alternating rounds. */
import { type Contender, contest, median, type Times } from '../contest.js'
import { addWasm, loadTfjs } from '../tfjs.js'
import { jaxJs } from './jax-js.js'
import { checkLosses, eager, jitted, trueLosses } from './miniflow.js'
import { type Peer, turnOf } from './python.js'
import { type Task, task } from './task.js'
import { tfjs } from './tfjs.js'

/** Steps that are compared before any time counts. */
const CHECKED = 5

/** Steps of a turn: a training loop has its own data in the caches, as PyTorch's has in its own process. */
const IN_A_ROW = 10

/** A contender whose first steps were right; they are behind it. */
const checked = (contender: Contender, truth: readonly number[]): Contender => {
  checkLosses(
    contender.name,
    truth.map(() => contender.run()),
    truth,
  )
  return contender
}

const python = (
  peer: Peer,
  name: string,
  work: Task,
  truth: readonly number[],
  rounds: number,
): Times | undefined => {
  const turn = turnOf(peer, work, { rounds, warmUp: 20 })
  if (turn === undefined) return undefined
  checkLosses(name, turn.losses.slice(0, CHECKED), truth)
  return {
    name: `${name} ${turn.version}`,
    median: median(turn.times),
    fastest: Math.min(...turn.times),
    rounds,
    result: turn.losses.at(-1) as number,
  }
}

export interface StepReport {
  readonly times: readonly Times[]
  /** Peers that this machine does not have. */
  readonly missing: readonly string[]
}

/**
 * Milliseconds of a step. The contenders of this process take turns of some steps; PyTorch and JAX, in
 * processes of their own, do their rounds right before and right after, and the better half counts.
 */
export const measureStep = async (rounds: number): Promise<StepReport> => {
  const work = task()
  const truth = trueLosses(work, CHECKED)
  const peers = [
    ['torch', 'PyTorch'],
    ['jax', 'JAX'],
  ] as const
  const turns = (): readonly (Times | undefined)[] =>
    peers.map(([peer, name]) => python(peer, name, work, truth, rounds))
  const before = turns()
  const tf = await loadTfjs()
  const slow = [eager(work), await tfjs(tf, 'cpu', work)]
  await addWasm(tf)
  const fast = [jitted(work), await jaxJs(work), await tfjs(tf, 'wasm', work)]
  const options = {
    ...{ rounds: Math.ceil(rounds / IN_A_ROW), inARow: IN_A_ROW },
    ...{ warmUp: 3, tolerance: Number.POSITIVE_INFINITY },
  }
  const times = [
    ...contest(
      fast.map(one => checked(one, truth)),
      options,
    ),
    ...contest(
      slow.map(one => checked(one, truth)),
      { ...options, rounds: Math.ceil(rounds / 50), warmUp: 1 },
    ),
  ]
  const after = turns()
  const others = before.flatMap((one, i) => {
    const other = after[i]
    return one === undefined || other === undefined ? [] : [one.median < other.median ? one : other]
  })
  return {
    times: [...times, ...others],
    missing: peers.flatMap(([, name], i) => (before[i] === undefined ? [name] : [])),
  }
}
