/** How many bytes tensors take. */
import { type Aval, sizeOf } from '@miniflow/core/extend'
import { elements } from '../kernel/element.js'

export const bytesOf = ({ shape, dtype }: Aval): number => sizeOf(shape) * elements[dtype].bytes
