/** The body of a function while it is written: locals, statements, loops and branches, as bytes at once. */
import { laneStores, type StoreName, stores } from './accesses.js'
import { type Bytes, ByteWriter, unsigned } from './bytes.js'
import { type Arg, access, codeOf, constant, type Expr, i32, operand } from './code.js'
import type { ValueType } from './instructions.js'

/** A function of the module: its place and its signature. */
export interface FunctionRef {
  readonly name: string
  readonly index: number
  readonly params: readonly ValueType[]
  readonly results: readonly ValueType[]
}

/** A local variable; it is itself the expression that reads it. */
export interface Local<T extends ValueType = ValueType> extends Expr<T> {
  readonly index: number
}

/** The end of a block (the start of a loop), for branches to it. */
export interface Label {
  readonly depth: number
}

const valueTypes = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const

export const typeByte = (type: ValueType): number => valueTypes[type]

/** The type of blocks that take and give nothing. */
const EMPTY = 0x40
const ELSE = 0x05
const END = 0x0b
const BRANCH = 0x0c
const BRANCH_IF = 0x0d
const CALL = 0x10
const DROP = 0x1a

/** Bytes of a function of usual length. */
const ROOM = 512

const isNumber = (x: Arg): x is number => typeof x === 'number'

/** What reads each local: the same bytes in every function. */
const gets: Bytes[] = []

const reader = <T extends ValueType>(type: T, index: number): Local<T> => {
  gets[index] ??= [0x20, unsigned(index)]
  return { type, index, code: gets[index] as Bytes }
}

export class Body {
  readonly locals: ValueType[] = []
  readonly #params: readonly ValueType[]
  #bytes = new ByteWriter(ROOM)
  #depth = 0

  constructor(params: readonly ValueType[]) {
    this.#params = params
  }

  /** The parameters as locals. */
  params(): readonly Local[] {
    return this.#params.map(reader)
  }

  /** What was written so far. */
  done(): Uint8Array {
    return this.#bytes.done()
  }

  /** The bytes of what is written meanwhile, which stands nowhere yet: for code that stands in many places. */
  apart(write: () => void): Uint8Array {
    const outer = this.#bytes
    const inner = new ByteWriter(ROOM)
    this.#bytes = inner
    write()
    this.#bytes = outer
    return inner.done()
  }

  /** Code that was written apart; branches in it lead to blocks that are as far out here as there. */
  again(code: Uint8Array): void {
    this.#bytes.write(code)
  }

  /** A new local, with a first value if one is given; else it holds 0, or what it held in the last round of a loop. */
  local<T extends ValueType>(type: T, value?: Arg): Local<T> {
    const index = this.#params.length + this.locals.push(type) - 1
    const local = reader(type, index)
    if (value !== undefined) this.set(local, value)
    return local
  }

  /** A value that is used more than once: computed now, and kept in a new local. */
  keep<T extends ValueType>(value: Expr<T>): Local<T> {
    return this.local(value.type, value)
  }

  set(local: Local, value: Arg): void {
    this.#bytes.write(codeOf(local.type, value, 'set'))
    this.#bytes.byte(0x21)
    this.#bytes.unsigned(local.index)
  }

  /** Writes memory at `address + offset`. */
  store(name: StoreName, address: Arg, offset: number, value: Arg): void {
    const { type, code, bytes } = stores[name]
    this.#bytes.write([
      codeOf('i32', address, name),
      codeOf(type, value, name),
      access(code, bytes, offset),
    ])
  }

  storeLane(
    name: keyof typeof laneStores,
    address: Arg,
    offset: number,
    vector: Arg,
    lane: number,
  ): void {
    const { code, bytes } = laneStores[name]
    this.#bytes.write([
      codeOf('i32', address, name),
      codeOf('v128', vector, name),
      access(code, bytes, offset),
      lane,
    ])
  }

  #block(code: number, write: (label: Label) => void): void {
    this.#bytes.byte(code)
    this.#bytes.byte(EMPTY)
    this.#nest(write)
    this.#bytes.byte(END)
  }

  #nest(write: (label: Label) => void): void {
    this.#depth++
    write({ depth: this.#depth })
    this.#depth--
  }

  /** A block; `br` to its label leaves it. */
  block(write: (exit: Label) => void): void {
    this.#block(0x02, write)
  }

  /** A loop; `br` to its label starts the next round, and its end leaves it. */
  loop(write: (again: Label) => void): void {
    this.#block(0x03, write)
  }

  br(label: Label): void {
    this.#bytes.write([BRANCH, unsigned(this.#depth - label.depth)])
  }

  brIf(label: Label, condition: Arg): void {
    this.#bytes.write(codeOf('i32', condition, 'br_if'))
    this.#bytes.byte(BRANCH_IF)
    this.#bytes.unsigned(this.#depth - label.depth)
  }

  if(condition: Arg, yes: () => void, no?: () => void): void {
    this.#bytes.write([codeOf('i32', condition, 'if'), 0x04, EMPTY])
    this.#nest(yes)
    if (no !== undefined) {
      this.#bytes.write(ELSE)
      this.#nest(no)
    }
    this.#bytes.write(END)
  }

  /** Rounds with i = from, from + step, ... below `to` (above it for a negative step). */
  for(from: Arg, to: Arg, write: (i: Local<'i32'>) => void, step = 1): void {
    const i = this.local('i32', from)
    const bound = isNumber(to) ? constant('i32', to) : this.keep(operand('i32', to, 'for'))
    const goesOn = (): Expr => (step > 0 ? i32.lt_s(i, bound) : i32.gt_s(i, bound))
    const rounds = (): void =>
      this.loop(again => {
        write(i)
        this.set(i, i32.add(i, step))
        this.brIf(again, goesOn())
      })
    if (isNumber(from) && isNumber(to)) {
      if (step > 0 ? from < to : from > to) rounds()
    } else this.if(goesOn(), rounds)
  }

  /** Rounds as long as the condition, computed before each, holds. */
  while(condition: () => Arg, write: () => void): void {
    this.block(exit => {
      this.loop(again => {
        this.brIf(exit, i32.eqz(operand('i32', condition(), 'while')))
        write()
        this.br(again)
      })
    })
  }

  /** Calls a function for what it does; its results are dropped. */
  call(f: FunctionRef, ...args: readonly Arg[]): void {
    this.#bytes.write([callCode(f, args), f.results.map(() => DROP)])
  }

  return(...values: readonly Expr[]): void {
    this.result(...values)
    this.#bytes.write(0x0f)
  }

  /** What the function gives: the last thing written. */
  result(...values: readonly Expr[]): void {
    for (const { code } of values) this.#bytes.write(code)
  }

  unreachable(): void {
    this.#bytes.write(0x00)
  }

  copy(to: Arg, from: Arg, bytes: Arg): void {
    const args = [to, from, bytes].map(x => codeOf('i32', x, 'memory.copy'))
    this.#bytes.write([args, 0xfc, 0x0a, 0, 0])
  }

  fill(to: Arg, byte: Arg, bytes: Arg): void {
    const args = [to, byte, bytes].map(x => codeOf('i32', x, 'memory.fill'))
    this.#bytes.write([args, 0xfc, 0x0b, 0])
  }
}

const callCode = (f: FunctionRef, args: readonly Arg[]): Bytes => {
  if (args.length !== f.params.length) throw new Error(`${f.name}: ${args.length} arguments`)
  return [f.params.map((type, i) => codeOf(type, args[i] as Arg, f.name)), CALL, unsigned(f.index)]
}

/** Calls a function for its one result. */
export const call = (f: FunctionRef, ...args: readonly Arg[]): Expr => {
  const [type, ...more] = f.results
  if (type === undefined || more.length > 0) throw new Error(`${f.name} has no single result`)
  return { type, code: callCode(f, args) }
}
