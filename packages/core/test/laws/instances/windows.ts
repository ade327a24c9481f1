/** Cases of the operations on windows of images. */
import type { Window } from '../../../src/kernel/patches.js'
import { patchesOp, unpatchOp } from '../../../src/ops/patches.js'
import { pick } from '../choose.js'
import { numbers, type Raw, type Shape } from '../raw.js'
import type { Build } from './instance.js'

const window = (raw: Raw): Window => ({
  size: [1 + pick(raw, 0, 3), 1 + pick(raw, 1, 2)],
  strides: [1 + pick(raw, 2, 2), 1 + pick(raw, 3, 3)],
  dilation: [1 + pick(raw, 4, 2), 1 + pick(raw, 5, 2)],
  padding: [
    [pick(raw, 6, 2), pick(raw, 7, 3)],
    [pick(raw, 8, 3), pick(raw, 9, 2)],
  ],
})

/** Of one axis in front at the most. */
const images = ({ shape, flags }: Raw): Shape => [
  ...shape.slice(0, flags[0] === true ? 1 : 0),
  3,
  shape[1] ?? 4,
  shape[2] ?? 1,
]

export const windows = {
  patches: raw => ({
    op: patchesOp(window(raw), pick(raw, 10, 2)),
    args: [numbers(raw.pools[0] ?? [], images(raw))],
  }),
  unpatch: raw => {
    const shape = images(raw)
    const [height, width] = shape.slice(-3) as [number, number]
    const patched = patchesOp(window(raw), 0).shape({ shape, dtype: 'float64' })
    return {
      op: unpatchOp(window(raw), [height, width]),
      args: [numbers(raw.pools[0] ?? [], patched._tag === 'Right' ? patched.right.shape : [])],
    }
  },
} satisfies { readonly [name: string]: Build }
