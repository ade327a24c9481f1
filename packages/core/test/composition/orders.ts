/** Laws of higher derivatives: differences of values alone give them, in any mix of modes. */
import type { Smooth } from '../laws/calculus.js'
import type { Raw } from '../laws/raw.js'
import { differences } from '../support/close.js'
import { wave } from '../support/wave.js'
import { type Along, type Loss, moved, pulled, pushed, type Tensors, weighted } from './modes.js'

/** Breaks of a law, as text, of a function that is smooth around its arguments. */
export type Law = (f: Smooth, xs: Tensors, raw: Raw) => readonly string[]

/** Exact in binary; neither rounding nor what the stencils leave out comes near the tolerances. */
const STEP = 2 ** -9

/** Weights of the values at -3h .. 3h, for h^n times the n-th derivative, to fourth order in h. */
const stencils: Readonly<Record<2 | 3, readonly number[]>> = {
  2: [0, -1, 16, -30, 16, -1, 0].map(w => w / 12),
  3: [1, -8, 13, 0, -13, 8, -1].map(w => w / 8),
}

/** The n-th derivative of f in a direction from seven of its values. */
const numeric = (f: Loss, xs: Tensors, ts: Tensors, order: 2 | 3): number =>
  stencils[order].reduce(
    (total, w, i) => (w === 0 ? total : total + w * f(moved(xs, ts, (i - 3) * STEP)).item()),
    0,
  ) /
  STEP ** order

interface Mode {
  readonly name: string
  readonly along: Along
}

const forward: Mode = { name: 'forward', along: pushed }
const reverse: Mode = { name: 'reverse', along: pulled }

/** The modes of a mix, innermost first: one bit of a choice for each. */
const mix = (choice: number, order: number, modes: readonly Mode[]): readonly Mode[] =>
  Array.from(
    { length: order },
    (_, i) => modes[Math.floor(choice / modes.length ** i) % modes.length] as Mode,
  )

const higher =
  (modes: readonly Mode[], order: 2 | 3, tolerance: number, choices: (raw: Raw) => number[]): Law =>
  (f, xs, raw) => {
    const loss = weighted(f, wave(f(...xs).shape, 7))
    const ts = xs.map((x, i) => wave(x.shape, i))
    const want = numeric(loss, xs, ts, order)
    return choices(raw).flatMap(choice => {
      const mixed = mix(choice, order, modes)
      const derivative = mixed.reduce<Loss>((g, { along }) => along(g, ts), loss)
      const got = derivative(xs).item()
      const found = differences([got], [want], { relative: tolerance, absolute: tolerance })
      return found.map(text => `${mixed.map(({ name }) => name).join(', ')}: ${text}`)
    })
  }

/** All four mixes of order 2, and two of the eight of order 3. */
export const second = (modes: readonly Mode[]): Law =>
  higher(modes, 2, 1e-5, () => Array.from({ length: modes.length ** 2 }, (_, i) => i))

export const third = (modes: readonly Mode[]): Law =>
  higher(modes, 3, 1e-3, ({ picks: [a = 0, b = 0] }) => [a, b])

export const bothModes: readonly Mode[] = [forward, reverse]
export const forwardAlone: readonly Mode[] = [forward]
