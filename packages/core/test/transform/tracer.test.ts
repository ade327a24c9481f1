import { readFileSync } from 'node:fs'
import {
  AsyncFunctionError,
  add,
  EscapedTracerError,
  grad,
  jvp,
  linearize,
  MiniflowError,
  mul,
  run,
  sum,
  type Tensor,
  TracedValueError,
  tensor,
  trace,
  valueAndGrad,
  vjp,
  vmap,
} from '@miniflow/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { messageOf } from '../support/message.js'

const x = tensor([1, 2])

/** The message, with the name of this file in place of the path and the line. */
const told = (f: () => unknown): string =>
  messageOf(f).replace(/\S*\/(tracer\.test\.ts):\d+:\d+/, '$1')

/** The line of this file with a text that is on no other. */
const lineOf = (text: string): number =>
  readFileSync(new URL(import.meta.url), 'utf8')
    .split('\n')
    .findLastIndex(line => line.endsWith(text)) + 1

/** A tensor of f's recording, kept beyond it. */
const leaked = (transform: (f: (x: Tensor) => Tensor) => (x: Tensor) => unknown): Tensor => {
  let kept: Tensor | undefined
  transform(y => {
    kept = mul(y, 2)
    return sum(y)
  })(x)
  return kept as Tensor
}

const transforms = [
  ['grad', grad],
  ['vjp', vjp],
  ['linearize', linearize],
  ['trace', trace],
  ['vmap', (f: (x: Tensor) => Tensor) => (y: Tensor) => vmap(f as never)(y as never)],
] as const

describe.each(transforms)('a tensor kept from a function under %s', (_, transform) => {
  const kept = leaked(transform as never)

  test('refuses operations', () => {
    expect(() => add(kept, 1)).toThrow(EscapedTracerError)
    expect(() => add(1, kept)).toThrow(EscapedTracerError)
  })

  test('refuses to be read', () => {
    expect(() => kept.data()).toThrow(EscapedTracerError)
    expect(() => kept.toArray()).toThrow(EscapedTracerError)
  })

  test('is refused by a later recording', () => {
    expect(() => grad((y: Tensor) => sum(add(y, kept)))(x)).toThrow(EscapedTracerError)
    expect(() => trace((y: Tensor) => sum(add(y, kept)))(x)).toThrow(EscapedTracerError)
    expect(() => trace(() => kept)()).toThrow(EscapedTracerError)
  })

  test('still has a shape and a dtype, and prints as what it is', () => {
    expect([kept.dtype, kept.rank]).toEqual(['float32', kept.shape.length])
    expect(String(kept)).toMatch(/^escaped float32\[/)
  })
})

test('the error of an escaped tensor says where it is used, and what to do', () => {
  const messageAt = (f: () => unknown): string =>
    messageOf(f).replace(/at \S+:\d+:\d+,/, 'at a line,')
  expect(messageAt(() => leaked(grad as never).data())).toMatchInlineSnapshot(`
    "EscapedTracerError: data: a tensor of a function that was being differentiated or traced is used at a line, after that function returned.
      Return it from the function (as auxiliary output, hasAux) instead of storing it outside; functions under a transformation must not be async."
  `)
  expect(messageAt(() => add(leaked(grad as never), 1))).toMatchInlineSnapshot(`
    "EscapedTracerError: add: a tensor of a function that was being differentiated or traced is used at a line, after that function returned.
      Return it from the function (as auxiliary output, hasAux) instead of storing it outside; functions under a transformation must not be async."
  `)
  const kept = leaked(grad as never)
  expect(messageOf(() => kept.toArray())).toContain(
    `tracer.test.ts:${lineOf('expect(messageOf(() => kept.toArray())).toContain(')}:`,
  )
})

describe('an async function', () => {
  const rejections: unknown[] = []
  const note = (reason: unknown): void => {
    rejections.push(reason)
  }
  beforeEach(() => {
    rejections.length = 0
    process.on('unhandledRejection', note)
  })
  afterEach(() => {
    process.off('unhandledRejection', note)
  })

  const late = async (y: Tensor): Promise<Tensor> => {
    await Promise.resolve()
    return sum(y)
  }
  const transformed = [
    ['grad', () => grad(late as never)(x as never)],
    ['valueAndGrad with hasAux', () => valueAndGrad(late as never, { hasAux: true })(x as never)],
    ['vjp', () => vjp(late)(x)],
    ['jvp', () => jvp(late)([x], [x])],
    ['linearize', () => linearize(late)(x)],
    ['trace', () => trace(late)(x)],
    ['vmap', () => vmap(late as never)(x as never)],
    ['a list of promises', () => vjp((y: Tensor) => [late(y), late(y)])(x)],
    [
      'aux that comes later',
      () => valueAndGrad(((y: Tensor) => [sum(y), late(y)]) as never, { hasAux: true })(x as never),
    ],
  ] as const

  test.each(transformed)('under %s is refused, and rejects nothing later', async (_, call) => {
    expect(call).toThrow(AsyncFunctionError)
    await new Promise(resolve => setTimeout(resolve, 5))
    expect(rejections).toEqual([])
  })

  test('gets an error that says what to do', () => {
    expect(messageOf(() => grad(late as never)(x as never))).toMatchInlineSnapshot(`
      "AsyncFunctionError: grad: f is async: it returned a promise, and what it computes after the first await is not recorded.
        Await the data first, and pass it to a function that is not async."
    `)
  })
})

describe('an exception inside of a function', () => {
  const broken = (): never => {
    throw new RangeError('mine')
  }

  test('comes out as it is', () => {
    expect(() => grad(broken as never)(x as never)).toThrow(new RangeError('mine'))
    expect(() => vmap(broken as never)(x as never)).toThrow(new RangeError('mine'))
  })

  test('leaves everything usable: alone, and inside of another recording', () => {
    const attempts = (y: Tensor): Tensor => {
      for (const attempt of [grad, vjp, trace, linearize] as readonly ((
        f: unknown,
      ) => (x: Tensor) => unknown)[])
        expect(() => attempt(broken)(y)).toThrow('mine')
      return sum(mul(y, y))
    }
    expect(grad(attempts)(x).toArray()).toEqual([2, 4])
    expect(grad((y: Tensor) => sum(mul(y, y)))(x).toArray()).toEqual([2, 4])
    expect(run(trace((y: Tensor) => mul(y, y))(x))(x).toArray()).toEqual([1, 4])
  })

  test('closes its recording', () => {
    let kept: Tensor | undefined
    const f = (y: Tensor): never => {
      kept = y
      return broken()
    }
    expect(() => grad(f as never)(x as never)).toThrow('mine')
    expect(() => add(kept as Tensor, 1)).toThrow(EscapedTracerError)
  })
})

describe('a value read while only shapes are known', () => {
  const readers: readonly (readonly [string, (y: Tensor) => unknown])[] = [
    ['item', y => sum(y).item()],
    ['data', y => y.data()],
    ['toArray', y => y.toArray()],
  ]

  test.each(readers)('by %s is refused under trace, vmap, and grad of them', (_, read) => {
    const f = (y: Tensor): Tensor => {
      read(y)
      return sum(y)
    }
    expect(() => trace(f)(x)).toThrow(TracedValueError)
    expect(() => vmap(f as never)(tensor([[1, 2]]) as never)).toThrow(TracedValueError)
    expect(() => trace(grad(f))(x)).toThrow(TracedValueError)
    expect(() => grad((y: Tensor) => run(trace(f)(y))(y))(x)).toThrow(TracedValueError)
  })

  test('gets an error that says which line to change, and to what', () => {
    expect(
      told(() => trace((y: Tensor) => (y.item() > 0 ? y : mul(y, 2)))(tensor(1))),
    ).toMatchInlineSnapshot(`
      "TracedValueError: item: the value of a float32[] was read at tracer.test.ts while only shapes are known.
        At that line, write where(test, a, b) or cond(test, whenTrue, whenFalse) for an if on values, whileLoop or foriLoop for a loop on them; or read the value outside of the function."
    `)
    expect(told(() => vmap((y: Tensor) => tensor(y.toArray()))(x))).toMatchInlineSnapshot(`
      "TracedValueError: toArray: the value of a float32[] was read at tracer.test.ts while only shapes are known.
        At that line, compute with the tensor instead: take or slice for some of its elements, scan or vmap for a loop over its rows; or read them outside of the function."
    `)
    expect(told(() => vmap((y: Tensor) => tensor(y.data(), []))(x))).toMatchInlineSnapshot(`
      "TracedValueError: data: the value of a float32[] was read at tracer.test.ts while only shapes are known.
        At that line, compute with the tensor instead: take or slice for some of its elements, scan or vmap for a loop over its rows; or read them outside of the function."
    `)
  })

  test("names the innermost line that is the user's own, be the tape nested", () => {
    const read = (y: Tensor): number => y.item() // here
    const line = lineOf('y.item() // here')
    for (const f of [
      () => trace((y: Tensor) => mul(y, read(y)))(tensor(1)),
      () => vmap((y: Tensor) => grad((z: Tensor) => mul(z, read(z)))(y))(x),
      () => grad((y: Tensor) => sum(vmap((z: Tensor) => mul(z, read(z)))(mul(y, x))))(tensor(1)),
    ])
      expect(messageOf(f)).toContain(`tracer.test.ts:${line}:`)
  })

  test('does not come from a template string, which prints what is known', () => {
    const printed: string[] = []
    const print = (z: Tensor): Tensor => {
      printed.push(`${z}`)
      return z
    }
    vmap((y: Tensor) => grad(print)(print(y)))(x)
    expect(printed).toEqual(['traced float32[]', 'traced float32[]'])
  })

  test('is the plain value under grad, vjp and jvp, so that if and while work', () => {
    const f = (y: Tensor): Tensor => {
      let z = y
      while (z.item() < 100) z = mul(z, z)
      return z
    }
    expect(grad(f)(tensor(3)).item()).toBe(8 * 3 ** 7)
    expect(jvp(f)([tensor(3)], [tensor(1)])[1].item()).toBe(8 * 3 ** 7)
  })

  test('prints as a shape', () => {
    let text = ''
    trace((y: Tensor) => {
      text = `${y}`
      return y
    })(x)
    expect(text).toBe('traced float32[2]')
  })
})

test('every error of the library is one class, with its parts', () => {
  const caught = (): unknown => {
    try {
      return add(x as Tensor, tensor([1, 2, 3]))
    } catch (error) {
      return error
    }
  }
  expect(caught()).toBeInstanceOf(MiniflowError)
  expect(caught()).toMatchObject({ name: 'ShapeError', where: 'add' })
})
