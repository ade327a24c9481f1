/** What the compiler accepts, and the exact types that it infers. It is compiled, never run. */
import {
  add,
  all,
  any,
  arange,
  argmax,
  astype,
  broadcastTo,
  clip,
  concat,
  cumsum,
  diag,
  div,
  dot,
  equal,
  exp,
  expandDims,
  eye,
  type FloatDType,
  full,
  grad,
  greater,
  isNaN,
  linspace,
  logSoftmax,
  matmul,
  max,
  mean,
  moveaxis,
  mul,
  neg,
  oneHot,
  ones,
  onesLike,
  outer,
  pad,
  pow,
  ravel,
  relu,
  reshape,
  type Scalar,
  type Shape,
  sigmoid,
  sin,
  slice,
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
  tile,
  transpose,
  tril,
  valueAndGrad,
  variance,
  vjp,
  where,
  zeros,
  zerosLike,
} from '../../src/index.js'
import { is } from './expect.js'

declare const unknown: Tensor
declare const anyRows: Tensor<[number, 784]>
declare const vector: Tensor<[number], 'float32'>
declare const labels: Tensor<[128], 'int32'>
declare const mask: Tensor<[128, 10], 'bool'>
declare const length: number
declare const axis: number
const x = zeros([128, 784])
const w = zeros([784, 10])
const b = zeros([10])
const z = add(matmul(x, w), b)

// ---- making tensors

export const makingTensors: readonly true[] = [
  is<Tensor<[128, 784], 'float32'>>()(x),
  is<Tensor<[], 'float32'>>()(zeros([])),
  is<Tensor<[number, 10], 'float32'>>()(ones([length, 10])),
  is<Tensor<[128, 784], 'float32'>>()(zeros(x.shape)),
  // biome-ignore format: a matrix
  is<Tensor<[2, 2], 'float32'>>()(tensor([[1, 2], [3, 4]])),
  is<Tensor<[], 'float32'>>()(tensor(3)),
  is<Tensor<[2], 'bool'>>()(tensor([true, false])),
  is<Tensor<[2], 'float64'>>()(tensor([1, 2], { dtype: 'float64' })),
  is<Tensor<[number], 'float32'>>()(tensor([] as number[])),
  is<Tensor<[number, number], 'float32'>>()(tensor([] as number[][])),
  is<Tensor<[2, 3], 'float32'>>()(tensor(new Float32Array(6), [2, 3])),
  is<Tensor<[2, 3], 'float64'>>()(tensor(new Float64Array(6), [2, 3])),
  is<Tensor<[2, 3], 'int32'>>()(tensor(new Uint8Array(6), [2, 3])),
  is<Tensor<[6], 'float32'>>()(tensor([1, 2, 3, 4, 5, 6], [6])),
  is<Tensor<[2, 3], 'int32'>>()(full([2, 3], 7, { dtype: 'int32' })),
  is<Tensor<[2], 'bool'>>()(full([2], true)),
  is<Tensor<[128, 784], 'float32'>>()(onesLike(x)),
  is<Tensor<[128], 'float64'>>()(zerosLike(labels, { dtype: 'float64' })),
  is<Tensor<[3, 3], 'float32'>>()(eye(3)),
  is<Tensor<[3, 4], 'int32'>>()(eye(3, 4, { dtype: 'int32' })),
  is<Tensor<[5], 'float32'>>()(arange(5)),
  is<Tensor<[number], 'float32'>>()(arange(1, 5)),
  is<Tensor<[50], 'float32'>>()(linspace(0, 1)),
  is<Tensor<[9], 'float32'>>()(linspace(0, 1, 9)),
]

// ---- reading tensors

export const readingTensors: readonly true[] = [
  is<readonly [128, 784]>()(x.shape),
  is<2>()(x.rank),
  is<number[][]>()(x.toArray()),
  is<number>()(sum(x).item()),
  is<boolean>()(all(mask).item()),
  is<Float32Array>()(x.data()),
  is<Int32Array>()(labels.data()),
]

// ---- element by element

export const elementByElement: readonly true[] = [
  is<Tensor<[128, 10], 'float32'>>()(sigmoid(z)),
  is<Tensor<[128], 'float32'>>()(exp(labels)),
  is<Tensor<[128], 'int32'>>()(neg(labels)),
  is<Tensor<[], 'float32'>>()(relu(-1)),
  is<Tensor<[128, 10], 'bool'>>()(isNaN(z)),
]

// ---- broadcasting

export const broadcasting: readonly true[] = [
  is<Tensor<[128, 10], 'float32'>>()(z),
  is<Tensor<[128, 10], 'float32'>>()(add(b, z)),
  is<Tensor<[3, 4], 'float32'>>()(add(zeros([3, 1]), zeros([1, 4]))),
  is<Tensor<[5, 3, 4], 'float32'>>()(mul(zeros([3, 1]), zeros([5, 1, 4]))),
  is<Tensor<[128, 10], 'float32'>>()(mul(z, 2)),
  is<Tensor<[128, 10], 'float32'>>()(sub(1, z)),
  is<Tensor<[128, 10], 'float32'>>()(mul(z, sum(z))),
  is<Tensor<[], 'float32'>>()(pow(2, 3)),
  is<Tensor<[128, 10], 'bool'>>()(greater(z, b)),
  is<Tensor<[128, 10], 'float32'>>()(where(mask, z, 0)),
  is<Tensor<[128, 10], 'float32'>>()(where(greater(z, 0), 0, b)),
  is<Tensor<[128, 10], 'float32'>>()(clip(z, 0, 1)),
]

// ---- dtypes meet as bool -> int32 -> float

export const dtypesMeetAsBoolIntFloat: readonly true[] = [
  is<Tensor<[128], 'int32'>>()(add(labels, tensor([true]))),
  is<Tensor<[128], 'float64'>>()(add(labels, zeros([], { dtype: 'float64' }))),
  is<Tensor<[128], 'int32'>>()(mul(labels, 2)),
  is<Tensor<[128], 'float32'>>()(div(labels, 2)),
  is<Tensor<[128, 10], 'int32'>>()(mul(mask, 2)),
  is<Tensor<[128, 10], 'float32'>>()(mul(mask, 0.5)),
  is<Tensor<[128, 10], 'float64'>>()(astype(z, 'float64')),
  is<Tensor<[], 'int32'>>()(sum(mask)),
  is<Tensor<[], 'float32'>>()(mean(labels)),
]

// ---- matrix products by NumPy's rules

export const matrixProductsByNumPySRules: readonly true[] = [
  is<Tensor<[128, 10], 'float32'>>()(matmul(x, w)),
  is<Tensor<[128], 'float32'>>()(matmul(z, b)),
  is<Tensor<[784], 'float32'>>()(matmul(zeros([128]), x)),
  is<Tensor<[], 'float32'>>()(dot(b, b)),
  is<Tensor<[5, 2, 4], 'float32'>>()(matmul(zeros([5, 2, 3]), zeros([3, 4]))),
  is<Tensor<[7, 5, 2, 4], 'float32'>>()(matmul(zeros([7, 1, 2, 3]), zeros([5, 3, 4]))),
  is<Tensor<[10, 784], 'float32'>>()(outer(b, zeros([784]))),
]

// ---- reductions

export const reductions: readonly true[] = [
  is<Tensor<[], 'float32'>>()(sum(z)),
  is<Tensor<[10], 'float32'>>()(sum(z, { axis: 0 })),
  is<Tensor<[128], 'float32'>>()(max(z, { axis: -1 })),
  is<Tensor<[128, 1], 'float32'>>()(mean(z, { axis: -1, keepdims: true })),
  is<Tensor<[3], 'float32'>>()(variance(zeros([2, 3, 4]), { axis: [0, -1] })),
  is<Tensor<[1, 1], 'float32'>>()(sum(z, { keepdims: true })),
  is<Tensor<[128], 'int32'>>()(argmax(z, { axis: 1 })),
  is<Tensor<[10], 'bool'>>()(any(mask, { axis: 0 })),
  is<Tensor<[128, 10], 'float32'>>()(cumsum(z, { axis: 0 })),
  is<Tensor<[1280], 'float32'>>()(cumsum(z)),
  is<Tensor<[128, 10], 'float32'>>()(logSoftmax(z)),
]

// ---- layout

export const layout: readonly true[] = [
  is<Tensor<[784, 128], 'float32'>>()(transpose(x)),
  is<Tensor<[4, 2, 3], 'float32'>>()(transpose(zeros([2, 3, 4]), [2, 0, 1])),
  is<Tensor<[4, 3, 2], 'float32'>>()(swapaxes(zeros([2, 3, 4]), 0, -1)),
  is<Tensor<[3, 4, 2], 'float32'>>()(moveaxis(zeros([2, 3, 4]), 0, -1)),
  is<Tensor<[128, 28, 28], 'float32'>>()(reshape(x, [128, 28, 28])),
  is<Tensor<[128, 784], 'float32'>>()(reshape(zeros([128, 28, 28]), [128, -1])),
  is<Tensor<[100352], 'float32'>>()(ravel(x)),
  is<Tensor<[number, 784], 'float32'>>()(reshape(zeros([length, 28, 28]), [-1, 784])),
  is<Tensor<[128, 1, 784], 'float32'>>()(expandDims(x, 1)),
  is<Tensor<[128, 784, 1], 'float32'>>()(expandDims(x, -1)),
  is<Tensor<[128], 'float32'>>()(squeeze(zeros([128, 1]), { axis: 1 })),
  is<Tensor<[128, 10], 'float32'>>()(broadcastTo(b, [128, 10])),
  is<Tensor<[2, 10], 'float32'>>()(stack([b, b])),
  is<Tensor<[10, 3], 'float32'>>()(stack([b, b, b], { axis: -1 })),
  is<Tensor<[1000, 784], 'float32'>>()(concat([x, zeros([872, 784])])),
  is<Tensor<[128, 794], 'float32'>>()(concat([x, z], { axis: 1 })),
  is<readonly Tensor<[number, 784], 'float32'>[]>()(split(x, 4)),
  is<Tensor<[number, 784], 'float32'>>()(slice(x, [0], [10])),
  // biome-ignore format: a matrix
  is<Tensor<[130, 784], 'float32'>>()(pad(x, [[1, 1], [0, 0]])),
  is<Tensor<[256, 784], 'float32'>>()(tile(x, [2, 1])),
]

// ---- indexing

export const indexing: readonly true[] = [
  is<Tensor<[128, 10], 'float32'>>()(oneHot(labels, 10)),
  is<Tensor<[128, 784], 'float32'>>()(take(zeros([60000, 784]), labels, { axis: 0 })),
  is<Tensor<[784], 'float32'>>()(take(x, 3, { axis: 0 })),
  is<Tensor<[128], 'float32'>>()(take(x, labels)),
  is<Tensor<[10, 10], 'float32'>>()(diag(b)),
  is<Tensor<[10, 10], 'float32'>>()(tril(diag(b))),
]

// ---- gradual: what is not known is accepted, and is not known of the result
const known: Tensor<[3, 4]> = unknown
const rows: Tensor<[number, 784]> = x
const bare: Tensor = x
export const assignable = [known, rows, bare]

export const gradual: readonly true[] = [
  is<Tensor<any, 'float32'>>()(add(b, unknown)),
  is<Tensor<any, 'float32'>>()(add(unknown, b)),
  is<Tensor<any, 'float32'>>()(matmul(unknown, w)),
  is<Tensor<any, 'float32'>>()(matmul(x, unknown)),
  is<Tensor<any, any>>()(reshape(unknown, zeros([3]).toArray())),
  is<Tensor<[2, 3], any>>()(reshape(unknown, [2, 3])),
  is<Tensor<any, any>>()(max(unknown, { axis: 0 })),
  is<Tensor<[], any>>()(max(unknown)),
  is<Tensor<any, 'float32'>>()(max(z, { axis })),
  is<Tensor<[number, 10], 'float32'>>()(matmul(anyRows, w)),
  is<Tensor<[128, 784], 'float32'>>()(add(anyRows, x)),
  is<Tensor<[128, 784], 'float32'>>()(add(x, anyRows)),
  is<Tensor<[number], 'float32'>>()(add(vector, vector)),
  is<Tensor<[number], 'float32'>>()(add(vector, zeros([1]))),
  is<Tensor<[10], 'float32'>>()(add(vector, zeros([10]))),
  is<Tensor<[], 'float32'>>()(dot(vector, b)),
  is<Tensor<[128, 784], any>>()(mul(anyRows, zeros([128, 1], { dtype: 'int32' }))),
]

// ---- generic functions of users have plain types

const linear = <M extends number, K extends number, N extends number>(
  x: Tensor<[M, K]>,
  w: Tensor<[K, N]>,
  b: Tensor<[N]>,
) => add(matmul(x, w), b)
const swish = <S extends Shape>(x: Tensor<S>) => mul(x, sigmoid(mul(2, x)))

const centred = <M extends number, N extends number>(x: Tensor<[M, N]>) =>
  sub(x, mean(x, { axis: -1, keepdims: true }))

const norm2 = <S extends Shape>(x: Tensor<S>) => sum(mul(x, x))

const both = <A extends Shape, B extends Shape>(a: Tensor<A>, b: Tensor<B>) => add(a, b)

const gram = <M extends number, N extends number>(x: Tensor<[M, N]>) => matmul(transpose(x), x)

const descend = <P>(loss: (p: P) => Scalar, p: P): P => grad(loss)(p)

const silu = <S extends Shape, D extends FloatDType>(x: Tensor<S, D>) => mul(x, sigmoid(x))

const either = (x: Tensor<[3], 'float32'> | number) => add(x, 1)

export const genericFunctionsOfUsersHavePlainTypes: readonly true[] = [
  is<
    <M extends number, K extends number, N extends number>(
      x: Tensor<[M, K]>,
      w: Tensor<[K, N]>,
      b: Tensor<[N]>,
    ) => Tensor<[M, N], any>
  >()(linear),
  is<Tensor<[128, 10], any>>()(linear(x, w, b)),
  is<<S extends Shape>(x: Tensor<S>) => Tensor<S, any>>()(swish),
  is<<M extends number, N extends number>(x: Tensor<[M, N]>) => Tensor<[M, N], any>>()(centred),
  is<<S extends Shape>(x: Tensor<S>) => Scalar>()(norm2),
  is<Tensor<[128, 10], any>>()(both(z, b)),
  is<Tensor<[784, 784], any>>()(gram(x)),
  is<Tensor<[10], 'float32'>>()(descend(norm2, b)),
  is<Tensor<[3], 'float64'>>()(silu(zeros([3], { dtype: 'float64' }))),
  is<(x: Tensor<[3], 'float32'> | number) => Tensor<[3] | [], 'float32'>>()(either),
]

// ---- derivatives

interface Params {
  readonly w: Tensor<[784, 10]>
  readonly b: Tensor<[10]>
}
interface Network {
  readonly layers: readonly [Params, { readonly scale: Scalar }]
  readonly temperature: Scalar
}
type Images = Tensor<[number, 784], 'float32'>
const loss = (p: Params, x: Images) => mean(softmax(add(matmul(x, p.w), p.b)))
declare const deep: (n: Network, steps: number, config: { readonly name: string }) => Scalar

declare const ofTuple: (p: readonly [Tensor<[2]>, Tensor<[3]>]) => Scalar

declare const withAux: (p: Params) => readonly [Scalar, { readonly accuracy: number }]

const [value, pullback] = vjp(loss)({ w, b }, x)

export const derivatives: readonly true[] = [
  is<(p: Params, x: Images) => Params>()(grad(loss)),
  is<(p: Params, x: Images) => Images>()(grad(loss, { argnums: 1 })),
  is<(p: Params, x: Images) => Images>()(grad(loss, { argnums: -1 })),
  is<(p: Params, x: Images) => [Images, Params]>()(grad(loss, { argnums: [1, 0] })),
  is<(p: Params, x: Images) => [Tensor<[], 'float32'>, Params]>()(valueAndGrad(loss)),
  is<Params>()(grad(loss)({ w, b }, x)),
  is<(n: Network, steps: number, config: { readonly name: string }) => Network>()(grad(deep)),
  is<(p: readonly [Tensor<[2]>, Tensor<[3]>]) => readonly [Tensor<[2]>, Tensor<[3]>]>()(
    grad(ofTuple),
  ),
  is<(p: Params) => [Params, { readonly accuracy: number }]>()(grad(withAux, { hasAux: true })),
  is<(p: Params) => [[Scalar, { readonly accuracy: number }], Params]>()(
    valueAndGrad(withAux, { hasAux: true }),
  ),
  is<Tensor<[], 'float32'>>()(grad(sin)(1)),
  is<Tensor<[], 'float32'>>()(grad(grad(grad(grad(sin))))(1)),
  is<Tensor<[], 'float64'>>()(grad(grad(sin))(zeros([], { dtype: 'float64' }))),
  is<(x: number) => Scalar<'float32'>>()(grad((x: number) => mul(x, x))),
  is<(x: Scalar) => Scalar>()(grad((x: Scalar) => grad((y: Scalar) => mul(x, y))(x))),
  is<(x: Tensor) => Tensor>()(grad((x: Tensor) => sum(mul(x, x)))),
  is<Tensor<[], 'float32'>>()(value),
  is<[p: Params, x: Images]>()(pullback(value)),
  is<boolean>()(equal(1, 2).item()),
]
