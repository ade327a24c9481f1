/** A model is a value: where its parameters begin, how it reads images, how it learns, and what is said of it. */
import type { Key, Tensor } from '@miniflow/core'
import type { GradientTransformation, Schedule } from '@miniflow/optim'

export interface Layer {
  readonly w: Tensor
  readonly b: Tensor
}

/** Layers from the images to the logits. */
export interface Params {
  readonly layers: ReadonlyArray<Layer>
}

/** What is said of a model. */
export interface Description {
  /** Its layers, as `784-128-10`. */
  readonly name: string
  /** What stands between them, as `sigmoid between`. */
  readonly between: string | undefined
  /** The same, for the manifest. */
  readonly record: Readonly<Record<string, unknown>>
}

/** The weights with which one unit looks at its window of the image, row by row. */
export interface Filter {
  readonly height: number
  readonly width: number
  readonly weights: ReadonlyArray<number>
}

export interface Model {
  readonly init: (key: Key) => Params
  /** Logits [n, classes] of images [n, pixels]. */
  readonly apply: (params: Params, images: Tensor<[number, number]>) => Tensor<[number, number]>
  /** Descent at a rate. */
  readonly descent: (learningRate: Schedule) => GradientTransformation
  readonly describe: Description
  /** What the first layer looks for; undefined where that is no picture. */
  readonly filters?: (params: Params) => ReadonlyArray<Filter>
}
