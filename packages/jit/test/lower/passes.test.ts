import {
  add,
  concat,
  grad,
  matmul,
  mul,
  neg,
  relu,
  scan,
  sum,
  type Tensor,
  tapeToString,
  tensor,
  trace,
  transpose,
  vjp,
} from '@miniflow/core'
import { type Dense, dense, evaluateOutputs, type Tape, type Value } from '@miniflow/core/extend'
import { describe, expect, test } from 'vitest'
import { passes, prepared } from '../../src/lower/passes.js'
import { cases } from './cases.js'
import { drawing } from './draw.js'
import { difference } from './sandbox.js'
import { randomProgram } from './tapes.js'

const PROGRAMS = 150

/** How the outputs of a tape after a pass differ from those before. */
const changed = (
  before: Tape,
  after: Tape,
  inputs: readonly Dense[],
): readonly (string | undefined)[] => {
  const isSingle = before.nodes.some(({ aval }) => aval.dtype === 'float32')
  const [was, is] = [before, after].map(
    tape => evaluateOutputs(tape, inputs) as readonly (Value & Dense)[],
  ) as [readonly Dense[], readonly Dense[]]
  return was
    .map((x, i) => difference(is[i] as Dense, x, isSingle ? 'float32' : x.dtype))
    .filter(text => text !== undefined)
}

describe.each(passes)('the pass "%s"', (_, pass) => {
  test('keeps what random tapes compute, and is idempotent in their length', () => {
    for (let seed = 0; seed < PROGRAMS; seed++) {
      const { tape, inputs } = randomProgram(seed)
      const after = pass(tape)
      expect(changed(tape, after, inputs), `seed ${seed}`).toEqual([])
      expect(pass(after).nodes.length).toBeLessThanOrEqual(after.nodes.length)
    }
  })

  test('keeps what loops, choices and programs within programs compute', () => {
    for (const name of ['scan', 'cond', 'checkpoint', 'jit', 'custom', 'whileLoop'] as const)
      for (let seed = 0; seed < 8; seed++) {
        const { tape, inputs } = cases[name](drawing(seed))
        expect(changed(tape, pass(tape), inputs), `${name}, seed ${seed}`).toEqual([])
      }
  })

  test('keeps inputs in their places, with their names', () => {
    const tape = trace((w: Tensor, x: Tensor) => sum(mul(w, x)))(tensor([1, 2]), tensor([3, 4]))
    const named = ({ nodes }: Tape): readonly unknown[] =>
      nodes.map(node => (node.tag === 'Input' ? node.path : '')).slice(0, 2)
    expect(named(pass(tape))).toEqual(named(tape))
  })
})

const x = tensor([
  [1, 2],
  [3, 4],
])
const names = (tape: Tape): readonly string[] =>
  tape.nodes.flatMap(node => (node.tag === 'Apply' ? [node.op.name] : []))

const reached = (tape: Tape): readonly string[] => names(prepared(tape))

describe('algebra', () => {
  test('transposes become flags of the product', () => {
    const tape = trace((a: Tensor) => matmul(transpose(a), transpose(a)))(x)
    expect(tapeToString(prepared(tape))).toMatchInlineSnapshot(`
      "%0 float32[2,2] = input a
      %1 float32[2,2] = matmul transposeA=true transposeB=true %0 %0
      return %1"
    `)
  })

  test('a part of what was joined is the part', () => {
    const tape = trace((a: Tensor) => {
      const all = concat([a, mul(a, 2), neg(a)]) as Tensor
      return grad((b: Tensor) => sum(mul(b, all)))(all)
    })(x)
    expect(reached(tape)).not.toContain('slice')
  })

  test('one times x, x without zero, and there and back again are x', () => {
    expect(reached(trace((a: Tensor) => mul(a, 1))(x))).toEqual([])
    expect(reached(trace((a: Tensor) => neg(neg(a)))(x))).toEqual([])
    expect(reached(trace((a: Tensor) => transpose(transpose(a)))(x))).toEqual([])
    // -0 + 0 is 0.
    expect(reached(trace((a: Tensor) => add(a, 0))(x))).toEqual(['add'])
  })

  test('a mask times a cotangent is a choice', () => {
    const reluOfSquares = grad((a: Tensor) => sum(relu(mul(a, a))))
    expect(reached(trace(reluOfSquares)(x))).toContain('where')
    const inputs = [dense([4], 'float32', Float32Array.of(-1, -0, Number.NaN, 2))]
    const tape = trace((t: Tensor) => vjp(relu)(tensor([1, 1, -1, -1]) as Tensor)[1](t)[0])(
      inputs[0] as unknown as Tensor,
    )
    expect(changed(tape, prepared(tape), inputs)).toEqual([])
  })

  test('the results of a loop are read where they are packed, and the cotangents of unused ones are zeros', () => {
    const loop = (a: Tensor): Tensor => {
      const [last, [squares]] = scan(
        (c: Tensor, row: Tensor) => [add(c, row), [mul(row, row), neg(row)]] as const,
        tensor([0, 0]) as Tensor,
        a,
      )
      return sum(mul(last, sum(mul(squares as Tensor, a), { axis: 0 }))) as Tensor
    }
    const tape = trace(grad(loop))(x)
    expect(names(tape)).toContain('place')
    expect(reached(tape)).not.toContain('place')
  })
})
