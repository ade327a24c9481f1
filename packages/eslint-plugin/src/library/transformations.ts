/** What the transformations of functions give, and what they call their functions with. */
import {
  asTree,
  type Call,
  type Callback,
  either,
  type FunctionKind,
  functionKind,
  isPure,
  type Kind,
  list,
  nothing,
  pure,
  type Table,
  tensor,
  text,
  tree,
  tuple,
  unknown,
} from './kind.js'

/** A function called with anything. */
export const ofAnything: Callback = { at: 0, parameters: () => [], recorded: true }

/** A function called with trees, as many as there are arguments; one of them at least. */
const ofTrees: Callback = { at: 0, parameters: () => [tree], rest: tree, recorded: true }

const fieldOf = (kind: Kind, name: string): Kind =>
  kind.tag === 'Record' ? kind.field(name) : kind.tag === 'Nothing' ? nothing : unknown

/** The position that `argnums` names, or the list of them. */
const argnumsOf = ({ argument }: Call): number | readonly number[] | undefined => {
  const given = fieldOf(argument(1), 'argnums')
  const position = (kind: Kind): number | undefined =>
    kind.tag === 'Number' && kind.value !== undefined && kind.value >= 0 ? kind.value : undefined
  if (given.tag === 'Nothing') return 0
  if (given.tag !== 'Tuple') return position(given)
  const positions = given.items.map(position)
  return positions.every(n => n !== undefined) ? positions : undefined
}

/** The gradient, for the arguments of which it is taken: like them. */
const gradientOf = (call: Call, args: Call): Kind => {
  const argnums = argnumsOf(call)
  if (argnums === undefined) return tree
  return typeof argnums === 'number'
    ? asTree(args.argument(argnums))
    : tuple(...argnums.map(n => asTree(args.argument(n))))
}

const hasAux = ({ argument }: Call): boolean => fieldOf(argument(1), 'hasAux').tag !== 'Nothing'

/** The function that is differentiated: only the arguments that `argnums` names are trees for sure. */
const differentiated: Callback = {
  at: 0,
  parameters: call => {
    const argnums = [argnumsOf(call) ?? []].flat()
    return Array.from({ length: Math.max(0, ...argnums.map(n => n + 1)) }, (_, i) =>
      argnums.includes(i) ? tree : unknown,
    )
  },
  recorded: true,
}

/** f's own result, as it comes out of a transformation. */
const resultOf = (f: Kind, args: Call): Kind =>
  f.tag === 'Function' ? asTree(f.result(args)) : tree

/** A list of f's arguments, taken as the arguments of a call. */
const spread = (kind: Kind): Call => {
  const items = kind.tag === 'Tuple' ? kind.items : undefined
  return { argument: i => items?.[i] ?? unknown, count: items?.length ?? 0 }
}

/** A transformation: a function of f whose result is a function of f's arguments, as pure as f is. */
const transformation = (
  name: string,
  result: (call: Call, args: Call) => Kind,
  callbacks: readonly Callback[] = [ofTrees],
): FunctionKind =>
  pure(
    call =>
      pure(args => result(call, args), {
        name: `${name}(f)`,
        pure: () => isPure(call.argument(0)),
      }),
    { callbacks },
  )

/** The same function with the same results. */
export const sameFunction = (name: string, callbacks?: readonly Callback[]): FunctionKind =>
  transformation(name, (call, args) => resultOf(call.argument(0), args), callbacks)

/** Calls the functions at these positions, and is as pure as they are. */
const calling =
  (...positions: readonly number[]): FunctionKind['pure'] =>
  ({ argument }) =>
    positions.every(at => isPure(argument(at)))

const carried = (at: number, carry: number, before: readonly Kind[] = []): Callback => ({
  at,
  parameters: ({ argument }) => [...before, asTree(argument(carry))],
  recorded: true,
})

const operandsOf = ({ argument, count }: Call): readonly Kind[] =>
  Array.from({ length: Math.max(0, count - 3) }, (_, i) => argument(3 + i))

const branch = (call: Call, at: number): Kind => {
  const f = call.argument(at)
  return f.tag === 'Function' ? f.result(spread(tuple(...operandsOf(call)))) : unknown
}

export const transformations: Table = {
  grad: transformation('grad', (call, args) => (hasAux(call) ? unknown : gradientOf(call, args)), [
    differentiated,
  ]),
  valueAndGrad: transformation(
    'valueAndGrad',
    (call, args) => tuple(hasAux(call) ? unknown : tensor, gradientOf(call, args)),
    [differentiated],
  ),
  vjp: transformation('vjp', (call, args) =>
    tuple(
      resultOf(call.argument(0), args),
      pure(tuple(...Array.from({ length: args.count }, (_, i) => asTree(args.argument(i)))), {
        name: 'vjp(f)(x)[1]',
      }),
    ),
  ),
  jvp: transformation('jvp', (call, args) => {
    const value = resultOf(call.argument(0), spread(args.argument(0)))
    return tuple(value, value)
  }),
  linearize: transformation('linearize', (call, args) => {
    const value = resultOf(call.argument(0), args)
    return tuple(value, pure(value, { name: 'linearize(f)(x)[1]' }))
  }),
  jacfwd: transformation('jacfwd', () => tree, [differentiated]),
  jacrev: transformation('jacrev', () => tree, [differentiated]),
  hessian: transformation('hessian', () => tree, [differentiated]),
  hvp: transformation('hvp', () => tree),
  vmap: sameFunction('vmap'),
  checkpoint: sameFunction('checkpoint'),
  customVjp: sameFunction('customVjp', [
    ofTrees,
    { at: 1, property: 'forward', parameters: () => [tree], rest: tree, recorded: true },
    { at: 1, property: 'backward', parameters: () => [unknown, tree], recorded: true },
  ]),
  customJvp: sameFunction('customJvp', [
    ofTrees,
    { at: 1, parameters: () => [unknown, unknown], recorded: true },
  ]),
  // Called for what it may throw as well.
  debugNaN: pure(call => functionKind(args => resultOf(call.argument(0), args)), {
    callbacks: [ofTrees],
  }),
  // A function under a name, whatever it takes and gives.
  scope: pure(
    call => {
      const f = call.argument(1)
      return pure(args => (f.tag === 'Function' ? f.result(args) : unknown), {
        name: 'scope(name, f)',
        pure: () => isPure(f),
      })
    },
    { callbacks: [{ ...ofAnything, at: 1 }] },
  ),
  stopGradient: pure(({ argument }) => asTree(argument(0))),
  trace: transformation('trace', () => unknown),
  inspect: transformation('inspect', () => unknown),
  run: pure(pure(tree, { name: 'run(tape)' })),
  tapeToString: pure(unknown),
  scan: pure(({ argument }) => tuple(asTree(argument(1)), tree), {
    pure: calling(0),
    callbacks: [
      {
        at: 0,
        parameters: ({ argument }) => [asTree(argument(1)), asTree(argument(2))],
        recorded: true,
      },
    ],
  }),
  foriLoop: pure(({ argument }) => asTree(argument(3)), {
    pure: calling(2),
    callbacks: [carried(2, 3, [tensor])],
  }),
  whileLoop: pure(({ argument }) => asTree(argument(2)), {
    pure: calling(0, 1),
    callbacks: [carried(0, 2), carried(1, 2)],
  }),
  // Where the predicate is known, one branch runs as it is, whatever it takes and gives.
  cond: pure(call => either(branch(call, 1), branch(call, 2)), {
    pure: calling(1, 2),
    callbacks: [1, 2].map(at => ({ at, parameters: operandsOf, recorded: true })),
  }),
}

/** A function on the leaves of trees, and the function on trees that it becomes. */
const leafwise = (name: string, ...leaves: readonly Kind[]): FunctionKind =>
  transformation(name, (_, args) => asTree(args.argument(0)), [
    { at: 0, parameters: () => leaves, recorded: true },
  ])

export const trees: Table = {
  map: leafwise('tree.map', tensor),
  zipWith: leafwise('tree.zipWith', tensor, tensor),
  leaves: pure(list(tensor)),
  structure: pure(unknown),
  unflatten: pure(tree),
  // What is accumulated may be anything, a promise or a list that grows.
  reduce: transformation('tree.reduce', () => unknown, [
    { at: 0, parameters: () => [unknown, tensor], recorded: false },
  ]),
  paths: pure(list(text)),
}
