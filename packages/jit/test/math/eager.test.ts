/** Every pointwise operation, for every dtype that it takes: what core computes, scalar and in lanes. */
import type { DType } from '@miniflow/core'
import { dense, type Op, ops, valuesOf } from '@miniflow/core/extend'
import * as E from 'fp-ts/lib/Either.js'
import { expect, test } from 'vitest'
import type { PointwiseName, Types } from '../../src/math/rule.js'
import { scalar } from '../../src/math/scalar.js'
import { applied, arrays, type Count, exists, type Values } from './apply.js'
import { distance } from './distance.js'

const dtypes: readonly DType[] = ['float32', 'float64', 'int32', 'bool']

const { MAX_VALUE, MIN_VALUE, POSITIVE_INFINITY: inf } = Number

const halves = [0, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 3.5, 10, 20.25, 100, 1023.5]
const far = [1e-8, 1e-20, 1e-40, 1e7, 2 ** 24 + 2, 2 ** 31, 2 ** 32 + 1024, 3e9, 1e12, 1e20, 1e30]
const both = (xs: readonly number[]): readonly number[] => xs.flatMap(x => [x, -x])

const grids: { readonly [dtype in DType]: readonly number[] } = {
  float32: [
    ...both([...halves, ...far, 2 ** -149, 2 ** -126, 3.4028234663852886e38, inf]),
    Number.NaN,
  ],
  float64: [
    ...both([...halves, ...far, MIN_VALUE, 2 ** -1022, 1e-310, 1e300, MAX_VALUE, inf]),
    Number.NaN,
  ],
  int32: both([0, 1, 2, 3, 7, 31, 32, 255, 46341, 65536, 1000003, 2 ** 31 - 1, 2 ** 31 - 2]).concat(
    -(2 ** 31),
  ),
  bool: [0, 1],
}

/** All combinations of the grids. */
const combinations = (types: readonly DType[]): readonly (readonly number[])[] =>
  types.reduce<readonly (readonly number[])[]>(
    (rows, dtype) => rows.flatMap(row => grids[dtype].map(x => [...row, x])),
    [[]],
  )

interface Case {
  readonly name: PointwiseName
  readonly op: Op
  readonly types: Types
}

/** The operand dtypes that an operation's shape accepts, and what comes of them. */
const casesOf = (name: PointwiseName, op: Op, arity: number): readonly Case[] => {
  const choices = Array.from({ length: arity }).reduce<readonly (readonly DType[])[]>(
    rows => rows.flatMap(row => dtypes.map(dtype => [...row, dtype])),
    [[]],
  )
  return choices.flatMap(from => {
    const accepted = op.shape(...from.map(dtype => ({ shape: [1], dtype })))
    return E.isRight(accepted) ? [{ name, op, types: { from, to: accepted.right.dtype } }] : []
  })
}

const isPointwise = (name: string): name is PointwiseName => name in scalar

const arities: { readonly [name: string]: number } = Object.fromEntries(
  'add sub mul div scale unscale pow maximum minimum atan2 mod equal notEqual less lessEqual greater greaterEqual logicalAnd logicalOr'
    .split(' ')
    .map(name => [name, 2]),
)

const ofBools = /^logical/
const ofAll = /^(equal|notEqual|less|lessEqual|greater|greaterEqual|where|astype|stopGradient)$/

/** Truth values have no arithmetic, numbers no logic: the functions of core refuse them before. */
const isAsked = ({ name, types }: Case): boolean =>
  ofAll.test(name) || ofBools.test(name) === (types.from[0] === 'bool')

const cases: readonly Case[] = (Object.keys(scalar) as PointwiseName[])
  .filter(isPointwise)
  .flatMap(name => {
    const entry = ops[name]
    if (name === 'astype')
      return dtypes.flatMap(to => casesOf(name, (entry as (dtype: DType) => Op)(to), 1))
    return casesOf(name, entry as Op, name === 'where' ? 3 : (arities[name] ?? 1))
  })
  .filter(isAsked)

/** Those that one or two instructions give: right to the bit. */
const exact =
  /^(add|sub|mul|div|neg|scale|unscale|maximum|minimum|mod|abs|sign|square|relu|floor|ceil|round|sqrt|reciprocal|equal|notEqual|less.*|greater.*|logical.*|is.*|where|astype|stopGradient)$/

const operandsOf = ({ name, types }: Case): readonly Values[] => {
  const rows = name === 'where' ? whereRows(types) : combinations(types.from)
  return types.from.map((dtype, k) => arrays[dtype].from(rows.map(row => row[k] as number)))
}

/** Each number beside its neighbour in the grid, chosen and not. */
const whereRows = ({ from }: Types): readonly (readonly number[])[] => {
  const grid = grids[from[1] as DType]
  return grid.flatMap((x, i) => [0, 1].map(c => [c, x, grid[(i + 1) % grid.length] as number]))
}

const label = ({ name, types }: Case): string => `${name} (${types.from.join(', ')}) to ${types.to}`

const show = (operands: readonly Values[], i: number): string => operands.map(x => x[i]).join(', ')

const labelled = cases.map(found => [label(found), found] as const)

test.each(labelled)('in WebAssembly as eagerly: %s', (_, found) => {
  const { name, op, types } = found
  const operands = operandsOf(found)
  const size = operands[0]?.length as number
  const eager = valuesOf(
    op.kernel(...operands.map((x, k) => dense([size], types.from[k] as DType, x))) as never,
  )
  const isFloat = types.to === 'float32' || types.to === 'float64'
  const bound = isFloat && !exact.test(name) ? 5 : 0
  const mistakes = ([1, 2, 4] as readonly Count[])
    .filter(count => exists(name, types, count))
    .flatMap(count =>
      Array.from(applied(name, types, count, operands)).flatMap((got, i) => {
        const want = eager[i] as number
        const fits =
          bound === 0 ? Object.is(got, want) : distance(types.to as 'float32', got, want) <= bound
        return fits ? [] : [`${count}: ${show(operands, i)} -> ${got}, eagerly ${want}`]
      }),
    )
  expect(mistakes.slice(0, 8)).toEqual([])
})

/** Whether elements of all these dtypes fit into lanes of one width. */
const oneWidth = ({ from, to }: Types, count: Count): boolean =>
  [...from, to].every(dtype => dtype === 'bool' || (dtype === 'float64') === (count === 2))

test('every operation is there in lanes, where its dtypes are of one width', () => {
  const missing = cases.filter(({ name, types }) =>
    ([2, 4] as const).some(count => oneWidth(types, count) !== exists(name, types, count)),
  )
  expect(missing.map(label)).toEqual([])
})
