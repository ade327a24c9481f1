/** Convolution and pooling by their definitions: a loop for every index, zeros or nothing outside. */

type Two = readonly [number, number]

export interface Geometry {
  readonly size: Two
  readonly strides: Two
  readonly dilation: Two
  readonly padding: readonly [Two, Two]
}

export type Image = readonly (readonly (readonly number[])[])[]

/** Where windows begin along an axis: from before the image on, as long as they end in the padding. */
const beginnings = (n: number, axis: 0 | 1, g: Geometry): readonly number[] => {
  const [before, after] = g.padding[axis]
  const found: number[] = []
  for (
    let at = -before;
    at + (g.size[axis] - 1) * g.dilation[axis] < n + after;
    at += g.strides[axis]
  )
    found.push(at)
  return found
}

/** For each place the pixels that its window sees, by their place in the window; absent outside. */
export const windowsOf = (
  image: Image,
  g: Geometry,
): readonly (readonly (readonly (readonly (readonly number[] | undefined)[])[])[])[] => {
  const along = (n: number) => Array.from({ length: n }, (_, i) => i)
  return beginnings(image.length, 0, g).map(top =>
    beginnings(image[0]?.length ?? 0, 1, g).map(left =>
      along(g.size[0]).map(a =>
        along(g.size[1]).map(b => image[top + a * g.dilation[0]]?.[left + b * g.dilation[1]]),
      ),
    ),
  )
}

export const conv = (
  images: readonly Image[],
  filters: readonly (readonly (readonly (readonly number[])[])[])[],
  g: Geometry,
): readonly number[] => {
  const made = filters[0]?.[0]?.[0]?.length ?? 0
  return images.flatMap(image =>
    windowsOf(image, g).flatMap(row =>
      row.flatMap(window =>
        Array.from({ length: made }, (_, o) => {
          let total = 0
          window.forEach((pixels, a) => {
            pixels.forEach((pixel, b) => {
              pixel?.forEach((x, c) => {
                total += x * (filters[a]?.[b]?.[c]?.[o] ?? Number.NaN)
              })
            })
          })
          return total
        }),
      ),
    ),
  )
}

export const pool = (
  images: readonly Image[],
  g: Geometry,
  of: (seen: readonly number[]) => number,
): readonly number[] =>
  images.flatMap(image =>
    windowsOf(image, g).flatMap(row =>
      row.flatMap(window => {
        const pixels = window.flat().filter(pixel => pixel !== undefined)
        return (pixels[0] ?? []).map((_, c) => of(pixels.map(pixel => pixel[c] as number)))
      }),
    ),
  )
