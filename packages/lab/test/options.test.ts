import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { parseOptions } from '../src/options.js'

const parse = (...argv: ReadonlyArray<string>) => parseOptions(argv, 80)

const mistake = (...argv: ReadonlyArray<string>): string => {
  const parsed = parse(...argv)
  if (E.isRight(parsed)) throw new Error('expected a mistake')
  expect(parsed.left.code).toBe(2)
  return parsed.left.text
}

test('nothing is needed, and how much to learn depends on the layers', () => {
  expect(parse()).toMatchInlineSnapshot(`
    {
      "_tag": "Right",
      "right": {
        "batch": 128,
        "eager": false,
        "epochs": 5,
        "layers": 2,
        "model": "mlp",
        "rate": 4,
        "seed": 0,
        "threads": 1,
      },
    }
  `)
  expect(parse('--layers', '1')).toMatchInlineSnapshot(`
    {
      "_tag": "Right",
      "right": {
        "batch": 128,
        "eager": false,
        "epochs": 8,
        "layers": 1,
        "model": "mlp",
        "rate": 1,
        "seed": 0,
        "threads": 1,
      },
    }
  `)
})

test('conv and text have recipes of their own, and no layers', () => {
  const recipe = (model: string) => {
    const parsed = parse('--model', model)
    return E.isRight(parsed) && parsed.right
  }
  const rest = { seed: 0, eager: false }
  const conv = { model: 'conv', epochs: 4, batch: 128, rate: 0.1, threads: 2 }
  const text = { model: 'text', epochs: 200, batch: 16, rate: 0.01, threads: 1 }
  expect(recipe('conv')).toEqual({ ...conv, ...rest })
  expect(recipe('text')).toEqual({ ...text, ...rest })
})

test('every option can be given', () => {
  const argv =
    '--layers 1 --epochs 3 --batch 32 --rate 0.25 --seed 7 --eager --data images --out results'.split(
      ' ',
    )
  expect(parse(...argv)).toEqual(
    E.right({
      model: 'mlp',
      layers: 1,
      epochs: 3,
      batch: 32,
      rate: 0.25,
      seed: 7,
      eager: true,
      threads: 1,
      data: 'images',
      out: 'results',
    }),
  )
})

describe('a mistake is one sentence and exit code 2', () => {
  test('a number of layers other than 1 and 2', () => {
    expect(mistake('--layers', '3')).toMatchInlineSnapshot(`
      "error: option '--layers <n>' argument '3' is invalid. Expected 1 or 2. See npm start -- --help.
      "
    `)
  })
  test('a count that is no whole number from 1 on', () => {
    expect(mistake('--epochs', '0')).toMatchInlineSnapshot(`
      "error: option '--epochs <n>' argument '0' is invalid. Expected a whole number from 1 on. See npm start -- --help.
      "
    `)
    expect(mistake('--epochs', '1.5')).toMatchInlineSnapshot(`
      "error: option '--epochs <n>' argument '1.5' is invalid. Expected a whole number from 1 on. See npm start -- --help.
      "
    `)
    expect(mistake('--batch', '-1')).toMatchInlineSnapshot(`
      "error: option '--batch <n>' argument '-1' is invalid. Expected a whole number from 1 on. See npm start -- --help.
      "
    `)
    expect(mistake('--batch', '99999999999999999999')).toMatchInlineSnapshot(`
      "error: option '--batch <n>' argument '99999999999999999999' is invalid. Expected a whole number from 1 on. See npm start -- --help.
      "
    `)
  })
  test('a rate that is no number above 0', () => {
    expect(mistake('--rate', 'fast')).toMatchInlineSnapshot(`
      "error: option '--rate <x>' argument 'fast' is invalid. Expected a number above 0. See npm start -- --help.
      "
    `)
    expect(mistake('--rate', '0')).toMatchInlineSnapshot(`
      "error: option '--rate <x>' argument '0' is invalid. Expected a number above 0. See npm start -- --help.
      "
    `)
    expect(mistake('--rate', '1e999')).toMatchInlineSnapshot(`
      "error: option '--rate <x>' argument '1e999' is invalid. Expected a number above 0. See npm start -- --help.
      "
    `)
    expect(mistake('--rate', '')).toMatchInlineSnapshot(`
      "error: option '--rate <x>' argument '' is invalid. Expected a number above 0. See npm start -- --help.
      "
    `)
  })
  test('a seed that is no whole number', () => {
    expect(mistake('--seed', 'x')).toMatchInlineSnapshot(`
      "error: option '--seed <n>' argument 'x' is invalid. Expected a whole number from 0 on. See npm start -- --help.
      "
    `)
  })
  test('a model that there is not', () => {
    expect(mistake('--model', 'cnn')).toMatchInlineSnapshot(`
      "error: option '--model <name>' argument 'cnn' is invalid. Allowed choices are mlp, conv, text. See npm start -- --help.
      "
    `)
  })
  test('layers of what is no mlp', () => {
    expect(mistake('--model', 'conv', '--layers', '2')).toMatchInlineSnapshot(`
      "error: option '--layers <n>' is for --model mlp alone, not for conv. See npm start -- --help.
      "
    `)
    expect(mistake('--layers', '1', '--model', 'text')).toMatchInlineSnapshot(`
      "error: option '--layers <n>' is for --model mlp alone, not for text. See npm start -- --help.
      "
    `)
  })
  test('threads of what is not compiled', () => {
    expect(mistake('--eager', '--threads', '2')).toMatchInlineSnapshot(`
      "error: option '--threads <n>' is for compiled programs, not for --eager. See npm start -- --help.
      "
    `)
  })
  test('images for what learns a text', () => {
    expect(mistake('--model', 'text', '--data', 'images')).toMatchInlineSnapshot(`
      "error: option '--data <dir>' is for images; --model text learns the page that comes along. See npm start -- --help.
      "
    `)
  })
  test('no folder where one is expected', () => {
    expect(mistake('--data', '')).toMatchInlineSnapshot(`
      "error: option '--data <dir>' argument '' is invalid. Expected a folder. See npm start -- --help.
      "
    `)
    expect(mistake('--out')).toMatchInlineSnapshot(`
      "error: option '--out <dir>' argument missing. See npm start -- --help.
      "
    `)
  })
  test('an option that there is not', () => {
    expect(mistake('--epoch', '3')).toMatchInlineSnapshot(`
      "error: unknown option '--epoch' (Did you mean --epochs?) See npm start -- --help.
      "
    `)
    expect(mistake('-x')).toMatchInlineSnapshot(`
      "error: unknown option '-x'. See npm start -- --help.
      "
    `)
  })
  test('an argument that is no option', () => {
    expect(mistake('mnist')).toMatchInlineSnapshot(`
      "error: too many arguments. Expected 0 arguments but got 1. See npm start -- --help.
      "
    `)
  })
})

test('--help shows every option, and fits the terminal', () => {
  const help = parse('--help')
  expect(help).toMatchObject(E.left({ code: 0 }))
  expect(E.isLeft(help) && help.left.text).toMatchInlineSnapshot(`
    "Usage: npm start -- [options]

    Trains a network to read handwritten digits: 784-128-10 with sigmoid between, or
    784-10, by plain SGD; or one with convolutions; or one that writes text.

    Options:
      --model <name>  mlp: layers of units; conv: convolutions; text: a recurrent
                      network that learns a page of text (choices: "mlp", "conv",
                      "text", default: "mlp")
      --layers <n>    1 or 2 layers, of an mlp (default: 2)
      --epochs <n>    how often to go through what is learned from (default: 5, with
                      one layer 8; conv 4, text 200)
      --batch <n>     images, or stretches of text, in a step (default: 128, text
                      16)
      --rate <x>      learning rate at its height: it rises before and falls after
                      (default: 4, with one layer 1; conv 0.1, text 0.01)
      --seed <n>      where all randomness comes from: equal seeds give equal
                      numbers (default: 0)
      --eager         compute operation by operation, instead of compiling each step
                      to WebAssembly: slower, to see the difference
      --threads <n>   threads that share each step, of as many as there are: on a
                      machine with idle cores, for large steps (default: 1; conv 2)
      --data <dir>    folder of IDX files, plain or gzipped (default: MNIST)
      --out <dir>     folder for the weights (safetensors), the loss curve and other
                      pictures (SVG) and a manifest (JSON)
      --version       show the version
      --help          show this help
    "
  `)
  const narrow = parseOptions(['--help'], 50)
  const lines = E.isLeft(narrow) ? narrow.left.text.split('\n') : []
  expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(50)
})

test('--version shows the version of the package', () => {
  expect(parse('--version')).toEqual(E.left({ code: 0, text: '0.1.0\n' }))
})
