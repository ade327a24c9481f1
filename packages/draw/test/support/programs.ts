/** Programs to draw: the lab's, a network with two layers, and random ones. */
import {
  add,
  concat,
  type Inspection,
  inspect,
  less,
  logSoftmax,
  matmul,
  mean,
  mul,
  neg,
  type Program,
  reshape,
  scope,
  sigmoid,
  sin,
  sub,
  sum,
  type Tensor,
  takeAlongAxis,
  tensor,
  trace,
  where,
  zeros,
} from '@miniflow/core'
import fc from 'fast-check'

/** f(x, y, z) = x*y + x*z at (3, 4, -5). */
export const lab = (): Inspection =>
  inspect((x: Tensor, y: Tensor, z: Tensor) => add(mul(x, y), mul(x, z)))(
    tensor(3),
    tensor(4),
    tensor(-5),
  )

interface Layer {
  readonly w: Tensor
  readonly b: Tensor
}

const linear = (x: Tensor, { w, b }: Layer): Tensor => add(matmul(x, w), b)

/** The loss of a network 784-128-10 on 32 images. */
export const network = (): Program =>
  trace((params: { layers: readonly [Layer, Layer] }, images: Tensor, labels: Tensor) => {
    const [first, second] = params.layers
    const logits = linear(sigmoid(linear(images, first)), second)
    return neg(mean(takeAlongAxis(logSoftmax(logits), labels, { axis: 1 })))
  })(
    {
      layers: [
        { w: zeros([784, 128]), b: zeros([128]) },
        { w: zeros([128, 10]), b: zeros([10]) },
      ],
    },
    zeros([32, 784]),
    zeros([32, 1], { dtype: 'int32' }),
  )

/** x -> sin(sin(...)), with this many operations. */
export const chain = (length: number): Program =>
  trace((x: Tensor) => {
    let y = x
    for (let i = 0; i < length; i++) y = sin(y)
    return y
  })(tensor(1))

type Step = (a: Tensor, b: Tensor) => Tensor

/** Operations of two matrices that give a matrix of the same shape. */
const steps: readonly Step[] = [
  a => sin(a),
  a => neg(a),
  add,
  mul,
  sub,
  matmul,
  (a, b) => where(less(a, b), a, b),
  a => mul(a, 2.5),
  a =>
    add(
      a,
      tensor([
        [1, 2],
        [3, 1e-7],
      ]),
    ),
  (a, b) => add(a, sum(b, { axis: 0 })),
  (a, b) => reshape(concat([sum(a, { axis: 1 }), sum(b, { axis: 1 })]), [2, 2]),
]

const special = fc.constantFrom(...`"'\`&<>#;%$\\/|{}[]()@*_~^:.,!?=+- \n\t\0\u2028\ud800é漢😀n1a`)

/** Names with everything that means something to one of the formats. */
export const names: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: special, maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    '1. x',
    '- y',
    '$$x$$',
    'fa:fa-ban',
    '\\n',
    '<br/>',
    '&amp;',
    '#35;',
    '\\',
    '"',
    '',
  ),
)

interface Plan {
  readonly keys: readonly string[]
  readonly steps: readonly (readonly [number, number, number])[]
}

const plans: fc.Arbitrary<Plan> = fc.record({
  keys: fc.uniqueArray(names, { minLength: 1, maxLength: 4 }),
  steps: fc.array(fc.tuple(fc.nat(steps.length - 1), fc.nat(30), fc.nat(30)), { maxLength: 14 }),
})

type Matrices = { readonly [name: string]: Tensor }

const calculate =
  (plan: Plan) =>
  (p: Matrices): readonly Tensor[] => {
    const seen = Object.values(p)
    const at = (i: number): Tensor => seen[i % seen.length] as Tensor
    for (const [step, i, j] of plan.steps) seen.push((steps[step] as Step)(at(i), at(j)))
    return seen
  }

const matrices = ({ keys }: Plan): Matrices =>
  Object.fromEntries(
    keys.map((key, i) => [
      key,
      tensor([
        [i, 0.1],
        [-1 / 3, 12345.678],
      ]),
    ]),
  )

/** Programs of matrices in a record, some of which give several results by name. */
export const programs: fc.Arbitrary<Program> = fc
  .tuple(plans, fc.boolean())
  .map(([plan, several]) => {
    const all = calculate(plan)
    return trace((p: Matrices) =>
      several ? { last: all(p).at(-1), list: all(p).slice(0, 2) } : sum(all(p).at(-1) as Tensor),
    )(matrices(plan))
  })

export const recordings: fc.Arbitrary<Inspection> = plans.map(plan =>
  inspect((p: Matrices) => sum(calculate(plan)(p).at(-1) as Tensor))(matrices(plan)),
)

const inScopes = (path: readonly string[], f: Step): Step =>
  path.reduceRight((g, name) => scope(name, g), f)

/** Programs whose operations lie in scopes of any name, up to three in one another. */
export const scoped: fc.Arbitrary<Program> = fc
  .tuple(
    plans,
    fc.array(
      names.filter(name => name !== ''),
      { minLength: 3, maxLength: 3 },
    ),
    fc.array(fc.array(fc.nat(2), { maxLength: 3 }), { minLength: 14, maxLength: 14 }),
  )
  .map(([plan, titles, paths]) =>
    trace((p: Matrices) => {
      const seen = Object.values(p)
      const at = (i: number): Tensor => seen[i % seen.length] as Tensor
      for (const [k, [step, i, j]] of plan.steps.entries()) {
        // Two steps each lie in one scope, so that blocks are of several operations.
        const path = (paths[k >> 1] ?? []).map(title => titles[title] as string)
        seen.push(inScopes(path, steps[step] as Step)(at(i), at(j)))
      }
      return seen
    })(matrices(plan)),
  )

/** Layers in an encoder in a loss: two scopes in one, and what lies in none. */
export const scopes = (): Program => {
  const layer = (name: string) =>
    scope(name, (x: Tensor, { w, b }: Layer): Tensor => sigmoid(linear(x, { w, b })))
  const encoder = scope('encoder', (x: Tensor, first: Layer, second: Layer) =>
    layer('layer2')(layer('layer1')(x, first), second),
  )
  return trace((first: Layer, second: Layer, x: Tensor) => mul(sum(encoder(x, first, second)), 2))(
    { w: zeros([3, 4]), b: zeros([4]) },
    { w: zeros([4, 2]), b: zeros([2]) },
    zeros([5, 3]),
  )
}

/** A tape of inputs with these paths alone. */
export const inputs = (paths: readonly string[]) => ({
  nodes: paths.map(path => ({
    tag: 'Input' as const,
    aval: { shape: [], dtype: 'float32' as const },
    path,
  })),
  outputs: [],
})
