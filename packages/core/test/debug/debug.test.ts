import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  acosh,
  add,
  asin,
  checkpoint,
  cond,
  customJvp,
  customVjp,
  debugNaN,
  div,
  exp,
  type FloatDType,
  foriLoop,
  grad,
  greater,
  hessian,
  jvp,
  less,
  log,
  log1p,
  matmul,
  maximum,
  mean,
  mod,
  mul,
  NonFiniteError,
  neg,
  pow,
  rsqrt,
  scan,
  scope,
  softmax,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  vmap,
  whileLoop,
} from '@miniflow/core'
import { describe, expect, test } from 'vitest'

const at = (x: number | readonly number[], dtype: FloatDType = 'float64'): Tensor =>
  tensor(x as number, { dtype })

/** A function of the user's, which another one calls. */
const helper = (x: Tensor): Tensor => log(x) // here: in a helper

interface Planted {
  /** What stands on the line, where it is not the operation itself. */
  readonly callee?: string
  readonly run: () => unknown
  readonly operation: string
  readonly order: number
}

/** The line of each is the one whose comment has its name. */
const planted: Readonly<Record<string, Planted>> = {
  'log of 0': {
    run: () =>
      debugNaN((x: Tensor) => {
        const y = add(x, 1)
        return sum(log(sub(y, 1))) // here: log of 0
      })(at([1, 0])),
    operation: 'log',
    order: 0,
  },
  '0/0': {
    run: () => debugNaN((x: Tensor) => div(x, x))(at([2, 0])), // here: 0/0
    operation: 'div',
    order: 0,
  },
  "sqrt'(0)": {
    run: () => debugNaN((x: Tensor) => sum(sqrt(x)))(at([1, 0])), // here: sqrt'(0)
    operation: 'sqrt',
    order: 1,
  },
  'overflow of exp in float32': {
    run: () => debugNaN((x: Tensor) => exp(x))(at([10, 100], 'float32')), // here: overflow of exp in float32
    operation: 'exp',
    order: 0,
  },
  'only in the second derivative': {
    run: () => {
      const f = (x: Tensor): Tensor => pow(x, 1.5) // here: only in the second derivative
      return debugNaN(grad(f))(at(0))
    },
    operation: 'pow',
    order: 2,
  },
  'only in the third derivative': {
    run: () => {
      const f = (x: Tensor): Tensor => pow(x, 2.5) // here: only in the third derivative
      return debugNaN(grad(grad(f)))(at(0))
    },
    operation: 'pow',
    order: 3,
  },
  'in a helper': {
    run: () => debugNaN((x: Tensor) => sum(helper(x)))(at([0, 1])),
    operation: 'log',
    order: 0,
  },
  'in the body of a scan': {
    run: () =>
      debugNaN((x: Tensor) => {
        const step = (y: Tensor, row: Tensor) => {
          const next = div(y, row) // here: in the body of a scan
          return [next, []] as const
        }
        return scan(step, x, at([2, 1, 0]))[0]
      })(at(1)),
    operation: 'div',
    order: 0,
  },
  'in the derivative of the body of a scan': {
    run: () =>
      debugNaN((x: Tensor) => {
        const step = (y: Tensor, row: Tensor) => {
          const root = sqrt(mul(y, row)) // here: in the derivative of the body of a scan
          return [add(y, root), root] as const
        }
        return sum(scan(step, x, at([2, 0, 1]))[1])
      })(at(1)),
    operation: 'sqrt',
    order: 1,
  },
  'in the second derivative of a loop': {
    run: () => {
      const f = (x: Tensor): Tensor =>
        foriLoop(
          0,
          2,
          (_, y: Tensor) => pow(y, 1.5), // here: in the second derivative of a loop
          x,
        )
      return debugNaN(grad(f))(at(0))
    },
    operation: 'pow',
    order: 2,
  },
  'for one of a batch': {
    run: () =>
      debugNaN(
        vmap((x: Tensor) => {
          const y = mul(x, 2)
          return log(y) // here: for one of a batch
        }),
      )(at([1, 2, 0])),
    operation: 'log',
    order: 0,
  },
  'in the gradient of one of a batch': {
    run: () =>
      debugNaN(
        vmap(
          grad((x: Tensor) => sqrt(x)), // here: in the gradient of one of a batch
        ),
      )(at([1, 0])),
    operation: 'sqrt',
    order: 1,
  },
  'in a checkpoint': {
    run: () =>
      debugNaN((x: Tensor) => {
        const root = checkpoint((y: Tensor) => {
          const z = square(y)
          return sqrt(z) // here: in a checkpoint
        })
        return root(x)
      })(at(0)),
    operation: 'sqrt',
    order: 1,
  },
  'in the branch of one of a batch': {
    run: () =>
      debugNaN(
        vmap((x: Tensor) =>
          cond(
            greater(x, 1),
            (y: Tensor) => rsqrt(sub(y, 2)), // here: in the branch of one of a batch
            (y: Tensor) => y,
            x,
          ),
        ),
      )(at([0, 2])),
    operation: 'rsqrt',
    order: 0,
  },
  'in a while loop': {
    run: () =>
      debugNaN((n: Tensor) =>
        whileLoop(
          (x: Tensor) => less(x, 1e300),
          (x: Tensor) => exp(x), // here: in a while loop
          n,
        ),
      )(tensor(1, { dtype: 'float64' }) as Tensor),
    operation: 'exp',
    order: 0,
  },
  'in a rule of the user': {
    run: () => {
      const f = customVjp((x: Tensor) => square(x), {
        forward: x => [square(x), x],
        backward: (x, g) => {
          const slope = div(g, x) // here: in a rule of the user
          return [slope]
        },
      })
      return debugNaN((x: Tensor) => sum(f(x)))(at([1, 0]))
    },
    operation: 'div',
    order: 1,
  },
  'in a function with a rule of the user': {
    run: () => {
      const f = customVjp(
        (x: Tensor) => log(x), // here: in a function with a rule of the user
        { forward: x => [log(x), x], backward: (_, g) => [g] },
      )
      return debugNaN((x: Tensor) => sum(f(x)))(at([1, 0]))
    },
    operation: 'log',
    order: 0,
  },
  'overflow of matmul in float32': {
    run: () => {
      const w = at([1e30, 1e30], 'float32')
      return debugNaN((x: Tensor) => matmul(x, w))(at([1e30, 0], 'float32')) // here: overflow of matmul in float32
    },
    operation: 'matmul',
    order: 0,
  },
  "asin'(1)": {
    run: () => debugNaN((x: Tensor) => sum(asin(x)))(at([0, 1])), // here: asin'(1)
    operation: 'asin',
    order: 1,
  },
  "acosh'(1), by forward mode": {
    run: () => debugNaN((x: Tensor) => jvp((y: Tensor) => acosh(y))([x], [at(1)])[1])(at(1)), // here: acosh'(1), by forward mode
    operation: 'acosh',
    order: 1,
  },
  'a sum too large for float32': {
    run: () => debugNaN((x: Tensor) => sum(x))(at([3e38, 3e38], 'float32')), // here: a sum too large for float32
    operation: 'sum',
    order: 0,
  },
  'the mean of nothing': {
    run: () => debugNaN((x: Tensor) => mean(x))(at([])), // here: the mean of nothing
    callee: 'mean',
    operation: 'div',
    order: 0,
  },
  'cotangents that overflow where they meet': {
    run: () =>
      debugNaN((x: Tensor) => {
        const y = mul(x, 3e38) // here: cotangents that overflow where they meet
        return sub(mul(x, 3e38), neg(y))
      })(at(0, 'float32')),
    operation: 'mul',
    order: 1,
  },
  'an infinity less an infinity': {
    run: () => debugNaN((x: Tensor) => sub(x, maximum(x, 0)))(at([1, Number.POSITIVE_INFINITY])), // here: an infinity less an infinity
    operation: 'sub',
    order: 0,
  },
  'a row of masks alone': {
    run: () =>
      debugNaN((x: Tensor) => softmax(x))(at([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY])), // here: a row of masks alone
    operation: 'softmax',
    order: 0,
  },
  'a remainder by 0': {
    run: () => debugNaN((x: Tensor) => mod(1, x))(at([1, 0])), // here: a remainder by 0
    operation: 'mod',
    order: 0,
  },
  'an argument that is NaN already': {
    run: () => {
      const loss = (layers: readonly { readonly w: Tensor }[]): Tensor =>
        sum(mul(layers[1]?.w as Tensor, 2)) // here: an argument that is NaN already
      return debugNaN(loss)([{ w: at(1) }, { w: at([0, Number.NaN]) }])
    },
    operation: 'mul',
    order: 0,
  },
  'a constant that is NaN already': {
    run: () => {
      const data = at([1, Number.NaN])
      return debugNaN((x: Tensor) => sum(mul(x, data)))(at(1)) // here: a constant that is NaN already
    },
    operation: 'mul',
    order: 0,
  },
  'in a loop in a checkpoint for one of a batch': {
    run: () => {
      const loop = (x: Tensor): Tensor =>
        foriLoop(
          0,
          2,
          (_, y: Tensor) => sub(rsqrt(y), 1), // here: in a loop in a checkpoint for one of a batch
          x,
        )
      return debugNaN(vmap(checkpoint(loop)))(at([4, 1, 0.25]))
    },
    operation: 'rsqrt',
    order: 0,
  },
  'in the second derivative of a checkpoint': {
    run: () => {
      const root = checkpoint((x: Tensor) => pow(x, 1.5)) // here: in the second derivative of a checkpoint
      return debugNaN(grad((x: Tensor) => root(mul(x, 2))))(at(0))
    },
    operation: 'pow',
    order: 2,
  },
  'in a Hessian': {
    run: () => {
      const f = (x: Tensor): Tensor => sum(pow(x, 1.5)) // here: in a Hessian
      return debugNaN(hessian(f))(at([1, 0]))
    },
    operation: 'pow',
    order: 2,
  },
  'in a rule of the user for forward mode': {
    run: () => {
      const f = customJvp(
        (x: Tensor) => square(x),
        ([x], [t]) => {
          const slope = div(t, x) // here: in a rule of the user for forward mode
          return [square(x), slope]
        },
      )
      return debugNaN((x: Tensor) => jvp(f)([x], [at(1)])[1])(at(0))
    },
    operation: 'div',
    order: 1,
  },
  'in the branch that is taken': {
    run: () =>
      debugNaN((x: Tensor) =>
        cond(
          greater(x, 1),
          (y: Tensor) => y,
          (y: Tensor) => log(y), // here: in the branch that is taken
          x,
        ),
      )(at(0)),
    operation: 'log',
    order: 0,
  },
  'in a scope': {
    run: () => {
      const layer = scope('layer', (x: Tensor) => sqrt(x)) // here: in a scope
      return debugNaN((x: Tensor) => sum(layer(x)))(at([0, 1]))
    },
    operation: 'sqrt',
    order: 1,
  },
  'in the argument of log1p': {
    run: () => debugNaN((x: Tensor) => log1p(neg(x)))(at([0, 1])), // here: in the argument of log1p
    operation: 'log1p',
    order: 0,
  },
}

const source = readFileSync(fileURLToPath(import.meta.url), 'utf8').split('\n')

const lineOf = (name: string): number =>
  source.findIndex(line => line.endsWith(`// here: ${name}`)) + 1

const caught = (run: () => unknown): NonFiniteError => {
  try {
    run()
  } catch (error) {
    if (error instanceof NonFiniteError) return error
    throw error
  }
  throw new Error('nothing was found')
}

/** Where the call stands on its line, from 1 on. */
const columnOf = (name: string, callee: string): number => {
  const calls = [...(source[lineOf(name) - 1] ?? '').matchAll(new RegExp(`\\b${callee}\\(`, 'g'))]
  expect(calls, `${name}: one call of ${callee} on the line`).toHaveLength(1)
  return (calls[0]?.index ?? Number.NaN) + 1
}

describe('debugNaN names the operation, the order of the derivative and the place', () => {
  test('in more than thirty planted cases', () => {
    expect(Object.keys(planted).length).toBeGreaterThan(30)
  })

  test.each(Object.entries(planted))('%s', (name, { run, operation, order, callee }) => {
    const { found } = caught(run)
    const [, file, line, column] = /^(.*):(\d+):(\d+)$/.exec(found.line) ?? []
    expect([found.operation, found.order, file, Number(line), Number(column)]).toEqual([
      operation,
      order,
      fileURLToPath(import.meta.url),
      lineOf(name),
      columnOf(name, callee ?? operation),
    ])
  })
})

describe('the message of debugNaN', () => {
  const messageOf = (name: string): string => {
    const { message } = caught((planted[name] as Planted).run)
    return message.replace(/\/\S*\/debug\.test\.ts:\d+:\d+/, 'LINE')
  }

  test('of a value', () => {
    expect(messageOf('log of 0')).toMatchInlineSnapshot(`
      "debugNaN: log gives -Infinity at [1], called at LINE.
        operands: float64[2] = 0
        log needs positive numbers: clip its argument from below, or choose with where before the logarithm; for log(softmax(x)) use logSoftmax."
    `)
    expect(messageOf('overflow of matmul in float32')).toMatchInlineSnapshot(`
      "debugNaN: matmul gives Infinity at [0,0], called at LINE.
        operands: float32[1,2] = [[1e+30, 0e+0]]; float32[2,1] = [[1e+30], [1e+30]]
        The product overflows: look at how its operands grow; a smaller learning rate or clipping may help."
    `)
  })

  test('of a derivative', () => {
    expect(messageOf("sqrt'(0)")).toMatchInlineSnapshot(`
      "debugNaN: sqrt gives Infinity at [1] in its derivative rule (div), called at LINE.
        operands: float64[2] = 0.5; float64[2] = 0
        sqrt needs numbers from 0 on, and its derivative at 0 is infinite: add a small number, or use safeSqrt or norm."
    `)
    expect(messageOf('only in the second derivative')).toMatchInlineSnapshot(`
      "debugNaN: pow gives Infinity in the rule of its second derivative (pow), called at LINE.
        operands: float64[] = 0; float64[] = -0.5
        A negative base has no real power with a fractional exponent, and a power below 1 has an infinite derivative at 0: keep the base positive."
    `)
    expect(messageOf('cotangents that overflow where they meet')).toMatchInlineSnapshot(`
      "debugNaN: mul gives Infinity in its derivative rule (add), called at LINE.
        operands: float32[] = 3e+38; float32[] = 3e+38
        The product overflows, or is 0 times infinity: look at how its operands grow."
    `)
  })

  test('of what is passed in', () => {
    expect(messageOf('an argument that is NaN already')).toMatchInlineSnapshot(`
      "debugNaN: the argument layers[1].w is NaN already at [1], where mul reads it, called at LINE.
        it is float64[2]
        Follow it to where it is made: debugNaN shows what arises inside of the function that it is given."
    `)
    expect(messageOf('a constant that is NaN already')).toMatchInlineSnapshot(`
      "debugNaN: a tensor from outside of f is NaN already at [1], where mul reads it, called at LINE.
        it is float64[2]
        Follow it to where it is made: debugNaN shows what arises inside of the function that it is given."
    `)
  })

  test('names the parameter', () => {
    const loss = ({ weights }: { readonly weights: Tensor }): Tensor => sum(log(weights))
    const { message } = caught(() => debugNaN(loss)({ weights: at([1, -1]) }))
    expect(message).toContain('operands: weights float64[2] = -1')
  })
})
