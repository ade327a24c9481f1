/**
 * Dot products: where rows of A and columns of B both lie along memory and rows are few, vectors run along
 * k and nothing is packed. Each lane sums every fourth (second) product; the lanes are added at the end.
 */
import type { Body, Local } from '../wasm/body.js'
import { type Expr, i32, load } from '../wasm/code.js'
import { type Lanes, loadFirst, transposed } from './matmul-lanes.js'

export interface DotSpec {
  readonly lanes: Lanes
  readonly height: number
  readonly width: number
  readonly k: number
  /** Bytes from row to row of A, and from column to column of B. */
  readonly row: number
  readonly column: number
}

/** Vectors of k in one round of the loop. */
const ROUND = 8

/** More columns than this are fenced, as in `matmul-strip.ts`. */
const COLUMNS = 4

/** The sums of the lanes of each vector, as the lanes of vectors. */
const acrossLanes = (body: Body, lanes: Lanes, sums: readonly Local[]): readonly Expr[] => {
  const zero = body.local('v128', lanes.zero())
  return Array.from({ length: Math.ceil(sums.length / lanes.count) }, (_, v) => {
    const group = Array.from({ length: lanes.count }, (_, l) => sums[v * lanes.count + l] ?? zero)
    const [a, b, c, d] = transposed(body, lanes, group) as readonly [Expr, Expr, Expr?, Expr?]
    const first = lanes.add(a, b)
    return c === undefined || d === undefined ? first : lanes.add(first, lanes.add(c, d))
  })
}

/** Sets `into`, rows of vectors of columns, to the product of `height` rows and `width` columns. */
export const dotProducts = (
  body: Body,
  { lanes, height, width, k, row, column }: DotSpec,
  from: { readonly a: Expr; readonly b: Expr },
  into: readonly (readonly Local[])[],
): void => {
  const zero = lanes.zero()
  const sums = Array.from({ length: height }, () =>
    Array.from({ length: width }, () => body.local('v128', zero)),
  )
  const rows = sums.map(() => body.local('v128'))
  const element = body.local('v128')
  const atA = body.keep(i32.and(from.a, -4))
  const atB = body.keep(i32.and(from.b, -4))
  const whole = Math.floor(k / lanes.count)
  const steps = whole <= 2 * ROUND ? whole : ROUND
  const rounds = steps === 0 ? 0 : Math.floor(whole / steps)
  body.block(exit => {
    let fenced = 0
    const fence = (): void => body.brIf(exit, i32.eq(atB, ++fenced))
    const step = (read: (address: Expr, offset: number) => Expr, at: number): void => {
      rows.forEach((x, r) => {
        body.set(x, read(atA, at + r * row))
      })
      for (let c = 0; c < width; c++) {
        body.set(element, read(atB, at + c * column))
        sums.forEach((line, r) => {
          const sum = line[c] as Local
          body.set(sum, lanes.multiplyAdd(sum, rows[r] as Local, element))
        })
        if (c % COLUMNS === COLUMNS - 1 && c < width - 1) fence()
      }
    }
    const run = (count: number): void => {
      for (let u = 0; u < count; u++) {
        step((address, offset) => load('v128.load', address, offset), 16 * u)
        if (u < count - 1) fence()
      }
    }
    const advance = (count: number): void => {
      body.set(atA, i32.add(atA, 16 * count))
      body.set(atB, i32.add(atB, 16 * count))
    }
    const few = whole - rounds * steps
    if (few > 0) {
      run(few)
      advance(few)
    }
    if (rounds > 1) {
      const end = body.keep(i32.add(atB, 16 * steps * rounds))
      body.loop(again => {
        run(steps)
        advance(steps)
        body.brIf(again, i32.ne(atB, end))
      })
    } else if (rounds === 1) {
      run(steps)
      advance(steps)
    }
    const rest = k - whole * lanes.count
    if (rest > 0) step((address, offset) => loadFirst(lanes, rest, address, offset), 0)
  })
  sums.forEach((line, r) => {
    acrossLanes(body, lanes, line).forEach((vector, v) => {
      body.set(into[r]?.[v] as Local, vector)
    })
  })
}
