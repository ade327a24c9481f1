/** One cold start, as a process of its own: prints the milliseconds of its phases as JSON. Imports do not count. */
import { tensor } from '@miniflow/core'
import { jit } from '@miniflow/jit'
import { miniflowStep } from './miniflow.js'
import { BATCH, SIZES, task } from './task.js'

const work = task()
const { start: params, state, step } = miniflowStep(work, 'float32')
const images = tensor(work.images, [BATCH, SIZES[0]])
const labels = tensor(work.labels)
const before = performance.now()
const run = jit(step)
const first = run(params, state, images, labels)
const losses = [first.loss.item()]
const after = performance.now()
losses.push(run(first.params, first.state, images, labels).loss.item())
const end = performance.now()
const { phases, moduleBytes } = run.stats()
console.log(
  JSON.stringify({ losses, total: after - before, second: end - after, phases, moduleBytes }),
)
