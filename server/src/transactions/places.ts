/** Places in a block, as bits. */
export type Places = Uint8Array

export const noPlaces = (size: number): Places => new Uint8Array(Math.ceil(size / 8))

export function addAll(to: Places, other: Places) {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] ?? 0) | (other[i] ?? 0)
}

export function keepOnly(of: Places, other: Places) {
  for (let i = 0; i < of.length; i++) of[i] = (of[i] ?? 0) & (other[i] ?? 0)
}

export const isEmpty = (places: Places) => places.every((byte) => byte === 0)

/** Ascending. */
export function listOf(places: Places): number[] {
  const list: number[] = []
  for (const [i, byte] of places.entries())
    for (let bit = 0; byte >> bit; bit++) if ((byte >> bit) & 1) list.push(i * 8 + bit)
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

export function addPacked(to: Places, packed: Uint8Array) {
  if (packed[0] === asBits) return addAll(to, packed.subarray(1))
  for (let i = 1; i + 1 < packed.length; i += 2) setPlace(to, (packed[i] ?? 0) | ((packed[i + 1] ?? 0) << 8))
}

export const setPlace = (places: Places, place: number) => {
  places[place >> 3] = (places[place >> 3] ?? 0) | (1 << (place & 7))
}
