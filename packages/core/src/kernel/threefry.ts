/**
 * Threefry-2x32 with 20 rounds, the counter-based generator of Salmon, Moraes, Dror and Shaw,
 * "Parallel random numbers: as easy as 1, 2, 3" (2011). Bit i of a stream is the hash of i.
 */

const PARITY = 0x1bd11bda
const ROTATIONS = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const

/** Encrypts the counter (x0, x1) with the key (k0, k1); writes two int32 words to `out`. */
const block = (k0: number, k1: number, x0: number, x1: number, out: Int32Array): void => {
  const keys = [k0, k1, k0 ^ k1 ^ PARITY] as const
  let a = (x0 + k0) | 0
  let b = (x1 + k1) | 0
  for (let group = 0; group < 5; group++) {
    for (const r of ROTATIONS[(group % 2) as 0 | 1]) {
      a = (a + b) | 0
      b = ((b << r) | (b >>> (32 - r))) ^ a
    }
    a = (a + keys[((group + 1) % 3) as 0 | 1 | 2]) | 0
    b = (b + keys[((group + 2) % 3) as 0 | 1 | 2] + group + 1) | 0
  }
  out[0] = a
  out[1] = b
}

/** For each key, `each(w0, w1, i)` with the hashed counters 0, 1, ..., count - 1. */
const stream = (
  keys: ArrayLike<number>,
  count: number,
  each: (w0: number, w1: number, i: number) => void,
): void => {
  const word = new Int32Array(2)
  let at = 0
  for (let k = 0; k < keys.length; k += 2)
    for (let i = 0; i < count; i++) {
      block(keys[k] as number, keys[k + 1] as number, 0, i, word)
      each(word[0] as number, word[1] as number, at++)
    }
}

/** `count` random int32 words for each key. */
export const bits = (keys: ArrayLike<number>, count: number): Int32Array => {
  const out = new Int32Array((keys.length / 2) * count)
  stream(keys, count, (w0, w1, i) => {
    out[i] = w0 ^ w1
  })
  return out
}

/** `count` new keys for each key. */
export const split = (keys: ArrayLike<number>, count: number): Int32Array => {
  const out = new Int32Array(keys.length * count)
  stream(keys, count, (w0, w1, i) => {
    out[2 * i] = w0
    out[2 * i + 1] = w1
  })
  return out
}

/** Each key hashed with one word of data: a new key. */
export const foldIn = (keys: ArrayLike<number>, data: ArrayLike<number>): Int32Array => {
  const out = new Int32Array(keys.length)
  const word = new Int32Array(2)
  for (let k = 0; k < keys.length; k += 2) {
    block(keys[k] as number, keys[k + 1] as number, 0, data[k / 2] as number, word)
    out.set(word, k)
  }
  return out
}

/** Uniform on [0, 1) with 23 random bits, the spacing of float32 just below 1. */
export const uniform32 = (keys: ArrayLike<number>, count: number): Float32Array => {
  const out = new Float32Array((keys.length / 2) * count)
  stream(keys, count, (w0, w1, i) => {
    out[i] = ((w0 ^ w1) >>> 9) * 2 ** -23
  })
  return out
}

/** Uniform on [0, 1) with 52 random bits: all of the first word, 20 of the second. */
export const uniform64 = (keys: ArrayLike<number>, count: number): Float64Array => {
  const out = new Float64Array((keys.length / 2) * count)
  stream(keys, count, (w0, w1, i) => {
    out[i] = (w0 >>> 0) * 2 ** -32 + (w1 >>> 12) * 2 ** -52
  })
  return out
}

/**
 * Whole numbers from low to high - 1: the words of two keys, high and low, as one number of 64 bits
 * modulo the span, in arithmetic of 32 bits: 2^32 = (2^16)^2 modulo the span as well.
 */
export const integers = (
  keys: ArrayLike<number>,
  count: number,
  low: number,
  high: number,
): Int32Array => {
  const span = (high - low) >>> 0
  const root = span === 0 ? 0 : 2 ** 16 % span
  const factor = span === 0 ? 0 : (Math.imul(root, root) >>> 0) % span
  const out = new Int32Array((keys.length / 2) * count)
  for (let k = 0; k < keys.length / 2; k++) {
    const pair = split([keys[2 * k] as number, keys[2 * k + 1] as number], 2)
    const upper = bits(pair.subarray(0, 2), count)
    const lower = bits(pair.subarray(2), count)
    for (let i = 0; i < count; i++) {
      const [h, l] = [(upper[i] as number) >>> 0, (lower[i] as number) >>> 0]
      // A span of 2^32 takes the word as it is.
      const offset = span === 0 ? l : (Math.imul(h % span, factor) + (l % span)) >>> 0
      out[k * count + i] = low + (span === 0 ? offset : offset % span)
    }
  }
  return out
}
