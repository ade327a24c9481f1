/** Numbers, shapes and parameters as the short texts of a picture. */
import { type Apply, MiniflowError, type Tensor } from '@miniflow/core'

/** Four significant digits; whole numbers below a million in full. */
export const showNumber = (x: number): string => {
  if (Number.isInteger(x) && Math.abs(x) < 1e6) return String(x + 0)
  if (!Number.isFinite(x)) return String(x)
  const [mantissa, exponent] = x.toPrecision(4).split('e')
  return exponent === undefined ? `${Number(mantissa)}` : `${Number(mantissa)}e${Number(exponent)}`
}

/** `float32[2,3]` */
export const showType = ({ shape, dtype }: Apply['aval']): string => `${dtype}[${shape.join(',')}]`

/** Brackets around the texts of elements in row-major order, one line for each innermost row. */
const nested = (shape: readonly number[], texts: readonly string[]): readonly string[] => {
  const [length, ...rest] = shape
  if (length === undefined) return texts
  if (rest.length === 0) return [`[${texts.join(', ')}]`]
  const size = texts.length / length
  const blocks = Array.from({ length }, (_, i) =>
    nested(rest, texts.slice(i * size, (i + 1) * size)),
  )
  return blocks.flatMap((lines, i) =>
    lines.map(
      (line, j) =>
        `${i === 0 && j === 0 ? '[' : ' '}${line}${
          j < lines.length - 1 ? '' : i < length - 1 ? ',' : ']'
        }`,
    ),
  )
}

/** A value that a transformation still works on, or that has left it, has no numbers to show. */
const elements = (x: Tensor): ArrayLike<number> | undefined => {
  try {
    return x.data()
  } catch (error) {
    if (error instanceof MiniflowError) return undefined
    throw error
  }
}

/** A tensor of at most this many elements in lines; no lines for a larger one. */
export const showValue = (x: Tensor, maxElements: number): readonly string[] => {
  if (x.size === 0 || x.size > maxElements) return []
  const numbers = elements(x)
  if (numbers === undefined) return []
  const texts = Array.from(numbers, n =>
    x.dtype === 'bool' ? (n === 0 ? 'false' : 'true') : showNumber(n),
  )
  const width = x.rank < 2 ? 0 : Math.max(...texts.map(text => text.length))
  return nested(
    x.shape,
    texts.map(text => text.padStart(width)),
  )
}

type Param = Apply['op']['params'][string]

/** Of longer lists the middle is left out. */
const LIST = 8

const showParam = (p: Param): string =>
  Array.isArray(p)
    ? `[${(p.length > LIST ? [...p.slice(0, LIST - 2), '...', ...p.slice(-1)] : p)
        .map(showParam)
        .join(',')}]`
    : String(p)

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`

/**
 * What an operation was made with: `axes=[0]`, a flag by its name where it is set. What the shape
 * and dtype of the result say already is left out.
 */
export const showParams = ({ op, aval }: Apply): readonly string[] => [
  ...Object.entries(op.params).flatMap(([name, p]) =>
    p === false ||
    (name === 'shape' && String(p) === String(aval.shape)) ||
    (name === 'dtype' && p === aval.dtype)
      ? []
      : p === true
        ? [name]
        : [`${name}=${showParam(p)}`],
  ),
  ...(op.bodies ?? []).map(
    body => `body of ${count(body.nodes.filter(({ tag }) => tag === 'Apply').length, 'operation')}`,
  ),
]
