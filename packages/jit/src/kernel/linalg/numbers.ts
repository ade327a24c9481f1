/** Numbers in double precision, vectors and matrices of them in memory, and the text that computes with them. */
import type { Writer } from '../../math/rule.js'
import { type Body, call, type FunctionRef, type Local } from '../../wasm/body.js'
import { type Arg, constant, type Expr, f64, i32, load } from '../../wasm/code.js'
import type { ValueType } from '../../wasm/instructions.js'
import type { ModuleWriter } from '../../wasm/module.js'

export type Index = Expr | number

/** address + n bytes. */
const plus = (address: Expr, bytes: number): Expr =>
  bytes === 0 ? address : i32.add(address, bytes)

/** Numbers that lie side by side. */
export class Vector {
  readonly #body: Body
  readonly address: Expr

  constructor(body: Body, address: Expr) {
    this.#body = body
    this.address = address
  }

  #place(i: Index): readonly [address: Expr, offset: number] {
    return typeof i === 'number' ? [this.address, 8 * i] : [i32.add(this.address, i32.shl(i, 3)), 0]
  }

  at(i: Index): Expr<'f64'> {
    return load('f64.load', ...this.#place(i))
  }

  put(i: Index, x: Arg): void {
    this.#body.store('f64.store', ...this.#place(i), x)
  }

  /** The vector from element i on. */
  from(i: Index): Vector {
    const [address, offset] = this.#place(i)
    return new Vector(this.#body, plus(address, offset))
  }

  /** The same vector with its address in a local, for loops. */
  kept(): Vector {
    return new Vector(this.#body, this.#body.keep(this.address))
  }
}

/** Rows one after the other. */
export class Matrix {
  readonly #body: Body
  readonly address: Expr
  readonly columns: number

  constructor(body: Body, address: Expr, columns: number) {
    this.#body = body
    this.address = address
    this.columns = columns
  }

  row(i: Index): Vector {
    return this.all().from(typeof i === 'number' ? i * this.columns : i32.mul(i, this.columns))
  }

  at(i: Index, j: Index): Expr<'f64'> {
    return this.row(i).at(j)
  }

  put(i: Index, j: Index, x: Arg): void {
    this.row(i).put(j, x)
  }

  /** All elements as one vector. */
  all(): Vector {
    return new Vector(this.#body, this.address)
  }
}

/** Whole numbers that lie side by side. */
export class Integers {
  readonly #body: Body
  readonly address: Expr

  constructor(body: Body, address: Expr) {
    this.#body = body
    this.address = address
  }

  #place(i: Index): readonly [address: Expr, offset: number] {
    return typeof i === 'number' ? [this.address, 4 * i] : [i32.add(this.address, i32.shl(i, 2)), 0]
  }

  at(i: Index): Expr<'i32'> {
    return load('i32.load', ...this.#place(i))
  }

  put(i: Index, x: Arg): void {
    this.#body.store('i32.store', ...this.#place(i), x)
  }
}

/** Where arrays lie in a piece of memory: one after the other. */
export class Space {
  #bytes = 0

  get bytes(): number {
    return this.#bytes
  }

  /** Room for so many numbers (of 8 bytes): its offset. */
  numbers(count: number): number {
    const at = this.#bytes
    this.#bytes += 8 * count
    return at
  }
}

type LocalsOf<P extends readonly ValueType[]> = { readonly [I in keyof P]: Local<P[I]> }

/** A function that is written once under its name. */
export const define = <const P extends readonly ValueType[]>(
  module: ModuleWriter,
  name: string,
  params: P,
  results: readonly ValueType[],
  write: (w: Writer, ...params: LocalsOf<P>) => void,
): FunctionRef =>
  module.once(name, () =>
    module.function(name, { params, results }, (body, ...locals) =>
      write({ module, body }, ...(locals as unknown as LocalsOf<P>)),
    ),
  )

/** The number that a function gives. */
export const numberOf = (f: FunctionRef, ...args: readonly Arg[]): Expr<'f64'> =>
  call(f, ...args) as Expr<'f64'>

export const number = (x: number): Expr<'f64'> => constant('f64', x)

export const square = (body: Body, x: Expr): Expr => {
  const kept = body.keep(x)
  return f64.mul(kept, kept)
}
