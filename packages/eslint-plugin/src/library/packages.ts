/** The packages whose names the rules know. */
import { core } from './core.js'
import { each, type Kind, namespace, pure, type Table, unknown } from './kind.js'
import { nn } from './nn.js'
import { optim } from './optim.js'

const datasets: Table = {
  ...each(['asBatch', 'batches', 'mnist', 'showDatasetError', 'subset'], pure(unknown)),
  mnistChecksums: unknown,
}

const draw: Table = each(['toDot', 'toMermaid', 'toSvg'], pure(unknown))

const io: Table = each(['fromSafetensors', 'safetensorsMetadata', 'toSafetensors'], pure(unknown))

/** What each name that a package exports stands for. */
export const packages: Readonly<Record<string, Table>> = {
  '@miniflow/core': core,
  '@miniflow/datasets': datasets,
  '@miniflow/draw': draw,
  '@miniflow/io': io,
  '@miniflow/nn': nn,
  '@miniflow/optim': optim,
}

const namespaces: ReadonlyMap<string, Kind> = new Map(
  Object.entries(packages).map(([name, table]) => [name, namespace(table)]),
)

/** A package as what `import * as` binds; nothing for any other package. */
export const packageNamed = (name: string): Kind | undefined => namespaces.get(name)
