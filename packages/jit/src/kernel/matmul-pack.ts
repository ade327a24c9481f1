/** Panels: parts of a matrix copied so that the inner loop reads them along memory, zeros where nothing is. */
import type { Body, FunctionRef, Local } from '../wasm/body.js'
import { type Expr, i32, load } from '../wasm/code.js'
import type { ModuleWriter } from '../wasm/module.js'
import { type Lanes, loadFirst, storeFirst, transposed } from './matmul-lanes.js'

export interface PackSpec {
  readonly lanes: Lanes
  /** Columns of a panel; it is stored with whole vectors. */
  readonly width: number
  /** How many rows. */
  readonly k: number
  /** Elements from one row (`transposed`: column) of the source to the next. */
  readonly stride: number
}

const vectorsOf = ({ lanes, width }: PackSpec): number => Math.ceil(width / lanes.count)

/** Bytes of one packed panel. */
export const panelBytes = (spec: PackSpec): number => spec.k * vectorsOf(spec) * 16

/** Panels or tiles written side by side, so that whole cache lines of the source are read, and each of its pages once. */
const TOGETHER = 8

/** Calls `write` for as many of `count` neighbours at once as it can: TOGETHER, then the half, and so on. */
const sideBySide = (body: Body, count: Local, write: (together: number) => void): void => {
  for (let together = TOGETHER; together >= 1; together >>= 1)
    body.while(
      () => i32.ge_s(count, together),
      () => {
        write(together)
        body.set(count, i32.sub(count, together))
      },
    )
}

/** (source, target, count): `count` neighbouring panels of a row-major matrix; row p of a panel stands at p * vectors * 16 bytes. */
export const packRows = (module: ModuleWriter, spec: PackSpec): FunctionRef => {
  const { lanes, width, k, stride } = spec
  const vectors = vectorsOf(spec)
  const bytes = panelBytes(spec)
  const key = `pack-rows:${lanes.key}:${k}x${width}/${stride}`
  return module.once(key, () =>
    module.function(key, { params: ['i32', 'i32', 'i32'] }, (body, source, target, count) => {
      if (source === undefined || target === undefined || count === undefined) return
      sideBySide(body, count, together => {
        const from = body.keep(source)
        const to = body.keep(target)
        body.for(0, k, () => {
          for (let panel = 0; panel < together; panel++)
            for (let v = 0; v < vectors; v++) {
              const first = v * lanes.count
              const offset = (panel * width + first) * lanes.bytes
              const value = loadFirst(lanes, width - first, from, offset)
              body.store('v128.store', to, panel * bytes + 16 * v, value)
            }
          body.set(to, i32.add(to, 16 * vectors))
          body.set(from, i32.add(from, stride * lanes.bytes))
        })
        body.set(source, i32.add(source, together * width * lanes.bytes))
        body.set(target, i32.add(target, together * bytes))
      })
    }),
  )
}

/** The same from the transpose: columns of a panel are rows of the source. Reads up to one vector beyond a row. */
export const packColumns = (module: ModuleWriter, spec: PackSpec): FunctionRef => {
  const { lanes, width, k, stride } = spec
  const { count: size, bytes } = lanes
  const vectors = vectorsOf(spec)
  const key = `pack-columns:${lanes.key}:${k}x${width}/${stride}`
  return module.once(key, () =>
    module.function(key, { params: ['i32', 'i32', 'i32'] }, (body, source, target, count) => {
      if (source === undefined || target === undefined || count === undefined) return
      const zero = body.local('v128', lanes.zero())
      const block = (rows: number): void => {
        for (let v = 0; v < vectors; v++) {
          const read = Array.from({ length: size }, (_, c) => {
            const column = v * size + c
            return column < width
              ? body.keep(load('v128.load', source, column * stride * bytes))
              : zero
          })
          transposed(body, lanes, read)
            .slice(0, rows)
            .forEach((row, p) => {
              body.store('v128.store', target, 16 * (p * vectors + v), row)
            })
        }
      }
      const whole = k - (k % size)
      body.for(0, count, () => {
        body.for(0, whole / size, () => {
          block(size)
          body.set(source, i32.add(source, size * bytes))
          body.set(target, i32.add(target, 16 * size * vectors))
        })
        if (whole < k) block(k - whole)
        body.set(source, i32.add(source, (width * stride - whole) * bytes))
        body.set(target, i32.add(target, 16 * (k - whole) * vectors))
      })
    }),
  )
}

export interface TileSpec {
  readonly lanes: Lanes
  /** Elements of a tile in each row of the source. */
  readonly height: number
  readonly k: number
  /** Elements from one row of the source to the next. */
  readonly stride: number
}

/** Bytes of one packed tile: nothing lies between its elements. */
const tileBytes = ({ lanes, height, k }: Omit<TileSpec, 'stride'>): number =>
  height * k * lanes.bytes

/** Copies `count` elements, as few vectors as possible: the last ones overlap. */
const copyRun = (
  body: Body,
  lanes: Lanes,
  count: number,
  source: { readonly at: Expr; readonly offset: number },
  target: { readonly at: Expr; readonly offset: number },
): void => {
  if (count < lanes.count) {
    const few = body.keep(loadFirst(lanes, count, source.at, source.offset))
    storeFirst(body, lanes, count, target.at, target.offset, few)
    return
  }
  for (let first = 0; first < count; first += lanes.count) {
    const at = Math.min(first, count - lanes.count) * lanes.bytes
    const value = load('v128.load', source.at, source.offset + at)
    body.store('v128.store', target.at, target.offset + at, value)
  }
}

/** (source, target, count): `count` tiles, side by side in the rows of the source, one after the other in the target. */
export const packTiles = (module: ModuleWriter, spec: TileSpec): FunctionRef => {
  const { lanes, height, k, stride } = spec
  const key = `pack-tiles:${lanes.key}:${k}x${height}/${stride}`
  const bytes = tileBytes(spec)
  return module.once(key, () =>
    module.function(key, { params: ['i32', 'i32', 'i32'] }, (body, source, target, count) => {
      if (source === undefined || target === undefined || count === undefined) return
      sideBySide(body, count, together => {
        const from = body.keep(source)
        const to = body.keep(target)
        body.for(0, k, () => {
          for (let t = 0; t < together; t++)
            copyRun(
              body,
              lanes,
              height,
              { at: from, offset: t * height * lanes.bytes },
              { at: to, offset: t * bytes },
            )
          body.set(from, i32.add(from, stride * lanes.bytes))
          body.set(to, i32.add(to, height * lanes.bytes))
        })
        body.set(source, i32.add(source, together * height * lanes.bytes))
        body.set(target, i32.add(target, together * bytes))
      })
    }),
  )
}
