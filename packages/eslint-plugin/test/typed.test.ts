/** With typed linting, ESLint's rules also know what the text of the file does not tell. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { build, eslint, folderWith, remove } from './support/commands.js'

const files = {
  'package.json': '{ "type": "module" }',
  'tsconfig.json': JSON.stringify({
    compilerOptions: { strict: true, module: 'NodeNext', lib: ['es2022'], types: [] },
    include: ['*.ts'],
  }),
  'eslint.config.js': `
    import miniflow from '@miniflow/eslint-plugin'
    import parser from '@typescript-eslint/parser'
    export default [
      { files: ['**/*.ts'], languageOptions: { parser, parserOptions: { projectService: true } } },
      miniflow.configs.recommended,
    ]`,
  'tensors.ts': `
    export interface Tensor<S = any> {
      readonly shape: S
      readonly dtype: string
      item(): number
      toArray(): unknown
    }
    export declare const load: () => Tensor<[2]>
    export declare const maybe: () => Tensor<[2]> | undefined
    export declare const either: () => Tensor<[2]> | Tensor<[3]>
    export declare const branded: () => Tensor<[2]> & { readonly brand: 'weights' }
    export declare const both: { w: Tensor; n: number }
    declare namespace tf { interface Tensor { dispose(): void } }
    export declare const other: () => tf.Tensor`,
  'refused.ts': [
    "import { both, branded, either, load } from './tensors.js'",
    'if (load()) console.log(1)',
    'if (either()) console.log(2)',
    'if (branded()) console.log(3)',
    'console.log(-both.w)',
    'export const f = <T extends ReturnType<typeof load>>(x: T): boolean => !x',
  ].join('\n'),
  'allowed.ts': [
    "import { both, load, maybe, other } from './tensors.js'",
    'if (maybe()) console.log(1)',
    'if (other()) console.log(2)',
    'console.log(-both.n, load().item() > 0)',
    'export const f = <T>(x: T): boolean => !x',
  ].join('\n'),
}

let folder = ''

beforeAll(async () => {
  await build()
  folder = await folderWith(files)
})

afterAll(() => remove(folder))

test('a tensor from another file is known by its type, and what may be something else is not', async () => {
  const { output } = await eslint(folder, '--format=json', 'refused.ts', 'allowed.ts')
  const found = (
    JSON.parse(output) as readonly {
      readonly filePath: string
      readonly messages: readonly { readonly ruleId: string; readonly line: number }[]
    }[]
  ).flatMap(({ filePath, messages }) =>
    messages.map(({ ruleId, line }) => `${filePath.replace(/.*[\\/]/, '')}:${line} ${ruleId}`),
  )
  expect(found).toEqual([
    'refused.ts:2 @miniflow/no-tensor-condition',
    'refused.ts:3 @miniflow/no-tensor-condition',
    'refused.ts:4 @miniflow/no-tensor-condition',
    'refused.ts:5 @miniflow/no-tensor-operator',
    'refused.ts:6 @miniflow/no-tensor-condition',
  ])
})
