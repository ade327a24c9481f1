/** A module in the text format, for people: its bytes, read back. */
import {
  atomics,
  laneLoads,
  laneReplacements,
  laneStores,
  lanes,
  loads,
  stores,
} from './accesses.js'
import { groups } from './instructions.js'
import type { ModuleWriter, WrittenFunction } from './module.js'

/** Where reading stands. */
interface Cursor {
  readonly view: DataView
  at: number
}

const byte = (c: Cursor): number => c.view.getUint8(c.at++)

const unsigned = (c: Cursor): number => {
  let value = 0
  for (let factor = 1; ; factor *= 128) {
    const next = byte(c)
    value += (next & 0x7f) * factor
    if (next < 0x80) return value
  }
}

const signed = (c: Cursor): bigint => {
  let value = 0n
  for (let shift = 7n; ; shift += 7n) {
    const next = byte(c)
    value |= BigInt(next & 0x7f) << (shift - 7n)
    if (next < 0x80) return BigInt.asIntN(Number(shift), value)
  }
}

const floatText = (x: number): string =>
  Number.isNaN(x) ? 'nan' : Object.is(x, -0) ? '-0' : String(x).replace('Infinity', 'inf')

const float = (c: Cursor, bytes: 4 | 8): string => {
  const x = bytes === 4 ? c.view.getFloat32(c.at, true) : c.view.getFloat64(c.at, true)
  c.at += bytes
  return floatText(x)
}

/** What stands after the name of an instruction. */
type Immediates = (c: Cursor) => readonly (number | bigint | string)[]

const nothing: Immediates = () => []
const skipping =
  (bytes: number): Immediates =>
  c => {
    c.at += bytes
    return []
  }
const index: Immediates = c => [unsigned(c)]
const lane: Immediates = c => [byte(c)]
const place: Immediates = c => {
  c.at++
  return [`offset=${unsigned(c)}`]
}
const placeAndLane: Immediates = c => [...place(c), ...lane(c)]

interface Known {
  readonly name: string
  readonly immediates: Immediates
}

/** Instructions by their codes, written as in the tables: 0xPPCCC where there is a prefix. */
const known = (): ReadonlyMap<number, Known> => {
  const all = new Map<number, Known>()
  const add = (name: string, code: number, immediates: Immediates): void => {
    all.set(code, { name, immediates })
  }
  for (const { codes } of groups)
    for (const [name, code] of Object.entries(codes)) add(name, code, nothing)
  for (const [tables, immediates] of [
    [[loads, stores, atomics], place],
    [[laneLoads, laneStores], placeAndLane],
    [[lanes, laneReplacements], lane],
  ] as const)
    for (const table of tables)
      for (const [name, { code }] of Object.entries<{ readonly code: number }>(table))
        add(name, code, immediates)
  add('unreachable', 0x00, nothing)
  add('block', 0x02, skipping(1))
  add('loop', 0x03, skipping(1))
  add('if', 0x04, skipping(1))
  add('else', 0x05, nothing)
  add('end', 0x0b, nothing)
  add('br', 0x0c, index)
  add('br_if', 0x0d, index)
  add('return', 0x0f, nothing)
  add('call', 0x10, index)
  add('drop', 0x1a, nothing)
  add('select', 0x1b, nothing)
  add('select', 0x1c, c => [...skipping(2)(c), '(result v128)'])
  add('local.get', 0x20, index)
  add('local.set', 0x21, index)
  add('i32.const', 0x41, c => [signed(c)])
  add('i64.const', 0x42, c => [signed(c)])
  add('f32.const', 0x43, c => [float(c, 4)])
  add('f64.const', 0x44, c => [float(c, 8)])
  add('memory.copy', 0xfc00a, skipping(2))
  add('memory.fill', 0xfc00b, skipping(1))
  add('i8x16.shuffle', 0xfd00d, c => Array.from({ length: 16 }, () => byte(c)))
  return all
}

const OPENS = new Set(['block', 'loop', 'if', 'else'])
const CLOSES = new Set(['end', 'else'])
const PREFIXES = new Set([0xfc, 0xfd, 0xfe])

const lines = (table: ReadonlyMap<number, Known>, code: Uint8Array): readonly string[] => {
  const view = new DataView(code.buffer, code.byteOffset, code.byteLength)
  const c: Cursor = { view, at: 0 }
  const found: string[] = []
  let depth = 2
  while (c.at < code.length) {
    const first = byte(c)
    const full = PREFIXES.has(first) ? (first << 12) | unsigned(c) : first
    const instruction = table.get(full)
    if (instruction === undefined) throw new Error(`no instruction has the code ${full}`)
    const { name, immediates } = instruction
    if (CLOSES.has(name)) depth--
    found.push(`${'  '.repeat(depth)}${[name, ...immediates(c)].join(' ')}`)
    if (OPENS.has(name)) depth++
  }
  return found
}

const listed = (keyword: string, items: readonly string[]): string =>
  items.length === 0 ? '' : ` (${keyword} ${items.join(' ')})`

const functionText = (table: ReadonlyMap<number, Known>, f: WrittenFunction): string =>
  [
    `  (func $${f.name} (;${f.index};)${f.exported ? ` (export "${f.name}")` : ''}${listed('param', f.params)}${listed('result', f.results)}`,
    ...(f.locals.length === 0 ? [] : [`    (local ${f.locals.join(' ')})`]),
    ...lines(table, f.code),
    '  )',
  ].join('\n')

/** The module as WebAssembly text. */
export const toText = ({ functions, imports, memory }: ModuleWriter): string => {
  const { minimum, maximum, shared } = memory
  const table = known()
  return [
    '(module',
    `  (import "env" "memory" (memory ${minimum} ${maximum}${shared ? ' shared' : ''}))`,
    ...imports.map(
      f =>
        `  (import "env" "${f.name}" (func $${f.name} (;${f.index};)${listed('param', f.params)}))`,
    ),
    ...functions.map(f => functionText(table, f)),
    ')',
  ].join('\n')
}
