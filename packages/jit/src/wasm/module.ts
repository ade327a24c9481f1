/** A module while it is written, and its bytes. */
import { Body, type FunctionRef, type Local, typeByte } from './body.js'
import { type Bytes, ByteWriter, lengthOf, unsigned } from './bytes.js'
import type { ValueType } from './instructions.js'

const END = 0x0b

export interface MemoryLimits {
  /** In pages of 64 KiB. */
  readonly minimum: number
  readonly maximum: number
  readonly shared: boolean
}

export interface WrittenFunction extends FunctionRef {
  readonly locals: readonly ValueType[]
  /** The bytes of its instructions, but for the last `end`. */
  readonly code: Uint8Array
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
      code: body.done(),
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

/** Names are ASCII. */
const name = (text: string): Bytes => [
  text.length,
  Array.from(text, letter => letter.charCodeAt(0)),
]

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

const vector = (items: readonly Bytes[]): Bytes => [unsigned(items.length), items]

const limits = ({ minimum, maximum, shared }: MemoryLimits): Bytes => [
  shared ? 3 : 1,
  unsigned(minimum),
  unsigned(maximum),
]

const signatureKey = (f: FunctionRef): string => `${f.params} -> ${f.results}`

/** Functions of one signature have one type, by its number. */
const typesOf = (functions: readonly FunctionRef[]) => {
  const numbers = new Map<string, number>()
  const types: Bytes[] = []
  const numberOf = (f: FunctionRef): Bytes => {
    const key = signatureKey(f)
    const known = numbers.get(key)
    if (known !== undefined) return unsigned(known)
    numbers.set(key, types.length)
    types.push([0x60, vector(f.params.map(typeByte)), vector(f.results.map(typeByte))])
    return unsigned(types.length - 1)
  }
  return { numbers: functions.map(numberOf), types }
}

/** A function's locals and instructions, after their size. */
const bodyOf = ({ locals, code }: WrittenFunction): Bytes => {
  const types = vector(runs(locals).map(([count, type]) => [unsigned(count), typeByte(type)]))
  return [unsigned(lengthOf(types) + code.length + 1), types, code, END]
}

const section = (id: number, items: readonly Bytes[]): Bytes => {
  const content = vector(items)
  return [id, unsigned(lengthOf(content)), content]
}

/** The module in the binary format. */
export const encode = (writer: ModuleWriter): Uint8Array<ArrayBuffer> => {
  const { functions, imports, memory } = writer
  const { numbers, types } = typesOf([...imports, ...functions])
  const out = new ByteWriter(65536)
  out.write([
    [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    section(1, types),
    section(2, [
      [name('env'), name('memory'), 2, limits(memory)],
      ...imports.map((f, i) => [name('env'), name(f.name), 0, numbers[i] as Bytes]),
    ]),
    section(3, numbers.slice(imports.length)),
    section(
      7,
      functions.filter(f => f.exported).map(f => [name(f.name), 0, unsigned(f.index)]),
    ),
    section(10, functions.map(bodyOf)),
  ])
  return out.done()
}
