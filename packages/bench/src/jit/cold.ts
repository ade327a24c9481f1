/** From the call to the end of the first training step, in fresh processes. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { median } from '../contest.js'
import { checkLosses, trueLosses } from './miniflow.js'
import { task } from './task.js'

const phases = ['trace', 'lower', 'encode', 'engine'] as const

type Phases = { readonly [phase in (typeof phases)[number]]: number }

interface Start {
  readonly losses: readonly number[]
  readonly total: number
  readonly second: number
  readonly phases: Phases
  readonly moduleBytes: number
}

/** Milliseconds: medians over the starts. */
export interface ColdReport {
  readonly starts: number
  readonly total: number
  readonly fastest: number
  readonly phases: Phases
  /** What remains of the total: keys, memory, the first run and reading its loss. */
  readonly run: number
  /** The second step. */
  readonly second: number
  readonly moduleBytes: number
}

const script = fileURLToPath(new URL('cold-step.js', import.meta.url))

const start = (truth: readonly number[]): Start => {
  const { stdout, stderr, status } = spawnSync(process.execPath, [script], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`a cold start failed:\n${stderr}`)
  const found = JSON.parse(stdout) as Start
  checkLosses('a cold start', found.losses, truth)
  return found
}

export const measureCold = (starts: number): ColdReport => {
  const truth = trueLosses(task(), 2)
  const found = Array.from({ length: starts }, () => start(truth))
  const middle = (of: (one: Start) => number): number => median(found.map(of))
  const known = ({ phases: { trace, lower, encode, engine } }: Start): number =>
    trace + lower + encode + engine
  return {
    starts,
    total: middle(({ total }) => total),
    fastest: Math.min(...found.map(({ total }) => total)),
    phases: Object.fromEntries(
      phases.map(phase => [phase, middle(one => one.phases[phase])]),
    ) as unknown as Phases,
    run: middle(one => one.total - known(one)),
    second: middle(({ second }) => second),
    moduleBytes: found[0]?.moduleBytes ?? 0,
  }
}
