/** What a network reads in images, and how well. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { argmax, max, softmax, type Tensor } from '@miniflow/core'
import { batches, type Split } from '@miniflow/datasets'
import { crossEntropyWithSoftmax } from '@miniflow/nn'
import type { Compute } from './compute.js'
import type { Model, Params } from './models/model.js'

export interface Reading {
  /** The class of the largest logit, for each image. */
  readonly guesses: Uint8Array
  /** The probability given to that class. */
  readonly confidences: Float32Array
  /** Mean of -log of the probability given to the label. */
  readonly loss: number
  /** Images whose guess is the label. */
  readonly correct: number
  /** `correct` as a share of all. */
  readonly accuracy: number
}

/** Few enough that a signal is heard soon. */
const batchSize = 500

/** Reads all images of a split, giving way to other events between batches. */
export type Reader = (params: Params, split: Split<number>) => Promise<Reading>

/** The reader of a network. */
export const readerOf = ({ apply }: Pick<Model, 'apply'>, { prepare }: Compute): Reader => {
  const read = prepare(
    (params: Params, images: Tensor<[number, number]>, labels: Tensor<[number], 'int32'>) => {
      const logits = apply(params, images)
      return {
        guesses: argmax(logits, { axis: -1 }),
        confidences: max(softmax(logits), { axis: -1 }),
        loss: crossEntropyWithSoftmax(logits, labels),
      }
    },
  )
  return (params, split) => readAll((images, labels) => read(params, images, labels), split)
}

type Read = (images: Tensor<[number, number]>, labels: Tensor<[number], 'int32'>) => BatchReading

interface BatchReading {
  readonly guesses: Tensor
  readonly confidences: Tensor
  readonly loss: Tensor
}

const readAll = async (read: Read, split: Split<number>): Promise<Reading> => {
  const guesses = new Uint8Array(split.size)
  const confidences = new Float32Array(split.size)
  let surprise = 0
  let at = 0
  for (const { images, labels } of batches(split, { batchSize })) {
    const batch = read(images, labels)
    guesses.set(batch.guesses.data(), at)
    confidences.set(batch.confidences.data(), at)
    surprise += batch.loss.item() * images.shape[0]
    at += images.shape[0]
    await nextTurn()
  }
  const truth = split.labels()
  const correct = guesses.reduce((n, guess, i) => (guess === truth[i] ? n + 1 : n), 0)
  return {
    guesses,
    confidences,
    loss: surprise / split.size,
    correct,
    accuracy: correct / split.size,
  }
}
