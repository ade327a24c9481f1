/** The laws of derivatives, which `@miniflow/check` holds, by what they say. */
import { laws, type Smooth } from '@miniflow/check'
import type { Tensor } from '@miniflow/core'

export type { Smooth }

export type Law = (f: Smooth, args: readonly Tensor[]) => readonly string[]

export const reverseIsNumeric: Law = laws.reverse.breaks

export const forwardIsNumeric: Law = laws.forward.breaks

export const pullTransposesPush: Law = laws.transpose.breaks

export const secondIsNumeric: Law = laws.second.breaks
