/** The type checker, where the linter has one: ESLint with typescript-eslint's typed linting. */
import type { SourceCode } from '@oxlint/plugins'
import { type Kind, tensor, unknown } from '../library/kind.js'
import type { Node } from './scope.js'

/** What is used of a TypeScript type. */
interface Type {
  readonly symbol?: { readonly name: string }
  readonly types?: readonly Type[]
  getProperty(name: string): unknown
  isUnion(): boolean
  isIntersection(): boolean
}

interface Services {
  readonly program: {
    getTypeChecker(): { getBaseConstraintOfType(type: Type): Type | undefined }
  }
  getTypeAtLocation(node: Node): Type
}

const hasTypes = (services: unknown): services is Services =>
  typeof services === 'object' &&
  services !== null &&
  'program' in services &&
  typeof services.program === 'object' &&
  services.program !== null &&
  'getTypeAtLocation' in services

/** The readers that the tensors of this library have and those of others do not. */
const isTensor = (type: Type): boolean =>
  type.isUnion()
    ? (type.types ?? []).every(isTensor)
    : type.isIntersection()
      ? (type.types ?? []).some(isTensor)
      : type.symbol?.name === 'Tensor' &&
        ['item', 'toArray', 'dtype'].every(name => type.getProperty(name) !== undefined)

/** A tensor, if the type checker says so. */
export const kindOfTyped = ({ parserServices }: SourceCode, node: Node): Kind => {
  if (!hasTypes(parserServices)) return unknown
  const type = parserServices.getTypeAtLocation(node)
  const checker = parserServices.program.getTypeChecker()
  return isTensor(checker.getBaseConstraintOfType(type) ?? type) ? tensor : unknown
}
