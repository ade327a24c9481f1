import {
  add,
  grad,
  matmul,
  mul,
  random,
  relu,
  run,
  sub,
  type Tensor,
  tanh,
  tensor,
  trace,
  tree,
  zeros,
} from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { heNormal, meanSquaredError, mlp } from '../src/index.js'

const key = random.key(3)

describe('mlp', () => {
  test('makes one layer of weights and zero biases from each size to the next', () => {
    const params = mlp({ sizes: [784, 128, 10] }).init(key)
    expect(tree.paths(params)).toEqual(['layers[0].b', 'layers[0].w', 'layers[1].b', 'layers[1].w'])
    expect(params.layers.map(({ w, b }) => [w.shape, b.shape])).toEqual([
      [[784, 128], [128]],
      [[128, 10], [10]],
    ])
    expect(
      tree
        .leaves(params.layers.map(({ b }) => b))
        .every(b => b.data().every((x: number) => x === 0)),
    ).toBe(true)
  })

  test('applies linear, activation, linear: no activation at the end', () => {
    const model = mlp({ sizes: [3, 4, 2], activation: tanh })
    const params = model.init(key)
    const x = random.normal(key, [5, 3])
    const [one, two] = params.layers
    const hidden = tanh(add(matmul(x, one.w), one.b))
    expect(model.apply(params, x).toArray()).toEqual(add(matmul(hidden, two.w), two.b).toArray())
  })

  test('with two sizes is linear, and relu stands between layers by default', () => {
    const x = tensor([[-1, 2]])
    const layer = {
      w: tensor([
        [1, 0],
        [0, 1],
      ]),
      b: tensor([0, 0]),
    }
    expect(
      mlp({ sizes: [2, 2] })
        .apply({ layers: [layer] }, x)
        .toArray(),
    ).toEqual([[-1, 2]])
    expect(
      mlp({ sizes: [2, 2, 2] })
        .apply({ layers: [layer, layer] }, x)
        .toArray(),
    ).toEqual(relu(x).toArray())
  })

  test('is a pure function of its key, its layers differ, and weights begin as asked', () => {
    const square = mlp({ sizes: [4, 4, 4], weights: heNormal })
    const [a, b] = [square.init(key), square.init(key)]
    expect(tree.leaves(a).map(String)).toEqual(tree.leaves(b).map(String))
    expect(String(a.layers[0].w)).not.toBe(String(a.layers[1].w))
    expect(String(a.layers[0].w)).not.toBe(String(mlp({ sizes: [4, 4, 4] }).init(key).layers[0].w))
  })

  test('in float64 is float64 throughout', () => {
    const model = mlp({ sizes: [2, 3, 1], dtype: 'float64' })
    const params = model.init(key)
    expect(new Set(tree.leaves(params).map(leaf => leaf.dtype))).toEqual(new Set(['float64']))
    expect(model.apply(params, zeros([1, 2], { dtype: 'float64' })).dtype).toBe('float64')
  })

  test('traces whole: a step of learning is one program', () => {
    const model = mlp({ sizes: [2, 3, 1], activation: tanh })
    type Params = ReturnType<typeof model.init>
    const step = (
      params: Params,
      x: Tensor<[4, 2], 'float32'>,
      y: Tensor<[4, 1], 'float32'>,
    ): Params => {
      const gradient = grad((p: Params) => meanSquaredError(model.apply(p, x), y))(params)
      return tree.zipWith((p, g) => sub(p, mul(g, 0.1)))(params, gradient)
    }
    const args = [model.init(key), random.normal(key, [4, 2]), random.normal(key, [4, 1])] as const
    const program = run(
      trace(step as never)(...(args as unknown as never[])),
    ) as unknown as typeof step
    const other = [
      model.init(random.key(4)),
      random.uniform(key, [4, 2]),
      random.uniform(key, [4, 1]),
    ] as const
    expect(tree.leaves(program(...other)).map(String)).toEqual(
      tree.leaves(step(...other)).map(String),
    )
  })

  test('refuses sizes that make no layers', () => {
    expect(() => mlp({ sizes: [784] })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: mlp: sizes is [784]; expected the number of inputs and of outputs at least.
        For one layer from 784 to 10 features write { sizes: [784, 10] }.]
    `)
    expect(() => mlp({ sizes: [784, 0, 10] })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: mlp: sizes[1] is 0; expected a whole number from 1 on.]`,
    )
    expect(() => mlp({ sizes: [784, 12.5] })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: mlp: sizes[1] is 12.5; expected a whole number from 1 on.]`,
    )
    expect(() => mlp({ sizes: 784 as never })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: mlp: sizes is 784; expected the number of inputs and of outputs at least.
        For one layer from 784 to 10 features write { sizes: [784, 10] }.]
    `)
    expect(() => mlp({ sizes: [2, 2] }).init(7 as never)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: mlp: got the number 7 for a key; expected int32[2].
        Make one with random.key(seed), and several with random.split(key, n).]
    `)
  })

  test('refuses parameters of another model, and features of other data', () => {
    const model = mlp({ sizes: [4, 3, 2] })
    expect(() =>
      model.apply(mlp({ sizes: [4, 2] }).init(key) as never, zeros([1, 4])),
    ).toThrowErrorMatchingInlineSnapshot(`
      [TreeError: mlp: the parameters hold 1 in their list of layers; expected 2.
        Pass what init(key) gives, or a tree like it: { layers: [{ w, b }, ...] }.]
    `)
    expect(() => model.apply({} as never, zeros([1, 4]))).toThrowErrorMatchingInlineSnapshot(`
      [TreeError: mlp: the parameters hold no list of layers; expected 2.
        Pass what init(key) gives, or a tree like it: { layers: [{ w, b }, ...] }.]
    `)
    expect(() =>
      model.apply(model.init(key), zeros([1, 5]) as never),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: mlp: x of shape [1,5] has 5 features and w of shape [4,3] takes 4.
        The last axis of x must be as long as the first of w.]
    `)
  })
})

test('each layer is a scope of the tape', () => {
  const model = mlp({ sizes: [2, 3, 1] })
  const tape = trace(model.apply)(model.init(random.key(0)), zeros([4, 2]) as never)
  const scopes = tape.nodes.flatMap(node => (node.tag === 'Apply' ? [node.scope] : []))
  expect([...new Set(scopes)]).toEqual(['layers[0]', 'layers[1]'])
})
