/** The operations `patches` and `unpatch`, as kernels. */
import { type Aval, sizeOf } from '@miniflow/core/extend'
import type { KernelWriter } from './kernel.js'
import { patches, unpatch, type Window, type WindowsSpec } from './patches.js'

export const windowOf = (params: Parameters<KernelWriter>[1]['params']): Window =>
  params as unknown as Window

/** The last three axes of `images` as height, width and channels. */
export const windowsOf = (
  images: Aval,
  params: Parameters<KernelWriter>[1]['params'],
): WindowsSpec => ({
  count: sizeOf(images.shape.slice(0, -3)),
  image: images.shape.slice(-3) as readonly number[] as WindowsSpec['image'],
  window: windowOf(params),
  dtype: images.dtype,
})

export const patchesKernel: KernelWriter = (module, { params }, [images]) =>
  patches(module, {
    ...windowsOf(images as Aval, params),
    fill: params.fill as number,
  })

export const unpatchKernel: KernelWriter = (module, { params }, _, images) =>
  unpatch(module, windowsOf(images, params))
