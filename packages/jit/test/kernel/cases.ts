/** Operations of the registry, applied to parameters. */
import { type Op, ops } from '@miniflow/core/extend'
import type { KernelName } from '../../src/kernel/table.js'
import type { Choices } from './draw.js'
import type { Case } from './run.js'

export const make = (name: KernelName, ...params: readonly unknown[]): Op => {
  const entry = ops[name]
  return typeof entry === 'function'
    ? (entry as (...params: readonly unknown[]) => Op)(...params)
    : entry
}

export type Draw = (c: Choices) => Case
