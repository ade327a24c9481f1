/** jit: a function traced once for each kind of arguments, and run as one WebAssembly module. */
import { ArgumentError } from '@miniflow/core'
import {
  type Arguments,
  callCompiled,
  isWatched,
  type Machine,
  optionsIn,
  parameterNames,
  rebuild,
  type StagedFunction,
  stageFor,
  type TreeFunction,
  type Value,
  wantFunction,
  withNamesOf,
} from '@miniflow/core/extend'
import { difference, type Part, signature, take } from './key.js'
import { machineFor } from './machine.js'
import { rouse } from './runtime/machinery.js'
import { availableThreads, canShare } from './runtime/pool.js'
import { Counter, type JitStats } from './stats.js'
import { warnOnce } from './warn.js'

export interface JitOptions {
  /**
   * How many threads share the work, at most as many as the machine runs at once; results are the same
   * bits. Worth it for steps of half a millisecond and more: the others look for work for about a
   * millisecond after each call, then they nap. Default: 1.
   */
  readonly threads?: number | undefined
  /** Whether products and sums may be fused into one rounding, where the engine can. Last bits differ from machine to machine then. Default: false. */
  readonly relaxed?: boolean | undefined
  /** How many programs are kept, for as many kinds of arguments; the one not used for longest goes. Default: 64. */
  readonly maxEntries?: number | undefined
}

/** A jitted function: f's type, and what it has done so far. */
export type Jitted<F> = F & { readonly stats: () => JitStats }

interface Entry {
  readonly staged: StagedFunction
  readonly parts: readonly Part[]
}

/** A function that is traced more often than this is told of. */
const MANY = 8

const wantCount = (name: string, value: unknown): void => {
  if (!Number.isSafeInteger(value) || (value as number) < 1)
    throw new ArgumentError(
      'jit',
      `${name} is ${String(value)}; expected a whole number from 1 on.`,
      `Leave it out for the default.`,
    )
}

/** As many threads as there can be: one where memory cannot be shared with others. */
const threadsHere = (wanted: number): number => {
  if (wanted === 1) return 1
  if (canShare()) return Math.min(wanted, availableThreads())
  warnOnce(
    'jit: memory cannot be shared with other threads here, so one does all the work.\n' +
      '  A page needs the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp.',
  )
  return 1
}

const warnMany = (name: string, traces: number, changed: string): void =>
  warnOnce(
    `jit: ${name} was traced ${traces} times; the last time since ${changed}.\n` +
      '  Each kind of arguments needs a program of its own: pass numbers that change as tensors, tensors of few different shapes, and functions that are made once.',
  )

/**
 * f, compiled: it is traced once for each combination of shapes, dtypes, trees and other arguments,
 * and the tape runs as one WebAssembly module, to rounding with f's results. Tensors that f reads
 * from outside are part of the program, as they were when it was traced. f sees shapes only:
 * reading a value throws `TracedValueError`. Transformations of jitted functions and jit of
 * transformed ones work. `stats()` tells of traces, compile time and memory.
 *
 * Throws `ArgumentError` for wrong options and where memory is full, `OutputError` where f gives no
 * tree of tensors, `AsyncFunctionError` where it is async.
 * @example jit((x) => sum(mul(x, x)))(tensor([1, 2, 3])) // => 14
 */
export const jit = <F extends (...args: Arguments) => unknown>(
  f: F,
  options?: JitOptions,
): Jitted<F> => {
  wantFunction('jit', f)
  const {
    relaxed = false,
    maxEntries = 64,
    threads = 1,
  } = optionsIn('jit', options, ['relaxed', 'maxEntries', 'threads'])
  if (typeof relaxed !== 'boolean')
    throw new ArgumentError('jit', `relaxed is ${String(relaxed)}; expected true or false.`)
  wantCount('maxEntries', maxEntries)
  wantCount('threads', threads)
  const counter = new Counter()
  const team = threadsHere(threads)
  const machine: Machine = machineFor({ relaxed, threads: team, counter })
  const entries = new Map<string, Entry>()
  let last: { readonly key: string; readonly entry: Entry } | undefined

  const make = (key: string, args: readonly unknown[]): Entry => {
    const { flat, rebuild: arguments_, parts } = signature(args, parameterNames(f, args.length))
    const onLeaves: TreeFunction = (leaves: readonly Value[]) =>
      counter.timed('trace', () => f(...arguments_(leaves)))
    const changed = last === undefined ? undefined : difference(last.entry.parts, parts)
    const entry = { staged: stageFor(machine, 'jit', onLeaves, flat), parts }
    counter.traces++
    counter.missed(changed)
    if (counter.traces === MANY + 1 && changed !== undefined)
      warnMany(f.name || 'a function', counter.traces, changed)
    // What reads a recording around the call belongs to that call alone.
    if (entry.staged.captured.length === 0) {
      entries.set(key, entry)
      if (entries.size > maxEntries) entries.delete(entries.keys().next().value as string)
      last = { key, entry }
    }
    return entry
  }

  const find = (key: string, args: readonly unknown[]): Entry => {
    if (last?.key === key) {
      counter.hits++
      return last.entry
    }
    const known = entries.get(key)
    if (known === undefined) return make(key, args)
    counter.hits++
    // The order of the map is the order of use.
    entries.delete(key)
    entries.set(key, known)
    last = { key, entry: known }
    return known
  }

  const jitted = (...args: readonly unknown[]): unknown => {
    // While somebody watches, f runs as it is written, so that what arises is found on its line.
    if (isWatched()) return f(...args)
    if (team > 1) rouse(team)
    const { key, leaves } = take(args)
    const { staged } = find(key, args)
    const { captured } = staged
    const inputs = captured.length === 0 ? leaves : [...captured, ...leaves]
    return rebuild(staged.result, callCompiled(staged.compiled, inputs))
  }
  const stats = (): JitStats => ({
    traces: counter.traces,
    hits: counter.hits,
    misses: counter.misses,
    entries: entries.size,
    compileMilliseconds: counter.compileMilliseconds,
    phases: { ...counter.phases },
    moduleBytes: counter.moduleBytes,
    arenaBytes: counter.arenaBytes,
  })
  return withNamesOf(f, Object.assign(jitted, { stats })) as unknown as Jitted<F>
}
