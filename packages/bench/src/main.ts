/** The benchmarks: `npm run bench`, or `npm run bench -- training chain jit --json FILE --chart FILE`. */
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { miniflowChain, tfjsChain } from './chain.js'
import { chart } from './chart.js'
import { CHECKED, checkContenders } from './checking.js'
import { contest, type Times } from './contest.js'
import { measureEager } from './eager.js'
import { gradientPairs } from './gradients.js'
import { type JitMeasure, jitMeasures, jitSuites } from './jit/suites.js'
import { measureMemory } from './memory.js'
import { measureOptimisers } from './optimisers.js'
import { loadTfjs, type Tfjs } from './tfjs.js'
import { miniflowStep, tfjsStep } from './training.js'

const suites = [
  'training',
  'chain',
  'gradients',
  'eager',
  'memory',
  'optimisers',
  'checking',
  ...jitSuites,
] as const
type Suite = (typeof suites)[number]

const { values, positionals } = parseArgs({
  options: {
    json: { type: 'string' },
    chart: { type: 'string' },
    rounds: { type: 'string', default: '30' },
  },
  allowPositionals: true,
})

const isSuite = (name: string): name is Suite => suites.some(suite => suite === name)

/** `jit` is all of its benchmarks. */
const wanted = positionals.flatMap(name => (name === 'jit' ? jitSuites : [name]))
const chosen = wanted.length === 0 ? suites : wanted.filter(isSuite)
const rounds = Number(values.rounds)
if (chosen.length < wanted.length || !(rounds >= 1)) {
  console.error(
    `bench: got ${process.argv.slice(2).join(' ')}; the benchmarks are ${suites.join(', ')}, and jit for all of its own; --rounds is a number from 1 on.`,
  )
  process.exit(2)
}

const report: { [name: string]: unknown } = {
  node: process.version,
  cpu: cpus()[0]?.model,
  rounds,
}

const show = (title: string, times: readonly Times[]): void => {
  const base = times.at(-1) as Times
  console.log(`\n${title}: milliseconds, median of ${base.rounds} alternating rounds`)
  console.table(
    Object.fromEntries(
      times.map(({ name, median, fastest }) => [
        name,
        {
          median: Number(median.toFixed(3)),
          fastest: Number(fastest.toFixed(3)),
          [`ratio to ${base.name}`]: Number((median / base.median).toFixed(3)),
        },
      ]),
    ),
  )
  report[title] = times
}

/** Loaded once, and only when a contest needs it. */
let tfjs: Promise<Tfjs> | undefined
const opponent = (): Promise<Tfjs> => {
  tfjs ??= loadTfjs()
  return tfjs
}

const reported = (suite: (typeof jitSuites)[number], measure: JitMeasure) => async () => {
  report[suite] = await measure(rounds)
}

const ofJit = Object.fromEntries(
  jitSuites.map(suite => [suite, reported(suite, jitMeasures[suite])]),
) as Readonly<Record<(typeof jitSuites)[number], () => Promise<void>>>

const contestants: { readonly [suite in Suite]: () => Promise<void> } = {
  training: async () => {
    const tf = await opponent()
    for (const sizes of [
      [784, 10],
      [784, 128, 10],
    ])
      show(
        `training step ${sizes.join('-')}, batch 128`,
        contest([miniflowStep(sizes), tfjsStep(tf, sizes)], {
          rounds,
          warmUp: 5,
          tolerance: 1e-5,
        }),
      )
  },
  chain: async () => {
    const tf = await opponent()
    show(
      'gradient of 1000 scalar multiplications',
      contest([miniflowChain(), tfjsChain(tf)], {
        rounds: 4 * rounds,
        warmUp: 20,
        tolerance: 1e-5,
      }),
    )
  },
  gradients: async () => {
    const rows = gradientPairs(await opponent()).map(({ name, contenders }) => {
      const [ours, theirs] = contest(contenders, {
        rounds,
        warmUp: 5,
        tolerance: 1e-3,
      }) as readonly [Times, Times]
      return { name, ours, theirs, ratio: ours.median / theirs.median }
    })
    console.log(
      `\ngradient of each operation on 128 x 128: milliseconds, median of ${rounds} alternating rounds`,
    )
    console.table(
      Object.fromEntries(
        rows
          .toSorted((a, b) => b.ratio - a.ratio)
          .map(({ name, ours, theirs, ratio }) => [
            name,
            {
              miniflow: Number(ours.median.toFixed(3)),
              'tfjs cpu': Number(theirs.median.toFixed(3)),
              ratio: Number(ratio.toFixed(3)),
            },
          ]),
      ),
    )
    report.gradients = rows
  },
  eager: async () => {
    const cost = measureEager(rounds)
    console.log(
      `\neager cost: the gradient of 784-128-10 takes ${cost.ratio.toFixed(2)} x its forward pass; ` +
        `recording and replaying an operation costs ${cost.overhead.toFixed(2)} us over its kernel`,
    )
    report.eager = cost
  },
  memory: async () => {
    const memory = measureMemory()
    const last = memory.samples.at(-1)
    console.log(
      `\nmemory over ${memory.steps} SGD steps: ${memory.slope.toFixed(1)} bytes a step after warm-up, ` +
        `${((last?.rss ?? 0) / 2 ** 20).toFixed(0)} MiB at the end, loss ${memory.loss.toExponential(2)}`,
    )
    report.memory = memory
  },
  optimisers: async () => {
    const rows = measureOptimisers()
    console.log(
      `\nmemory over ${rows[0]?.steps} steps of each optimiser, after a fifth of them as warm-up`,
    )
    console.table(
      Object.fromEntries(
        rows.map(({ name, slope, kept, samples, loss, seconds }) => [
          name,
          {
            'resident, bytes a step': Number(slope.toFixed(1)),
            'kept, bytes a step': Number(kept.toFixed(2)),
            'MiB at the end': Math.round((samples.at(-1)?.rss ?? 0) / 2 ** 20),
            loss: Number(loss.toPrecision(3)),
            seconds: Number(seconds.toFixed(1)),
          },
        ]),
      ),
    )
    report.optimisers = rows
  },
  ...ofJit,
  checking: async () => {
    show(
      `a check of the gradient in ${CHECKED} parameters`,
      contest(checkContenders(), { rounds, warmUp: 5, tolerance: 0 }),
    )
  },
}

for (const suite of chosen) await contestants[suite]()
if (values.chart !== undefined) writeFileSync(values.chart, chart(report))
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`)
