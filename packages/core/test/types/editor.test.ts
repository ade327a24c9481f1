/** What an editor shows of the example: the types of its declarations. */
import { expect, test } from 'vitest'
import { compile, sourceOf } from './compiler.js'

test('the types of the example are plain, and none of them is any', async () => {
  const { diagnostics, declarations } = await compile(await sourceOf('example.ts'))
  expect(diagnostics).toEqual([])
  expect(declarations).not.toMatch(/\bany\b/)
  expect(declarations.slice(declarations.indexOf('interface'))).toMatchInlineSnapshot(`
    "interface Layer<In extends number, Out extends number> {
        readonly w: Tensor<[In, Out], 'float32'>;
        readonly b: Tensor<[Out], 'float32'>;
    }
    interface Params {
        readonly hidden: Layer<784, 128>;
        readonly output: Layer<128, 10>;
    }
    type Images = Tensor<[number, 784], 'float32'>;
    type Labels = Tensor<[number, 10], 'float32'>;
    export declare const network: ({ hidden, output }: Params, x: Images) => Tensor<[number, 10], "float32">;
    export declare const loss: (p: Params, x: Images, y: Labels) => Tensor<[], "float32">;
    export declare const slope: (p: Params, x: Images, y: Labels) => Params;
    export declare const both: (p: Params, x: Images, y: Labels) => [Tensor<[], "float32">, Params];
    export declare const ofImages: (p: Params, x: Images, y: Labels) => [Params, Images];
    export declare const step: (p: Params, x: Images, y: Labels) => {
        value: Tensor<[], "float32">;
        norm: Tensor<[], "float32">;
        params: Params;
    };
    export {};
    "
  `)
})
