/** The types against the program: what the compiler infers is what is computed. */
import { expect, test } from 'vitest'
import * as library from '../../src/index.js'
import { compile } from './compiler.js'

const { MiniflowError } = library

const shapes = ['[]', '[1]', '[2]', '[3]', '[1, 3]', '[2, 1]', '[2, 3]', '[3, 2]', '[2, 2, 3]']
const solid = [...shapes, '[2, 3, 4]', '[1, 2, 1, 3]']
const dtypes = ['float32', 'float64', 'int32', 'bool']
const axes = ['-4', '-3', '-2', '-1', '0', '1', '2', '3']

const pairs = <A, B>(a: readonly A[], b: readonly B[]): readonly (readonly [A, B])[] =>
  a.flatMap(x => b.map(y => [x, y] as const))

const of = (dtype: string): string => `zeros([2], { dtype: '${dtype}' })`

const families: Readonly<Record<string, readonly string[]>> = {
  broadcasting: pairs(shapes, shapes).map(([a, b]) => `add(zeros(${a}), zeros(${b}))`),
  products: pairs(solid, solid).map(([a, b]) => `matmul(zeros(${a}), zeros(${b}))`),
  'broadcasting to a shape': pairs(shapes, shapes).map(
    ([a, b]) => `broadcastTo(zeros(${a}), ${b})`,
  ),
  selection: pairs(shapes, shapes).map(([a, b]) => `where(full(${a}, true), zeros(${b}), 1)`),
  reductions: pairs(solid, axes).flatMap(([s, axis]) => [
    `sum(zeros(${s}), { axis: ${axis} })`,
    `max(ones(${s}), { axis: ${axis}, keepdims: true })`,
    `mean(zeros(${s}), { axis: [0, ${axis}] })`,
    `argmax(zeros(${s}), { axis: ${axis} })`,
    `cumsum(zeros(${s}), { axis: ${axis} })`,
  ]),
  layout: pairs(solid, axes).flatMap(([s, axis]) => [
    `expandDims(zeros(${s}), ${axis})`,
    `swapaxes(zeros(${s}), 0, ${axis})`,
    `moveaxis(zeros(${s}), ${axis}, 0)`,
    `moveaxis(zeros(${s}), 0, ${axis})`,
    `squeeze(zeros(${s}), { axis: ${axis} })`,
    `concat([zeros(${s}), ones(${s})], { axis: ${axis} })`,
    `stack([zeros(${s}), ones(${s}), ones(${s})], { axis: ${axis} })`,
    `take(zeros(${s}), tensor([[0, 0]], { dtype: 'int32' }), { axis: ${axis} })`,
  ]),
  'whole shapes': solid.flatMap(s => [
    `cumsum(zeros(${s}))`,
    `transpose(zeros(${s}))`,
    `ravel(zeros(${s}))`,
    `oneHot(zeros(${s}, { dtype: 'int32' }), 5)`,
    `tile(zeros(${s}), [2, 3])`,
    `pad(zeros(${s}), [[1, 0], [2, 3]])`,
    `diag(zeros(${s}))`,
    `trace2d(zeros(${s}))`,
    `sum(zeros(${s}), { keepdims: true })`,
    `softmax(zeros(${s}))`,
  ]),
  reshaping: pairs(
    [
      '[]',
      '[6]',
      '[2, 3]',
      '[12]',
      '[3, 4]',
      '[0, 3]',
      '[123, 456]',
      '[99, 999, 7]',
      '[5, 28, 28]',
      '[5, 784]',
    ],
    [
      '[]',
      '[-1]',
      '[1, 6]',
      '[3, 2]',
      '[3, -1]',
      '[4, 3]',
      '[0, 5]',
      '[56088]',
      '[693, 999]',
      '[-1, 784]',
      '[-1, 28, 28]',
      '[5, -1]',
    ],
  ).map(([s, t]) => `reshape(zeros(${s}), ${t})`),
  joining: pairs(shapes, shapes).flatMap(([a, b]) => [
    `concat([zeros(${a}), zeros(${b})])`,
    `stack([zeros(${a}), zeros(${b})])`,
  ]),
  dtypes: [
    ...pairs(dtypes, dtypes).flatMap(([d, e]) =>
      ['add', 'div', 'maximum', 'less', 'atan2', 'matmul'].map(f => `${f}(${of(d)}, ${of(e)})`),
    ),
    ...pairs(
      ['sum', 'prod', 'max', 'mean', 'std', 'all', 'argmin', 'cumsum', 'softmax', 'exp', 'abs'],
      dtypes,
    ).map(([f, d]) => `${f}(${of(d)})`),
    ...dtypes.flatMap(d => [`mul(${of(d)}, 2)`, `div(1, ${of(d)})`, `where(true, ${of(d)}, 0)`]),
  ],
}

/** The shape and dtype of the program's result; `refused` when it throws. */
const computed = (code: string): string => {
  try {
    const x = new Function(...Object.keys(library), `return ${code}`)(...Object.values(library))
    return `[${x.shape.join(', ')}] ${x.dtype}`
  } catch (error) {
    if (error instanceof MiniflowError) return 'refused'
    throw error
  }
}

/** A type fits when it says the same, or less: any for a shape, number for a dimension. */
const fits = (inferred: string, result: string): boolean => {
  if (inferred === 'refused') return result === 'refused'
  const [, shape = '', dtype] = /^Tensor<(\[.*\]|any), "(\w+)">$/.exec(inferred) ?? []
  if (result === 'refused') return /any|number/.test(shape)
  const pattern =
    shape === 'any' ? '\\[.*\\]' : shape.replace(/[[\]]/g, '\\$&').replaceAll('number', '\\d+')
  return new RegExp(`^${pattern} ${dtype}$`).test(result)
}

const codes = Object.values(families).flat()
const used = Object.keys(library).filter(name => codes.some(c => c.includes(`${name}(`)))
const compiled = compile(
  [
    `import { ${used.join(', ')} } from '../../src/index.js'`,
    ...codes.map((code, i) => `export const r${i} = ${code}`),
  ].join('\n'),
)

test.each(Object.entries(families))('%s: the types say what is computed', async (_, family) => {
  const { diagnostics, declarations } = await compiled
  const types = new Map(
    [...declarations.matchAll(/const r(\d+): (.*);/g)].map(([, i, type = '']) => [
      codes[Number(i)],
      type.replace(/import\("[^"]*"\)\./, ''),
    ]),
  )
  for (const { line } of diagnostics) types.set(codes[line - 2], 'refused')
  const wrong = family.flatMap(code => {
    const inferred = types.get(code) ?? 'nothing'
    const result = computed(code)
    return fits(inferred, result) ? [] : [`${code} has type ${inferred} and gives ${result}`]
  })
  expect(wrong).toEqual([])
})
