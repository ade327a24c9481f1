/** A public function called as from JavaScript, which no type checker protects. */
import * as core from '@miniflow/core'

const functions = core as unknown as Readonly<
  Record<string, (...args: readonly unknown[]) => unknown>
>

export const js = (name: string, ...args: readonly unknown[]): unknown => functions[name]?.(...args)
