/** A module while it is written, and its bytes. */
import { Body, type FunctionRef, type Local, typeByte } from './body.js'
import { unsigned } from './bytes.js'
import type { Code, Instruction } from './code.js'
import type { ValueType } from './instructions.js'

export interface MemoryLimits {
  /** In pages of 64 KiB. */
  readonly minimum: number
  readonly maximum: number
  readonly shared: boolean
}

export interface WrittenFunction extends FunctionRef {
  readonly locals: readonly ValueType[]
  readonly code: Code
  readonly exported: boolean
}

export interface FunctionOptions {
  readonly params?: readonly ValueType[]
  readonly results?: readonly ValueType[]
  readonly exported?: boolean
}

/** Functions over one imported memory (`env.memory`). A function refers only to those written before it. */
export class ModuleWriter {
  readonly memory: MemoryLimits
  readonly imports: FunctionRef[] = []
  readonly functions: WrittenFunction[] = []
  readonly #shared = new Map<string, FunctionRef>()

  constructor(memory: MemoryLimits) {
    this.memory = memory
  }

  /** A function from outside (`env.name`); all of them come before what is written. */
  import(name: string, params: readonly ValueType[]): FunctionRef {
    if (this.functions.length > 0) throw new Error(`${name} is imported after functions`)
    const imported = { name, index: this.imports.length, params, results: [] }
    this.imports.push(imported)
    return imported
  }

  /** Writes a function. */
  function(
    name: string,
    { params = [], results = [], exported = false }: FunctionOptions,
    write: (body: Body, ...params: readonly Local[]) => void,
  ): FunctionRef {
    const body = new Body(params)
    write(body, ...body.params())
    const written = {
      name,
      index: this.imports.length + this.functions.length,
      params,
      results,
      exported,
      locals: body.locals,
      code: body.code,
    }
    this.functions.push(written)
    return written
  }

  /** A function that is written once for each key, however often it is asked for. */
  once(key: string, write: () => FunctionRef): FunctionRef {
    const known = this.#shared.get(key)
    if (known !== undefined) return known
    const made = write()
    this.#shared.set(key, made)
    return made
  }
}

/** Instructions are at most this long. */
const LONGEST = 32

class Bytes {
  private data = new Uint8Array(4096)
  private length = 0

  private room(more: number): void {
    const end = this.length + more
    if (end <= this.data.length) return
    const larger = new Uint8Array(Math.max(2 * this.data.length, end))
    larger.set(this.data)
    this.data = larger
  }

  push(bytes: readonly number[] | Uint8Array): void {
    this.room(bytes.length)
    this.data.set(bytes, this.length)
    this.length += bytes.length
  }

  /** Tens of thousands of instructions, mostly before the engine has looked at this loop twice. */
  code(code: Code): void {
    if (Array.isArray(code)) {
      for (let i = 0; i < code.length; i++) this.code(code[i])
      return
    }
    const { bytes } = code as Instruction
    const count = bytes.length
    if (this.length + LONGEST > this.data.length) this.room(Math.max(LONGEST, count))
    const { data, length } = this
    for (let i = 0; i < count; i++) data[length + i] = bytes[i] as number
    this.length = length + count
  }

  done(): Uint8Array<ArrayBuffer> {
    return this.data.slice(0, this.length)
  }
}

const name = (text: string): readonly number[] => {
  const bytes = [...new TextEncoder().encode(text)]
  return [...unsigned(bytes.length), ...bytes]
}

/** Runs of equal types, as the format lists locals. */
const runs = (types: readonly ValueType[]): readonly (readonly [number, ValueType])[] => {
  const found: [number, ValueType][] = []
  for (const type of types) {
    const last = found.at(-1)
    if (last?.[1] === type) last[0]++
    else found.push([1, type])
  }
  return found
}

const vector = (items: readonly (readonly number[])[]): readonly number[] => [
  ...unsigned(items.length),
  ...items.flat(),
]

const section = (id: number, content: readonly number[] | Uint8Array): Uint8Array => {
  const bytes = new Bytes()
  bytes.push([id, ...unsigned(content.length)])
  bytes.push(content)
  return bytes.done()
}

const limits = ({ minimum, maximum, shared }: MemoryLimits): readonly number[] => [
  shared ? 3 : 1,
  ...unsigned(minimum),
  ...unsigned(maximum),
]

const signatureKey = (f: FunctionRef): string => `${f.params} -> ${f.results}`

/** The module in the binary format. */
export const encode = (writer: ModuleWriter): Uint8Array<ArrayBuffer> => {
  const { functions, imports, memory } = writer
  const all: readonly FunctionRef[] = [...imports, ...functions]
  const keys = [...new Set(all.map(signatureKey))]
  const signatures = keys.map(key => all.find(f => signatureKey(f) === key) as FunctionRef)
  const typeOf = (f: FunctionRef): readonly number[] => unsigned(keys.indexOf(signatureKey(f)))
  const out = new Bytes()
  out.push([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])
  out.push(
    section(
      1,
      vector(
        signatures.map(({ params, results }) => [
          0x60,
          ...vector(params.map(type => [typeByte(type)])),
          ...vector(results.map(type => [typeByte(type)])),
        ]),
      ),
    ),
  )
  const imported = imports.map(f => [...name('env'), ...name(f.name), 0, ...typeOf(f)])
  out.push(
    section(2, vector([[...name('env'), ...name('memory'), 2, ...limits(memory)], ...imported])),
  )
  out.push(section(3, vector(functions.map(typeOf))))
  const exported = functions.filter(f => f.exported)
  out.push(section(7, vector(exported.map(f => [...name(f.name), 0, ...unsigned(f.index)]))))
  const bodies = new Bytes()
  bodies.push(unsigned(functions.length))
  for (const { locals, code } of functions) {
    const body = new Bytes()
    body.push(vector(runs(locals).map(([count, type]) => [...unsigned(count), typeByte(type)])))
    body.code(code)
    body.push([0x0b])
    const written = body.done()
    bodies.push(unsigned(written.length))
    bodies.push(written)
  }
  out.push(section(10, bodies.done()))
  return out.done()
}
