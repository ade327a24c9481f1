/** What the machine can do at most: a WebAssembly function that multiplies and adds in registers, and nothing else. */

const CHAINS = 12
const ROUNDS = 1000

/**
 * Operations of one turn: four lanes in each of the chains, of which half multiply and half add. They do
 * not wait for one another, as the sums of a product would for its multiplications.
 */
const FLOPS = ROUNDS * CHAINS * 4

const unsigned = (n: number): readonly number[] =>
  n < 0x80 ? [n] : [(n & 0x7f) | 0x80, ...unsigned(n >>> 7)]

const section = (id: number, bytes: readonly number[]): readonly number[] => [
  id,
  ...unsigned(bytes.length),
  ...bytes,
]

const [GET, SET, I32, V128] = [0x20, 0x21, 0x7f, 0x7b]
const vector = (code: number): readonly number[] => [0xfd, ...unsigned(code)]
const splat = vector(0x13)
const plus = vector(0xe4)
const times = vector(0xe6)

const float = (x: number): readonly number[] => [0x43, ...new Uint8Array(Float32Array.of(x).buffer)]

/** Parameter 0 counts turns, locals 1 and 2 are the factor and the term, those from 3 on the sums. */
const body = (): readonly number[] => {
  const sums = Array.from({ length: CHAINS }, (_, i) => 3 + i)
  const start = [
    ...[...float(0.999), ...splat, SET, 1],
    ...[...float(1e-3), ...splat, SET, 2],
    // How many rounds all turns have.
    ...[GET, 0, 0x41, ...[0xe8, 0x07], 0x6c, SET, 0],
  ]
  const work = sums.flatMap((sum, i) => {
    const change = i % 2 === 0 ? [GET, 1, ...times] : [GET, 2, ...plus]
    return [GET, sum, ...change, SET, sum]
  })
  const loop = [...[0x03, 0x40, ...work], ...[GET, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b]]
  const total = sums.flatMap((sum, i) => [GET, sum, ...(i === 0 ? [] : plus)])
  const locals = [1, ...unsigned(CHAINS + 2), V128]
  return [...locals, ...start, ...loop, ...total, ...vector(0x1f), 0, 0x0b]
}

const bytes = (): Uint8Array<ArrayBuffer> => {
  const code = body()
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 1, I32, 1, 0x7d]),
    ...section(3, [1, 0]),
    ...section(7, [1, 3, ...new TextEncoder().encode('run'), 0, 0]),
    ...section(10, [1, ...unsigned(code.length), ...code]),
  ])
}

/** Work that can be done so many times in a row. */
export interface Rated {
  readonly name: string
  /** Floating-point operations of one turn. */
  readonly flops: number
  readonly run: (turns: number) => void
}

export const peak = (): Rated => {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes()))
  const run = exports.run as (turns: number) => number
  return {
    name: 'peak',
    flops: FLOPS,
    run: turns => {
      if (!Number.isFinite(run(turns))) throw new Error('the probe computes nonsense')
    },
  }
}
