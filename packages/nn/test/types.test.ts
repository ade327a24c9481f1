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
  crossEntropyWithSoftmax,
  glorotUniform,
  huber,
  linear,
  meanSquaredError,
  mlp,
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
})
