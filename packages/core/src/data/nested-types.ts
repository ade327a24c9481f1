/** Nested arrays at the type level: the shape and dtype of the tensor that is made of them. */
import type { Clash, Fits, NestedArray, Shape, TypedArray, Unknown } from './types.js'

/** What a tensor is made of. */
export type Input = NestedArray<number | boolean> | TypedArray

/** A union when rows differ in length. */
type ShapeIn<T, Depth extends 0[] = []> = Depth['length'] extends 8
  ? Unknown
  : T extends TypedArray
    ? [number]
    : T extends readonly (infer E)[]
      ? [T['length'], ...([E] extends [never] ? [] : ShapeIn<E, [...Depth, 0]>)]
      : []

type Leaf<T, Depth extends 0[] = []> = Depth['length'] extends 8
  ? number
  : T extends readonly (infer E)[]
    ? Leaf<E, [...Depth, 0]>
    : T

/** Booleans give bool, numbers float32, a typed array its own dtype. */
export type DTypeOfInput<T> = T extends Float64Array
  ? 'float64'
  : T extends Int32Array | Uint8Array
    ? 'int32'
    : [Leaf<T>] extends [never]
      ? 'float32'
      : [Leaf<T>] extends [boolean]
        ? 'bool'
        : 'float32'

type IsUnion<T, All = T> = T extends unknown ? ([All] extends [T] ? false : true) : never

type Verdict<S extends Shape> =
  true extends IsUnion<S>
    ? Clash<'nested arrays are ragged: rows of one level differ in length'>
    : Fits<S>

type NestedVerdict<T> = T extends unknown ? Verdict<ShapeIn<T>> : never

/** The shape of nested arrays, or a problem when rows of known lengths differ. */
export type ShapeOfInput<T> = NestedVerdict<T>['shape']
export type CheckRows<T> = NestedVerdict<T>['problem']
