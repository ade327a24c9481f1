/** What the compiler says of each mistake in `arrays-refused.test-d.ts`. */
import { expect, test } from 'vitest'
import { compile, sourceOf } from './compiler.js'

const directive = '// @ts-expect-error'

/** The library's own sentence where there is one, else the compiler's first reason. */
const sentence = (text: readonly string[]): string =>
  /Error<"([^"]+)">/.exec(text[0] ?? '')?.[1] ?? text[1] ?? text[0] ?? ''

test('windows, channels and equations that cannot fit are named while the code is written', async () => {
  const source = await sourceOf('arrays-refused.test-d.ts')
  const { diagnostics } = await compile(source.replaceAll(directive, '//'))
  expect(diagnostics).toHaveLength(source.split(directive).length - 1)
  expect(diagnostics.map(({ text }) => sentence(text)).join('\n')).toMatchInlineSnapshot(`
    "conv2d: images [2, 5, 5, 3] have 3 channels, filters [3, 3, 4, 8] read 4
    conv2d: a window of 6 x 3 does not fit into images [2, 5, 5, 3]
    conv2d: got [5, 5, 3], expected images [number, height, width, channels]
    conv2d: got filters [3, 3, 8], expected [height, width, channels read, channels made]
    float32 and float64 do not mix: convert one of them with astype
    Type '"same"' is not assignable to type 'Padding | undefined'. Did you mean '"SAME"'?
    maxPool: a window of 6 x 6 does not fit into images [2, 5, 5, 3]
    maxPool: got [5, 5, 3], expected images [number, height, width, channels]
    einsum: axis j is 3 and 4
    einsum: the output names axis k, which no operand has
    einsum: ijk does not name the axes of [2, 3]
    einsum: the equation names more operands than there are
    einsum: the equation names fewer operands than there are
    axis 4 is out of range for shape [2, 5, 5, 3]
    float32 and float64 do not mix: convert one of them with astype"
  `)
})
