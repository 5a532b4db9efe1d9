/** Places in a block, as bits. */
export type Places = Uint8Array

export const noPlaces = (size: number): Places => new Uint8Array(Math.ceil(size / 8))

export function addAll(to: Places, other: Places) {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] ?? 0) | (other[i] ?? 0)
}

export const union = (a: Places, b: Places): Places => {
  const [longer, shorter] = a.length < b.length ? [b, a] : [a, b]
  addAll(longer, shorter)
  return longer
}

export function keepOnly(of: Places, other: Places) {
  for (let i = 0; i < of.length; i++) of[i] = (of[i] ?? 0) & (other[i] ?? 0)
}

export function isEmpty(places: Places) {
  for (let i = 0; i < places.length; i++) if (places[i] !== 0) return false
  return true
}

const ones = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length)
export function countOf(places: Places) {
  let count = 0
  for (let i = 0; i < places.length; i++) count += ones[places[i] ?? 0] ?? 0
  return count
}

/** Ascending. */
export function listOf(places: Places): number[] {
  const list: number[] = []
  for (let i = 0; i < places.length; i++) {
    const byte = places[i] ?? 0
    for (let bit = 0; byte >> bit; bit++) if ((byte >> bit) & 1) list.push(i * 8 + bit)
  }
  return list
}

const asList = 0
const asBits = 1

/** As it is stored: the shorter of a list of places and all bits. */
export function pack(list: readonly number[], size: number): Uint8Array {
  const bits = noPlaces(size)
  if (list.length * 2 < bits.length) {
    const packed = Buffer.alloc(1 + list.length * 2, asList)
    for (const [i, place] of list.toSorted((a, b) => a - b).entries()) packed.writeUInt16LE(place, 1 + i * 2)
    return packed
  }
  for (const place of list) setPlace(bits, place)
  return Buffer.concat([Buffer.of(asBits), bits])
}

/** From the hexadecimal form of what is stored; bits as many as were stored, a list as far as its last. */
export function unpack(hex: string): Places {
  const packed = Buffer.from(hex, 'hex')
  if (packed[0] === asBits) return packed.subarray(1)
  const places = noPlaces(packed.length < 3 ? 0 : packed.readUInt16LE(packed.length - 2) + 1)
  addPacked(places, packed)
  return places
}

export function addPacked(to: Places, packed: Uint8Array) {
  if (packed[0] === asBits) return addAll(to, packed.subarray(1))
  for (let i = 1; i + 1 < packed.length; i += 2) setPlace(to, (packed[i] ?? 0) | ((packed[i + 1] ?? 0) << 8))
}

export const setPlace = (places: Places, place: number) => {
  places[place >> 3] = (places[place >> 3] ?? 0) | (1 << (place & 7))
}
