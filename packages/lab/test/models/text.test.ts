import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { add, mul, random, type Tensor, tensor } from '@miniflow/core'
import { fromSafetensors } from '@miniflow/io'
import { crossEntropyWithSoftmax } from '@miniflow/nn'
import * as E from 'fp-ts/lib/Either.js'
import { beforeAll, describe, expect, test } from 'vitest'
import { compiling } from '../../src/compute.js'
import { type GruParams, initGru, noState, step, textLoss } from '../../src/models/gru.js'
import { plotCharacters, principal } from '../../src/models/plot-characters.js'
import { writerOf } from '../../src/models/sample.js'
import { page, textOf, windows } from '../../src/models/text.js'
import { learnText } from '../../src/models/text-run.js'
import {
  type TextStep,
  type TextTask,
  textSteps,
  textStepsOf,
  written,
} from '../../src/models/text-steps.js'
import type { Options } from '../../src/options.js'
import { screenOf } from '../../src/screen.js'
import type { World } from '../../src/world.js'
import { run, sink } from '../support/run.js'
import { freshFolder } from '../support/toy.js'

const rhyme = textOf('abcabd '.repeat(30))

const taskOf = (options: Partial<TextTask['options']> = {}): TextTask => ({
  text: rhyme,
  sizes: { embedding: 4, state: 12 },
  length: 10,
  options: { epochs: 20, batch: 5, rate: 0.03, seed: 0, ...options },
  compute: compiling(),
})

const fresh = (): GruParams => initGru({ characters: 3, embedding: 2, state: 4 }, random.key(3))

describe('a text', () => {
  test('is its characters, each by its place in the alphabet', () => {
    expect(textOf('hello')).toEqual({
      alphabet: ['e', 'h', 'l', 'o'],
      codes: Int32Array.of(1, 0, 2, 2, 3),
    })
  })

  test('has windows whose targets are what follows each input', () => {
    const codes = Int32Array.from({ length: 50 }, (_, i) => i)
    const { inputs, targets } = windows({ codes }, { batch: 30, length: 7, key: random.key(0) })
    expect(inputs.shape).toEqual([7, 30])
    expect(targets.toArray()).toEqual(add(inputs, 1).toArray())
    const [first = [], second = []] = inputs.toArray()
    expect(second).toEqual(first.map(code => code + 1))
    expect(Math.min(...first)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...targets.toArray().flat())).toBeLessThan(50)
  })

  test('comes along: some thousand characters, in ASCII', () => {
    expect(page().length).toBeGreaterThan(3000)
    expect(page()).toMatch(/^[\n -~]+$/)
  })
})

describe('the gated recurrent unit', () => {
  test("is Cho and others' formula", () => {
    const params: GruParams = {
      embedding: tensor([[0.5], [-2]]),
      input: { w: tensor([[1, 2, 3]]), b: tensor([0.1, 0.2, 0.3]) },
      recurrent: { w: tensor([[4, 5, 6]]), b: tensor([0.4, 0.5, 0.6]) },
      output: { w: tensor([[1, -1]]), b: tensor([0, 0.25]) },
    }
    const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))
    const [x, h] = [0.5, 0.2]
    const r = sigmoid(x + 0.1 + 4 * h + 0.4)
    const z = sigmoid(2 * x + 0.2 + 5 * h + 0.5)
    const n = Math.tanh(3 * x + 0.3 + r * (6 * h + 0.6))
    const expected = (1 - z) * n + z * h
    const [state, logits] = step(params, tensor([[h]]), tensor([0], { dtype: 'int32' }))
    expect(state.item()).toBeCloseTo(expected, 6)
    expect(logits.data()[0]).toBeCloseTo(expected, 6)
    expect(logits.data()[1]).toBeCloseTo(0.25 - expected, 6)
  })

  test('gives in a scan the loss that it gives step by step', () => {
    const params = fresh()
    const inputs = [
      [0, 1],
      [2, 2],
      [1, 0],
    ]
    const targets = [...inputs.slice(1), [0, 0]]
    const int = (xs: ReadonlyArray<unknown>): Tensor => tensor(xs as number[], { dtype: 'int32' })
    let h = noState(params, 2)
    let total = 0
    inputs.forEach((row, t) => {
      const [next, logits] = step(params, h, int(row))
      h = next
      total += crossEntropyWithSoftmax(logits, int(targets[t] ?? [])).item()
    })
    expect(textLoss(params, int(inputs), int(targets)).item()).toBeCloseTo(total / 3, 5)
  })
})

describe('learning a text', () => {
  const task = taskOf()
  const write = writerOf(rhyme.alphabet, task.compute)
  const all: TextStep[] = []
  beforeAll(() => {
    all.push(...textSteps(task))
  })

  test('the loss falls far below that of a guess', () => {
    const losses = all.map(({ loss }) => loss)
    expect(losses).toHaveLength(textStepsOf(task))
    expect(losses[0]).toBeCloseTo(Math.log(5), 0)
    expect(losses.at(-1)).toBeLessThan(0.5)
  })

  test('what is learned is written, and the same whenever it is asked', () => {
    const { params } = all.at(-1) as TextStep
    const line = () => written(task, write, params, { iteration: 1, prompt: 'abc', length: 11 })
    expect(line()).toBe('abcabd abcabd ')
    expect(line()).toBe(line())
  })

  test('equal seeds learn alike, others do not', () => {
    const losses = (seed: number) =>
      [...textSteps(taskOf({ epochs: 2, seed }))].map(({ loss }) => loss)
    expect(losses(1)).toEqual(losses(1))
    expect(losses(1)).not.toEqual(losses(2))
  })

  test('a network that knows little writes something else after each step', () => {
    const { params } = all[0] as TextStep
    const line = (iteration: number) =>
      written(task, write, params, { iteration, prompt: 'a', length: 40 })
    expect(line(1)).not.toBe(line(2))
  })
})

describe('the picture of characters', () => {
  test('has the axes along which rows differ most, the longest first', () => {
    const places = [
      [3, 0],
      [-3, 0],
      [0, 1],
      [0, -1],
    ]
    const rows = add(
      // orthogonal directions of length 1, times the places
      tensor(places.map(([a = 0, b = 0]) => [0.6 * a, 0.8 * a, b])),
      tensor([5, 5, 5]),
    )
    const found = principal(rows).map(([x, y]) => [Math.abs(x), Math.abs(y)])
    places.forEach(([a = 0, b = 0], i) => {
      expect(found[i]?.[0]).toBeCloseTo(Math.abs(a), 4)
      expect(found[i]?.[1]).toBeCloseTo(Math.abs(b), 4)
    })
  })

  test('shows each character once, and the invisible ones by signs', () => {
    const text = textOf('a b\nc')
    const svg = plotCharacters(mul(random.normal(random.key(0), [5, 3]), 1), text)
    for (const sign of ['a', 'b', 'c', '␣', '↵']) expect(svg).toContain(`>${sign}</text>`)
    expect(svg).not.toContain('NaN')
  })
})

describe('a run', () => {
  const source = 'a bad cab, a fab dab\n'.repeat(8)

  const learned = async (more: Partial<Options> = {}, world: Partial<World> = {}) => {
    const [out, err] = [sink(), sink()]
    const code = await learnText(
      source,
      {
        model: 'text',
        epochs: 6,
        batch: 2,
        rate: 0.01,
        seed: 0,
        eager: false,
        threads: 1,
        data: undefined,
        out: undefined,
        ...more,
      },
      screenOf(out.out, {}),
      {
        stdout: out.out,
        stderr: err.out,
        env: {},
        now: () => 0,
        signal: new AbortController().signal,
        ...world,
      },
    )
    return { code, out: out.text(), err: err.text() }
  }

  test('prints the loss with samples, and leaves weights, a sample, and pictures', async () => {
    const out = freshFolder()
    const { code, out: lines, err } = await learned({ out })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(lines).toMatch(/^ {7}18 {4}\d\.\d{4} {2}The /m)
    expect(lines).toContain('Loss by iteration\n')
    expect(lines).toMatch(/Loss: \d\.\d{4} a character, as of a choice among [\d.]+ of 8\n$/)
    expect(readdirSync(out)).toEqual([
      'characters.svg',
      'loss.svg',
      'manifest.json',
      'sample.txt',
      'weights.safetensors',
    ])
    const weights = fromSafetensors(readFileSync(join(out, 'weights.safetensors')))
    expect(E.isRight(weights)).toBe(true)
    expect(readFileSync(join(out, 'sample.txt'), 'utf8')).toMatch(/^The /)
    const { result, options } = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'))
    expect(options).toEqual({ model: 'text', epochs: 6, batch: 2, rate: 0.01, seed: 0 })
    expect(result).toMatchObject({ ended: 'done', iterations: 18 })
  })

  test('of an equal seed writes the same, of another seed something else', async () => {
    const first = await learned({ seed: 1 })
    expect(await learned({ seed: 1 })).toEqual(first)
    expect((await learned({ seed: 2 })).out).not.toBe(first.out)
  })

  test('that is interrupted ends after the step, with what it has learned', async () => {
    const { code, out } = await learned({}, { signal: AbortSignal.abort() })
    expect(code).toBe(130)
    expect(out).toMatch(/Stopped after 1 of 18 iterations/)
    expect(out).toMatch(/Loss: .*\n$/)
  })

  test('on the page that comes along, whose loss overflows, says so', async () => {
    const { code, out, err } = await run(['--model', 'text', '--batch', '2', '--rate', '1e38'])
    expect(code).toBe(1)
    expect(out).toContain('Learning to write')
    expect(err).toMatchInlineSnapshot(`
      "error: the loss is no finite number after iteration 1: --rate 1e+38 is too large.
      "
    `)
  })
})
