/** Which units of which product of a batch a call does. */
import type { Body, Local } from '../wasm/body.js'
import { type Arg, constant, type Expr, i32, select } from '../wasm/code.js'
import type { Task } from './matmul-block.js'

export interface Addresses {
  readonly a: Local
  readonly b: Local
  readonly operands: readonly Local[]
  readonly out: Local
  readonly scratch: Local
  readonly from: Local
  readonly to: Local
}

/** One product of the batch: its addresses, and batch * m * n. */
export interface Item {
  readonly a: Expr
  readonly b: Expr
  readonly out: Expr
  readonly index: Expr
}

export const minimum = (a: Expr, b: Arg): Expr => {
  const other = typeof b === 'number' ? constant('i32', b) : b
  return select(a, other, i32.lt_s(a, other))
}

/** Units [from, to), `each` of them to a product: calls `write` for every product with its share [first, end). */
export const eachItem = (
  body: Body,
  { spec, lanes }: Task,
  each: number,
  at: Addresses,
  write: (item: Item, first: Expr, end: Expr) => void,
): void => {
  const { m, n, k, batch, sharedA, sharedB } = spec
  const item = (i: Expr): Item => {
    const along = (address: Expr, elements: number, shared = false): Expr =>
      shared ? address : body.keep(i32.add(address, i32.mul(i, elements * lanes.bytes)))
    return {
      a: along(at.a, m * k, sharedA),
      b: along(at.b, k * n, sharedB),
      out: along(at.out, m * n),
      index: body.keep(i32.mul(i, m * n)),
    }
  }
  const zero = constant('i32', 0)
  if (batch === 1) {
    body.if(i32.lt_s(at.from, at.to), () => {
      write({ a: at.a, b: at.b, out: at.out, index: zero }, at.from, at.to)
    })
  } else if (each === 1)
    body.for(at.from, at.to, i => {
      write(item(i), zero, constant('i32', 1))
    })
  else {
    const unit = body.keep(at.from)
    body.while(
      () => i32.lt_s(unit, at.to),
      () => {
        const i = body.keep(i32.div_u(unit, each))
        const first = body.keep(i32.rem_u(unit, each))
        const end = body.keep(minimum(i32.add(first, i32.sub(at.to, unit)), each))
        write(item(i), first, end)
        body.set(unit, i32.add(unit, i32.sub(end, first)))
      },
    )
  }
}

/** [from, to) in groups of at most `most`: calls `write` with the first of each and, if there may be several, how many. */
export const inGroups = (
  body: Body,
  from: Expr,
  to: Expr,
  most: number,
  write: (first: Expr, count?: Expr) => void,
): void => {
  if (most === 1) {
    body.for(from, to, i => write(i))
    return
  }
  const end = body.keep(to)
  const first = body.local('i32', from)
  body.while(
    () => i32.lt_s(first, end),
    () => {
      const count = body.keep(minimum(i32.sub(end, first), most))
      write(first, count)
      body.set(first, i32.add(first, count))
    },
  )
}
