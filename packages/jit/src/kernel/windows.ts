/** The operations `patches` and `unpatch`, as kernels. */
import { sizeOf } from '@miniflow/core/extend'
import type { KernelWriter } from './kernel.js'
import { patches, unpatch, type Window, type WindowsSpec } from './patches.js'

/** The last three axes of `images` as height, width and channels. */
const windowsOf = (
  images: Parameters<KernelWriter>[3],
  params: Parameters<KernelWriter>[1]['params'],
): WindowsSpec => ({
  count: sizeOf(images.shape.slice(0, -3)),
  image: images.shape.slice(-3) as readonly number[] as WindowsSpec['image'],
  window: params as unknown as Window,
  dtype: images.dtype,
})

export const patchesKernel: KernelWriter = (module, { params }, [images]) =>
  patches(module, {
    ...windowsOf(images as NonNullable<typeof images>, params),
    fill: params.fill as number,
  })

export const unpatchKernel: KernelWriter = (module, { params }, _, images) =>
  unpatch(module, windowsOf(images, params))
