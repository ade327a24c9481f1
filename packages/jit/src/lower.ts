/** lower: what jit makes of a function, as text. */
import {
  type Arguments,
  optionsIn,
  parameterNames,
  stageFor,
  type TreeFunction,
  type Value,
  wantFunction,
} from '@miniflow/core/extend'
import { signature } from './key.js'
import { compile } from './lower/compile.js'
import { dump } from './lower/dump.js'

export interface LowerOptions {
  /** As for jit. Default: false. */
  readonly relaxed?: boolean | undefined
}

/**
 * What `jit(f)` makes of f for arguments of these shapes, as text in four sections: the tape after all
 * passes, the kernels that it becomes, where in memory each intermediate result lies and from which step
 * to which, and the module in WebAssembly's text format. Nothing is computed.
 *
 * Throws as `jit` does where f cannot be staged.
 * @example lower((x) => add(mul(x, x), 1))(tensor([1, 2, 3])).split('\n')[0] // => tape:
 */
export const lower = <F extends (...args: Arguments) => unknown>(
  f: F,
  options?: LowerOptions,
): ((...args: Parameters<F>) => string) => {
  wantFunction('lower', f)
  const { relaxed = false } = optionsIn('lower', options, ['relaxed'])
  return (...args) => {
    const { flat, rebuild } = signature(args, parameterNames(f, args.length))
    const onLeaves: TreeFunction = (leaves: readonly Value[]) =>
      f(...(rebuild(leaves) as Parameters<F>))
    // Text is all that is wanted: the machine is never asked to run.
    const { compiled } = stageFor(() => () => [], 'lower', onLeaves, flat)
    return dump(compile(compiled.tape, { relaxed: relaxed === true }))
  }
}
