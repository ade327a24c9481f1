/** The exact types that convolution, pooling, sorting and einsum infer. It is compiled, never run. */
import {
  argsort,
  avgPool,
  conv2d,
  cumprod,
  einsum,
  maxPool,
  ones,
  safeDiv,
  safeSqrt,
  sort,
  type Tensor,
  tensordot,
  topK,
  xlogy,
  zeros,
} from '../../src/index.js'
import { is } from './expect.js'

declare const unknown: Tensor
declare const batch: Tensor<[number, 28, 28, 1], 'float32'>
const filters = ones([5, 5, 1, 16])

is<Tensor<[number, 24, 24, 16], 'float32'>>()(conv2d(batch, filters)) satisfies true
is<Tensor<[number, 28, 28, 16], 'float32'>>()(
  conv2d(batch, filters, { padding: 'SAME' }),
) satisfies true
is<Tensor<[number, 14, 10, 16], 'float32'>>()(
  conv2d(batch, filters, { padding: 'SAME', strides: [2, 3] }),
) satisfies true
is<Tensor<[number, 12, 8, 16], 'float32'>>()(
  conv2d(batch, filters, { strides: [2, 3] }),
) satisfies true
is<Tensor<[number, number, number, 16], 'float32'>>()(
  conv2d(batch, filters, { dilation: [2, 2] }),
) satisfies true
is<Tensor<[number, 28, 28, 16], 'float32'>>()(
  conv2d(batch, filters, { dilation: [2, 2], padding: 'SAME' }),
) satisfies true
is<Tensor<[number, number, number, 16], 'float32'>>()(
  conv2d(batch, filters, {
    padding: [
      [1, 1],
      [2, 2],
    ],
  }),
) satisfies true
is<Tensor<[2, 224, 224, 8], 'float64'>>()(
  conv2d(zeros([2, 224, 224, 3], { dtype: 'float64' }), zeros([3, 3, 3, 8], { dtype: 'float64' }), {
    padding: 'SAME',
  }),
) satisfies true
is<Tensor<any, 'float32'>>()(conv2d(unknown, filters)) satisfies true
is<Tensor<any, any>>()(maxPool(unknown, { window: [2, 2] })) satisfies true
is<Tensor<[number, 14, 14, 1], 'float32'>>()(maxPool(batch, { window: [2, 2] })) satisfies true
is<Tensor<[number, 27, 27, 1], 'float32'>>()(
  avgPool(batch, { window: [2, 2], strides: [1, 1] }),
) satisfies true
is<Tensor<[1, 4, 3, 2], 'int32'>>()(
  maxPool(zeros([1, 7, 6, 2], { dtype: 'int32' }), { window: [2, 2], padding: 'SAME' }),
) satisfies true
is<Tensor<[1, number, number, 2], 'float32'>>()(
  avgPool(zeros([1, 2000, 2000, 2], { dtype: 'int32' }), { window: [2, 2] }),
) satisfies true

const table = zeros([3, 4])
is<Tensor<[3, 4], 'float32'>>()(sort(table, { axis: 0 })) satisfies true
is<Tensor<[3, 4], 'int32'>>()(argsort(table)) satisfies true
is<Tensor<[3, 2], 'float32'>>()(topK(table, 2).values) satisfies true
is<Tensor<[3, 2], 'int32'>>()(topK(table, 2).indices) satisfies true
is<Tensor<[3, 4], 'float32'>>()(cumprod(table, { axis: 1 })) satisfies true
is<Tensor<[3, 4], 'float32'>>()(safeDiv(table, zeros([4]))) satisfies true
is<Tensor<[3, 4], 'float32'>>()(xlogy(table, 2)) satisfies true
is<Tensor<[3, 4], 'float32'>>()(safeSqrt(table)) satisfies true

const a = zeros([2, 3])
const b = zeros([3, 4])
is<Tensor<[2, 4], 'float32'>>()(einsum('ij,jk->ik', a, b)) satisfies true
is<Tensor<[2, 4], 'float32'>>()(einsum(' ij, jk ', a, b)) satisfies true
is<Tensor<[3, 2], 'float32'>>()(einsum('ba', a)) satisfies true
is<Tensor<[], 'float32'>>()(einsum('ii', zeros([3, 3]))) satisfies true
is<Tensor<[3], 'float32'>>()(einsum('ii->i', zeros([3, 3]))) satisfies true
is<Tensor<[number, 4], 'float32'>>()(
  einsum('bj,jk->bk', zeros([5, 3]) as Tensor<[number, 3], 'float32'>, b),
) satisfies true
is<Tensor<any, 'float32'>>()(einsum('...j,jk->...k', a, b)) satisfies true
is<Tensor<any, any>>()(einsum('ij->ji', unknown)) satisfies true
is<Tensor<any, 'float32'>>()(einsum('ij->ji' as string, a)) satisfies true

is<Tensor<[2, 4], 'float32'>>()(tensordot(a, b, [[1], [0]])) satisfies true
is<Tensor<[2, 3, 3, 4], 'float32'>>()(tensordot(a, b, 0)) satisfies true
is<Tensor<any, 'float32'>>()(tensordot(a, b, 1)) satisfies true

/** Generic code sees what it knows. */
export const features = <N extends number>(x: Tensor<[N, 28, 28, 1], 'float32'>) =>
  maxPool(conv2d(x, filters, { padding: 'SAME' }), { window: [2, 2] })
is<Tensor<[7, 14, 14, 16], 'float32'>>()(features(zeros([7, 28, 28, 1]))) satisfies true
