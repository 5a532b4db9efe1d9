/** A set of ordinals in a segment, one bit each. */
export type Bitmap = Uint8Array

export const emptyBitmap = (size: number): Bitmap => new Uint8Array(Math.ceil(size / 8))

function uniteInto(to: Bitmap, other: Bitmap) {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] ?? 0) | (other[i] ?? 0)
}

export const union = (a: Bitmap, b: Bitmap): Bitmap => {
  const [longer, shorter] = a.length < b.length ? [b, a] : [a, b]
  uniteInto(longer, shorter)
  return longer
}

export function intersectInto(of: Bitmap, other: Bitmap) {
  for (let i = 0; i < of.length; i++) of[i] = (of[i] ?? 0) & (other[i] ?? 0)
}

export function isEmpty(bitmap: Bitmap) {
  for (let i = 0; i < bitmap.length; i++) if (bitmap[i] !== 0) return false
  return true
}

const bitCounts = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length)
export function countBits(bitmap: Bitmap) {
  let count = 0
  for (let i = 0; i < bitmap.length; i++) count += bitCounts[bitmap[i] ?? 0] ?? 0
  return count
}

/** Returns the ordinals of a bitmap, ascending. */
export function toOrdinals(bitmap: Bitmap): number[] {
  const list: number[] = []
  for (let i = 0; i < bitmap.length; i++) {
    const byte = bitmap[i] ?? 0
    for (let bit = 0; byte >> bit; bit++) if ((byte >> bit) & 1) list.push(i * 8 + bit)
  }
  return list
}

const packedAsList = 0
const packedAsBits = 1

/** Packs ordinals as they are stored: as a list or as a bitmap, whichever is shorter. */
export function pack(list: readonly number[], size: number): Uint8Array {
  const bits = emptyBitmap(size)
  if (list.length * 2 < bits.length) {
    const packed = Buffer.alloc(1 + list.length * 2, packedAsList)
    for (const [i, ordinal] of list.toSorted((a, b) => a - b).entries()) packed.writeUInt16LE(ordinal, 1 + i * 2)
    return packed
  }
  for (const ordinal of list) setBit(bits, ordinal)
  return Buffer.concat([Buffer.of(packedAsBits), bits])
}

/** Unpacks the hexadecimal form of packed ordinals. The bitmap is only as long as needed. */
export function unpack(hex: string): Bitmap {
  const packed = Buffer.from(hex, 'hex')
  if (packed[0] === packedAsBits) return packed.subarray(1)
  const bitmap = emptyBitmap(packed.length < 3 ? 0 : packed.readUInt16LE(packed.length - 2) + 1)
  unitePackedInto(bitmap, packed)
  return bitmap
}

/** Unpacks ordinals into a bitmap for so many transactions. */
export function unpackInto(size: number, packed: Uint8Array): Bitmap {
  const bitmap = emptyBitmap(size)
  unitePackedInto(bitmap, packed)
  return bitmap
}

function unitePackedInto(to: Bitmap, packed: Uint8Array) {
  if (packed[0] === packedAsBits) return uniteInto(to, packed.subarray(1))
  for (let i = 1; i + 1 < packed.length; i += 2) setBit(to, (packed[i] ?? 0) | ((packed[i + 1] ?? 0) << 8))
}

export const setBit = (bitmap: Bitmap, ordinal: number) => {
  bitmap[ordinal >> 3] = (bitmap[ordinal >> 3] ?? 0) | (1 << (ordinal & 7))
}
