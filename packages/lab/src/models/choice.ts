/** The model that a run is asked for. */
import type { Split } from '@miniflow/datasets'
import { networkOf, sizesOf } from '../network.js'
import type { Options } from '../options.js'
import { convOf } from './conv.js'
import type { Model } from './model.js'

/** For images of the size of a split's. */
export const modelOf = (
  { model, layers = 2 }: Pick<Options, 'model' | 'layers'>,
  { height, width }: Pick<Split<number>, 'height' | 'width'>,
  classes: number,
): Model =>
  model === 'conv'
    ? convOf(height, width, classes)
    : networkOf(sizesOf(layers, height * width, classes))
