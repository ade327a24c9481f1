/** How a check can be asked for, and what is refused. */
import { ArgumentError } from '@miniflow/core'
import { optionsIn } from '@miniflow/core/extend'
import type { Mode } from './examine.js'

/** How to check. */
export interface CheckOptions {
  /** Which modes of differentiation; by default both. Loops of unknown length have no reverse mode. */
  readonly modes?: readonly Mode[]
  /** Up to which order: 1 (the default), 2 or 3. */
  readonly order?: 1 | 2 | 3
  /**
   * The relative difference that is no mismatch, besides what the estimated error of the numeric
   * derivative explains; 1e-6 by default.
   */
  readonly tolerance?: number
  /** Of the random directions; 0 by default. The same seed looks in the same directions. */
  readonly seed?: number
  /** Look only there: the `path` of an entry of an earlier check. */
  readonly path?: string
}

export interface Checked {
  readonly modes: readonly Mode[]
  readonly order: number
  readonly relative: number
  readonly seed: number
  readonly path: { readonly order: number; readonly input: number } | undefined
}

export const refuse = (where: string, problem: string, fix?: string): never => {
  throw new ArgumentError(where, problem, fix)
}

export const checked = (where: string, given: CheckOptions | undefined): Checked => {
  const {
    modes = ['reverse', 'forward'],
    order = 1,
    tolerance = 1e-6,
    seed = 0,
    path,
  } = optionsIn<CheckOptions>(where, given, ['modes', 'order', 'tolerance', 'seed', 'path'])
  if (
    !Array.isArray(modes) ||
    modes.length === 0 ||
    !modes.every(mode => mode === 'reverse' || mode === 'forward')
  )
    refuse(where, `modes is ${JSON.stringify(modes)}.`, "Write modes: ['reverse', 'forward'].")
  if (order !== 1 && order !== 2 && order !== 3)
    refuse(where, `order is ${String(order)}; expected 1, 2 or 3.`)
  if (!(typeof tolerance === 'number' && tolerance >= 0 && tolerance < 1))
    refuse(where, `tolerance is ${String(tolerance)}; expected a number from 0 to 1.`)
  if (!Number.isInteger(seed)) refuse(where, `seed is ${String(seed)}; expected a whole number.`)
  const parsed = path === undefined ? undefined : /^([123])\/(\d+)$/.exec(path)
  if (parsed === null)
    refuse(where, `path is ${String(path)}.`, "Copy it from a mismatch, such as path: '1/0'.")
  return {
    modes,
    order: parsed == null ? order : Number(parsed[1]),
    relative: tolerance,
    seed,
    path: parsed == null ? undefined : { order: Number(parsed[1]), input: Number(parsed[2]) },
  }
}
