/** A network of two layers, its gradient and one step of its training, as a user would write them. */
import {
  add,
  grad,
  logSoftmax,
  matmul,
  mean,
  mul,
  neg,
  sigmoid,
  sub,
  sum,
  type Tensor,
  tree,
  valueAndGrad,
} from '../../src/index.js'

interface Layer<In extends number, Out extends number> {
  readonly w: Tensor<[In, Out], 'float32'>
  readonly b: Tensor<[Out], 'float32'>
}
interface Params {
  readonly hidden: Layer<784, 128>
  readonly output: Layer<128, 10>
}
type Images = Tensor<[number, 784], 'float32'>
type Labels = Tensor<[number, 10], 'float32'>

export const network = ({ hidden, output }: Params, x: Images) =>
  add(matmul(sigmoid(add(matmul(x, hidden.w), hidden.b)), output.w), output.b)

export const loss = (p: Params, x: Images, y: Labels) =>
  neg(mean(sum(mul(y, logSoftmax(network(p, x))), { axis: -1 })))

export const slope = grad(loss)
export const both = valueAndGrad(loss)
export const ofImages = grad(loss, { argnums: [0, 1] })

const descend = tree.zipWith((x, g) => sub(x, mul(0.1, g)))

export const step = (p: Params, x: Images, y: Labels) => {
  const [value, g] = both(p, x, y)
  const norm = sum(mul(g.output.w, g.output.w))
  return { value, norm, params: descend(p, g) }
}
