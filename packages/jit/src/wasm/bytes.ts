/** Bytes as the binary format has them: whole numbers in LEB128, floats in IEEE 754, the lowest byte first. */

/** Bytes one after the other, nested as they were put together. */
export type Bytes = number | readonly Bytes[] | Uint8Array

export const unsigned = (n: number): Bytes =>
  n < 0x80 ? n : [(n & 0x7f) | 0x80, unsigned(n >>> 7)]

/** A whole number of 32 bits. */
export const signed = (n: number): Bytes =>
  n >= -0x40 && n < 0x40 ? n & 0x7f : [(n & 0x7f) | 0x80, signed(n >> 7)]

/** A whole number of 64 bits. */
export const signed64 = (n: bigint): Bytes =>
  n >= -0x40n && n < 0x40n ? Number(n & 0x7fn) : [Number(n & 0x7fn) | 0x80, signed64(n >> 7n)]

const scratch = new DataView(new ArrayBuffer(8))

const bytesOf = (size: number): readonly number[] =>
  Array.from({ length: size }, (_, i) => scratch.getUint8(i))

export const float32Bytes = (x: number): readonly number[] => {
  scratch.setFloat32(0, x, true)
  return bytesOf(4)
}

export const float64Bytes = (x: number): readonly number[] => {
  scratch.setFloat64(0, x, true)
  return bytesOf(8)
}

/** How many they are. */
export const lengthOf = (bytes: Bytes): number => {
  if (typeof bytes === 'number') return 1
  if (bytes instanceof Uint8Array) return bytes.length
  let length = 0
  for (let i = 0; i < bytes.length; i++) {
    const part = bytes[i] as Bytes
    length += typeof part === 'number' ? 1 : lengthOf(part)
  }
  return length
}

/** Bytes written one after the other into memory that grows with them. */
export class ByteWriter {
  #data: Uint8Array<ArrayBuffer>
  #length = 0

  constructor(room: number) {
    this.#data = new Uint8Array(room)
  }

  #reserve(more: number): void {
    const end = this.#length + more
    if (end <= this.#data.length) return
    const larger = new Uint8Array(Math.max(2 * this.#data.length, end))
    larger.set(this.#data)
    this.#data = larger
  }

  byte(byte: number): void {
    if (this.#length === this.#data.length) this.#reserve(1)
    this.#data[this.#length++] = byte
  }

  /** A whole number from 0 on, in LEB128. */
  unsigned(n: number): void {
    let rest = n
    for (; rest >= 0x80; rest >>>= 7) this.byte((rest & 0x7f) | 0x80)
    this.byte(rest)
  }

  /** Tens of thousands of numbers, mostly before the engine has looked at this loop twice. */
  write(bytes: Bytes): void {
    if (typeof bytes === 'number') this.byte(bytes)
    else if (bytes instanceof Uint8Array) {
      this.#reserve(bytes.length)
      this.#data.set(bytes, this.#length)
      this.#length += bytes.length
    } else
      for (let i = 0; i < bytes.length; i++) {
        const part = bytes[i] as Bytes
        if (typeof part !== 'number') this.write(part)
        else {
          if (this.#length === this.#data.length) this.#reserve(bytes.length)
          this.#data[this.#length++] = part
        }
      }
  }

  done(): Uint8Array<ArrayBuffer> {
    return this.#data.slice(0, this.#length)
  }
}
