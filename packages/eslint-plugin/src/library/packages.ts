/** The packages whose names the rules know. */
import { core } from './core.js'
import {
  each,
  functionKind,
  type Kind,
  namespace,
  nothing,
  pure,
  type Table,
  text,
  unknown,
} from './kind.js'
import { nn } from './nn.js'
import { optim } from './optim.js'
import { ofAnything, sameFunction } from './transformations.js'

const check: Table = {
  ...each(
    ['broadcastablePairs', 'keys', 'matmulPairs', 'shapes', 'tensors', 'trees'],
    pure(unknown),
  ),
  ...each(['GradientMismatch', 'LawError', 'Shapes', 'gradientMatchers', 'laws'], unknown),
  ...each(['carefulSlopes', 'slopes'], pure(unknown, { callbacks: [ofAnything] })),
  checkGradients: pure(unknown, { callbacks: [ofAnything] }),
  showReport: pure(text),
  // Called for what they throw.
  checkCustomRule: functionKind(() => nothing, { callbacks: [ofAnything] }),
  expectGradients: pure(
    functionKind(() => nothing, {}),
    { callbacks: [ofAnything] },
  ),
  gradientLaws: pure(unknown, { callbacks: [ofAnything] }),
}

const datasets: Table = {
  ...each(['asBatch', 'batches', 'mnist', 'showDatasetError', 'subset'], pure(unknown)),
  mnistChecksums: unknown,
}

const draw: Table = each(['toDot', 'toMermaid', 'toSvg'], pure(unknown))

const io: Table = each(['fromSafetensors', 'safetensorsMetadata', 'toSafetensors'], pure(unknown))

const jit: Table = {
  jit: sameFunction('jit', [ofAnything]),
  lower: pure(pure(text, { name: 'lower(f)' }), { callbacks: [ofAnything] }),
}

/** What each name that a package exports stands for. */
export const packages: Readonly<Record<string, Table>> = {
  '@miniflow/check': check,
  '@miniflow/core': core,
  '@miniflow/datasets': datasets,
  '@miniflow/draw': draw,
  '@miniflow/io': io,
  '@miniflow/jit': jit,
  '@miniflow/nn': nn,
  '@miniflow/optim': optim,
}

const namespaces: ReadonlyMap<string, Kind> = new Map(
  Object.entries(packages).map(([name, table]) => [name, namespace(table)]),
)

/** A package as what `import * as` binds; nothing for any other package. */
export const packageNamed = (name: string): Kind | undefined => namespaces.get(name)
