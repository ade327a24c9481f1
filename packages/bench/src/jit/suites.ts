/** The benchmarks of jit: what is measured, and how it is shown. */
import type { Times } from '../contest.js'
import { measureChains } from './chains.js'
import { type ColdReport, measureCold } from './cold.js'
import { measureConvolution } from './convolution.js'
import { measureProducts } from './products.js'
import type { Rate } from './rate.js'
import { measureRetention, type Retention } from './retention.js'
import { measureScalar, type ScalarReport } from './scalar.js'
import { measureStep } from './training.js'

export const jitSuites = [
  'jit:step',
  'jit:products',
  'jit:chains',
  'jit:convolution',
  'jit:scalar',
  'jit:cold',
  'jit:memory',
] as const

export type JitSuite = (typeof jitSuites)[number]

/** What a suite puts into the report, and prints as it goes. */
export type JitMeasure = (rounds: number) => Promise<unknown>

const round = (x: number, digits: number): number => Number(x.toFixed(digits))

const showTimes = (times: readonly Times[], missing: readonly string[]): void => {
  const base = times.find(({ name }) => name === 'miniflow jit') as Times
  console.log(
    `\ntraining step 784-128-10, batch 128: milliseconds, median of ${base.rounds} alternating rounds`,
  )
  console.table(
    Object.fromEntries(
      times.map(({ name, median, fastest }) => [
        name,
        {
          median: round(median, 3),
          fastest: round(fastest, 3),
          'ratio to miniflow jit': round(median / base.median, 3),
        },
      ]),
    ),
  )
  if (missing.length > 0) console.log(`not on this machine: ${missing.join(', ')}`)
}

interface RateReport {
  readonly name: string
  readonly rates: readonly Rate[]
}

const showRates = (title: string, rows: readonly RateReport[]): void => {
  console.log(`\n${title}: GFLOP/s, and per cent of the peak measured right before`)
  console.table(
    Object.fromEntries(
      rows.map(({ name, rates }) => [
        name,
        Object.fromEntries(
          rates.flatMap(one => [
            [one.name, round(one.rate, 1)],
            ...(one.name === 'peak' ? [] : [[`${one.name}, %`, Math.round(100 * one.ofPeak)]]),
          ]),
        ),
      ]),
    ),
  )
}

const showScalar = ({ call, read, chain, gradient }: ScalarReport): void =>
  console.log(
    `\njitted scalar functions: a call takes ${call.toFixed(2)} us, with its result read ${read.toFixed(2)} us; ` +
      `a chain of 1000 multiplications with its gradient ${chain.toFixed(2)} us, ` +
      `the gradient of x^1001 ${gradient.toFixed(2)} us`,
  )

const showCold = ({
  starts,
  total,
  fastest,
  phases,
  run,
  second,
  moduleBytes,
}: ColdReport): void => {
  console.log(
    `\ncold start of the training step, ${starts} processes: milliseconds from the call to its end; ${moduleBytes} bytes of WebAssembly`,
  )
  const rows = { ...phases, 'memory and first run': run, total, fastest, 'second step': second }
  console.table(
    Object.fromEntries(
      Object.entries(rows).map(([name, time]) => [name, { milliseconds: round(time, 2) }]),
    ),
  )
}

const showRetention = (rows: readonly Retention[]): void => {
  console.log('\nmemory of jitted steps, and of functions that are made, called once and dropped')
  console.table(
    Object.fromEntries(
      rows.map(({ name, count, slope, kept, samples }) => [
        name,
        {
          count,
          'resident, bytes each': round(slope, 1),
          'kept, bytes each': kept === undefined ? '-' : round(kept, 2),
          'MiB at the end': Math.round((samples.at(-1)?.rss ?? 0) / 2 ** 20),
        },
      ]),
    ),
  )
}

const shown = <A>(value: A, show: (value: A) => void): A => {
  show(value)
  return value
}

export const jitMeasures: Readonly<Record<JitSuite, JitMeasure>> = {
  'jit:step': async rounds =>
    shown(await measureStep(10 * rounds), ({ times, missing }) => showTimes(times, missing)),
  'jit:products': async rounds =>
    shown(await measureProducts(rounds), rows => showRates('matrix products', rows)),
  'jit:chains': async rounds =>
    shown(measureChains(rounds), rows => showRates('matrix products in a row, in one call', rows)),
  'jit:convolution': async rounds =>
    shown(await measureConvolution(rounds), rows =>
      showRates('convolution 3 x 3, 32 to 64 channels, 28 x 28, batch 32', rows),
    ),
  'jit:scalar': async rounds => shown(measureScalar(rounds), showScalar),
  'jit:cold': async rounds => shown(measureCold(Math.max(5, Math.ceil(rounds / 2))), showCold),
  'jit:memory': async () => shown(await measureRetention(), showRetention),
}
