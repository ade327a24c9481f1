/** The types of linear algebra: exact results, and mistakes that must not compile. It is never run. */
import { linalg, ones, type Tensor, zeros } from '../../src/index.js'
import { is } from '../types/expect.js'

declare const unknown: Tensor
declare const anyRows: Tensor<[number, 3], 'float32'>
declare const double: Tensor<[3, 3], 'float64'>
const a = zeros([3, 3])
const stack = zeros([5, 3, 3])
const whole = ones([3, 3], { dtype: 'int32' })
const tall = zeros([4, 3])

export const results: readonly true[] = [
  is<Tensor<[3, 3], 'float32'>>()(linalg.cholesky(a)),
  is<Tensor<[5, 3, 3], 'float32'>>()(linalg.inv(stack)),
  is<Tensor<[3, 3], 'float64'>>()(linalg.inv(double)),
  is<Tensor<[3, 3], 'float32'>>()(linalg.inv(whole)),
  is<Tensor<[], 'float32'>>()(linalg.det(a)),
  is<Tensor<[5], 'float32'>>()(linalg.det(stack)),
  is<Tensor>()(linalg.det(unknown)),
  is<Tensor<[5], 'float32'>>()(linalg.slogdet(stack)[1]),
  is<Tensor<[3], 'float32'>>()(linalg.solve(a, zeros([3]))),
  is<Tensor<[5, 3], 'float32'>>()(linalg.solve(stack, zeros([3]))),
  is<Tensor<[5, 3, 2], 'float32'>>()(linalg.solve(stack, zeros([3, 2]))),
  is<Tensor<[3, 2], 'float64'>>()(linalg.solve(double, ones([3, 2], { dtype: 'int32' }))),
  is<Tensor<[3], 'float32'>>()(linalg.triangularSolve(a, zeros([3]), { lower: true })),
  is<Tensor<[5, 3], 'float32'>>()(linalg.eigh(stack)[0]),
  is<Tensor<[5, 3, 3], 'float32'>>()(linalg.eigh(stack)[1]),
  is<Tensor<[3, 3], 'float32'>>()(linalg.qr(a)[0]),
  is<Tensor<[4, number], 'float32'>>()(linalg.qr(tall)[0]),
  is<Tensor<[number, 3], 'float32'>>()(linalg.qr(tall)[1]),
  is<Tensor<[5, 3], 'float32'>>()(linalg.svd(stack)[1]),
  is<Tensor<[number, 3], 'float32'>>()(linalg.svd(tall)[2]),
  is<Tensor<[number, 3], 'float32'>>()(linalg.inv(anyRows)),
]

// @ts-expect-error linalg.det: [4, 3] is not square: 4 rows and 3 columns
linalg.det(tall)
// @ts-expect-error linalg.inv: [3] is not a matrix
linalg.inv(zeros([3]))
// @ts-expect-error linalg.eigh: [4, 3] is not square: 4 rows and 3 columns
linalg.eigh(tall)
// @ts-expect-error linalg.svd: [] is not a matrix
linalg.svd(zeros([]))
// @ts-expect-error linalg.solve: [3, 3] and [2]: inner axes 3 and 2 differ
linalg.solve(a, zeros([2]))
// @ts-expect-error linalg.solve: [4, 3] is not square: 4 rows and 3 columns
linalg.solve(tall, zeros([3]))
// @ts-expect-error float64 and float32 do not mix
linalg.solve(double, zeros([3]))
// @ts-expect-error there is no option upper
linalg.triangularSolve(a, zeros([3]), { upper: true })

/** Generic callers see plain results. */
export const logdet = <N extends number>(x: Tensor<[N, N], 'float64'>): Tensor<[], 'float64'> =>
  linalg.slogdet(x)[1]
