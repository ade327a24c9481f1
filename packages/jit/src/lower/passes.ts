/** The passes over a tape before it is fused, in their order. */
import { type Tape, withoutDeadCode, withoutRepetition } from '@miniflow/core/extend'
import { simplified } from './algebra.js'
import { inlined } from './rewrite.js'

/** A name for each pass, and what it does; each keeps what the tape computes. */
export const passes: readonly (readonly [name: string, pass: (tape: Tape) => Tape])[] = [
  ['programs in place of what stands for them', inlined],
  ['algebra', simplified],
  ['nothing computed twice', withoutRepetition],
  ['nothing computed in vain', withoutDeadCode],
]

export const prepared = (tape: Tape): Tape => passes.reduce((t, [, pass]) => pass(t), tape)
