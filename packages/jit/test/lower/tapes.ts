/** Random tapes: views, pointwise operations, reductions, products, joins and indices, over a few shared inputs. */
import { add, astype, type DType, grad, mul, sum, type Tensor } from '@miniflow/core'
import {
  type Aval,
  allocate,
  apply,
  type Dense,
  dense,
  evaluateOutputs,
  isFloat,
  type Op,
  type OpName,
  ops,
  sizeOf,
  stageLeaves,
  type Tape,
  type Value,
} from '@miniflow/core/extend'
import { type Draw, drawing } from './draw.js'

type Shape = readonly number[]

/** An operation of the registry, with its parameters where it has any. */
export const op = (name: OpName, ...params: readonly unknown[]): Op => {
  const entry = ops[name]
  return typeof entry === 'function'
    ? (entry as unknown as (...given: readonly unknown[]) => Op)(...params)
    : entry
}

export const run = (name: OpName, params: readonly unknown[], ...args: readonly Value[]): Value =>
  apply(op(name, ...params), ...args)

/** Elements beyond this many make tests slow and find nothing more. */
const LARGEST = 4000

/** Halved, so that products of products stay small. */
const damped = (x: Value): Value => (isFloat(x.dtype) ? run('mul', [], x, filled(x, 0.5)) : x)

const filled = ({ shape, dtype }: Aval, value: number): Dense =>
  dense(shape, dtype, allocate(dtype, sizeOf(shape)).fill(value))

const like = (draw: Draw, x: Aval): Dense => draw.tensor(x.shape, x.dtype)

const UNARY: readonly OpName[] = ['neg', 'abs', 'square', 'relu', 'sigmoid', 'tanh', 'stopGradient']
const BINARY: readonly OpName[] = ['add', 'sub', 'mul', 'maximum', 'minimum']
const COMPARE: readonly OpName[] = ['equal', 'less', 'greaterEqual']
const DTYPES: readonly DType[] = ['float32', 'float64', 'int32', 'bool']

/** A shape of the same size: axes joined and cut at random. */
const regrouped = (draw: Draw, shape: Shape): Shape => {
  const size = sizeOf(shape)
  if (size === 0) return draw.chance(0.5) ? [0] : shape
  const result: number[] = []
  let rest = size
  while (rest > 1 && result.length < 4) {
    const divisors = Array.from({ length: rest }, (_, i) => i + 1).filter(d => rest % d === 0)
    const d = draw.pick(divisors)
    result.push(d)
    rest /= d
  }
  return rest > 1 ? [...result, rest] : result
}

type Step = (draw: Draw, pool: readonly Value[]) => Value | undefined

const one = (draw: Draw, pool: readonly Value[]): Value => draw.pick(pool)

const isNumeric = ({ dtype }: Aval): boolean => dtype !== 'bool'

/** A value of the shape and dtype of x: another of the pool, or x itself, or a constant. */
const partner = (draw: Draw, pool: readonly Value[], x: Value): Value => {
  const same = pool.filter(y => y.dtype === x.dtype && String(y.shape) === String(x.shape))
  return draw.chance(0.15) ? (like(draw, x) as Value) : draw.pick(same)
}

const steps: { readonly [name: string]: Step } = {
  unary: (draw, pool) => {
    const x = one(draw, pool)
    const name = draw.pick(UNARY)
    const floats = name === 'sigmoid' || name === 'tanh'
    if (floats ? !isFloat(x.dtype) : !isNumeric(x)) return undefined
    return damped(run(name, [], x))
  },
  binary: (draw, pool) => {
    const x = one(draw, pool)
    return isNumeric(x)
      ? damped(run(draw.pick(BINARY), [], x, partner(draw, pool, x)))
      : run('logicalAnd', [], x, partner(draw, pool, x))
  },
  scale: (draw, pool) => {
    const x = one(draw, pool)
    return isFloat(x.dtype) ? run('scale', [], x, filled(x, draw.pick([-1, 0, 0.5, 1]))) : undefined
  },
  choice: (draw, pool) => {
    const x = one(draw, pool)
    if (!isNumeric(x)) return undefined
    const test = run(draw.pick(COMPARE), [], x, partner(draw, pool, x))
    return run('where', [], test, x, partner(draw, pool, x))
  },
  astype: (draw, pool) => run('astype', [draw.pick(DTYPES)], one(draw, pool)),
  reshape: (draw, pool) => {
    const x = one(draw, pool)
    return run('reshape', [regrouped(draw, x.shape)], x)
  },
  transpose: (draw, pool) => {
    const x = one(draw, pool)
    return run('transpose', [draw.permutation(x.rank)], x)
  },
  slice: (draw, pool) => {
    const x = one(draw, pool)
    const { starts, sizes, steps: by } = draw.cut(x.shape)
    return run('slice', [starts, sizes, by], x)
  },
  place: (draw, pool) => {
    const x = one(draw, pool)
    const to = x.shape.map(n => n + draw.below(3))
    return run(
      'place',
      [to, x.shape.map((n, i) => draw.below((to[i] as number) - n + 1)), to.map(() => 1)],
      x,
    )
  },
  flip: (draw, pool) => {
    const x = one(draw, pool)
    return run('flip', [draw.some(x.rank)], x)
  },
  broadcast: (draw, pool) => {
    const x = one(draw, pool)
    const shape = [...x.shape]
    const axis = draw.below(x.rank + 1)
    shape.splice(axis, 0, draw.pick([1, 2, 3, 5, 8]))
    return x.rank < 4 ? run('broadcastTo', [shape, [axis]], x) : undefined
  },
  sum: (draw, pool) => {
    const x = one(draw, pool)
    return isNumeric(x) ? damped(run('sum', [draw.some(x.rank)], x)) : undefined
  },
  extreme: (draw, pool) => {
    const x = one(draw, pool)
    return x.size > 0 ? run(draw.pick(['max', 'min'] as const), [draw.some(x.rank)], x) : undefined
  },
  truth: (draw, pool) => {
    const x = one(draw, pool)
    return x.dtype === 'bool'
      ? run(draw.pick(['any', 'all'] as const), [draw.some(x.rank)], x)
      : undefined
  },
  softmax: (draw, pool) => {
    const x = one(draw, pool)
    if (!isFloat(x.dtype) || x.rank === 0) return undefined
    return draw.chance(0.3)
      ? run('logsumexp', [draw.some(x.rank)], x)
      : run(draw.pick(['softmax', 'logSoftmax'] as const), [draw.below(x.rank)], x)
  },
  matmul: (draw, pool) => {
    const a = one(draw, pool)
    if (!isFloat(a.dtype) || a.rank < 2) return undefined
    const [ta, tb] = [draw.chance(0.5), draw.chance(0.5)]
    const k = a.shape.at(ta ? -2 : -1) as number
    const n = draw.pick([1, 2, 3, 8, 10])
    const b = like(draw, {
      shape: [...a.shape.slice(0, -2), ...(tb ? [n, k] : [k, n])],
      dtype: a.dtype,
    })
    return damped(damped(run('matmul', [ta, tb], a, b)))
  },
  gram: (draw, pool) => {
    const a = one(draw, pool)
    if (!isFloat(a.dtype) || a.rank < 2) return undefined
    return damped(damped(run('matmul', [false, true], a, a)))
  },
  concat: (draw, pool) => {
    const x = one(draw, pool)
    if (x.rank === 0) return undefined
    const y = partner(draw, pool, x)
    return run('concat', [draw.below(x.rank)], x, y)
  },
  take: (draw, pool) => {
    const x = one(draw, pool)
    if (x.rank === 0 || x.size === 0) return undefined
    const axis = draw.below(x.rank)
    const at = draw.indices([draw.below(4)], x.shape[axis] as number)
    return run('take', [axis, 0], x, at)
  },
  cumsum: (draw, pool) => {
    const x = one(draw, pool)
    return isNumeric(x) && x.rank > 0
      ? damped(run('cumsum', [draw.below(x.rank), draw.chance(0.5)], x))
      : undefined
  },
  argmax: (draw, pool) => {
    const x = one(draw, pool)
    return x.rank > 0 && x.size > 0 ? run('argmax', [draw.below(x.rank)], x) : undefined
  },
}

export interface Program {
  readonly tape: Tape
  readonly inputs: readonly Dense[]
}

/** A random tape with inputs for it. */
export const randomProgram = (seed: number, length = 12): Program => {
  const draw = drawing(seed)
  const first = draw.shape()
  const dtype = draw.pick(['float32', 'float32', 'float64', 'int32'] as const)
  const inputs = [
    draw.tensor(first, dtype),
    draw.tensor(first, dtype),
    draw.tensor(draw.shape(), draw.pick(DTYPES)),
  ]
  const names = Object.keys(steps)
  const tape = stageLeaves(leaves => {
    const pool = [...leaves]
    const count = 1 + draw.below(length)
    for (let i = 0; i < count; i++) {
      // What was computed last is read more often.
      const recent = draw.chance(0.5) ? pool.slice(-3) : pool
      const value = (steps[draw.pick(names)] as Step)(draw, recent)
      if (value !== undefined && value.size <= LARGEST) pool.push(value)
    }
    return Array.from({ length: 1 + draw.below(3) }, () =>
      draw.chance(0.1) ? draw.pick(pool) : (draw.pick(pool.slice(-4)) as Value),
    )
  }, inputs)
  return { tape, inputs }
}

/** The gradient of the sum of a program's floats in its first input; nothing where that is no float. */
export const gradientOf = ({ tape, inputs }: Program): Program | undefined => {
  const [first] = inputs as readonly [Dense & Value]
  if (!isFloat(first.dtype)) return undefined
  const others = inputs.slice(1) as readonly (Dense & Value)[]
  const total = (x: Value): Tensor =>
    evaluateOutputs(tape, [x, ...others])
      .filter(y => isFloat(y.dtype))
      .map(y => sum(astype(y as Tensor, first.dtype)) as Tensor)
      .reduce((a, b) => add(a, b) as Tensor, mul(sum(x as Tensor), 0) as Tensor)
  const slope = grad(total as (x: Tensor) => Tensor)
  return {
    tape: stageLeaves(([x]) => [slope(x as Tensor) as Value], [first]),
    inputs: [first],
  }
}
