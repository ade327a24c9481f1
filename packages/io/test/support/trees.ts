/** Arbitrary trees of tensors of all dtypes, with empty branches and unusual keys. */
import { type DType, type Tensor, tensor } from '@miniflow/core'
import fc from 'fast-check'

const elements: { readonly [D in DType]: fc.Arbitrary<number> } = {
  float32: fc.float(),
  float64: fc.double(),
  int32: fc.integer(),
  bool: fc.nat(1),
}

export const tensors: fc.Arbitrary<Tensor> = fc
  .tuple(
    fc.constantFrom<DType>('float32', 'float64', 'int32', 'bool'),
    fc.array(fc.nat(3), { maxLength: 3 }),
  )
  .chain(([dtype, shape]) => {
    const size = shape.reduce((a, b) => a * b, 1)
    return fc
      .array(elements[dtype], { minLength: size, maxLength: size })
      .map(values => tensor(values, shape, { dtype }))
  })

export const keys: fc.Arbitrary<string> = fc
  .oneof(
    fc.constantFrom('w', 'b', 'layers', 'x1', '$', '_'),
    fc.constantFrom(
      '',
      '0',
      '10',
      'a.b',
      'a[0]',
      '["a"]',
      '[0]',
      'model.layers.0.weight',
      'über',
      '\u{1f600}',
      '"',
      '\\',
      'constructor',
      'toString',
      ' ',
    ),
    fc.string(),
    fc.string({ unit: 'grapheme' }),
  )
  .filter(key => key !== '__proto__' && key !== '__metadata__' && !/\p{Surrogate}/u.test(key))

const record = (values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.array(fc.tuple(keys, values), { maxLength: 3 }).map(entries => Object.fromEntries(entries))

export const trees: fc.Arbitrary<unknown> = fc.letrec(tie => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    tensors,
    record(tie('tree')),
    fc.array(tie('tree'), { maxLength: 3 }),
  ),
})).tree

export const flatRecords: fc.Arbitrary<unknown> = record(tensors)
