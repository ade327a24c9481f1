/** Steps of a program that are functions of functions, whose bodies are programs of their own. */
import type { Tensor } from '@miniflow/core'
import { tensor } from '@miniflow/core'
import { type Draft, type Values, valuesOf } from './draft.js'
import { applied, call, type Expression, list, part, plain } from './expression.js'
import * as operand from './operands.js'
import { type Step, truth } from './steps-pointwise.js'

/** Writes a few steps into a draft. */
export type Steps = (d: Draft, count: number) => void

const few = (s: readonly number[]): boolean => operand.sizeOf(s) <= 9

/** The last thing that a body wrote or was given. */
const latest = (d: Draft): Expression =>
  ({ tag: 'Name', name: [...d.known.keys()].at(-1) as string }) as const

/** A carry that small changes of it do not change by more, so that loops are not chaotic. */
const damped = (d: Draft, f: string, e: Expression): Expression =>
  operand.written(d, f, operand.written(d, 'mul', e, plain(0.2)))

export const transforms = (steps: Steps) => {
  const bodyOf =
    (shape: readonly number[] | undefined): operand.Body =>
    d => {
      steps(d, 1 + d.choose.below(3))
      const last = latest(d)
      return shape === undefined ? last : operand.fitted(d, last, shape)
    }

  /** A function of one tensor, with values known where those of the argument are. */
  const on = (
    d: Draft,
    x: Expression,
    shape?: readonly number[],
    more: Partial<operand.Signature> = {},
  ): Expression => operand.lambda(d, { parameters: [valuesOf(d, x)], ...more }, bodyOf(shape))

  /** A function whose value is one number. */
  const loss = (d: Draft, x: Expression): Expression =>
    operand.lambda(d, { parameters: [valuesOf(d, x)] }, (inner, own) =>
      call('sum', bodyOf(undefined)(inner, own)),
    )

  const argument = (d: Draft): Expression => operand.some(d, few, [2])

  const ofOne =
    (make: (d: Draft, x: Expression) => Expression): Step =>
    d =>
      make(d, argument(d))

  /** A direction of the shape that a function of x gives. */
  const like = (d: Draft, e: Expression): Expression => operand.ofShape(d, operand.shape(d, e))

  const rows = (d: Draft): Expression =>
    operand.some(
      d,
      s => s.length > 0 && (s[0] as number) > 0 && (s[0] as number) <= 4 && few(s),
      [3, 2],
    )

  const stepIndex: Values = operand.always(tensor(0, { dtype: 'int32' }) as Tensor)

  return {
    grad: ofOne((d, x) => applied(call('grad', loss(d, x)), x)),
    valueAndGrad: ofOne((d, x) =>
      part(applied(call('valueAndGrad', loss(d, x)), x), d.choose.below(2)),
    ),
    vjp: ofOne((d, x) => {
      const f = on(d, x)
      const g = like(d, applied(f, x))
      return part(applied(part(applied(call('vjp', f), x), 1), g), 0)
    }),
    jvp: ofOne((d, x) =>
      part(applied(call('jvp', on(d, x)), list(x), list(like(d, x))), d.choose.below(2)),
    ),
    linearize: ofOne((d, x) =>
      applied(part(applied(call('linearize', on(d, x)), x), 1), like(d, x)),
    ),
    jacfwd: ofOne((d, x) =>
      call('sum', applied(call('jacfwd', on(d, x, [2])), x), plain({ axis: 0 })),
    ),
    jacrev: ofOne((d, x) =>
      call('sum', applied(call('jacrev', on(d, x, [2])), x), plain({ axis: 0 })),
    ),
    hessian: d => {
      const x = operand.some(d, s => operand.sizeOf(s) <= 3, [2])
      return applied(call('hessian', loss(d, x)), x)
    },
    hvp: ofOne((d, x) => applied(call('hvp', loss(d, x)), list(x), list(like(d, x)))),
    vmap: d => {
      const x = rows(d)
      const f = operand.lambda(
        d,
        { parameters: [operand.firstRows(valuesOf(d, x))], certain: false },
        bodyOf(undefined),
      )
      return applied(call('vmap', f, plain({ outAxes: d.choose.from([0, -1]) })), x)
    },
    checkpoint: ofOne((d, x) => applied(call('checkpoint', on(d, x)), x)),
    customVjp: ofOne((d, x) => {
      const f = on(d, x, undefined, { open: false })
      const values = valuesOf(d, x)
      const forward = operand.lambda(d, { parameters: [values], open: false }, (_, [p]) =>
        list(applied(f, p as Expression), p as Expression),
      )
      const g = valuesOf(d, applied(f, x))
      const backward = operand.lambda(d, { parameters: [values, g], open: false }, (_, own) => {
        const [p, cotangent] = own as readonly [Expression, Expression]
        return list(part(applied(part(applied(call('vjp', f), p), 1), cotangent), 0))
      })
      const rule: Expression = { tag: 'Record', items: { forward, backward } }
      return applied(call('customVjp', f, rule), x)
    }),
    customJvp: ofOne((d, x) => {
      const f = on(d, x, undefined, { open: false })
      const given = valuesOf(d, list(x)) as unknown as Values
      const rule = operand.lambda(
        d,
        { parameters: [given, given], lists: true, open: false },
        (_, own) => applied(call('jvp', f), ...own),
      )
      return applied(call('customJvp', f, rule), x)
    }),
    cond: ofOne((d, x) => {
      const shape = operand.shape(d, x)
      const predicate = operand.written(d, 'all', truth(d, x))
      return call('cond', predicate, on(d, x, shape), on(d, x, shape), x)
    }),
    scan: d => {
      const [carry, xs] = [argument(d), rows(d)]
      const body = operand.lambda(
        d,
        { parameters: [valuesOf(d, carry), operand.firstRows(valuesOf(d, xs))], certain: false },
        (inner, [own]) => {
          steps(inner, 2 + inner.choose.below(3))
          const next = operand.fitted(inner, latest(inner), operand.shape(inner, own as Expression))
          return list(damped(inner, 'tanh', next), latest(inner))
        },
      )
      const options = plain({ reverse: d.choose.chance(0.3) })
      return part(call('scan', body, carry, xs, options), d.choose.below(2))
    },
    foriLoop: d => {
      const carry = argument(d)
      const body = operand.lambda(
        d,
        { parameters: [stepIndex, valuesOf(d, carry)], certain: false },
        (inner, [i, own]) => {
          inner.known.delete((i as { readonly name: string }).name)
          const count = operand.written(inner, 'astype', i as Expression, plain('float64'))
          const moved = operand.written(inner, 'add', own as Expression, count)
          inner.known.set((moved as { readonly name: string }).name, valuesOf(inner, moved))
          steps(inner, 1 + inner.choose.below(2))
          const next = operand.fitted(inner, latest(inner), operand.shape(inner, own as Expression))
          return damped(inner, 'sin', next)
        },
      )
      return call('foriLoop', plain(d.choose.below(2)), plain(1 + d.choose.below(3)), body, carry)
    },
    trace: ofOne((d, x) => applied(call('run', applied(call('trace', on(d, x)), x)), x)),
    run: ofOne((d, x) => applied(call('run', applied(call('trace', on(d, x)), x)), x)),
    debugNaN: ofOne((d, x) => applied(call('debugNaN', on(d, x)), x)),
    scope: ofOne((d, x) => applied(call('scope', plain('block'), on(d, x)), x)),
  } satisfies Readonly<Record<string, Step>>
}
