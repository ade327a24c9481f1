/** The command `miniflow-check FILE`: loads a module and checks the functions it exports. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { createJiti } from 'jiti'
import picocolors from 'picocolors'
import type { Mode } from './examine.js'
import { checkModule, type Outcome } from './module.js'
import type { CheckOptions } from './options.js'

/** Where the command writes. */
export interface Streams {
  readonly stdout: { readonly write: (text: string) => unknown; readonly isTTY?: boolean }
  readonly stderr: { readonly write: (text: string) => unknown }
  readonly env: Readonly<Record<string, string | undefined>>
}

/** 0: all right; 1: a derivative is wrong; 2: something could not be checked. */
export type ExitCode = 0 | 1 | 2

const wholeNumber = (text: string): number => {
  if (!/^-?\d+$/.test(text)) throw new InvalidArgumentError('Expected a whole number.')
  return Number(text)
}

const fraction = (text: string): number => {
  const x = Number(text)
  if (!(x >= 0 && x < 1)) throw new InvalidArgumentError('Expected a number from 0 to 1.')
  return x
}

const command = (): Command =>
  new Command('miniflow-check')
    .description(
      'Checks the derivatives of the functions that a TypeScript or JavaScript module exports.\nThe module exports `checks` too: by the name of each function, the list of its arguments.',
    )
    .argument('<file>', 'the module')
    .addOption(
      new Option('-e, --export <name>', 'only this function; may be given several times')
        .default([], 'all')
        .argParser((name: string, before: readonly string[]) => [...before, name]),
    )
    .addOption(new Option('-o, --order <n>', 'up to which order').choices(['1', '2', '3']))
    .addOption(
      new Option('-m, --mode <mode>', 'only this mode of differentiation').choices([
        'reverse',
        'forward',
      ]),
    )
    .option('-s, --seed <n>', 'of the random directions and arguments', wholeNumber)
    .option('-p, --path <path>', 'only this derivative: the path that a mismatch gives')
    .option('-t, --tolerance <x>', 'the relative difference that is no mismatch', fraction)
    .option('--no-color', 'print without colours')
    .addHelpText(
      'after',
      '\nExit code 0: all is right. 1: a derivative is wrong. 2: something could not be checked.',
    )

interface Given extends Omit<CheckOptions, 'modes' | 'order'> {
  readonly export: readonly string[]
  readonly order?: string | number
  readonly mode?: Mode
  readonly color: boolean
}

const optionsOf = ({ order, mode, seed, path, tolerance }: Given): CheckOptions => ({
  ...(order !== undefined && { order: Number(order) as 1 | 2 | 3 }),
  ...(mode !== undefined && { modes: [mode] }),
  ...(seed !== undefined && { seed }),
  ...(path !== undefined && { path }),
  ...(tolerance !== undefined && { tolerance }),
})

const indented = (text: string): string => text.replace(/^(?=.)/gm, '  ')

const words = (colors: ReturnType<typeof picocolors.createColors>) => ({
  right: colors.green('right'),
  wrong: colors.red('WRONG'),
  failed: colors.yellow('not checked'),
  skipped: colors.dim('skipped'),
})

const printed = (
  { tag, name, text }: Outcome,
  colors: ReturnType<typeof picocolors.createColors>,
): string =>
  `${words(colors)[tag]} ${colors.bold(name)}\n${indented(text.replace(/^(?:right|miniflow-check): /, ''))}\n`

const codeOf = (outcomes: readonly Outcome[]): ExitCode =>
  outcomes.some(({ tag }) => tag === 'wrong')
    ? 1
    : outcomes.some(({ tag }) => tag === 'failed') || outcomes.every(({ tag }) => tag === 'skipped')
      ? 2
      : 0

/** Gives the exports of a module. */
export type Load = (file: string) => Promise<Readonly<Record<string, unknown>>>

/** Loads a module in whatever syntax; packages that it imports are those that it sees. */
const load: Load = file => {
  const url = pathToFileURL(file).href
  return /\.[cm]?js$/.test(file)
    ? import(url)
    : createJiti(import.meta.url, { tryNative: true, interopDefault: false }).import(url)
}

/** Runs the command; gives its exit code. */
export const main = async (
  args: readonly string[],
  { stdout, stderr, env }: Streams,
  loaded: Load = load,
): Promise<ExitCode> => {
  const parser = command()
    .exitOverride()
    .configureOutput({
      writeOut: text => void stdout.write(text),
      writeErr: text => void stderr.write(text),
    })
  try {
    parser.parse(args, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    throw error
  }
  const given = parser.opts<Given>()
  const file = resolve(parser.args[0] as string)
  if (!existsSync(file)) {
    stderr.write(`miniflow-check: there is no file ${file}.\n`)
    return 2
  }
  const plain =
    env.NO_COLOR !== undefined || !(stdout.isTTY === true || env.FORCE_COLOR !== undefined)
  const colors = picocolors.createColors(given.color && !plain)
  try {
    const outcomes = checkModule(await loaded(file), given.export, optionsOf(given))
    for (const outcome of outcomes) stdout.write(printed(outcome, colors))
    if (outcomes.length === 0) stderr.write(`miniflow-check: ${file} exports no function.\n`)
    return codeOf(outcomes)
  } catch (error) {
    stderr.write(
      `miniflow-check: ${file} could not be loaded: ${error instanceof Error ? error.message : String(error)}\n`,
    )
    return 2
  }
}
