/** Faults in parameters: the rule of another axis, another slice, other flags; and in what is promised. */
import * as E from 'fp-ts/lib/Either.js'
import { isFloat } from '../../src/data/dtype.js'
import { sameShape } from '../../src/data/shape.js'
import type { Aval, Dense, Value } from '../../src/data/tensor.js'
import { times } from '../../src/ops/arithmetic.js'
import type { Op } from '../../src/tape/op.js'
import type { Raw } from '../laws/raw.js'
import { type Fault, fault, own, withRule } from './fault.js'

const sameResult = (op: Op, other: Op, args: readonly Aval[]): boolean => {
  const [mine, theirs] = [op.shape(...args), other.shape(...args)]
  return (
    E.isRight(mine) &&
    E.isRight(theirs) &&
    mine.right.dtype === theirs.right.dtype &&
    sameShape(mine.right.shape, theirs.right.shape)
  )
}

/** The rule of the operation with other parameters, where it takes the same operands to the same shape. */
const ruleOfAnother = (name: string, what: string, change: (raw: Raw) => Raw): Fault =>
  fault(name, what, (op, { build, raw }) => {
    const other = build(change(raw)).op
    const batched = (lead: number, sizes: readonly number[]): Op =>
      sizes.slice(0, lead).reduceRight((o, size) => o.batch(size), other)
    return withRule(op, asked => {
      const { args, lead } = asked
      const another = batched(lead, args[0]?.shape ?? [])
      return own(sameResult(asked.op, another, args) ? { ...asked, op: another } : asked)
    })
  })

const otherFlags = (raw: Raw): Raw => ({ ...raw, flags: raw.flags.map(flag => !flag) })
const otherPicks = (raw: Raw): Raw => ({ ...raw, picks: raw.picks.map(n => n + 1) })
const laterPicks = (raw: Raw): Raw => ({
  ...raw,
  picks: raw.picks.map((n, i) => (i < 6 ? n : n + 1)),
})

export const otherRules: readonly Fault[] = [
  ruleOfAnother('other flags', 'the rule is that of other axes or flags', otherFlags),
  ruleOfAnother('other choices', 'the rule is that of another axis or shift', otherPicks),
  ruleOfAnother('other start', 'the rule is that of a slice that starts one place on', laterPicks),
]

const single = ({ dtype }: Aval): boolean => dtype === 'float32'

export const promises: readonly Fault[] = [
  fault('dtype', 'the shape rule promises another dtype', op => ({
    ...op,
    shape: (...args) =>
      E.map(
        ({ shape, dtype }: Aval): Aval => ({
          shape,
          dtype: dtype === 'float64' ? 'float32' : 'float64',
        }),
      )(op.shape(...args)),
  })),
  fault('rank', 'the shape rule promises one axis more', op => ({
    ...op,
    shape: (...args) =>
      E.map(({ shape, dtype }: Aval): Aval => ({ shape: [...shape, 1], dtype }))(op.shape(...args)),
  })),
  fault('float32', 'float32 results are off by a thousandth', op => ({
    ...op,
    kernel: (...args) => {
      const out = op.kernel(...args)
      return (single(out) && isFloat(out.dtype) ? times(out, 1 + 2 ** -10) : out) as Value & Dense
    },
  })),
]
