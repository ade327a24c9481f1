/** What the compiler refuses of convolution, pooling and einsum. It is compiled, never run. */
import { conv2d, einsum, maxPool, sort, tensordot, zeros } from '../../src/index.js'

const images = zeros([2, 5, 5, 3])

// @ts-expect-error
conv2d(images, zeros([3, 3, 4, 8]))

// @ts-expect-error
conv2d(images, zeros([6, 3, 3, 8]))

// @ts-expect-error
conv2d(zeros([5, 5, 3]), zeros([3, 3, 3, 8]))

// @ts-expect-error
conv2d(images, zeros([3, 3, 8]))

// @ts-expect-error
conv2d(images, zeros([3, 3, 3, 8], { dtype: 'float64' }))

// @ts-expect-error
conv2d(images, zeros([3, 3, 3, 8]), { padding: 'same' })

// @ts-expect-error
maxPool(images, { window: [6, 6] })

// @ts-expect-error
maxPool(zeros([5, 5, 3]), { window: [2, 2] })

// @ts-expect-error
einsum('ij,jk->ik', zeros([2, 3]), zeros([4, 5]))

// @ts-expect-error
einsum('ij->ijk', zeros([2, 3]))

// @ts-expect-error
einsum('ijk->i', zeros([2, 3]))

// @ts-expect-error
einsum('ij,jk->ik', zeros([2, 3]))

// @ts-expect-error
einsum('ij->i', zeros([2, 3]), zeros([2, 3]))

// @ts-expect-error
sort(images, { axis: 4 })

// @ts-expect-error
tensordot(zeros([2, 3]), zeros([3, 4], { dtype: 'float64' }), 1)
