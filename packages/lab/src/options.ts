/** The command line: what may be asked for, what holds where nothing is, and what is said of mistakes. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import { versions } from './versions.js'

export type Layers = 1 | 2

/** Two read digits; the third writes text. */
export type ModelName = (typeof models)[number]
const models = ['mlp', 'conv', 'text'] as const

/** What one run is: two runs of equal options on equal data give equal numbers. */
export interface Options {
  readonly model: ModelName
  /** Of an mlp alone. */
  readonly layers?: Layers | undefined
  readonly epochs: number
  readonly batch: number
  /** The largest learning rate: see `trapezoid`. */
  readonly rate: number
  readonly seed: number
  /** Whether operations are computed one by one, instead of compiled programs. */
  readonly eager: boolean
  /** That share the work of compiled programs. */
  readonly threads: number
  /** A folder of IDX files; without one, the MNIST that comes along. */
  readonly data: string | undefined
  /** A folder for the results. */
  readonly out: string | undefined
}

/** A text to print in place of a run: help, the version, or what is wrong with an option. */
export interface Notice {
  readonly text: string
  readonly code: 0 | 2
}

type Recipe = Pick<Options, 'epochs' | 'batch' | 'rate' | 'threads'>

/** Enough for 97 % with two layers and 92 % with one, whatever the seed. */
const recipes: Readonly<Record<Layers, Recipe>> = {
  1: { epochs: 8, batch: 128, rate: 1, threads: 1 },
  2: { epochs: 5, batch: 128, rate: 4, threads: 1 },
}

/**
 * Enough for 98.5 % of the digits, and for a text that is known by heart. Only the steps of convolutions
 * are large enough that a second thread halves their time.
 */
const others: Readonly<Record<Exclude<ModelName, 'mlp'>, Recipe>> = {
  conv: { epochs: 4, batch: 128, rate: 0.1, threads: 2 },
  text: { epochs: 200, batch: 16, rate: 0.01, threads: 1 },
}

const { conv, text } = others

const recipeOf = ({ model, layers = 2 }: Pick<Options, 'model' | 'layers'>): Recipe =>
  model === 'mlp' ? recipes[layers] : others[model]

const refuse = (problem: string): never => {
  throw new InvalidArgumentError(problem)
}

const wholeNumber =
  (from: number) =>
  (text: string): number =>
    /^-?\d+$/.test(text) && Number.isSafeInteger(Number(text)) && Number(text) >= from
      ? Number(text)
      : refuse(`Expected a whole number from ${from} on.`)

const positive = (text: string): number =>
  text.trim() !== '' && Number.isFinite(Number(text)) && Number(text) > 0
    ? Number(text)
    : refuse('Expected a number above 0.')

const folder = (text: string): string => (text === '' ? refuse('Expected a folder.') : text)

const layers = (text: string): Layers =>
  text === '1' ? 1 : text === '2' ? 2 : refuse('Expected 1 or 2.')

const command = (): Command =>
  new Command('npm start --')
    .usage('[options]')
    .configureHelp({ minWidthToWrap: 20 })
    .description(
      'Trains a network to read handwritten digits: 784-128-10 with sigmoid between, or 784-10, by plain SGD; or one with convolutions; or one that writes text.',
    )
    .addOption(
      new Option(
        '--model <name>',
        'mlp: layers of units; conv: convolutions; text: a recurrent network that learns a page of text',
      )
        .choices(models)
        .default('mlp'),
    )
    .addOption(
      new Option('--layers <n>', '1 or 2 layers, of an mlp (default: 2)').argParser(layers),
    )
    .addOption(
      new Option(
        '--epochs <n>',
        `how often to go through what is learned from (default: ${recipes[2].epochs}, with one layer ${recipes[1].epochs}; conv ${conv.epochs}, text ${text.epochs})`,
      ).argParser(wholeNumber(1)),
    )
    .addOption(
      new Option(
        '--batch <n>',
        `images, or stretches of text, in a step (default: ${recipes[2].batch}, text ${text.batch})`,
      ).argParser(wholeNumber(1)),
    )
    .addOption(
      new Option(
        '--rate <x>',
        `learning rate at its height: it rises before and falls after (default: ${recipes[2].rate}, with one layer ${recipes[1].rate}; conv ${conv.rate}, text ${text.rate})`,
      ).argParser(positive),
    )
    .addOption(
      new Option('--seed <n>', 'where all randomness comes from: equal seeds give equal numbers')
        .argParser(wholeNumber(0))
        .default(0),
    )
    .addOption(
      new Option(
        '--eager',
        'compute operation by operation, instead of compiling each step to WebAssembly: slower, to see the difference',
      ),
    )
    .addOption(
      new Option(
        '--threads <n>',
        `threads that share each step, of as many as there are: on a machine with idle cores, for large steps (default: ${recipes[2].threads}; conv ${conv.threads})`,
      ).argParser(wholeNumber(1)),
    )
    .addOption(
      new Option(
        '--data <dir>',
        'folder of IDX files, plain or gzipped (default: MNIST)',
      ).argParser(folder),
    )
    .addOption(
      new Option(
        '--out <dir>',
        'folder for the weights (safetensors), the loss curve and other pictures (SVG) and a manifest (JSON)',
      ).argParser(folder),
    )
    .helpOption('--help', 'show this help')
    .version(versions.lab, '--version', 'show the version')

/** What is wrong with options that are right one by one. */
const clash = ({ model, layers, data, eager, threads }: Partial<Options>): string | undefined => {
  if (layers !== undefined && model !== 'mlp')
    return `error: option '--layers <n>' is for --model mlp alone, not for ${model}.`
  if (eager && threads !== undefined)
    return "error: option '--threads <n>' is for compiled programs, not for --eager."
  if (data !== undefined && model === 'text')
    return "error: option '--data <dir>' is for images; --model text learns the page that comes along."
  return undefined
}

/** Commander says `error: ...`, and a guess at what was meant on a line of its own. */
const sentence = (message: string): string =>
  `${message
    .trim()
    .replace(/\n/g, ' ')
    .replace(/[^.)]$/, '$&.')} See npm start -- --help.\n`

/** Options from arguments, or what to print instead; texts are broken at `width` columns. */
export const parseOptions = (
  argv: ReadonlyArray<string>,
  width: number,
): E.Either<Notice, Options> => {
  const written: string[] = []
  const write = (text: string): void => {
    written.push(text)
  }
  const parser = command()
    .exitOverride()
    .configureOutput({
      writeOut: write,
      writeErr: write,
      outputError: text => write(sentence(text)),
      getOutHelpWidth: () => width,
      getOutHasColors: () => false,
    })
  try {
    const given = parser.parse(argv, { from: 'user' }).opts<Options>()
    const problem = clash(given)
    if (problem !== undefined) parser.error(problem)
    return E.right({
      ...recipeOf(given),
      eager: false,
      ...(given.model === 'mlp' && { layers: 2 }),
      ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    } as Options)
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return E.left({ text: written.join(''), code: error.exitCode === 0 ? 0 : 2 })
  }
}
