/** Core's public functions as they are under jit: the same names, types and results. */
import type * as core from '@miniflow/core'
import {
  type Arguments,
  isDense,
  isList,
  isRecord,
  isTensor,
  isTracer,
} from '@miniflow/core/extend'
import { jit } from '@miniflow/jit'

type Anything = (...args: Arguments) => unknown

type FunctionsOf<M> = {
  [K in keyof M]: M[K] extends Anything ? K : never
}[keyof M]

/**
 * `transformation`: what it gives for a function is `jit` of that. `pair`: so is the linear map
 * that comes second. `plain`: it computes nothing from tensors, or tells of a tape, which jit
 * compiles and does not show. All others are `jit(f)` of all their arguments, functions among them.
 */
type Way = 'transformation' | 'pair' | 'plain'

const ways: { readonly [K in FunctionsOf<typeof core>]?: Way } = {
  grad: 'transformation',
  valueAndGrad: 'transformation',
  jvp: 'transformation',
  jacfwd: 'transformation',
  jacrev: 'transformation',
  hessian: 'transformation',
  hvp: 'transformation',
  vmap: 'transformation',
  checkpoint: 'transformation',
  customVjp: 'transformation',
  customJvp: 'transformation',
  run: 'transformation',
  vjp: 'pair',
  linearize: 'pair',
  tensor: 'plain',
  scope: 'plain',
  debugNaN: 'plain',
  inspect: 'plain',
  trace: 'plain',
  tapeToString: 'plain',
}

/** What `tensorsIn` finds in what holds itself, which jit refuses in its own name. */
const endless = 'endless'

type Found = readonly (core.Tensor | typeof endless)[]

/** The tensors among arguments. */
const tensorsIn = (x: unknown, above: readonly unknown[] = []): Found => {
  if (isTensor(x)) return [x]
  if (above.includes(x)) return [endless]
  if (!(isList(x) || isRecord(x))) return []
  return Object.values(x).flatMap(item => tensorsIn(item, [...above, x]))
}

/** Within a transformation the whole is compiled, and not each call. */
const isWithin = (args: readonly unknown[]): boolean =>
  tensorsIn(args).some(x => x === endless || isTracer(x))

const isOnNumbers = (args: readonly unknown[]): boolean => {
  const found = tensorsIn(args)
  return found.length > 0 && found.every(x => x !== endless && isDense(x))
}

const operation = (f: Anything): Anything => {
  const jitted = jit(f)
  return (...args) => (isOnNumbers(args) ? jitted : f)(...args)
}

const atNumbers = (f: Anything): Anything => {
  const jitted = jit(f)
  return (...args) => (isWithin(args) ? f : jitted)(...args)
}

const transformation =
  (transform: Anything): Anything =>
  (...given) => {
    const f = transform(...given)
    return typeof f === 'function' ? atNumbers(f as Anything) : f
  }

type Pair = readonly [value: unknown, linear: Anything]

const pair =
  (transform: Anything): Anything =>
  f => {
    const transformed = transform(f) as (...primals: Arguments) => Pair
    const value = jit((...primals: Arguments) => transformed(...primals)[0])
    const linear = jit((primals: Arguments, along: Arguments) =>
      transformed(...primals)[1](...along),
    )
    return (...primals: Arguments) =>
      isWithin(primals)
        ? transformed(...primals)
        : [
            value(...primals),
            (...along: Arguments) =>
              isWithin(along) ? transformed(...primals)[1](...along) : linear(primals, along),
          ]
  }

const called = (f: Anything, way: Way | undefined): Anything => {
  switch (way) {
    case 'transformation':
      return transformation(f)
    case 'pair':
      return pair(f)
    case 'plain':
      return f
    case undefined:
      return operation(f)
  }
}

const isClass = (f: Anything): boolean => f.prototype instanceof Error

/** A module with its functions called under jit; the modules `linalg` and `random` within it too. */
export const underJit = <M extends object>(module: M): M =>
  Object.fromEntries(
    Object.entries(module).map(([name, value]: [string, unknown]) => {
      if (name === 'tree') return [name, value]
      if (typeof value === 'object' && value !== null) return [name, underJit(value)]
      if (typeof value !== 'function' || isClass(value as Anything)) return [name, value]
      return [name, called(value as Anything, ways[name as keyof typeof ways])]
    }),
  ) as M
