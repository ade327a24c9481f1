/** Numbers compared to a tolerance, with the worst entry in the message. */
import type { Tensor } from '@miniflow/core'
import { expect } from 'vitest'

/** |got - want| may be absolute + relative |want|. */
export interface Tolerance {
  readonly relative: number
  readonly absolute: number
}

export const single: Tolerance = { relative: 1e-4, absolute: 1e-5 }
export const double: Tolerance = { relative: 1e-10, absolute: 1e-10 }

/** Both alike where one is infinite or not a number, else near each other. */
const near = (got: number, want: number, { relative, absolute }: Tolerance): boolean =>
  Object.is(got, want) || Math.abs(got - want) <= absolute + relative * Math.abs(want)

/** What differs by more than the tolerance allows, as text; nothing where all is well. */
export const differences = (
  got: ArrayLike<number>,
  want: ArrayLike<number>,
  tolerance: Tolerance,
): readonly string[] =>
  got.length === want.length
    ? Array.from(want).flatMap((w, i) =>
        near(got[i] as number, w, tolerance) ? [] : [`[${i}] is ${got[i]}, expected ${w}`],
      )
    : [`${got.length} elements, expected ${want.length}`]

export const expectClose = (
  got: Tensor,
  want: ArrayLike<number>,
  tolerance: Tolerance = double,
): void => {
  expect(differences(got.data(), want, tolerance)).toEqual([])
}

/** Equal shape, dtype and elements: tensors have private fields, which `toEqual` does not see. */
export const expectSame = (got: Tensor, want: Tensor): void => {
  expect([got.dtype, got.shape, Array.from(got.data())]).toEqual([
    want.dtype,
    want.shape,
    Array.from(want.data()),
  ])
}
