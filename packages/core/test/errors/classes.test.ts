/** Every class of errors, and what none of the other files of this folder says. */
import { readdirSync, readFileSync } from 'node:fs'
import * as core from '@miniflow/core'
import {
  diag,
  MiniflowError,
  max,
  pad,
  random,
  tensor,
  topK,
  trace2d,
  transpose,
  zeros,
} from '@miniflow/core'
import { expect, test } from 'vitest'
import { allocate } from '../../src/data/dtype.js'
import { rethrow } from '../../src/error.js'
import { messageOf } from '../support/message.js'

const x2: core.Tensor = zeros([2])

const sources = (folder: string): string =>
  readdirSync(new URL(folder, import.meta.url))
    .map(name => readFileSync(new URL(`${folder}/${name}`, import.meta.url), 'utf8'))
    .join('\n')

const classes = Object.entries(core).filter(
  ([, x]) => typeof x === 'function' && x.prototype instanceof MiniflowError,
)

test.each(classes)('%s is shown in these tests as users read it', (name, constructor) => {
  expect(`${sources('.')}${sources('../transform')}`).toMatch(new RegExp(`"${name}: [\\w.]+: `))
  expect(new (constructor as typeof MiniflowError)('f', 'p').name).toBe(name)
})

test('the base of all errors says where, what and what to do', () => {
  const error = new MiniflowError('f', 'is wrong.', 'Mend it.')
  expect([error.where, error.problem, error.fix]).toEqual(['f', 'is wrong.', 'Mend it.'])
  expect(`${error}`).toBe('MiniflowError: f: is wrong.\n  Mend it.')
})

test('memory that ran out is told by the function that asked for it', () => {
  expect(messageOf(() => allocate('float64', 2 ** 50, 'zeros'))).toMatchInlineSnapshot(
    `"ShapeError: zeros: 1125899906842624 elements of float64 are more than the memory at hand can hold."`,
  )
  const kernel = (): never => {
    try {
      return allocate('float64', 2 ** 50) as never
    } catch (error) {
      return rethrow('matmul', error)
    }
  }
  expect(messageOf(kernel)).toMatchInlineSnapshot(
    `"ShapeError: matmul: 1125899906842624 elements of float64 are more than the memory at hand can hold."`,
  )
})

test('data that are no array of numbers', () => {
  const ring: unknown[] = []
  ring.push(ring)
  expect(messageOf(() => tensor(ring as never))).toMatchInlineSnapshot(`
    "ShapeError: tensor: arrays are nested more than 100 levels deep.
      An array must not hold itself."
  `)
  expect(messageOf(() => tensor(x2 as never, [2] as never))).toMatchInlineSnapshot(`
    "ArgumentError: tensor: got a tensor float32[2] with more arguments; expected numbers.
      It is a tensor already: use astype for another dtype, reshape for another shape."
  `)
  expect(messageOf(() => zeros([2, Object.create(null)]))).toMatchInlineSnapshot(`
    "ShapeError: zeros: axis 1 of shape [2,{}] is {}.
      An axis length is a whole number from 0 on."
  `)
  expect(messageOf(() => zeros([[1, 2], { a: 3n }] as never))).toMatchInlineSnapshot(`
    "ShapeError: zeros: axis 0 of shape [[1,2],{"a":3n}] is [1,2].
      An axis length is a whole number from 0 on."
  `)
})

test('tensors of another rank', () => {
  expect(messageOf(() => diag(zeros([2, 2, 2]) as never))).toMatchInlineSnapshot(
    `"ShapeError: diag: got shape [2,2,2]; expected one or two axes."`,
  )
  expect(messageOf(() => trace2d(x2 as never))).toMatchInlineSnapshot(
    `"ShapeError: trace2d: got shape [2]; expected a matrix."`,
  )
  expect(messageOf(() => topK(tensor(1) as never, 1))).toMatchInlineSnapshot(
    `"ShapeError: topK: the 1 largest of [] were asked for; a scalar has no axis."`,
  )
  expect(messageOf(() => topK(x2 as core.Tensor, 3))).toMatchInlineSnapshot(
    `"ShapeError: topK: the 3 largest of [2] were asked for; its last axis has 2 elements."`,
  )
  expect(messageOf(() => max(x2, { axis: 3 as number }))).toMatchInlineSnapshot(`
    "ShapeError: max: axis 3 does not exist: the tensor has 1 axis.
      Use a whole number from -1 to 0."
  `)
  expect(messageOf(() => transpose(x2, [0.5] as readonly number[]))).toMatchInlineSnapshot(
    `"ArgumentError: transpose: axes hold the number 0.5; expected a list of whole numbers."`,
  )
})

test('a number where a bool tensor is padded', () => {
  expect(messageOf(() => pad(tensor([true]), [[1, 1]], { value: 2 }))).toMatchInlineSnapshot(
    `"DTypeError: pad: got the number 2 to pad a bool tensor with."`,
  )
})

test('random ranges that are none', () => {
  const key = random.key(0)
  expect(messageOf(() => random.uniform(key, [2], { low: 1, high: 0 }))).toMatchInlineSnapshot(
    `"ArgumentError: random.uniform: low is 1 and high is 0; expected low below high."`,
  )
  expect(
    messageOf(() => random.uniform(key, [2], { low: -3e38, high: 3e38 })),
  ).toMatchInlineSnapshot(
    `"ArgumentError: random.uniform: float32 does not hold the distance from -3e+38 to 3e+38."`,
  )
  expect(messageOf(() => random.split(key, 2e9 as number))).toMatchInlineSnapshot(`
    "ArgumentError: random.split: n is 2000000000; expected at most 1000000 keys, since each is a tensor of its own.
      Derive a key where it is needed: random.foldIn(key, i)."
  `)
  expect(messageOf(() => random.split(key, 0.5 as number))).toMatchInlineSnapshot(
    `"ArgumentError: random.split: n is the number 0.5; expected a whole number from 0 on."`,
  )
  expect(messageOf(() => random.permutation(key, -1 as number))).toMatchInlineSnapshot(
    `"ArgumentError: random.permutation: n is the number -1; expected a whole number from 0 on."`,
  )
  expect(messageOf(() => random.randint(key, [2], 3, 3))).toMatchInlineSnapshot(
    `"ArgumentError: random.randint: the range is from the number 3 to the number 3; expected two int32, the first smaller."`,
  )
  expect(messageOf(() => random.bernoulli(key, [2], tensor([0.5, 2])))).toMatchInlineSnapshot(
    `"ArgumentError: random.bernoulli: p holds 2; a probability is a number from 0 to 1."`,
  )
  expect(messageOf(() => random.categorical(key, zeros([2, 0])))).toMatchInlineSnapshot(
    `"ShapeError: random.categorical: logits of shape [2,0] name no category to choose."`,
  )
})
