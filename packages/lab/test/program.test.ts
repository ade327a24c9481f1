import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { tree } from '@miniflow/core'
import { fromSafetensors } from '@miniflow/io'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { run, sink } from './support/run.js'
import { freshFolder, toyFolder } from './support/toy.js'

const short = ['--epochs', '3', '--batch', '20', '--rate', '1']

const shortRun = (data: string, ...more: ReadonlyArray<string>) =>
  run(['--data', data, '--layers', '1', ...short, ...more])

test('plain lines tell of a run from its plan to its score', async () => {
  const { code, out, err } = await shortRun(toyFolder())
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toMatchInlineSnapshot(`
    "Learning to read digits: 20-10
    220 images to train on, 20 to validate, 30 to test
    3 epochs of batches of 20: 33 iterations; rate 1, seed 0
    Computed: compiled to WebAssembly (jit)

    iteration  epoch      loss  validation loss   accuracy
            0      0                     2.4224     0.00 %
           11      1    2.0693           1.4368   100.00 %
           22      2    1.1017           0.7453   100.00 %
           33      3    0.6208           0.5295   100.00 %

    Loss by iteration: ─ training, ● validation
     │──────╮
     │      ╰─────╮
    2┤            ╰──────╮
     │                   ╰─╮
     │                     ╰●───────╮
     │                              ╰────╮
    1┤                                   ╰───╮
     │                                       ╰──────╮
     │                                              ╰●────╮
     │                                                    ╰─╮
     │                                                      ╰───────────╮
     │                                                                  ╰────●
     └────────────────────┬─────────────────────┬─────────────────────┬───────
                         10                    20                    30

    Some test digits

    ▀▀                     ▀▀                 ▄▄


    guess 0 (56.54 %)    guess 1 (59.69 %)    guess 2 (59.35 %)
    right                right                right

    What was read: a row for each digit, a column for each guess

        0   1   2   3   4   5   6   7   8   9     right
    0   3   ·   ·   ·   ·   ·   ·   ·   ·   ·  100.00 %
    1   ·   3   ·   ·   ·   ·   ·   ·   ·   ·  100.00 %
    2   ·   ·   3   ·   ·   ·   ·   ·   ·   ·  100.00 %
    3   ·   ·   ·   3   ·   ·   ·   ·   ·   ·  100.00 %
    4   ·   ·   ·   ·   3   ·   ·   ·   ·   ·  100.00 %
    5   ·   ·   ·   ·   ·   3   ·   ·   ·   ·  100.00 %
    6   ·   ·   ·   ·   ·   ·   3   ·   ·   ·  100.00 %
    7   ·   ·   ·   ·   ·   ·   ·   3   ·   ·  100.00 %
    8   ·   ·   ·   ·   ·   ·   ·   ·   3   ·  100.00 %
    9   ·   ·   ·   ·   ·   ·   ·   ·   ·   3  100.00 %

    Done after 33 iterations in 0.0 s.
    Best weights: iteration 33, with 100.00 % of the validation images read.
    Nothing was written: --out DIR keeps the weights, the curve and a manifest.
    Test accuracy: 100.00 % (30 of 30 images)
    "
  `)
})

test('the same seed gives the same lines and the same bytes, another seed others', async () => {
  const data = toyFolder()
  const bytes = async (seed: number) => {
    const out = join(freshFolder(), 'out')
    const ran = await run(['--data', data, ...short, '--seed', String(seed), '--out', out])
    expect(ran.code).toBe(0)
    const files = readdirSync(out).map(name => [
      name,
      readFileSync(join(out, name)).toString('hex'),
    ])
    return { lines: ran.out.replaceAll(out, 'OUT'), files }
  }
  const first = await bytes(1)
  expect(await bytes(1)).toEqual(first)
  const second = await bytes(2)
  expect(second.lines).not.toBe(first.lines)
  expect(second.files[2]).not.toEqual(first.files[2])
})

test('eager runs say so, on the screen and in the manifest, and end like compiled ones', async () => {
  const out = freshFolder()
  const data = toyFolder()
  const asWritten = await shortRun(data, '--eager', '--out', out)
  const compiled = await shortRun(data)
  const without = (text: string) =>
    text.replace(/^(Computed|Written|Nothing was written).*\n/gm, '')
  expect(asWritten.out).toContain('Computed: eager, operation by operation\n')
  expect(without(asWritten.out)).toBe(without(compiled.out))
  const manifest = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'))
  expect(manifest.computed).toBe('eager')
})

test('threads are told of, and change no bit', async () => {
  const out = freshFolder()
  const data = toyFolder()
  const manifestOf = async (...more: ReadonlyArray<string>) => {
    const ran = await run(['--data', data, ...short, '--out', out, ...more])
    return [ran.out, readFileSync(join(out, 'manifest.json'), 'utf8')] as const
  }
  const [lines, manifest] = await manifestOf('--threads', '2')
  expect(lines).toContain('Computed: compiled to WebAssembly (jit), up to 2 threads\n')
  expect((await manifestOf())[1]).toBe(manifest)
})

test('where there is a clock, the end says how long compiling took', async () => {
  let seconds = 0
  const { out } = await run(['--data', toyFolder(), ...short], { now: () => seconds++ })
  expect(out).toMatch(
    /\nDone after 33 iterations in [1-9]\d*\.0 s, \d+ ms of them to compile 3 programs, \d+ images a second\.\n/,
  )
})

test('gzipped files give the run that plain ones give', async () => {
  const plain = await shortRun(toyFolder())
  const packed = await shortRun(toyFolder({ packed: true }))
  expect(packed).toEqual(plain)
})

describe('--out', () => {
  test('holds weights that any reader of safetensors gets back', async () => {
    const out = freshFolder()
    const { code } = await run(['--data', toyFolder(), ...short, '--out', out])
    expect(code).toBe(0)
    const read = fromSafetensors(readFileSync(join(out, 'weights.safetensors')))
    if (E.isLeft(read)) throw new Error(read.left._tag)
    expect(tree.paths(read.right)).toEqual([
      'layers[0].b',
      'layers[0].w',
      'layers[1].b',
      'layers[1].w',
    ])
    expect(tree.leaves(read.right).map(leaf => leaf.shape)).toEqual([
      [128],
      [20, 128],
      [10],
      [128, 10],
    ])
  })

  test('holds a manifest from which the run can be repeated', async () => {
    const out = freshFolder()
    const data = toyFolder()
    const { out: lines } = await run(['--data', data, ...short, '--seed', '5', '--out', out])
    const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex')
    const manifest = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'))
    expect(manifest).toMatchObject({
      program: '@miniflow/lab',
      versions: { core: '0.1.0', kernels: '4.22.0', node: process.versions.node },
      options: { model: 'mlp', layers: 2, epochs: 3, batch: 20, rate: 1, seed: 5 },
      computed: 'jit',
      network: { sizes: [20, 128, 10], activation: 'sigmoid', parameters: 20 * 128 + 128 + 1290 },
      data: {
        source: data,
        images: { train: 220, validation: 20, test: 30 },
        sha256: {
          'train-images-idx3-ubyte': sha256(join(data, 'train-images-idx3-ubyte')),
          't10k-labels-idx1-ubyte': sha256(join(data, 't10k-labels-idx1-ubyte')),
        },
      },
      result: { ended: 'done', iterations: 33 },
      files: {
        'weights.safetensors': { sha256: sha256(join(out, 'weights.safetensors')) },
        'loss.svg': { sha256: sha256(join(out, 'loss.svg')) },
      },
    })
    expect(lines).toContain(`Test accuracy: ${(100 * manifest.result.test.accuracy).toFixed(2)} %`)
  })

  test('holds the curve as SVG', async () => {
    const out = freshFolder()
    await shortRun(toyFolder(), '--out', out)
    const svg = readFileSync(join(out, 'loss.svg'), 'utf8')
    expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"[^>]*>.*<\/svg>\n$/s)
    expect(svg).toContain('20-10 reads')
    expect(svg).not.toContain('NaN')
  })

  test('is made if it is not there, and nothing else is left in it', async () => {
    const out = join(freshFolder(), 'a', 'b')
    const { out: lines } = await shortRun(toyFolder(), '--out', out)
    expect(readdirSync(out)).toEqual(['loss.svg', 'manifest.json', 'weights.safetensors'])
    expect(lines).toContain(`Written to ${out}: weights.safetensors, loss.svg, manifest.json.`)
  })

  test('that cannot be written to is found before training', async () => {
    const file = join(freshFolder(), 'file')
    writeFileSync(file, '')
    const at = await shortRun(toyFolder(), '--out', file)
    expect({ ...at, err: at.err.replace(file, 'FILE') }).toMatchInlineSnapshot(`
      {
        "code": 1,
        "err": "error: --out: FILE cannot be written to: it is a file, not a folder.
      ",
        "out": "",
      }
    `)
    const below = await shortRun(toyFolder(), '--out', join(file, 'out'))
    expect({ ...below, err: below.err.replace(file, 'FILE') }).toMatchInlineSnapshot(`
      {
        "code": 1,
        "err": "error: --out: FILE/out cannot be written to: a part of the path is a file, not a folder.
      ",
        "out": "",
      }
    `)
  })

  test('that breaks while training costs the files, but not the score', async () => {
    const out = freshFolder()
    const {
      code,
      err,
      out: lines,
    } = await run(
      ['--data', toyFolder(), '--layers', '1', ...short, '--out', join(out, 'results')],
      {
        now: () => {
          // a folder where the manifest should be
          const inTheWay = join(out, 'results', 'manifest.json', 'x')
          if (!existsSync(inTheWay)) mkdirSync(inTheWay, { recursive: true })
          return 0
        },
      },
    )
    expect(code).toBe(1)
    expect(err.replace(out, 'OUT')).toMatchInlineSnapshot(`
      "error: --out: OUT/results cannot be written to: a name in it is taken by a folder.
      "
    `)
    expect(lines).toContain('Test accuracy: ')
    expect(readdirSync(join(out, 'results')).filter(name => name.endsWith('.part'))).toEqual([])
  })
})

describe('a broken data folder is one sentence and exit code 1', () => {
  const broken = async (folder: string) => {
    const { code, out, err } = await run(['--data', folder])
    expect({ code, out }).toEqual({ code: 1, out: '' })
    return err.replaceAll(folder, 'DATA')
  }
  test('one that is not there', async () => {
    expect(await broken(join(freshFolder(), 'none'))).toMatchInlineSnapshot(`
      "error: --data: DATA does not exist.
      "
    `)
  })
  test('one without files', async () => {
    expect(await broken(freshFolder())).toMatchInlineSnapshot(`
      "error: --data: DATA/train-images-idx3-ubyte does not exist.
      "
    `)
  })
  test('one with a file that ends too early', async () => {
    const folder = toyFolder()
    const file = join(folder, 'train-images-idx3-ubyte')
    writeFileSync(file, readFileSync(file).subarray(0, 1000))
    expect(await broken(folder)).toMatchInlineSnapshot(`
      "error: --data: DATA/train-images-idx3-ubyte ends too early: it has 1,000 bytes, its header announces 4,816 bytes.
      "
    `)
  })
  test('one with a file that is something else', async () => {
    const folder = toyFolder()
    writeFileSync(join(folder, 't10k-labels-idx1-ubyte'), '<html>not found</html>')
    expect(await broken(folder)).toMatchInlineSnapshot(`
      "error: --data: DATA/t10k-labels-idx1-ubyte starts with 3c 68 74 6d, expected 00 00 08 01.
      "
    `)
  })
  test('one with too few images to validate, or none to test on', async () => {
    expect(await broken(toyFolder({ train: 11 }))).toMatchInlineSnapshot(`
      "error: --data: there are no validation images; at least 12 to train on and one to test on are needed.
      "
    `)
    expect(await broken(toyFolder({ test: 0 }))).toMatchInlineSnapshot(`
      "error: --data: there are no test images; at least 12 to train on and one to test on are needed.
      "
    `)
  })
})

test('a rate at which the loss overflows is said so, with exit code 1 and the best weights kept', async () => {
  const out = freshFolder()
  const { code, err, out: lines } = await shortRun(toyFolder(), '--rate', '1e38', '--out', out)
  expect(code).toBe(1)
  expect(err).toMatchInlineSnapshot(`
    "error: the loss is no finite number after iteration 2: --rate 1e+38 is too large.
    "
  `)
  expect(lines).toContain('Diverged after')
  expect(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')).result.ended).toBe('diverged')
})

describe('a signal', () => {
  test('before training ends the program', async () => {
    const signal = AbortSignal.abort()
    const { code, out } = await run(['--data', toyFolder()], { signal })
    expect({ code, out }).toEqual({ code: 130, out: '' })
  })

  test('during training ends it after the step, with a report and the best weights', async () => {
    const controller = new AbortController()
    const out = freshFolder()
    const { out: stdout, stream, text } = sink()
    // the second row ends the first of many epochs
    stream.on('data', () => {
      if (text().includes('  11      1  ')) controller.abort()
    })
    const { code } = await run(
      ['--data', toyFolder(), '--layers', '1', '--batch', '20', '--epochs', '1000', '--out', out],
      { signal: controller.signal, stdout },
    )
    expect(code).toBe(130)
    expect(text()).toMatch(/Stopped after 1[12] of 11,000 iterations/)
    expect(text()).toMatch(/Test accuracy: /)
    const { result } = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'))
    expect(result.ended).toBe('stopped')
    expect(readdirSync(out)).toContain('weights.safetensors')
  })
})

describe('on a terminal', () => {
  const terminal = { columns: 80 }
  const escapes = '\u001b['

  test('there are colours and a bar, and the cursor is back at the end', async () => {
    const { out } = await run(['--data', toyFolder(), ...short], { terminal })
    expect(out).toContain(' images/s')
    expect(out.indexOf('\u001b[?25l')).toBeGreaterThan(-1)
    expect(out.lastIndexOf('\u001b[?25h')).toBeGreaterThan(out.lastIndexOf('\u001b[?25l'))
    expect(out.lastIndexOf('\u001b[?7h')).toBeGreaterThan(out.lastIndexOf('\u001b[?7l'))
  })

  test.each([{ NO_COLOR: '1' }, { CI: 'true' }, { TERM: 'dumb' }])(
    'lines are plain with %o',
    async env => {
      const { out } = await run(['--data', toyFolder(), ...short], { terminal, env })
      expect(out).not.toContain(escapes)
      expect(out).toContain('Test accuracy: ')
    },
  )

  test('the rows are those of plain lines', async () => {
    const data = toyFolder()
    const rows = (text: string) =>
      stripVTControlCharacters(text)
        .split('\n')
        .flatMap(line => line.match(/ +[\d,]+ +\d+ +[\d.]* +[\d.]+ +[\d.]+ %/)?.[0] ?? [])
    const plain = await run(['--data', data, ...short])
    const live = await run(['--data', data, ...short], { terminal })
    expect(rows(plain.out)).toHaveLength(4)
    expect(rows(live.out)).toEqual(rows(plain.out))
  })
})

test('MNIST itself: one layer reads more than 85 % after one epoch', {
  timeout: 60_000,
}, async () => {
  const { code, out } = await run(['--layers', '1', '--epochs', '1'])
  expect(code).toBe(0)
  const [, accuracy = '0'] = /Test accuracy: ([\d.]+) %/.exec(out) ?? []
  expect(Number(accuracy)).toBeGreaterThan(85)
  expect(out).toContain('55,000 images to train on, 5,000 to validate, 10,000 to test')
})
