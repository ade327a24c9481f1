import {
  einsum,
  matmul,
  ones,
  type Tensor,
  tapeToString,
  tensor,
  tensordot,
  trace,
  zeros,
} from '@miniflow/core'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expectClose, expectSame } from '../support/close.js'
import { messageOf } from '../support/message.js'
import { wave } from '../support/wave.js'

type Lengths = Readonly<Record<string, number>>

const letters = ['i', 'j', 'k', 'l'] as const

/** The element at some coordinates, in row-major order. */
const at = (x: Tensor, coordinates: readonly number[]): number => {
  const place = coordinates.reduce((sofar, c, axis) => sofar * (x.shape[axis] as number) + c, 0)
  return x.data()[place] as number
}

/** All ways to give each name a coordinate. */
const assignments = (names: readonly string[], lengths: Lengths): readonly Lengths[] =>
  names.reduce<readonly Lengths[]>(
    (sofar, name) =>
      sofar.flatMap(one =>
        Array.from({ length: lengths[name] as number }, (_, i) => ({ ...one, [name]: i })),
      ),
    [{}],
  )

/** The definition: for each place of the output, the sum over all other names of the products. */
const naive = (
  inputs: readonly string[],
  output: string,
  lengths: Lengths,
  xs: readonly Tensor[],
): readonly number[] => {
  const others = letters.filter(l => !output.includes(l) && inputs.some(i => i.includes(l)))
  return assignments([...output], lengths).map(place =>
    assignments(others, lengths).reduce((total, rest) => {
      const all = { ...place, ...rest }
      const factors = inputs.map((input, n) =>
        at(
          xs[n] as Tensor,
          [...input].map(l => all[l] as number),
        ),
      )
      return total + factors.reduce((a, b) => a * b, 1)
    }, 0),
  )
}

const terms = fc.array(
  fc.array(fc.constantFrom(...letters), { maxLength: 3 }).map(l => l.join('')),
  { minLength: 1, maxLength: 4 },
)

const equations = fc.record({
  inputs: terms,
  order: fc.shuffledSubarray([...letters]),
  lengths: fc.record({
    i: fc.integer({ min: 0, max: 3 }),
    j: fc.integer({ min: 1, max: 3 }),
    k: fc.constant(2),
    l: fc.integer({ min: 1, max: 2 }),
  }),
})

const operands = (inputs: readonly string[], lengths: Lengths): readonly Tensor[] =>
  inputs.map((input, n) =>
    wave(
      [...input].map(l => lengths[l] as number),
      n,
    ),
  )

describe('einsum', () => {
  test('is the sum of products that its equation says', () => {
    fc.assert(
      fc.property(equations, ({ inputs, order, lengths }) => {
        const output = order.filter(l => inputs.some(i => i.includes(l))).join('')
        const xs = operands(inputs, lengths)
        const got = einsum(`${inputs.join(',')}->${output}`, ...xs)
        expect(got.shape).toEqual([...output].map(l => lengths[l as 'i']))
        expectClose(got, naive(inputs, output, lengths, xs))
      }),
      { seed: 5, numRuns: 150 },
    )
  })

  test('without an arrow keeps the names that occur once, in the order of the alphabet', () => {
    const a = wave([2, 3])
    const b = wave([3, 4], 1)
    expectSame(einsum('ji,ik', a, b), einsum('ji,ik->jk', a, b))
    expectSame(einsum('ba', a), einsum('ba->ab', a))
    expectSame(einsum('Ba', a), einsum('Ba->Ba', a))
    expectSame(einsum('ii', wave([3, 3])), einsum('ii->', wave([3, 3])))
  })

  test('broadcasts the axes under an ellipsis, from the last', () => {
    const a = wave([5, 1, 2, 3])
    const b = wave([4, 3, 2], 1)
    expectClose(einsum('...ij,...jk->...ik', a, b), matmul(a, b).data())
    expectClose(einsum('...ij,...jk', a, b), matmul(a, b).data())
    expect(einsum('i...,i...->...', wave([2, 4, 1]), wave([2, 3])).shape).toEqual([4, 3])
    expect(einsum('i...->...i', a).shape).toEqual([1, 2, 3, 5])
    expect(einsum('...,...', wave([2, 1]), wave([1, 3])).shape).toEqual([2, 3])
    expectSame(einsum('...i->...i', wave([3])), wave([3]))
  })

  test('takes scalars, whole numbers and truth values', () => {
    expect(einsum(',i->i', tensor(2), tensor([3, 4])).toArray()).toEqual([6, 8])
    const whole = einsum('i,i', tensor([1, 2], { dtype: 'int32' }), tensor([true, false]))
    expect([whole.dtype, whole.item()]).toEqual(['int32', 1])
    const counted = einsum('i->', tensor([true, false, true]))
    expect([counted.dtype, counted.item()]).toEqual(['int32', 2])
  })

  test('reads an equation with blanks', () => {
    expectSame(einsum(' i j , j -> i ', ones([2, 3]), ones([3])), tensor([3, 3]))
  })

  test('multiplies first what takes the fewest multiplications', () => {
    const chain = trace((a: Tensor, b: Tensor, c: Tensor) => einsum('ij,jk,k->i', a, b, c))
    const { nodes } = chain(zeros([50, 50]), zeros([50, 50]), zeros([50]))
    const products = nodes.filter(node => node.tag === 'Apply' && node.op.name === 'matmul')
    expect(products.map(({ aval }) => aval.shape)).toEqual([
      [1, 50, 1],
      [1, 50, 1],
    ])
  })

  test('is one matrix product that moves nothing where the axes already lie as it reads them', () => {
    const attention = trace((q: Tensor, k: Tensor) => einsum('bhqd,bhkd->bhqk', q, k))
    expect(
      tapeToString(attention(zeros([2, 3, 4, 5]), zeros([2, 3, 6, 5]))),
    ).toMatchInlineSnapshot(`
      "%0 float32[2,3,4,5] = input q
      %1 float32[2,3,6,5] = input k
      %2 float32[6,4,5]   = reshape shape=[6,4,5] %0
      %3 float32[6,6,5]   = reshape shape=[6,6,5] %1
      %4 float32[6,4,6]   = matmul transposeA=false transposeB=true %2 %3
      %5 float32[2,3,4,6] = reshape shape=[2,3,4,6] %4
      return %5"
    `)
  })

  test('refuses what does not fit', () => {
    const a = zeros([2, 3])
    const b = zeros([4, 5])
    const any = einsum as (...args: readonly unknown[]) => unknown
    const mistakes: readonly (readonly unknown[])[] = [
      ['ij,jk->ik', a, b],
      ['ij,jk->ik', a],
      ['ij', a, b],
      ['ijk->i', a],
      ['i->i', a],
      ['ij->k', a],
      ['ij->ii', a],
      ['ii->i', a],
      ['...j->j', a],
      ['...,...', a, b],
      ['i1->i', a],
      ['i..j->i', a],
      ['ij->i->j', a],
      ['i...j...->i', a],
      [a, 'ij->ji'],
      ['ij->ij', [[1]]],
      ['ij,ij', a, zeros([2, 3], { dtype: 'float64' })],
    ]
    expect(mistakes.map(args => messageOf(() => any(...args))).join('\n')).toMatchInlineSnapshot(`
      "ShapeError: einsum: axis j is 3 in operand 0 [2,3] and 4 in operand 1 [4,5].
      ArgumentError: einsum: "ij,jk->ik" names 2 operands, got 1.
      ArgumentError: einsum: "ij" names 1 operand, got 2.
      ShapeError: einsum: "ijk" names 3 axes, and operand 0 has shape [2,3].
      ShapeError: einsum: "i" names 1 axis, and operand 0 has shape [2,3].
        Write ... for axes without a name.
      ArgumentError: einsum: the output names axis k, which no operand has.
      ArgumentError: einsum: the output names axis i twice.
      ShapeError: einsum: the axes i of operand 0 [2,3] are 2 and 3; one name is one length.
      ArgumentError: einsum: the output "j" has no place for the axes that ... stands for.
        Write "...j->...j".
      ShapeError: einsum: axis -2 of those under ... is 2 in operand 0 [2,3] and 4 in operand 1 [4,5].
      ArgumentError: einsum: "i1" does not name axes.
        One letter names an axis and ... stands for those without a name, as in 'bij,bjk->bik' or '...i,...i->...'.
      ArgumentError: einsum: "i..j" does not name axes.
        One letter names an axis and ... stands for those without a name, as in 'bij,bjk->bik' or '...i,...i->...'.
      ArgumentError: einsum: "ij->i->j" has more than one arrow.
      ArgumentError: einsum: "i...j..." does not name axes.
        One letter names an axis and ... stands for those without a name, as in 'bij,bjk->bik' or '...i,...i->...'.
      ArgumentError: einsum: the equation is a tensor float32[2,3]; expected a string.
        It comes first: einsum('ij,jk->ik', a, b).
      ArgumentError: einsum: got an array of 1; expected a tensor or a number.
        Make it a tensor: tensor(x).
      DTypeError: einsum: got float32 and float64; two float dtypes do not mix.
        Convert one of them: astype(x, 'float32') or astype(x, 'float64')."
    `)
  })
})

describe('tensordot', () => {
  test('sums over the last axes of the one with the first of the other', () => {
    const a = wave([2, 3, 4])
    const b = wave([3, 4, 5], 1)
    expectSame(tensordot(a, b), einsum('ijk,jkl->il', a, b))
    expectSame(tensordot(a, wave([4, 2]), 1), einsum('ijk,kl->ijl', a, wave([4, 2])))
    expectSame(tensordot(a, wave([2]), 0), einsum('ijk,l->ijkl', a, wave([2])))
  })

  test('sums over named pairs of axes', () => {
    const a = wave([2, 3, 4])
    const b = wave([5, 4, 2], 1)
    const pairs = [
      [2, 0],
      [1, -1],
    ] as const
    expectSame(tensordot(a, b, pairs), einsum('ijk,lki->jl', a, b))
  })

  test('refuses what does not fit', () => {
    const a = zeros([2, 3])
    const any = tensordot as (...args: readonly unknown[]) => unknown
    const mistakes: readonly (readonly unknown[])[] = [
      [a, zeros([4, 3])],
      [a, a, 1],
      [a, a, 3],
      [a, a, -1],
      [a, a, 0.5],
      [a, a, [1, 0]],
      [a, a, [[0]]],
      [a, a, [[0, 1], [0]]],
      [
        a,
        a,
        [
          [0, 0],
          [0, 1],
        ],
      ],
      [a, a, [[2], [0]]],
      [a, a, 'ij'],
      [a, 2, 0],
    ]
    expect(mistakes.map(args => messageOf(() => any(...args))).join('\n')).toMatchInlineSnapshot(`
      "ShapeError: tensordot: axis 0 of [2,3] and axis 0 of [4,3] are 2 and 4 long; the axes of a pair must be equal.
      ShapeError: tensordot: axis 1 of [2,3] and axis 0 of [2,3] are 3 and 2 long; the axes of a pair must be equal.
      ArgumentError: tensordot: axes is 3 for shapes [2,3] and [2,3]; expected a number of axes that both have.
      ArgumentError: tensordot: axes is -1 for shapes [2,3] and [2,3]; expected a number of axes that both have.
      ArgumentError: tensordot: axes is 0.5 for shapes [2,3] and [2,3]; expected a number of axes that both have.
      ArgumentError: tensordot: axes are the number 1; expected a list of whole numbers.
      ArgumentError: tensordot: axes are an array of 1; expected a number or two lists.
        Write [[axes of a], [axes of b]], as in [[1], [0]].
      ArgumentError: tensordot: axes [0,1] and [0] do not pair up: both lists must name equally many, each once.
      ArgumentError: tensordot: axes [0,0] and [0,1] do not pair up: both lists must name equally many, each once.
      ShapeError: tensordot: axis 2 does not exist: the tensor has 2 axes.
        Use a whole number from -2 to 1.
      ArgumentError: tensordot: axes are the string "ij"; expected a number or two lists.
        Write [[axes of a], [axes of b]], as in [[1], [0]].
      ArgumentError: tensordot: got the number 2; expected a tensor.
        Make it a tensor: tensor(x)."
    `)
  })
})
