/** The README's speed table from results: `node packages/bench/dist/table.js RESULTS.json [README.md]`. */
import { readFileSync, writeFileSync } from 'node:fs'
import type { StepReport } from './jit/training.js'

const [start, end] = ['<!-- speed -->', '<!-- /speed -->'] as const

const milliseconds = (x: number): string => (x < 10 ? x.toFixed(2) : x.toFixed(0))

/** A row for each contender, from the fastest on. */
const tableOf = (results: {
  readonly node: string
  readonly cpu: string
  readonly 'jit:step': StepReport
}): string => {
  const { times, missing } = results['jit:step']
  const ours = times.find(({ name }) => name === 'miniflow jit')?.median ?? Number.NaN
  const rows = [...times]
    .sort((a, b) => a.median - b.median)
    .map(({ name, median }) => {
      const shown = name === 'miniflow jit' ? `**${name}**` : name
      return `| ${shown} | ${milliseconds(median)} | ${(median / ours).toFixed(2)} |`
    })
  const absent = missing.length === 0 ? '' : ` Not on this machine: ${missing.join(', ')}.`
  return [
    '| training step 784-128-10, batch 128 | ms | of miniflow jit |',
    '|---|---|---|',
    ...rows,
    '',
    `One thread, float32, medians of alternating rounds, all checked against float64; Node ${results.node.slice(1)}, ${results.cpu.trim()}.${absent}`,
  ].join('\n')
}

const [from, into] = process.argv.slice(2)
if (from === undefined) {
  console.error('table: expected the file that `npm run bench -- jit:step --json FILE` wrote.')
  process.exit(2)
}
const table = tableOf(JSON.parse(readFileSync(from, 'utf8')))
if (into === undefined) console.log(table)
else {
  const text = readFileSync(into, 'utf8')
  const [a, b] = [text.indexOf(start), text.indexOf(end)]
  if (a < 0 || b < a) {
    console.error(`table: ${into} has no lines ${start} and ${end} to write between.`)
    process.exit(2)
  }
  writeFileSync(into, `${text.slice(0, a)}${start}\n${table}\n${text.slice(b)}`)
}
