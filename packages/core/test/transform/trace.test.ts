import {
  add,
  grad,
  matmul,
  mean,
  mul,
  random,
  run,
  sigmoid,
  sub,
  sum,
  type Tensor,
  tanh,
  tapeToString,
  tensor,
  trace,
  valueAndGrad,
  zeros,
} from '@miniflow/core'
import { describe, expect, test } from 'vitest'

const x = tensor([1, 2])

describe('trace', () => {
  test('writes the program, not the numbers', () => {
    const f = (params: { readonly w: Tensor; readonly b: Tensor }, inputs: Tensor): Tensor =>
      sigmoid(add(matmul(inputs, params.w), params.b))
    const tape = trace(f)({ w: zeros([3, 2]), b: zeros([2]) }, zeros([4, 3]))
    expect(tapeToString(tape)).toMatchInlineSnapshot(`
      "%0 float32[2]   = input params.b
      %1 float32[3,2] = input params.w
      %2 float32[4,3] = input inputs
      %3 float32[4,2] = matmul transposeA=false transposeB=false %2 %1
      %4 float32[4,2] = broadcastTo shape=[4,2] axes=[0] %0
      %5 float32[4,2] = add %3 %4
      %6 float32[4,2] = sigmoid %5
      return %6"
    `)
  })

  test('writes what a gradient computes', () => {
    const loss = (w: Tensor, inputs: Tensor, targets: Tensor): Tensor => {
      const error = sub(matmul(inputs, w), targets)
      return mean(mul(error, error))
    }
    const tape = trace(grad(loss))(zeros([3]), zeros([4, 3]), zeros([4]))
    expect(tapeToString(tape)).toMatchInlineSnapshot(`
      "%0  float32[3]   = input w
      %1  float32[4,3] = input inputs
      %2  float32[4]   = input targets
      %3  float32[3,1] = reshape shape=[3,1] %0
      %4  float32[4,1] = matmul transposeA=false transposeB=false %1 %3
      %5  float32[4]   = reshape shape=[4] %4
      %6  float32[4]   = sub %5 %2
      %7  float32[4]   = mul %6 %6
      %8  float32[]    = sum axes=[0] %7
      %9  float32[]    = constant 4
      %10 float32[]    = div %8 %9
      %11 float32[4]   = constant ...
      %12 float32[4]   = scale %11 %6
      %13 float32[4]   = scale %11 %6
      %14 float32[4]   = add %12 %13
      %15 float32[4,1] = reshape shape=[4,1] %14
      %16 float32[3,1] = matmul transposeA=true transposeB=false %1 %15
      %17 float32[3]   = reshape shape=[3] %16
      return %17"
    `)
  })

  test('writes what the second derivative of tanh computes', () => {
    expect(tapeToString(trace(grad(grad(tanh)))(tensor(1)))).toMatchInlineSnapshot(`
      "%0  float32[] = input x
      %1  float32[] = tanh %0
      %2  float32[] = mul %1 %1
      %3  float32[] = constant 1
      %4  float32[] = sub %3 %2
      %5  float32[] = constant 1
      %6  float32[] = scale %5 %4
      %7  float32[] = constant -1
      %8  float32[] = scale %7 %1
      %9  float32[] = scale %7 %1
      %10 float32[] = add %8 %9
      %11 float32[] = mul %1 %1
      %12 float32[] = constant 1
      %13 float32[] = sub %12 %11
      %14 float32[] = scale %10 %13
      return %14"
    `)
  })

  test('writes numbers from outside as constants, each tensor once', () => {
    const c = tensor([10, 20])
    expect(tapeToString(trace((a: Tensor) => mul(add(a, c), add(c, 1)))(x))).toMatchInlineSnapshot(`
      "%0 float32[2] = input a
      %1 float32[2] = constant ...
      %2 float32[2] = add %0 %1
      %3 float32[2] = constant ...
      %4 float32[2] = mul %2 %3
      return %4"
    `)
  })

  test('names arguments as f does, and the leaves of trees by their paths', () => {
    const layers = [{ w: x }, { 'odd name': x }] as const
    const paths = trace((net: typeof layers, scale: Tensor) => mul(net[0].w, scale))(layers, x)
      .nodes.filter(node => node.tag === 'Input')
      .map(node => node.path)
    expect(paths).toEqual(['net[0].w', 'net[1]["odd name"]', 'scale'])
  })

  test('gives a value that nobody can change', () => {
    const tape = trace((a: Tensor) => mul(a, a))(x)
    expect([tape, tape.nodes, tape.outputs].every(Object.isFrozen)).toBe(true)
  })

  test('prints a tape of a hundred thousand operations', () => {
    const f = (a: Tensor): Tensor =>
      Array.from({ length: 150_000 }).reduce<Tensor>(y => add(y, a), a)
    expect(tapeToString(trace(f)(x)).split('\n')).toHaveLength(150_002)
  })
})

describe('run', () => {
  test('replays the program on other numbers', () => {
    const tape = trace((a: Tensor, b: Tensor) => ({ sum: add(a, b), parts: [mul(a, b), a] }))(x, x)
    const result = run(tape)(tensor([3, 4]), tensor([10, 20]))
    expect(result.sum.toArray()).toEqual([13, 24])
    expect(result.parts.map(part => part.toArray())).toEqual([
      [30, 80],
      [3, 4],
    ])
  })

  test('replays a gradient', () => {
    const loss = (w: Tensor): Tensor => sum(mul(w, mul(w, w)))
    const tape = trace(valueAndGrad(loss))(x)
    const [value, gradient] = run(tape)(tensor([2, 3]))
    expect([value.item(), gradient.toArray()]).toEqual([35, [12, 27]])
  })

  test('draws again from the key that it is given', () => {
    const tape = trace((key: random.Key) => random.normal(key, [3]))(random.key(0))
    const key = random.key(7)
    expect(run(tape)(key).toArray()).toEqual(random.normal(key, [3]).toArray())
  })

  test('has derivatives', () => {
    const tape = trace((a: Tensor) => sum(mul(a, a)))(x)
    expect(grad((a: Tensor) => run(tape)(a))(tensor([5, 6])).toArray()).toEqual([10, 12])
  })
})
