import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { random, tree } from '@miniflow/core'
import { asBatch, type Mnist, mnist } from '@miniflow/datasets'
import * as E from 'fp-ts/lib/Either.js'
import pc from 'picocolors'
import { expect, test } from 'vitest'
import { compiling } from '../../src/compute.js'
import { convOf } from '../../src/models/conv.js'
import { showFilters } from '../../src/models/filters.js'
import type { Filter } from '../../src/models/model.js'
import { plotFilters } from '../../src/models/plot-filters.js'
import { readerOf } from '../../src/reading.js'
import { steps, type Task } from '../../src/steps.js'
import { run } from '../support/run.js'
import { freshFolder, toyFolder } from '../support/toy.js'

const toy = async (): Promise<Mnist<number>> => {
  const loaded = await mnist({ directory: toyFolder() })()
  if (E.isLeft(loaded)) throw new Error(loaded.left._tag)
  return loaded.right
}

test('two convolutions with stride 2 leave a quarter of the rows and columns for the last layer', () => {
  const { layers } = convOf(28, 28, 10).init(random.key(0))
  expect(layers.map(({ w, b }) => [w.shape, b.shape])).toEqual([
    [[5, 5, 1, 8], [8]],
    [[5, 5, 8, 16], [16]],
    [[7 * 7 * 16, 10], [10]],
  ])
})

test('it learns to read all of an easy set', async () => {
  const { train, test: unseen } = await toy()
  const task: Task = {
    network: convOf(5, 4, 10),
    train,
    options: { epochs: 8, batch: 20, rate: 0.1, seed: 0 },
    compute: compiling(),
  }
  const last = [...steps(task)].at(-1)
  if (last === undefined) throw new Error('there are no steps')
  const read = readerOf(task.network, task.compute)
  expect((await read(last.params, unseen)).accuracy).toBe(1)
})

test('an image is read alike, whatever is read beside it', async () => {
  const { test: unseen } = await toy()
  const { init, apply } = convOf(5, 4, 10)
  const params = init(random.key(1))
  const { images } = asBatch(unseen)
  const all = apply(params, images).toArray()
  const one = apply(params, asBatch(unseen, [7]).images).toArray()
  expect(one[0]?.map(x => x.toFixed(4))).toEqual(all[7]?.map(x => x.toFixed(4)))
})

test('filter k is the k-th channel of the first weights', () => {
  const { init, filters } = convOf(28, 28, 10)
  const params = init(random.key(0))
  const w = params.layers[0]?.w.toArray() as ReadonlyArray<
    ReadonlyArray<ReadonlyArray<ReadonlyArray<number>>>
  >
  const pictures = filters?.(params) ?? []
  expect(pictures).toHaveLength(8)
  expect(pictures[3]?.weights[2 * 5 + 1]).toBe(w[2]?.[1]?.[0]?.[3])
  expect(pictures[7]?.weights).toHaveLength(25)
})

const edges: ReadonlyArray<Filter> = [
  { height: 2, width: 3, weights: [1, 0.5, 0, 0, -0.5, -1] },
  { height: 2, width: 3, weights: [-1, -1, -1, 1, 1, 1] },
]

test('filters are blocks side by side, and one below the other where there is no room', () => {
  const plain = pc.createColors(false)
  expect(showFilters(edges, 40, plain)).toMatchInlineSnapshot(`
    "What the first layer looks for: # and + like ink, = and - dislike it

    ##++ .   ======
     .--==   ######"
  `)
  expect(showFilters(edges, 10, plain)).toMatchInlineSnapshot(`
    "What the first layer looks for: # and + like ink, = and - dislike it

    ##++ .
     .--==

    ======
    ######"
  `)
})

test('filters have colours where there are any', () => {
  expect(showFilters(edges.slice(0, 1), 40, pc.createColors(true))).toMatchInlineSnapshot(`
    "[1mWhat the first layer looks for[22m: [2morange likes ink, violet dislikes it[22m

    [48;5;214m  [48;5;136m  [48;5;16m  [0m
    [48;5;16m  [48;5;91m  [48;5;129m  [0m"
  `)
})

test('the picture of filters has a square for each weight, and none without a colour', () => {
  const svg = plotFilters(edges, { title: 'A & B', subtitle: 'C' })
  expect(svg.match(/<rect /g)).toHaveLength(12)
  expect(svg).toContain('A &amp; B')
  // the first weight is the largest, the last of the first filter the smallest: orange and violet
  const fills = [...svg.matchAll(/fill="rgb\((\d+), (\d+), (\d+)\)"/g)].map(([, r, , b]) =>
    Math.sign(Number(r) - Number(b)),
  )
  expect(fills.slice(0, 2)).toEqual([1, 1])
  expect(fills.slice(4, 9)).toEqual([-1, -1, -1, -1, -1])
  expect(fills.slice(9)).toEqual([1, 1, 1])
  expect(svg).not.toContain('NaN')
})

const short = ['--model', 'conv', '--epochs', '2', '--batch', '20']

test('a run shows its filters and leaves a picture of them', async () => {
  const out = freshFolder()
  const { code, out: lines } = await run(['--data', toyFolder(), ...short, '--out', out])
  expect(code).toBe(0)
  expect(lines).toContain(
    'Learning to read digits: 5x5x8-5x5x16-10, convolutions with stride 2, relu between\n',
  )
  expect(lines).toContain('What the first layer looks for')
  expect(lines).toContain('What was read')
  expect(readdirSync(out)).toEqual([
    'filters.svg',
    'loss.svg',
    'manifest.json',
    'weights.safetensors',
  ])
  const manifest = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'))
  expect(manifest.options).toEqual({ model: 'conv', epochs: 2, batch: 20, rate: 0.1, seed: 0 })
  expect(manifest.network).toEqual({
    convolutions: ['5x5x8', '5x5x16'],
    stride: 2,
    activation: 'relu',
    classes: 10,
    momentum: 0.9,
    parameters: 208 + 3216 + 2 * 16 * 10 + 10,
  })
})

test('equal seeds give equal runs, others do not', async () => {
  const data = toyFolder()
  const lines = async (seed: string) => (await run(['--data', data, ...short, '--seed', seed])).out
  const first = await lines('1')
  expect(await lines('1')).toBe(first)
  expect(await lines('2')).not.toBe(first)
})

test('every parameter learns', async () => {
  const { train } = await toy()
  const network = convOf(5, 4, 10)
  const options = { epochs: 1, batch: 220, rate: 0.1, seed: 0 }
  const [step] = [...steps({ network, train, options, compute: compiling() })]
  const before = tree.leaves(network.init(random.foldIn(random.key(0), 0)))
  tree.leaves(step?.params).forEach((leaf, i) => {
    expect(leaf.toArray()).not.toEqual(before[i]?.toArray())
  })
})
