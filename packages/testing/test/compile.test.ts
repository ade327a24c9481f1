/** The compiler sees every mistake in the code it is given, and in what the code imports. */
import { expect, test } from 'vitest'
import { compile, complaints } from '../src/compile.js'

const home = new URL('..', import.meta.url)

test('each module has its own diagnostics and declarations', async () => {
  const wrong = 'export const two = 2\nexport const three: string = 3'
  const [good, bad] = await compile(home, ['export const one = 1', wrong])
  expect(good?.diagnostics).toEqual([])
  expect(good?.declarations).toBe('export declare const one = 1;\n')
  expect(bad && complaints(wrong, bad)).toEqual([
    "export const three: string = 3: Type 'number' is not assignable to type 'string'.",
  ])
})

test('code is compiled as strictly as the packages are', async () => {
  const sources = [
    'export const f = (x) => x',
    'export const f = (xs: readonly number[]): number => xs[0]',
    'export const x: { readonly y?: number } = { y: undefined }',
    "import { absent } from 'absent-package'\nexport const x = absent",
  ]
  const compiled = await compile(home, sources)
  expect(compiled.map(({ diagnostics }) => diagnostics.length)).toEqual([1, 1, 1, 1])
})

test('what is wrong beside the code is an error, not silence', async () => {
  const source = 'export const x = 1'
  await expect(compile(home, [source], ['absent-types'])).rejects.toThrow('absent-types')
})
