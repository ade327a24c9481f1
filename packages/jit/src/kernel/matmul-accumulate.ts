/**
 * sums += A B over all k: the loop where the time goes, written so that what engines make of it is what
 * the machine does best.
 */
import type { Body, Label, Local } from '../wasm/body.js'
import { type Expr, i32, load, shuffle32 } from '../wasm/code.js'
import type { Lanes } from './matmul-lanes.js'

export interface AccumulateSpec {
  readonly lanes: Lanes
  /** Rows of sums. */
  readonly height: number
  readonly k: number
  /** Bytes in A from row to row, and for one step of k. */
  readonly a: { readonly row: number; readonly step: number }
  /** Bytes in B for one step of k. */
  readonly bStep: number
}

export interface Registers {
  readonly sums: readonly (readonly Local[])[]
  readonly columns: readonly Local[]
  readonly element: Local
}

const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)

/**
 * The tile that large products consist of. Where a product and a sum are two instructions, a step of it
 * is 16 of them, four a cycle; with what else must be there it is 24, and six a cycle is all that Zen
 * takes in: each further instruction costs time.
 */
const isMain = ({ multiply }: Lanes, height: number, vectors: number): boolean =>
  multiply !== undefined && height === 4 && vectors === 2

/**
 * Steps of k in one round of the loop. Its end costs as much as a quarter of a step of the main tile, which
 * is worth more code there. Where one instruction multiplies and adds, eight are
 * enough; with three vectors longer rounds than four are slower by 3 %.
 */
const stepsOf = (k: number, lanes: Lanes, height: number, vectors: number): number => {
  if (k <= 16) return k
  if (vectors === 3) return 4
  return isMain(lanes, height, vectors) && k % 16 === 0 ? 16 : 8
}

/** After which rows of a step the code is fenced, so that fifteen registers suffice. */
const fencesOf = (height: number, vectors: number): readonly number[] => {
  switch (vectors) {
    case 1:
      return [3]
    case 2:
      return height <= 4 ? [] : [0, 2]
    case 3:
      return [0, 1]
    default:
      return [1]
  }
}

/** The rows of a step, in parts with a fence after each but the last. */
const fenced = (height: number, fences: readonly number[]): readonly (readonly number[])[] => {
  const ends = fences.filter(r => r < height - 1)
  return [...ends, height - 1].map((end, i) => {
    const first = i === 0 ? 0 : (ends[i - 1] as number) + 1
    return range(end + 1 - first).map(r => first + r)
  })
}

/** How many products of a row are made before they are added. */
const togetherOf = (vectors: number): number => (vectors === 3 ? 3 : 2)

/**
 * A never-taken way out, for fences: between branches TurboFan moves all loads to the front, so that
 * registers run out where a step (or several, in a longer round) has many. On a way out all sums of its
 * moment are needed, so it keeps work from moving; and addresses that are needed there too are computed
 * before the loop, not in it. What stands there is never run.
 */
const withWayOut = (
  body: Body,
  { sums }: Registers,
  address: Expr,
  offsets: readonly number[],
  write: (exit: Label) => void,
): void => {
  body.block(done => {
    body.block(exit => {
      write(exit)
      body.br(done)
    })
    sums.flat().forEach((sum, i) => {
      body.store('v128.store', address, offsets[i] ?? 0, sum)
    })
    body.unreachable()
  })
}

/**
 * Puts each sum of a pair in its own place again, by a shuffle that reads both: no instruction, but
 * TurboFan, which orders code backwards from uses, then finds both chains of sums at once. So it writes
 * two products, then two additions. Zen gives operations to one half of its vector unit or the other as
 * they come, so that products and additions in turn leave half of its multipliers idle (81 % of the
 * peak); in pairs they do not (99 %).
 */
const pairUp = (body: Body, { sums, columns }: Registers): void => {
  if (columns.length !== 2 && columns.length !== 3) return
  for (const [x, y] of sums as readonly (readonly [Local, Local])[]) {
    const first = body.keep(shuffle32(x, y, [0, 1, 2, 3]))
    body.set(y, shuffle32(y, x, [0, 1, 2, 3]))
    body.set(x, first)
  }
}

/**
 * For each k, every row's element of A in all lanes meets the vectors of B. Fences are branches that are
 * never taken, since no buffer lies at an address that low: one compares and branches at the cost of one
 * instruction. A load into all lanes has no offset for free: each one is an address in a register. So A's
 * address moves in every step, or, as long as registers suffice, in every second one.
 */
export const accumulate = (
  body: Body,
  { lanes, height, k, a, bStep }: AccumulateSpec,
  registers: Registers,
  from: { readonly a: Expr; readonly b: Expr },
): void => {
  if (k === 0) return
  const { sums, columns, element } = registers
  const vectors = columns.length
  const steps = stepsOf(k, lanes, height, vectors)
  const fences = fencesOf(height, vectors)
  // Numbers that came out of an instruction, not of a parameter, need no extension to 64 bits.
  const atA = body.keep(i32.and(from.a, -4))
  const atB = body.keep(i32.and(from.b, -4))
  const rounds = Math.floor(k / steps)
  const end = rounds > 1 ? body.keep(i32.add(from.b, k * bStep)) : atB
  const together = togetherOf(vectors)
  const products = range(together).map(() => body.local('v128'))
  const phases = isMain(lanes, height, vectors) ? 2 : 1
  const offsets = range(phases).flatMap(phase => sums.map((_, r) => phase * a.step + r * a.row))
  withWayOut(body, registers, end, offsets, exit => {
    let count = 0
    const fence = (): void => body.brIf(exit, i32.eq(atB, ++count))
    // What is the same in all steps is made once.
    const ofB = (offset: number, v: number): Expr => load('v128.load', atB, offset + 16 * v)
    const elements = offsets.map(offset => lanes.splat(atA, offset))
    const next = range(phases).map(phase => i32.add(atA, (phase + 1) * a.step))
    const update = (row: readonly Local[], first: number): void => {
      const some = row.slice(first, first + together)
      const { multiply } = lanes
      const column = (i: number): Local => columns[first + i] as Local
      if (multiply === undefined) {
        some.forEach((sum, i) => {
          body.set(sum, lanes.multiplyAdd(sum, element, column(i)))
        })
        return
      }
      some.forEach((_, i) => {
        body.set(products[i] as Local, multiply(element, column(i)))
      })
      some.forEach((sum, i) => {
        body.set(sum, lanes.add(sum, products[i] as Local))
      })
    }
    const readB = (offset: number, first: number, count: number): void =>
      columns.slice(first, first + count).forEach((column, i) => {
        body.set(column, ofB(offset, first + i))
      })
    // The rows between two fences are the same code in all steps, or in every second one.
    const between = range(phases).map(phase =>
      fenced(height, fences).map(rows =>
        body.apart(() => {
          for (const r of rows) {
            body.set(element, elements[phase * height + r] as Expr)
            for (let v = 0; v < vectors; v += together) update(sums[r] as readonly Local[], v)
          }
        }),
      ),
    )
    const step = (offset: number, phase: number): void => {
      if (height > 1) {
        readB(offset, 0, vectors)
        between[phase]?.forEach((code, i) => {
          if (i > 0) fence()
          body.again(code)
        })
      } else {
        // One row needs each vector once, and as many as fit between two fences.
        body.set(element, elements[0] as Expr)
        for (let v = 0; v < vectors; v += together) {
          readB(offset, v, together)
          update(sums[0] as readonly Local[], v)
          if (v % 4 === 2 && v + 2 < vectors) fence()
        }
      }
    }
    const run = (times: number): void => {
      range(times).forEach(u => {
        const phase = u % phases
        const isLast = u === times - 1
        step(u * bStep, phase)
        if (phase === phases - 1 || isLast) body.set(atA, next[phase] as Expr)
        if (!isLast) fence()
      })
    }
    const rest = k - rounds * steps
    if (rest > 0) {
      run(rest)
      body.set(atB, i32.add(atB, rest * bStep))
    }
    if (rounds === 1) run(steps)
    else
      body.loop(again => {
        run(steps)
        body.set(atB, i32.add(atB, steps * bStep))
        body.brIf(again, i32.ne(atB, end))
      })
    pairUp(body, registers)
  })
}
