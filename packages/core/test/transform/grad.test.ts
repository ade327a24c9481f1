import {
  add,
  argmax,
  astype,
  grad,
  mul,
  neg,
  norm,
  pow,
  relu,
  sigmoid,
  sin,
  sqrt,
  std,
  sum,
  type Tensor,
  tensor,
  valueAndGrad,
  where,
} from '@miniflow/core'
import { describe, expect, test } from 'vitest'
import { expectSame } from '../support/close.js'

const x = tensor([1, 2])
const y = tensor([3, 4])
const product = (a: Tensor, b: Tensor): Tensor => sum(mul(a, b))

describe('argnums', () => {
  test('is the first argument unless said otherwise', () => {
    expectSame(grad(product)(x, y), y)
    expectSame(valueAndGrad(product)(x, y)[1], y)
  })

  test('may be any position, also counted from the back', () => {
    expectSame(grad(product, { argnums: 1 })(x, y), x)
    expectSame(grad(product, { argnums: -1 })(x, y), x)
    expectSame(grad(product, { argnums: -2 })(x, y), y)
  })

  test('may be a list, and then the gradient is one in that order', () => {
    const both = grad(product, { argnums: [1, 0] })(x, y)
    expect(both.map(g => g.toArray())).toEqual([
      [1, 2],
      [3, 4],
    ])
    expect(grad(product, { argnums: [0] })(x, y).map(g => g.toArray())).toEqual([[3, 4]])
  })

  test('leaves the other arguments alone, whatever they are', () => {
    const f = (a: Tensor, config: { readonly times: number; readonly name: string }): Tensor =>
      mul(sum(a), config.times)
    expect(grad(f)(x, { times: 3, name: 'three' }).toArray()).toEqual([3, 3])
  })
})

describe('hasAux', () => {
  const f = (a: Tensor): [Tensor, { readonly twice: Tensor; readonly note: string }] => {
    const twice = mul(a, 2)
    return [sum(twice), { twice, note: 'kept' }]
  }

  test('brings what f returns beside the loss', () => {
    const [[loss, aux], gradient] = valueAndGrad(f, { hasAux: true })(x)
    expect([loss.item(), aux.note]).toEqual([6, 'kept'])
    expect(aux.twice.toArray()).toEqual([2, 4])
    expect(gradient.toArray()).toEqual([2, 2])
    expect(grad(f, { hasAux: true })(x)[1].twice.toArray()).toEqual([2, 4])
  })

  test('brings it out of the recording: it can be used, and read, afterwards', () => {
    const [[, aux]] = valueAndGrad(f, { hasAux: true })(x)
    expect(add(aux.twice, 1).toArray()).toEqual([3, 5])
  })

  test('brings derivatives of what is beside the loss to an outer gradient', () => {
    const g = (a: Tensor): Tensor => {
      const [, aux] = grad(f, { hasAux: true })(a)
      return sum(mul(aux.twice, aux.twice))
    }
    expect(grad(g)(x).toArray()).toEqual([8, 16])
  })
})

describe('a tree of parameters', () => {
  interface Layer {
    readonly w: Tensor
    readonly b: Tensor
  }
  const params: { readonly layers: readonly [Layer, Layer]; readonly scale: Tensor } = {
    layers: [
      { w: tensor([1, 2]), b: tensor(3) },
      { w: tensor([4, 5]), b: tensor(6) },
    ],
    scale: tensor(2),
  }

  test('has a gradient of the same tree', () => {
    const gradient = grad((p: typeof params) =>
      mul(p.scale, add(sum(mul(p.layers[0].w, p.layers[1].w)), p.layers[0].b)),
    )(params)
    expect(gradient.layers[0].w.toArray()).toEqual([8, 10])
    expect(gradient.layers[0].b.toArray()).toBe(2)
    expect(gradient.layers[1].w.toArray()).toEqual([2, 4])
    expect(gradient.scale.toArray()).toBe(17)
  })

  test('has zeros where the loss does not reach', () => {
    const gradient = grad((p: typeof params) => sum(p.layers[1].w))(params)
    expect(gradient.layers[0].w.toArray()).toEqual([0, 0])
    expect(gradient.layers[1].b.toArray()).toBe(0)
  })

  test('cannot be changed by f', () => {
    const f = (p: { a: Tensor }): Tensor => {
      p.a = mul(p.a, 2)
      return sum(p.a)
    }
    expect(() => grad(f)({ a: x })).toThrow(TypeError)
  })

  test('of no leaves has a gradient of no leaves', () => {
    expect(grad(((_: object, a: Tensor) => sum(a)) as never)({} as never, x as never)).toEqual({})
  })
})

describe('the gradient', () => {
  test('of a function that ignores its argument is zeros of its shape and dtype', () => {
    const z = tensor([1, 2], { dtype: 'float64' })
    expectSame(grad((_: Tensor) => tensor(5))(z), tensor([0, 0], { dtype: 'float64' }))
  })

  test('of a function that returns its argument is 1', () => {
    expect(grad((a: Tensor) => a)(tensor(7)).item()).toBe(1)
  })

  test('keeps the same tensor passed twice apart', () => {
    const both = grad((a: Tensor, b: Tensor) => sum(add(mul(a, 2), mul(b, 5))), {
      argnums: [0, 1],
    })(x, x)
    expect(both.map(g => g.toArray())).toEqual([
      [2, 2],
      [5, 5],
    ])
    const aliases = grad((p: { readonly a: Tensor; readonly b: Tensor }) => sum(mul(p.a, p.b)))
    expect(aliases({ a: x, b: x }).a.toArray()).toEqual([1, 2])
  })

  test('adds up over every path to a tensor used twice', () => {
    expect(grad((a: Tensor) => sum(add(mul(a, a), a)))(x).toArray()).toEqual([3, 5])
  })

  test('does not see a tensor that f closes over', () => {
    expect(grad((a: Tensor) => sum(mul(a, y)))(x).toArray()).toEqual([3, 4])
  })

  test('is 0 through whole numbers and truth values', () => {
    expect(grad((a: Tensor) => astype(argmax(a), 'float32'))(x).toArray()).toEqual([0, 0])
    const truth = grad((a: Tensor) => sum(astype(astype(a, 'bool'), 'float32')))
    expect(truth(x).toArray()).toEqual([0, 0])
  })

  test('passes through a change of float dtype, and comes back in the old one', () => {
    const gradient = grad((a: Tensor) => sum(mul(astype(a, 'float64'), 3)))(x)
    expectSame(gradient, tensor([3, 3]))
  })

  test('takes a bare number as a scalar', () => {
    expect(grad((a: Tensor | number) => mul(a, a))(3).item()).toBe(6)
  })

  test('of a gradient, of a gradient, is the derivative of its derivative', () => {
    const cube = (a: Tensor): Tensor => mul(a, mul(a, a))
    expect(grad(grad(cube))(tensor(2)).item()).toBe(12)
    expect(grad((a: Tensor) => sum(grad((b: Tensor) => sum(cube(b)))(a)))(x).toArray()).toEqual([
      6, 12,
    ])
  })
})

describe('where people usually get NaN', () => {
  const at = (f: (a: Tensor) => Tensor, ...values: readonly number[]): unknown =>
    grad((a: Tensor) => sum(f(a)))(tensor(values, { dtype: 'float64' })).toArray()

  test('abs and relu have derivative 0 at 0', () => {
    expect(at(relu, -1, 0, 1)).toEqual([0, 0, 1])
  })

  test('powers of 0 have theirs', () => {
    expect(at(a => pow(a, 0), 0)).toEqual([0])
    expect(at(a => pow(a, 1), 0)).toEqual([1])
    expect(at(a => pow(a, 2), 0)).toEqual([0])
    expect(at(a => pow(0, a), 0, 2)).toEqual([0, 0])
  })

  test('powers have mixed derivatives also at the exponent 0', () => {
    const mixed = grad((b: Tensor) => grad((a: Tensor, e: Tensor) => pow(a, e))(tensor(2), b))
    expect(mixed(tensor(0)).item()).toBe(0.5)
  })

  test('norm and standard deviation have derivative 0 where they are 0', () => {
    expect(at(norm, 0, 0)).toEqual([0, 0])
    expect(at(std, 3, 3)).toEqual([0, 0])
  })

  test('where lets nothing through from the branch not taken', () => {
    expect(at(a => where(tensor([true, false]), a, sqrt(neg(a))), 4, -4)).toEqual([1, -0.25])
    expect(at(a => where(tensor([true]), mul(a, 2), sqrt(sub0(a))), 1)).toEqual([2])
  })

  test('extremes of inputs have finite derivatives', () => {
    expect(at(sigmoid, -1000, 1000)).toEqual([0, 0])
    expect(at(sin, 0)).toEqual([1])
  })
})

/** 0 whose root has an infinite derivative. */
const sub0 = (a: Tensor): Tensor => add(a, neg(a))
