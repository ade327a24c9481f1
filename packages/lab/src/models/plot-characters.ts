/** What a network holds of characters, as an SVG picture: those it treats alike are near to each other. */
import { linalg, mean, mul, slice, sub, type Tensor } from '@miniflow/core'
import * as Plot from '@observablehq/plot'
import { drawn, headings } from '../svg.js'
import type { Text } from './text.js'

/**
 * The rows of a matrix along the two axes on which they differ most: with the mean row taken off, x = u s v', and the
 * columns of u s that belong to the two largest singular values are the coordinates.
 */
export const principal = (rows: Tensor): ReadonlyArray<readonly [number, number]> => {
  const [u, s] = linalg.svd(sub(rows, mean(rows, { axis: 0, keepdims: true })))
  const [n] = rows.shape as readonly [number]
  const two = mul(slice(u, [0, 0], [n, 2]), slice(s, [0], [2]))
  return two.toArray() as unknown as ReadonlyArray<readonly [number, number]>
}

const kinds = {
  vowel: { of: /[aeiou]/, color: '#e15759' },
  consonant: { of: /[a-z]/, color: '#4e79a7' },
  capital: { of: /[A-Z]/, color: '#59a14f' },
  'space and punctuation': { of: /./s, color: '#9c6ade' },
} as const

const kindOf = (character: string): string =>
  Object.entries(kinds).find(([, { of }]) => of.test(character))?.[0] ?? ''

const shown: Readonly<Record<string, string>> = { ' ': '␣', '\n': '↵' }

const margin = 32

/** Every character at its place, the larger the more often it occurs. */
export const plotCharacters = (embedding: Tensor, { alphabet, codes }: Text): string => {
  const points = principal(embedding).map(([x, y], i) => ({
    x,
    y,
    character: shown[alphabet[i] ?? ''] ?? alphabet[i],
    kind: kindOf(alphabet[i] ?? ''),
    size: 13 + 4 * Math.log10(codes.filter(code => code === i).length),
  }))
  const caption = {
    title: 'What the network holds of each character',
    subtitle:
      'Its embedding along the two axes on which characters differ most; frequent ones are larger.',
  }
  return drawn({
    width: 760,
    height: 560,
    marginTop: 72,
    marginRight: margin,
    marginBottom: 48,
    marginLeft: margin,
    x: { axis: null, inset: 12 },
    y: { axis: null, inset: 12 },
    color: {
      domain: Object.keys(kinds),
      range: Object.values(kinds).map(({ color }) => color),
    },
    marks: [
      Plot.ruleX([0], { stroke: '#ddd' }),
      Plot.ruleY([0], { stroke: '#ddd' }),
      Plot.text(points, {
        x: 'x',
        y: 'y',
        text: 'character',
        fill: 'kind',
        fontSize: 'size',
        fontWeight: 600,
      }),
      ...Object.entries(kinds).map(([kind, { color }], i) =>
        Plot.text([kind], { frameAnchor: 'bottom-left', dx: i * 96, dy: 24, fill: color }),
      ),
      ...headings(caption, margin),
    ],
  })
}
