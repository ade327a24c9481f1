/** Each package can be used alone: packed, installed into an empty project, imported and typed. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runNode } from '../../src/child.mjs'
import {
  attw,
  compilerNames,
  oxlint,
  packAll,
  project,
  publint,
  published,
  remove,
  start,
  succeed,
  temporary,
  typecheck,
  versionOf,
  write,
} from './consumer.js'

let folder = ''
let tarballs: ReadonlyMap<string, string> = new Map()

const tarball = (name: string): string => {
  const found = tarballs.get(name)
  if (found === undefined) throw new Error(`${name} was not packed`)
  return found
}

beforeAll(async () => {
  folder = await temporary()
  tarballs = await packAll(folder)
})

afterAll(() => remove(folder))

test('the public packages are the nine of the project', () => {
  expect(published.toSorted()).toEqual(
    ['check', 'core', 'datasets', 'draw', 'eslint-plugin', 'io', 'jit', 'nn', 'optim'].map(
      name => `@miniflow/${name}`,
    ),
  )
})

describe.each(published)('%s', name => {
  test('is packed as publint wants it', async () => {
    expect(await succeed(publint(tarball(name)))).toContain('All good!')
  })

  test('has types that resolve for every importer of ES modules', async () => {
    expect(await succeed(attw(tarball(name)))).toContain('(ESM)')
  })
})

describe('@miniflow/core alone', () => {
  let directory = ''

  beforeAll(async () => {
    directory = await project(folder, 'alone', [tarball('@miniflow/core')])
  })

  test('computes a gradient in plain JavaScript and says nothing else', async () => {
    const text = `
      import { grad, mul, sum, tensor } from '@miniflow/core'
      const gradient = grad(x => sum(mul(x, x)))(tensor([1, 2, 3]))
      console.log(JSON.stringify(gradient.toArray()))
    `
    await write(directory, 'main.js', text)
    expect(await start(directory, 'main.js')).toEqual({ code: 0, output: '[2,4,6]\n' })
  })

  test('brings sources, maps, licence and readme, and no build information', async () => {
    const inside = (file: string): Promise<string> =>
      readFile(join(directory, 'node_modules/@miniflow/core', file), 'utf8')
    const map = JSON.parse(await inside('dist/index.d.ts.map'))
    expect(await inside(join('dist', map.sources[0]))).toContain('grad')
    expect(await inside('LICENSE')).toContain('MIT')
    expect(await inside('README.md')).toContain('@miniflow/core')
    await expect(inside('dist/.tsbuildinfo')).rejects.toThrow('ENOENT')
  })

  const typed = `
    import { grad, matmul, mul, ones, sum, type Tensor, zeros } from '@miniflow/core'

    interface Params {
      readonly w: Tensor<[3, 2]>
      readonly b: Tensor<[2]>
    }
    type Same<A, B> =
      (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
    const holds = <T extends true>(): T | undefined => undefined

    const params: Params = { w: ones([3, 2]), b: ones([2]) }
    const loss = (p: Params, x: Tensor<[4, 3]>) => sum(mul(matmul(x, p.w), p.b))
    const gradient = grad(loss)(params, ones([4, 3]))
    holds<Same<typeof gradient, Params>>()

    const product = matmul(zeros([2, 3]), zeros([3, 5]))
    holds<Same<typeof product, Tensor<[2, 5], 'float32'>>>()

    // @ts-expect-error the result has 5 columns
    export const narrow: Tensor<[2, 4]> = product
    try {
      // @ts-expect-error the inner axes differ
      matmul(zeros([2, 3]), zeros([4, 5]))
    } catch (error) {
      console.log((error as Error).name)
    }
    console.log(JSON.stringify(gradient.w.toArray()), JSON.stringify(gradient.b.toArray()))
  `

  const wrong = `
    import { matmul, zeros } from '@miniflow/core'
    matmul(zeros([2, 3]), zeros([4, 5]))
  `

  test.each(compilerNames)('is typed in TypeScript %s, and a mismatch named', async compiler => {
    expect(versionOf(compiler).startsWith(compiler)).toBe(true)
    await write(directory, 'typed.ts', typed)
    await write(directory, 'wrong.ts', wrong)
    const { code, output } = await typecheck(directory, compiler, ['typed.ts', 'wrong.ts'])
    expect(code).not.toBe(0)
    const errors = output.split('\n').filter(line => /^\S/.test(line))
    expect(errors).toEqual([expect.stringMatching(/^wrong\.ts\(3,/)])
    expect(errors[0]).toContain('matmul: [2, 3] and [4, 5]')
    expect(await start(directory, `out-${compiler}/typed.js`)).toEqual({
      code: 0,
      output: 'ShapeError\n[[4,4],[4,4],[4,4]] [12,12]\n',
    })
  })
})

/** The test runners that a user may have. */
const runners = ['vitest@4', 'expect@30', '@types/node@20', 'fast-check@4']

/** exp whose derivative has the wrong sign. */
const wrongRule = `
  import { customVjp, exp, mul, neg } from '@miniflow/core'
  export const right = x => exp(mul(x, x))
  export const wrong = customVjp(x => exp(x), {
    forward: x => [exp(x), x],
    backward: (x, g) => [neg(mul(g, exp(x)))],
  })
`

const nodeTest = `
  import test from 'node:test'
  import { expectGradients } from '@miniflow/check'
  import { tensor } from '@miniflow/core'
  import { right, wrong } from './wrong.js'
  test('right', () => void expectGradients(right)(tensor([1, 2])))
  test('wrong', () => void expectGradients(wrong)(tensor([1, 2])))
`

const jestStyle = `
  import { gradientMatchers } from '@miniflow/check'
  import { tensor } from '@miniflow/core'
  import { expect } from 'expect'
  import { right, wrong } from './wrong.js'
  expect.extend(gradientMatchers)
  expect(right).toHaveCorrectGradients([tensor([1, 2])])
  expect(wrong).not.toHaveCorrectGradients([tensor([1, 2])])
  try {
    expect(wrong).toHaveCorrectGradients([tensor([1, 2])])
  } catch (error) {
    console.log(error.message)
  }
`

const vitestStyle = `
  import '@miniflow/check/vitest'
  import { exp, mul, neg, customVjp, tensor, type Tensor } from '@miniflow/core'
  import { expect, test } from 'vitest'
  const wrong = customVjp((x: Tensor) => exp(x), {
    forward: (x: Tensor) => [exp(x), x] as const,
    backward: (x: Tensor, g: Tensor) => [neg(mul(g, exp(x)))] as const,
  })
  test('right', () => {
    expect((x: Tensor) => exp(mul(x, x))).toHaveCorrectGradients([tensor([1, 2])], { order: 2 })
  })
  test('wrong', () => {
    expect(wrong).toHaveCorrectGradients([tensor([1, 2])])
  })
`

const checkedModule = `
  import { exp, neg, mul, customVjp, tensor, type Tensor } from '@miniflow/core'
  export const right = (x: Tensor): Tensor => exp(mul(x, x))
  export const wrong = customVjp((x: Tensor) => exp(x), {
    forward: (x: Tensor) => [exp(x), x] as const,
    backward: (x: Tensor, g: Tensor) => [neg(mul(g, exp(x)))] as const,
  })
  export const none = (x: Tensor): Tensor => x
  export const checks = { right: [tensor([1, 2])], wrong: [tensor([1, 2])] }
`

const companions = published.filter(name => name !== '@miniflow/core')

/** A program that imports packages whole and prints which of them export nothing. */
const importing = (names: readonly string[]): string => `
  ${names.map((name, i) => `import * as library${i} from '${name}'`).join('\n')}
  const libraries = { ${names.map((name, i) => `'${name}': library${i}`).join(', ')} }
  const empty = Object.entries(libraries).filter(([, one]) => Object.keys(one).length === 0)
  console.log(JSON.stringify(empty.map(([name]) => name)))
`

test.each(companions)(
  '%s is installed with core alone, imported, and its declarations check',
  async name => {
    const tarballs = [tarball('@miniflow/core'), tarball(name)]
    const directory = await project(folder, name.replace('@miniflow/', ''), tarballs)
    await write(directory, 'main.ts', importing([name]))
    await succeed(typecheck(directory, '7', ['main.ts']))
    expect(await start(directory, 'out-7/main.js')).toEqual({ code: 0, output: '[]\n' })
  },
)

test('@miniflow/eslint-plugin needs no other package, and oxlint loads it as its readme says', async () => {
  const directory = await project(folder, 'linted', [tarball('@miniflow/eslint-plugin')])
  const installed = './node_modules/@miniflow/eslint-plugin'
  await write(directory, '.oxlintrc.json', `{ "extends": ["${installed}/oxlint.json"] }`)
  await write(directory, 'a.js', "import { less } from '@miniflow/core'\nif (less(1, 2)) f()\n")
  const { code, output } = await oxlint(directory, 'a.js')
  expect(code).toBe(1)
  expect(output).toContain('@miniflow(no-tensor-condition)')
  expect(output).toContain('a.js:2:5')
})

describe('@miniflow/check', () => {
  let directory = ''

  beforeAll(async () => {
    directory = await project(folder, 'checked', [
      tarball('@miniflow/core'),
      tarball('@miniflow/check'),
      ...runners,
    ])
    await write(directory, 'wrong.js', wrongRule)
  })

  test('checks in node:test', async () => {
    await write(directory, 'node.js', nodeTest)
    const { code, output } = await start(directory, 'node.js')
    expect(output).toContain('pass 1')
    expect(output).toContain('fail 1')
    expect(output).toContain('expectGradients: the derivative is not what differences')
    expect(code).toBe(1)
  })

  test('extends the expect of jest', async () => {
    await write(directory, 'jest.js', jestStyle)
    const { code, output } = await start(directory, 'jest.js')
    expect({ code, output }).toEqual({
      code: 0,
      output: expect.stringContaining('Probably: the sign is wrong.'),
    })
  })

  test('extends the expect of vitest, with types', async () => {
    await write(directory, 'vitest.test.ts', vitestStyle)
    const { code, output } = await runNode(
      join(directory, 'node_modules/vitest/vitest.mjs'),
      ['run', '--dir', directory, 'vitest.test.ts'],
      { cwd: directory },
    )
    expect(output).toContain('1 failed | 1 passed')
    expect(output).toContain('toHaveCorrectGradients: the derivative is not what differences')
    expect(code).toBe(1)
    await succeed(typecheck(directory, '7', ['vitest.test.ts'], ['node'], true))
  })

  test('checks a module of TypeScript as a command', async () => {
    await write(directory, 'module.ts', checkedModule)
    const command = join(directory, 'node_modules/@miniflow/check/miniflow-check.mjs')
    const run = (...args: readonly string[]) =>
      runNode(command, ['module.ts', ...args], { cwd: directory })
    expect(await run()).toMatchObject({ code: 1, output: expect.stringContaining('WRONG wrong') })
    expect(await run('--export', 'right')).toMatchObject({ code: 0 })
    expect(await run('--export', 'none')).toMatchObject({ code: 2 })
  })
})

test('all are installed together, and their declarations check in TypeScript 5.9', async () => {
  const directory = await project(folder, 'together', published.map(tarball))
  await write(directory, 'main.ts', importing(published))
  await succeed(typecheck(directory, '5.9', ['main.ts']))
  expect(await start(directory, 'out-5.9/main.js')).toEqual({ code: 0, output: '[]\n' })
})
