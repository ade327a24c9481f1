/** Faults that only vmap shows: the operation is right, and its batched form is not. */
import type { Value } from '../../src/data/tensor.js'
import type { Op } from '../../src/tape/op.js'
import { adjointly, type Fault, fault, own, withBatch, withRule } from './fault.js'
import * as V from './values.js'

const ruleOf = (name: string, what: string, change: (x: Value) => Value): Fault =>
  fault(name, what, op =>
    withBatch(op, batched =>
      withRule(
        batched,
        adjointly(({ push, pull }) => ({ push: t => change(push(t)), pull: g => change(pull(g)) })),
        1,
      ),
    ),
  )

const readingOf = (name: string, what: string, change: (x: Value) => Value): Fault =>
  fault(name, what, op =>
    withBatch(op, batched =>
      withRule(
        batched,
        asked => own({ ...asked, args: asked.args.map(change), out: change(asked.out) }),
        1,
      ),
    ),
  )

/** The next example's result for each. */
const shifted = (op: Op): Op => ({
  ...op,
  kernel: (...args) => V.rolled(op.kernel(...args), 0) as Value & ReturnType<Op['kernel']>,
})

/** Some operands mapped, others not: results of the next example for each. */
const partly = (op: Op): Op =>
  op.batchSome === undefined
    ? op
    : {
        ...op,
        batchSome: (mapped, args) => {
          const result = op.batchSome?.(mapped, args)
          return result === undefined ? undefined : V.rolled(result, 0)
        },
      }

export const mapped: readonly Fault[] = [
  ruleOf('vmap sign', 'the sign is wrong under vmap', V.negative),
  ruleOf('vmap factor 2', 'it is twice as large under vmap', V.double),
  ruleOf('vmap shifted rule', 'derivatives are those of the example before', x => V.rolled(x, 0)),
  ruleOf('vmap first rule', 'derivatives are those of the first example', V.firstOnly),
  readingOf('vmap first operand', 'the rule reads the first example for all', V.firstOnly),
  readingOf('vmap detached', 'the rule is detached under vmap', V.detached),
  fault('vmap shifted', 'results are those of the example before', op => withBatch(op, shifted)),
  fault('vmap some shifted', 'so they are where only some operands are mapped', partly),
]
