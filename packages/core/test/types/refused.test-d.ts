/**
 * Mistakes that the compiler must report. Each directive fails when its line compiles; what the
 * compiler says of each line is in `messages.test.ts`.
 */
import {
  add,
  argmax,
  broadcastTo,
  clip,
  concat,
  diag,
  div,
  dot,
  equal,
  expandDims,
  grad,
  logicalAnd,
  matmul,
  maximum,
  mean,
  mul,
  neg,
  oneHot,
  outer,
  reshape,
  type Scalar,
  softmax,
  split,
  squeeze,
  stack,
  sub,
  sum,
  swapaxes,
  type Tensor,
  take,
  tensor,
  trace2d,
  transpose,
  valueAndGrad,
  where,
  zeros,
} from '../../src/index.js'

const x = zeros([128, 784])
const w = zeros([784, 10])
const b = zeros([10])
const z = add(matmul(x, w), b)
const wide = zeros([10], { dtype: 'float64' })
const labels = zeros([128], { dtype: 'int32' })
const mask = tensor([true, false])
declare const batch: Tensor<[number, 100], 'float32'>
interface Params {
  readonly w: Tensor<[784, 10]>
  readonly b: Tensor<[10]>
}
const loss = (p: Params, images: Tensor<[number, 784]>): Scalar =>
  mean(add(matmul(images, p.w), p.b))

// ---- broadcasting

// @ts-expect-error
add(z, zeros([11]))
// @ts-expect-error
sub(zeros([11]), z)
// @ts-expect-error
mul(zeros([5, 3, 4]), zeros([2, 1, 4]))
// @ts-expect-error
div(batch, b)
// @ts-expect-error
equal(zeros([2, 3]), zeros([2]))
// @ts-expect-error
where(mask, z, 0)
// @ts-expect-error
clip(z, 0, zeros([128]))
// @ts-expect-error
broadcastTo(b, [128, 11])

// ---- matrix products

// @ts-expect-error
matmul(x, zeros([100, 10]))
// @ts-expect-error
matmul(x, b)
// @ts-expect-error
matmul(batch, w)
// @ts-expect-error
matmul(zeros([2, 4, 3]), zeros([3, 3, 4]))
// @ts-expect-error
matmul(x, zeros([]))
// @ts-expect-error
dot(b, zeros([11]))
// @ts-expect-error
outer(z, b)

// ---- reshaping and joining

// @ts-expect-error
reshape(x, [784, 127])
// @ts-expect-error
reshape(zeros([60000, 28, 28]), [60000, 783])
// @ts-expect-error
concat([x, zeros([128, 783])])
// @ts-expect-error
stack([b, zeros([11])])
// @ts-expect-error
tensor([[1, 2], [3]])

// ---- axes

// @ts-expect-error
sum(z, { axis: 2 })
// @ts-expect-error
mean(z, { axis: [0, -3] })
// @ts-expect-error
argmax(b, { axis: 1 })
// @ts-expect-error
softmax(b, { axis: 1 })
// @ts-expect-error
transpose(x, [0, 2])
// @ts-expect-error
swapaxes(x, 0, 2)
// @ts-expect-error
squeeze(x, { axis: 2 })
// @ts-expect-error
split(b, 2, { axis: 1 })
// @ts-expect-error
take(x, labels, { axis: 2 })
// @ts-expect-error
sum(z, { axis: [1, -1] })
// @ts-expect-error
squeeze(x, { axis: 0 })
// @ts-expect-error
expandDims(b, 2)
// @ts-expect-error
concat([b, b], { axis: 1 })
// @ts-expect-error
diag(zeros([2, 2, 2]))
// @ts-expect-error
sum(z, { axes: 0 })

// ---- dtypes

// @ts-expect-error
add(b, wide)
// @ts-expect-error
matmul(x, zeros([784, 10], { dtype: 'float64' }))
// @ts-expect-error
maximum(mask, mask)
// @ts-expect-error
neg(mask)
// @ts-expect-error
logicalAnd(mask, labels)
// @ts-expect-error
oneHot(b, 10)
// @ts-expect-error
zeros([2], { dtype: 'float16' })

// ---- derivatives

// @ts-expect-error
grad((p: Params) => matmul(x, p.w))
// @ts-expect-error
valueAndGrad((y: Tensor<[3]>) => mul(y, y))
// @ts-expect-error
grad((y: Tensor<[3]>) => sum(argmax(y)))
// @ts-expect-error
grad(loss)({ w, b }, zeros([128, 783]))
// @ts-expect-error
grad(loss)({ w }, x)
// @ts-expect-error
grad(loss)({ w, b: zeros([11]) }, x)
// @ts-expect-error
export const wrong: Tensor<[10]> = grad(loss)({ w, b }, x).w

// ---- within a generic function

// @ts-expect-error
export const generic = <M extends number>(y: Tensor<[M, 784]>) => matmul(y, zeros([783, 10]))
// @ts-expect-error
trace2d(expandDims(z, 0))
