/**
 * The body of a function while it is written: locals, statements, loops and branches. What is written
 * goes to the innermost block that is open; all of it is sealed when the function ends.
 */

import { laneStores, type StoreName, stores } from './accesses.js'
import { unsigned } from './bytes.js'
import {
  type Arg,
  accesses,
  type Code,
  constant,
  type Expr,
  type Instruction,
  i32,
  interned,
  memarg,
  operand,
} from './code.js'
import { codeBytes, type ValueType } from './instructions.js'

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

const simple = (name: string, byte: number): Instruction => ({
  name,
  immediates: [],
  bytes: [byte],
})

const end = simple('end', 0x0b)
const otherwise = simple('else', 0x05)
const EMPTY = 0x40

const indexed = (name: string, byte: number, index: number): Instruction => ({
  name,
  immediates: [index],
  bytes: [byte, ...unsigned(index)],
})

const getting = interned((index: number) => indexed('local.get', 0x20, index))
const setting = interned((index: number) => indexed('local.set', 0x21, index))
const storing = accesses(stores)

const isNumber = (x: Arg): x is number => typeof x === 'number'

export class Body {
  readonly locals: ValueType[] = []
  readonly code: Code[] = []
  readonly #params: readonly ValueType[]
  #depth = 0
  #open: Code[] = this.code

  constructor(params: readonly ValueType[]) {
    this.#params = params
  }

  /** The parameters as locals. */
  params(): readonly Local[] {
    return this.#params.map((type, index) => this.#reader(type, index))
  }

  #reader<T extends ValueType>(type: T, index: number): Local<T> {
    return { type, index, code: getting(index) }
  }

  #write(...code: readonly Code[]): void {
    this.#open.push(...code)
  }

  /** A new local, with a first value if one is given; else it holds 0, or what it held in the last round of a loop. */
  local<T extends ValueType>(type: T, value?: Arg): Local<T> {
    const index = this.#params.length + this.locals.push(type) - 1
    const local = this.#reader(type, index)
    if (value !== undefined) this.set(local, value)
    return local
  }

  /** A value that is used more than once: computed now, and kept in a new local. */
  keep<T extends ValueType>(value: Expr<T>): Local<T> {
    return this.local(value.type, value)
  }

  set(local: Local, value: Arg): void {
    this.#write(operand(local.type, value, 'set').code, setting(local.index))
  }

  /** Writes memory at `address + offset`. */
  store(name: StoreName, address: Arg, offset: number, value: Arg): void {
    const { type } = stores[name]
    this.#write(
      operand('i32', address, name).code,
      operand(type, value, name).code,
      storing(name, offset),
    )
  }

  storeLane(
    name: keyof typeof laneStores,
    address: Arg,
    offset: number,
    vector: Arg,
    lane: number,
  ): void {
    const { code, bytes } = laneStores[name]
    this.#write(operand('i32', address, name).code, operand('v128', vector, name).code, {
      name,
      immediates: [`offset=${offset}`, lane],
      bytes: [...codeBytes(code), ...memarg(bytes, offset), lane],
    })
  }

  #block(name: string, byte: number, write: (label: Label) => void): void {
    this.#write({ name, immediates: [], bytes: [byte, EMPTY] })
    this.#nest(write)
    this.#write(end)
  }

  #nest(write: (label: Label) => void): void {
    const outer = this.#open
    const inner: Code[] = []
    this.#open = inner
    this.#depth++
    write({ depth: this.#depth })
    this.#depth--
    this.#open = outer
    this.#write(inner)
  }

  /** A block; `br` to its label leaves it. */
  block(write: (exit: Label) => void): void {
    this.#block('block', 0x02, write)
  }

  /** A loop; `br` to its label starts the next round, and its end leaves it. */
  loop(write: (again: Label) => void): void {
    this.#block('loop', 0x03, write)
  }

  br(label: Label): void {
    this.#write(indexed('br', 0x0c, this.#depth - label.depth))
  }

  brIf(label: Label, condition: Arg): void {
    this.#write(
      operand('i32', condition, 'br_if').code,
      indexed('br_if', 0x0d, this.#depth - label.depth),
    )
  }

  if(condition: Arg, yes: () => void, no?: () => void): void {
    this.#write(operand('i32', condition, 'if').code, {
      name: 'if',
      immediates: [],
      bytes: [0x04, EMPTY],
    })
    this.#nest(yes)
    if (no !== undefined) {
      this.#write(otherwise)
      this.#nest(no)
    }
    this.#write(end)
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
    this.#write(callCode(f, args), ...f.results.map(() => simple('drop', 0x1a)))
  }

  return(...values: readonly Expr[]): void {
    this.#write(...values.map(({ code }) => code), simple('return', 0x0f))
  }

  /** What the function gives: the last thing written. */
  result(...values: readonly Expr[]): void {
    this.#write(...values.map(({ code }) => code))
  }

  unreachable(): void {
    this.#write(simple('unreachable', 0x00))
  }

  copy(to: Arg, from: Arg, bytes: Arg): void {
    const args = [to, from, bytes].map(x => operand('i32', x, 'memory.copy').code)
    this.#write(...args, { name: 'memory.copy', immediates: [], bytes: [0xfc, 0x0a, 0, 0] })
  }

  fill(to: Arg, byte: Arg, bytes: Arg): void {
    const args = [to, byte, bytes].map(x => operand('i32', x, 'memory.fill').code)
    this.#write(...args, { name: 'memory.fill', immediates: [], bytes: [0xfc, 0x0b, 0] })
  }
}

const callCode = (f: FunctionRef, args: readonly Arg[]): Code => {
  if (args.length !== f.params.length) throw new Error(`${f.name}: ${args.length} arguments`)
  return [
    ...f.params.map((type, i) => operand(type, args[i] as Arg, f.name).code),
    indexed('call', 0x10, f.index),
  ]
}

/** Calls a function for its one result. */
export const call = (f: FunctionRef, ...args: readonly Arg[]): Expr => {
  const [type, ...more] = f.results
  if (type === undefined || more.length > 0) throw new Error(`${f.name} has no single result`)
  return { type, code: callCode(f, args) }
}
