/** Bytes as the binary format has them: whole numbers in LEB128, floats in IEEE 754, the lowest byte first. */

/** Bytes one after the other, nested as they were put together. */
export type Bytes = number | readonly Bytes[]

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

  /** Tens of thousands of numbers, mostly before the engine has looked at this loop twice. */
  write(bytes: Bytes): void {
    if (typeof bytes === 'number') {
      this.#reserve(1)
      this.#data[this.#length++] = bytes
      return
    }
    const count = bytes.length
    for (let i = 0; i < count; i++) {
      const part = bytes[i] as Bytes
      if (typeof part !== 'number') this.write(part)
      else {
        if (this.#length === this.#data.length) this.#reserve(count)
        this.#data[this.#length++] = part
      }
    }
  }

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#data.set(bytes, this.#length)
    this.#length += bytes.length
  }

  done(): Uint8Array<ArrayBuffer> {
    return this.#data.slice(0, this.#length)
  }
}
