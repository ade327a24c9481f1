/** A loop as one operation: how it runs, and its derivatives, which are loops again. */
import { allocate, isFloat } from '../data/dtype.js'
import { sizeOf } from '../data/shape.js'
import { type Aval, type Dense, dense, like, type Value, valuesOf } from '../data/tensor.js'
import { readStrided, sliced, writeStrided } from '../kernel/strided.js'
import { add } from '../ops/arithmetic.js'
import type { Op } from '../tape/op.js'
import { withoutDeadCode } from '../tape/passes.js'
import { inputsOf, outputsOf, type Tape } from '../tape/tape.js'
import type { Leafwise } from './call.js'
import { evaluateOutputs } from './evaluate.js'
import {
  applyJoint,
  batchTape,
  type Joint,
  jointOp,
  jvpLeaves,
  stageLeaves,
  vjpLeaves,
} from './joint.js'

/** A loop: body takes [...constants, ...carry, ...x] to [...carry, ...y]. */
export interface Loop {
  readonly body: Tape
  readonly constants: number
  readonly carries: number
  readonly steps: number
  /** The axis of the xs and ys that the steps go along; batch axes are before it. */
  readonly axis: number
  readonly reverse: boolean
}

const parts = <A>({ constants, carries }: Loop, xs: readonly A[]) => ({
  constants: xs.slice(0, constants),
  carry: xs.slice(constants, constants + carries),
  rest: xs.slice(constants + carries),
})

/** One step's share of an x: the elements at `step` along the axis. */
const shareOf = (x: Dense, axis: number, step: number): Dense => {
  const shape = x.shape.filter((_, i) => i !== axis)
  if (axis === 0) {
    const size = sizeOf(shape)
    return dense(shape, x.dtype, valuesOf(x).subarray(step * size, (step + 1) * size))
  }
  return dense(shape, x.dtype, readStrided(valuesOf(x), x.dtype, rowAt(x.shape, axis, step)))
}

const rowAt = (shape: readonly number[], axis: number, step: number) =>
  sliced(
    shape,
    shape.map((_, i) => (i === axis ? step : 0)),
    shape.map((n, i) => (i === axis ? 1 : n)),
    shape.map(() => 1),
  )

const stackedAval = ({ shape, dtype }: Aval, { axis, steps }: Loop): Aval => ({
  shape: shape.toSpliced(axis, 0, steps),
  dtype,
})

const runLoop = (loop: Loop, args: readonly Dense[]): readonly Dense[] => {
  const { body, steps, axis, reverse, carries } = loop
  const { constants, carry: init, rest: xs } = parts(loop, args)
  const ys = outputsOf(body)
    .slice(carries)
    .map(y => {
      const aval = stackedAval(y, loop)
      return { ...aval, values: allocate(aval.dtype, sizeOf(aval.shape)) }
    })
  let carry: readonly Value[] = init
  for (let count = 0; count < steps; count++) {
    const step = reverse ? steps - 1 - count : count
    const shares = xs.map(x => shareOf(x, axis, step))
    const results = evaluateOutputs(body, [...constants, ...carry, ...shares])
    carry = results.slice(0, carries)
    results.slice(carries).forEach((y, i) => {
      const out = ys[i] as (typeof ys)[number]
      const values = valuesOf(y as Value & Dense)
      if (axis === 0) out.values.set(values, step * values.length)
      else writeStrided(values, out.values, rowAt(out.shape, axis, step))
    })
  }
  return [
    ...(carry as readonly (Value & Dense)[]),
    ...ys.map(({ shape, dtype, values }) => dense(shape, dtype, values)),
  ]
}

const floats = <A extends Aval>(xs: readonly A[]): readonly A[] =>
  xs.filter(({ dtype }) => isFloat(dtype))

/** Values for the floats among `like`, in order; zeros for the others. */
const refill = (all: readonly Aval[], values: readonly Value[]): readonly Value[] => {
  let next = 0
  return all.map(x => (isFloat(x.dtype) ? (values[next++] as Value) : like(x, 0)))
}

/** The loop that carries tangents beside the values. */
const pushLoop = (loop: Loop, args: readonly Value[], tangents: readonly Value[]) => {
  const shapes = parts(loop, inputsOf(loop.body))
  const given = parts(loop, args)
  const dGiven = parts(loop, tangents)
  const dFloats = (values: readonly Value[], avals: readonly Aval[]): readonly Value[] =>
    values.filter((_, i) => isFloat((avals[i] as Aval).dtype))
  const dConstants = floats(shapes.constants)
  const dCarry = floats(shapes.carry)
  const outputs = outputsOf(loop.body)
  const step: Leafwise = xs => {
    const all = [...xs]
    const constants = all.splice(0, loop.constants)
    const dc = all.splice(0, dConstants.length)
    const carry = all.splice(0, loop.carries)
    const dk = all.splice(0, dCarry.length)
    const x = all.splice(0, shapes.rest.length)
    const primals = [...constants, ...carry, ...x]
    const seeds = [
      ...refill(shapes.constants, dc),
      ...refill(shapes.carry, dk),
      ...refill(shapes.rest, all),
    ]
    const { values, tangents: pushed } = jvpLeaves(
      ys => evaluateOutputs(loop.body, ys),
      primals,
      seeds,
    )
    return [
      ...values.slice(0, loop.carries),
      ...dFloats(pushed.slice(0, loop.carries), outputs.slice(0, loop.carries)),
      ...dFloats(pushed.slice(loop.carries), outputs.slice(loop.carries)),
    ]
  }
  const body = stageLeaves(step, [
    ...shapes.constants,
    ...dConstants,
    ...shapes.carry,
    ...dCarry,
    ...shapes.rest,
    ...floats(shapes.rest),
  ])
  const pushed = applyJoint(
    scanJoint({
      ...loop,
      body,
      constants: loop.constants + dConstants.length,
      carries: loop.carries + dCarry.length,
    }),
    [
      ...given.constants,
      ...dFloats(dGiven.constants, shapes.constants),
      ...given.carry,
      ...dFloats(dGiven.carry, shapes.carry),
      ...given.rest,
      ...dFloats(dGiven.rest, shapes.rest),
    ],
  )
  return refill(scanOutputs(loop), pushed.slice(loop.carries))
}

/** The carry before every step, by running the loop again. */
const carriesOf = (loop: Loop, args: readonly Value[]): readonly Value[] => {
  const { body, constants, carries } = loop
  const before = Array.from({ length: carries }, (_, i) => constants + i)
  const outputs = [...body.outputs.slice(0, carries), ...before]
  const alone = withoutDeadCode({ nodes: body.nodes, outputs })
  return applyJoint(scanJoint({ ...loop, body: alone }), args).slice(carries)
}

/** The loop from the other end: cotangents of the carry go back, those of the constants add up. */
const pullLoop = (loop: Loop, args: readonly Value[], cotangents: readonly Value[]) => {
  const { body, carries } = loop
  const shapes = parts(loop, inputsOf(body))
  const given = parts(loop, args)
  const gCarry = floats(cotangents.slice(0, carries))
  const gYs = floats(cotangents.slice(carries))
  const outputs = outputsOf(body)
  const before = carriesOf(loop, args)
  const totals = floats(shapes.constants)
  const step: Leafwise = xs => {
    const all = [...xs]
    const constants = all.splice(0, loop.constants)
    const gk = all.splice(0, gCarry.length)
    const sums = all.splice(0, totals.length)
    const carry = all.splice(0, carries)
    const x = all.splice(0, shapes.rest.length)
    const primals = [...constants, ...carry, ...x]
    const seeds = [...refill(outputs.slice(0, carries), gk), ...refill(outputs.slice(carries), all)]
    const pulled = vjpLeaves(ys => evaluateOutputs(body, ys), primals, seeds)
    const mine = parts(loop, pulled)
    return [
      ...floats(mine.carry),
      ...floats(mine.constants).map((g, i) => add(sums[i] as Value, g)),
      ...floats(mine.rest),
    ]
  }
  const yShapes = floats(outputs.slice(carries))
  const backward = stageLeaves(step, [
    ...shapes.constants,
    ...floats(shapes.carry),
    ...totals,
    ...shapes.carry,
    ...shapes.rest,
    ...yShapes,
  ])
  const results = applyJoint(
    scanJoint({
      ...loop,
      body: backward,
      carries: gCarry.length + totals.length,
      reverse: !loop.reverse,
    }),
    [
      ...given.constants,
      ...gCarry,
      ...totals.map(x => like(x, 0)),
      ...before,
      ...given.rest,
      ...gYs,
    ],
  )
  const atConstants = results.slice(gCarry.length, gCarry.length + totals.length)
  return [
    ...refill(given.constants, atConstants),
    ...refill(given.carry, results.slice(0, gCarry.length)),
    ...refill(given.rest, results.slice(gCarry.length + totals.length)),
  ]
}

const scanOutputs = (loop: Loop): readonly Aval[] => {
  const avals = outputsOf(loop.body)
  return [
    ...avals.slice(0, loop.carries),
    ...avals.slice(loop.carries).map(y => stackedAval(y, loop)),
  ]
}

export const scanJoint = (loop: Loop): Joint => ({
  name: 'scan',
  params: {
    steps: loop.steps,
    reverse: loop.reverse,
    constants: loop.constants,
    carries: loop.carries,
    axis: loop.axis,
  },
  bodies: [loop.body],
  lead: loop.axis,
  outputs: () => scanOutputs(loop),
  run: args => runLoop(loop, args),
  push: (args, tangents) => pushLoop(loop, args, tangents),
  pull: (args, cotangents) => pullLoop(loop, args, cotangents),
  batch: size => scanJoint({ ...loop, body: batchTape(loop.body, size), axis: loop.axis + 1 }),
  rewritten: ({ program }) => scanJoint({ ...loop, body: program(loop.body) }),
})

export const scanOp = (loop: Loop): Op => jointOp(scanJoint(loop))
