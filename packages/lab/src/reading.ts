/** What a network reads in images, and how well. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { argmax, max, softmax } from '@miniflow/core'
import { batches, type Split } from '@miniflow/datasets'
import { crossEntropyWithSoftmax } from '@miniflow/nn'
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
export const readSplit = async (
  network: Model,
  params: Params,
  split: Split<number>,
): Promise<Reading> => {
  const guesses = new Uint8Array(split.size)
  const confidences = new Float32Array(split.size)
  let surprise = 0
  let at = 0
  for (const { images, labels } of batches(split, { batchSize })) {
    const logits = network.apply(params, images)
    guesses.set(argmax(logits, { axis: -1 }).data(), at)
    confidences.set(max(softmax(logits), { axis: -1 }).data(), at)
    surprise += crossEntropyWithSoftmax(logits, labels).item() * images.shape[0]
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
