/** What the type checker knows of layers, models and losses. */
import {
  type Key,
  random,
  type Scalar,
  sigmoid,
  type Tensor,
  tensor,
  valueAndGrad,
  zeros,
} from '@miniflow/core'
import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  accuracy,
  attention,
  crossEntropyWithSoftmax,
  dropout,
  embedding,
  glorotUniform,
  gru,
  huber,
  layerNorm,
  linear,
  lstm,
  meanSquaredError,
  mlp,
  multiHeadAttention,
} from '../src/index.js'

/** A mistake that must be a compile error, and is one at run time too. */
const refused = (...mistakes: readonly (() => unknown)[]): void => {
  for (const mistake of mistakes) expect(mistake).toThrow()
}

const key: Key = random.key(0)
const model = mlp({ sizes: [6, 4, 3], activation: sigmoid })
type Params = ReturnType<typeof model.init>

describe('types', () => {
  test('linear knows the shape of its result', () => {
    expectTypeOf(linear(zeros([8, 6]), zeros([6, 3]), zeros([3]))).toEqualTypeOf<
      Tensor<[8, 3], 'float32'>
    >()
    expectTypeOf(linear(zeros([6]), zeros([6, 3]), zeros([3]))).toEqualTypeOf<
      Tensor<[3], 'float32'>
    >()
    expectTypeOf(linear(zeros([2, 8, 6]), zeros([6, 3]), zeros([3]))).toEqualTypeOf<
      Tensor<[2, 8, 3], 'float32'>
    >()
    const some = (
      x: Tensor<[number, 6]>,
      w: Tensor<[6, number], 'float64'>,
      b: Tensor<[3], 'float64'>,
    ) => linear(x, w, b)
    expectTypeOf<ReturnType<typeof some>>().toEqualTypeOf<Tensor<[number, number], 'float64'>>()
    const unknown = (x: Tensor, w: Tensor, b: Tensor) => linear(x, w, b)
    expectTypeOf<ReturnType<typeof unknown>>().toEqualTypeOf<Tensor>()
    const generic = <M extends number, K extends number, N extends number>(
      x: Tensor<[M, K], 'float32'>,
      w: Tensor<[K, N], 'float32'>,
      b: Tensor<[N], 'float32'>,
    ): Tensor<[M, N], 'float32'> => linear(x, w, b)
    expectTypeOf(generic(zeros([2, 3]), zeros([3, 4]), zeros([4]))).toEqualTypeOf<
      Tensor<[2, 4], 'float32'>
    >()
  })

  test('linear refuses what is known not to fit', () => {
    refused(
      // @ts-expect-error linear: x has 784 features and w takes 100
      () => linear(zeros([128, 784]), zeros([100, 10]), zeros([10])),
      // @ts-expect-error linear: w gives 10 features and b has 11
      () => linear(zeros([128, 784]), zeros([784, 10]), zeros([11])),
      // @ts-expect-error w is a vector
      () => linear(zeros([128, 784]), zeros([784]), zeros([10])),
      // @ts-expect-error b is float64
      () => linear(zeros([128, 784]), zeros([784, 10]), zeros([10], { dtype: 'float64' })),
      // @ts-expect-error b is missing
      () => linear(zeros([128, 784]), zeros([784, 10])),
    )
  })

  test('mlp knows its parameters layer by layer, and its outputs', () => {
    const params = model.init(key)
    expectTypeOf(params.layers[0].w).toEqualTypeOf<Tensor<[6, 4], 'float32'>>()
    expectTypeOf(params.layers[1].b).toEqualTypeOf<Tensor<[3], 'float32'>>()
    expectTypeOf(model.apply(params, zeros([5, 6]))).toEqualTypeOf<Tensor<[5, 3], 'float32'>>()
    expectTypeOf(model.apply(params, zeros([6]))).toEqualTypeOf<Tensor<[3], 'float32'>>()
    const precise = mlp({ sizes: [6, 3], dtype: 'float64' })
    expectTypeOf(precise.init(key).layers[0].w).toEqualTypeOf<Tensor<[6, 3], 'float64'>>()
    const widths: readonly number[] = [6, 3]
    expectTypeOf(mlp({ sizes: widths }).init(key).layers[0]?.w).toEqualTypeOf<
      Tensor<[number, number], 'float32'> | undefined
    >()
    refused(
      // @ts-expect-error mlp: takes 6 features, not 5
      () => model.apply(params, zeros([5, 5])),
      // @ts-expect-error there is no third layer
      () => params.layers[2].w,
      // @ts-expect-error parameters of another model
      () => model.apply(mlp({ sizes: [5, 4, 3] }).init(key), zeros([5, 6])),
    )
  })

  test('the gradient of a loss of a model has the type of its parameters', () => {
    const loss = (params: Params, x: Tensor<[number, 6]>, y: Tensor<[number], 'int32'>) =>
      crossEntropyWithSoftmax(model.apply(params, x), y)
    const step = valueAndGrad(loss)(
      model.init(key),
      zeros([2, 6]),
      tensor([0, 2], { dtype: 'int32' }),
    )
    expectTypeOf(step).toEqualTypeOf<[Scalar<'float32'>, Params]>()
  })

  test('losses are scalars of the dtype of the scores; accuracy is float32', () => {
    const scores = zeros([2, 3], { dtype: 'float64' })
    const labels = tensor([0, 2], { dtype: 'int32' })
    expectTypeOf(crossEntropyWithSoftmax(scores, labels)).toEqualTypeOf<Scalar<'float64'>>()
    expectTypeOf(accuracy(scores, labels)).toEqualTypeOf<Scalar<'float32'>>()
    expectTypeOf(meanSquaredError(scores, 0)).toEqualTypeOf<Scalar<'float64'>>()
    expectTypeOf(huber(zeros([2]), tensor([1, 2]), { delta: 2 })).toEqualTypeOf<Scalar<'float32'>>()
    refused(
      // @ts-expect-error labels are whole numbers
      () => crossEntropyWithSoftmax(zeros([2, 3]), zeros([2])),
      // @ts-expect-error rows of shape [2] need as many labels, not [3]
      () => crossEntropyWithSoftmax(zeros([2, 3]), zeros([3], { dtype: 'int32' })),
      // @ts-expect-error predictions of shape [3] and targets of shape [3, 1] differ
      () => meanSquaredError(zeros([3]), zeros([3, 1])),
      // @ts-expect-error targets of another float dtype
      () => huber(zeros([3]), zeros([3], { dtype: 'float64' })),
    )
  })

  test('initial weights know their shape and dtype', () => {
    expectTypeOf(glorotUniform(key, [6, 3])).toEqualTypeOf<Tensor<[6, 3], 'float32'>>()
    expectTypeOf(glorotUniform(key, [6, 3], { dtype: 'float64' })).toEqualTypeOf<
      Tensor<[6, 3], 'float64'>
    >()
    // @ts-expect-error weights are floats
    refused(() => glorotUniform(key, [6, 3], { dtype: 'int32' }))
  })

  test('layerNorm, dropout and embedding know the shape of their result', () => {
    expectTypeOf(layerNorm(zeros([8, 6]), zeros([6]), zeros([6]))).toEqualTypeOf<
      Tensor<[8, 6], 'float32'>
    >()
    expectTypeOf(dropout(key, 0.5, zeros([8, 6], { dtype: 'float64' }))).toEqualTypeOf<
      Tensor<[8, 6], 'float64'>
    >()
    const [tokens, floats] = [zeros([4, 5], { dtype: 'int32' }), zeros([4])]
    expectTypeOf(embedding(tokens, zeros([100, 16]))).toEqualTypeOf<Tensor<[4, 5, 16], 'float32'>>()
    const unknown = (x: Tensor, gain: Tensor, bias: Tensor) => layerNorm(x, gain, bias)
    expectTypeOf<ReturnType<typeof unknown>>().toEqualTypeOf<Tensor>()
    refused(
      // @ts-expect-error layerNorm: x has 6 features and gain 5
      () => layerNorm(zeros([8, 6]), zeros([5]), zeros([6])),
      // @ts-expect-error layerNorm: x has 6 features and bias 5
      () => layerNorm(zeros([8, 6]), zeros([6]), zeros([5])),
      // @ts-expect-error whole numbers are not dropped
      () => dropout(key, 0.5, tokens),
      // @ts-expect-error the key comes first
      () => dropout(zeros([3]), 0.5, key),
      // @ts-expect-error tokens are whole numbers
      () => embedding(floats, zeros([100, 16])),
    )
  })

  test('attention knows the shape of its result, and what does not fit', () => {
    const [q, k, v] = [zeros([2, 4, 3]), zeros([2, 5, 3]), zeros([2, 5, 7])] as const
    expectTypeOf(attention(q, k, v)).toEqualTypeOf<Tensor<[2, 4, 7], 'float32'>>()
    refused(
      // @ts-expect-error attention: queries have 3 features and keys 7
      () => attention(q, v, v),
      // @ts-expect-error attention: there are 4 keys and 5 values
      () => attention(q, q, v),
    )
    const layer = multiHeadAttention({ features: 8, heads: 2 })
    const params = layer.init(key)
    expectTypeOf(params.query.w).toEqualTypeOf<Tensor<[8, 8], 'float32'>>()
    expectTypeOf(layer.apply(params, zeros([3, 5, 8]))).toEqualTypeOf<
      Tensor<[3, 5, 8], 'float32'>
    >()
    expectTypeOf(layer.weights(params, zeros([3, 5, 8]))).toEqualTypeOf<
      Tensor<[3, 2, 5, number], 'float32'>
    >()
    refused(
      // @ts-expect-error multiHeadAttention: takes 8 features, not 7
      () => layer.apply(params, zeros([5, 7])),
      // @ts-expect-error a number of heads is missing
      () => multiHeadAttention({ features: 8 }),
    )
  })

  test('cells know their states', () => {
    const cell = gru({ inputs: 3, units: 4 })
    const params = cell.init(key)
    expectTypeOf(cell.start()).toEqualTypeOf<Tensor<[4], 'float32'>>()
    expectTypeOf(cell.start([2])).toEqualTypeOf<Tensor<[2, 4], 'float32'>>()
    expectTypeOf(cell.apply(params, cell.start([2]), zeros([2, 3]))).toEqualTypeOf<
      Tensor<[2, 4], 'float32'>
    >()
    const memory = lstm({ inputs: 3, units: 4, dtype: 'float64' })
    const x = zeros([2, 3], { dtype: 'float64' })
    expectTypeOf(memory.apply(memory.init(key), memory.start([2]), x).c).toEqualTypeOf<
      Tensor<[2, 4], 'float64'>
    >()
    refused(
      // @ts-expect-error gru: takes 3 features, not 5
      () => cell.apply(params, cell.start([2]), zeros([2, 5])),
      // @ts-expect-error a state of another cell
      () => cell.apply(params, zeros([2, 3]), zeros([2, 3])),
    )
  })
})
