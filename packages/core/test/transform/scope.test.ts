import {
  add,
  checkpoint,
  cond,
  customVjp,
  debugNaN,
  grad,
  greater,
  inspect,
  jvp,
  log,
  mul,
  type Node,
  type NonFiniteError,
  relu,
  run,
  scan,
  scope,
  sin,
  sqrt,
  sum,
  type Tape,
  type Tensor,
  tapeToString,
  tensor,
  trace,
  vjp,
  vmap,
} from '@miniflow/core'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { closed, withoutDeadCode, withoutRepetition } from '../../src/tape/passes.js'
import { messageOf } from '../support/message.js'

const x: Tensor = tensor([1, 2])

/** The operations with their scopes, programs inside of a node behind it. */
const told = (tape: Tape): readonly string[] =>
  tape.nodes.flatMap((node: Node) =>
    node.tag === 'Apply'
      ? [
          `${node.op.name} ${node.scope ?? '-'}`,
          ...(node.op.bodies ?? []).flatMap(body => told(body).map(line => `  ${line}`)),
        ]
      : [],
  )

const square = scope('square', (y: Tensor) => mul(y, y))

describe('scope', () => {
  test('names the operations of a function, and no others', () => {
    expect(told(trace((y: Tensor) => sum(square(sin(y))))(x))).toEqual([
      'sin -',
      'mul square',
      'sum -',
    ])
  })

  test('joins scopes within scopes as paths', () => {
    const encoder = scope('encoder', (y: Tensor) => sin(square(y)))
    expect(told(trace(encoder)(x))).toEqual(['mul encoder/square', 'sin encoder'])
  })

  test('is printed with the tape', () => {
    expect(tapeToString(trace((y: Tensor) => sum(square(y)))(x))).toMatchInlineSnapshot(`
      "%0 float32[2] = input y
      %1 float32[2] = mul %0 %0 in square
      %2 float32[]  = sum axes=[0] %1
      return %2"
    `)
  })

  test('changes neither values nor derivatives, nor types, nor names of arguments', () => {
    const f = (a: Tensor, b: { readonly c: Tensor }, n: number): Tensor =>
      sum(mul(sin(a), add(b.c, n)))
    const named = scope('f', f)
    expectTypeOf(named).toEqualTypeOf(f)
    const rectifier: (y: Tensor) => Tensor = scope('relu', (y: Tensor) => relu(y))
    expect(rectifier(tensor([-1, 1])).toArray()).toEqual([0, 1])
    expect(named(x, { c: x }, 2).item()).toBe(f(x, { c: x }, 2).item())
    const both = [f, named].map(g =>
      grad((a: Tensor, c: Tensor) => g(a, { c }, 2), { argnums: [0, 1] })(x, x),
    )
    expect(String(both[1])).toBe(String(both[0]))
    const [input] = trace(scope('g', (weights: Tensor) => sin(weights)))(x).nodes
    expect(input).toMatchObject({ path: 'weights' })
  })

  test('lets a function through that computes nothing and takes anything', () => {
    expect(scope('text', (a: string, b: number) => a.repeat(b))('ab', 2)).toBe('abab')
  })

  test('ends where the function returns, and where it throws', () => {
    const broken = scope('broken', (y: Tensor): Tensor => {
      square(y)
      throw new RangeError('on purpose')
    })
    const f = (y: Tensor): Tensor => {
      expect(() => broken(y)).toThrow('on purpose')
      return sin(y)
    }
    expect(told(trace(f)(x))).toEqual(['mul broken/square', 'sin -'])
    expect(told(trace((y: Tensor) => sin(y))(x))).toEqual(['sin -'])
  })

  test('survives the passes over a tape', () => {
    const tape = trace((y: Tensor) => {
      square(y)
      return add(square(y), square(y))
    })(x)
    const short = withoutDeadCode(withoutRepetition(closed(tape).tape))
    expect(told(short)).toEqual(['mul square', 'add -'])
  })

  test('is that of the recording, for inspect as for trace', () => {
    expect(told(inspect((y: Tensor) => sum(square(y)))(x).tape)).toEqual(['mul square', 'sum -'])
  })
})

describe('what is made of an operation stays in its scope:', () => {
  const layers = (y: Tensor): Tensor =>
    sum(scope('second', sin as (y: Tensor) => Tensor)(square(y)))

  test('the gradient', () => {
    const lines = told(trace(grad(layers))(x))
    expect(lines).toEqual([
      'mul square',
      'sin second',
      'sum -',
      'cos second',
      'scale second',
      'scale square',
      'scale square',
      'add square',
    ])
  })

  test('the pullback and the pushforward, also when they run in a scope of their own', () => {
    const back = (y: Tensor): readonly [Tensor] => {
      const [value, pull] = vjp(square)(y)
      return scope('back', pull)(value) as readonly [Tensor]
    }
    expect(told(trace(back)(x))).toEqual([
      'mul square',
      'scale back/square',
      'scale back/square',
      'add back/square',
    ])
    const forward = (y: Tensor) => jvp(square)([y], [y])
    expect(told(trace(forward)(x))).toEqual([
      'mul square',
      'scale square',
      'scale square',
      'add square',
    ])
  })

  test('second derivatives', () => {
    const second = told(
      trace((y: Tensor) => sum(grad(grad(scope('s', (z: Tensor) => mul(sin(z), z))))(y)))(
        tensor(1),
      ),
    )
    expect(second.length).toBeGreaterThan(10)
    expect(new Set(second.map(line => line.split(' ')[1]))).toEqual(new Set(['s']))
  })

  test('the batch', () => {
    expect(told(trace(vmap(layers))(tensor([[1, 2]])))).toEqual([
      'mul square',
      'sin second',
      'sum -',
    ])
  })

  test('a derivative of a batch within a scope, whose name comes once', () => {
    const f = scope('outer', vmap(grad(layers)))
    const names = told(trace(f)(tensor([[1, 2]]))).map(line => line.split(' ')[1])
    expect(new Set(names)).toEqual(new Set(['outer', 'outer/square', 'outer/second']))
  })

  test('the program inside of a loop, a branch, a checkpoint, and what becomes of it', () => {
    const body = (y: Tensor): Tensor => {
      const kept = checkpoint(square)(y)
      const chosen = cond(
        greater(sum(y), 0),
        square,
        scope('other', (z: Tensor) => sin(z)),
        kept,
      )
      return scan((c: Tensor) => [square(c), []] as const, chosen, undefined, { length: 2 })[0]
    }
    const tape = trace(scope('all', body))(x)
    expect(told(tape)).toMatchInlineSnapshot(`
      [
        "checkpoint all",
        "  mul square",
        "sum all",
        "greater all",
        "cond all",
        "  mul square",
        "  sin other",
        "scan all",
        "  mul square",
      ]
    `)
    // Run within another scope, the inner names come below that one.
    const again = trace((y: Tensor) => scope('again', run(tape))(y))(x)
    expect(told(again)).toEqual(told(tape).map(line => line.replace(/(?<=^\S+ )(\S+)/, 'again/$1')))
  })

  test('what a checkpoint computes again', () => {
    const lines = told(trace(grad(scope('outer', checkpoint(layers))))(x))
    const [forward, inside, again] = [lines.slice(0, 1), lines.slice(1, 4), lines.slice(4)]
    expect(forward).toEqual(['checkpoint outer'])
    expect(inside).toEqual(['  mul square', '  sin second', '  sum -'])
    expect(again).toEqual([
      'mul outer/square',
      'sin outer/second',
      'sum outer',
      'cos outer/second',
      'scale outer/second',
      'scale outer/square',
      'scale outer/square',
      'add outer/square',
    ])
  })

  test('a rule of the user', () => {
    const f = customVjp((y: Tensor) => sin(y), {
      forward: y => [sin(y), y],
      backward: (y, g) => [square(mul(g, y))],
    })
    const lines = told(trace(grad((y: Tensor) => sum(scope('mine', f)(y))))(x))
    expect(lines.slice(-2)).toEqual(['mul mine', 'mul mine/square'])
  })
})

describe('debugNaN', () => {
  test('tells the scope, of a value and of a derivative', () => {
    const layer = scope('layer1', (y: Tensor) => log(y))
    const encoder = scope('encoder', (y: Tensor) => sum(layer(y)))
    const told = (f: typeof encoder, at: Tensor): string =>
      messageOf(() => debugNaN(f)(at))
        .replace(/\S+(?=scope.test.ts)/, '')
        .replace(/:\d+/g, '')
    expect(told(encoder, tensor([1, 0]))).toContain(
      'log gives -Infinity at [1], called in encoder/layer1 at scope.test.ts.',
    )
    const root = scope('root', (y: Tensor) => sqrt(y))
    expect(told((y: Tensor) => sum(root(y)), tensor([1, 0]))).toContain(
      'in its derivative rule (div), called in root at scope.test.ts.',
    )
    const given = scope('given', (y: Tensor) => sum(y))
    expect(told(given, tensor([1, Number.NaN]))).toContain(
      'where sum reads it, called in given at scope.test.ts.',
    )
  })

  test('gives the scope as data, also within vmap', () => {
    const encoder = scope('encoder', (y: Tensor) => sum(log(y)))
    try {
      debugNaN(vmap(encoder))(tensor([[1, 0]]))
      expect.unreachable()
    } catch (error) {
      expect((error as NonFiniteError).found).toMatchObject({ scope: 'encoder', order: 0 })
    }
  })
})

describe('scope refuses', () => {
  const anything = scope as (...args: readonly unknown[]) => unknown

  test('what is no name, what is no function, and what is async', () => {
    expect(messageOf(() => anything('', sin))).toMatchInlineSnapshot(`
      "ArgumentError: scope: the name is empty; expected a text.
        Write scope('layer', f)(x): the name first."
    `)
    expect(messageOf(() => anything(undefined, sin))).toMatchInlineSnapshot(`
      "ArgumentError: scope: the name is undefined; expected a text.
        Write scope('layer', f)(x): the name first."
    `)
    expect(messageOf(() => anything(sin))).toMatchInlineSnapshot(`
      "ArgumentError: scope: the name is a function; expected a text.
        Write scope('layer', f)(x): the name first."
    `)
    expect(messageOf(() => anything('a', 3))).toMatchInlineSnapshot(`
      "ArgumentError: scope: got the number 3 where a function is expected.
        Write scope('layer', f)(x): the name, then the function, its arguments in a second call."
    `)
    expect(messageOf(() => scope('a', async () => 1)())).toMatchInlineSnapshot(`
      "AsyncFunctionError: scope: f is async: it returned a promise, and what it computes after the first await is not recorded.
        Await the data first, and pass it to a function that is not async."
    `)
  })
})
