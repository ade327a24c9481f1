/** Numbers as the binary format writes them: whole ones in LEB128, floats in IEEE 754, the lowest byte first. */

export const unsigned = (n: number): readonly number[] =>
  n < 0x80 ? [n] : [(n & 0x7f) | 0x80, ...unsigned(n >>> 7)]

export const signed = (n: number | bigint): readonly number[] => {
  if (typeof n === 'number' && n >= -0x40 && n < 0x40) return [n & 0x7f]
  const bytes: number[] = []
  let rest = BigInt(n)
  for (;;) {
    const low = Number(rest & 0x7fn)
    rest >>= 7n
    if ((rest === 0n && low < 0x40) || (rest === -1n && low >= 0x40)) return [...bytes, low]
    bytes.push(low | 0x80)
  }
}

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
