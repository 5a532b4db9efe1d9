import { pack } from './bitmap.ts'
import {
  callFacets,
  type FacetCall,
  type FacetRow,
  type Found,
  mayChange,
  ownFacets,
  primaryFacets,
  saidFacets,
  withoutTime,
} from './fields.ts'
import { gramsNoted } from './trigrams.ts'

/** How many transactions are summarised together: a place in a block has at most 16 bits. */
export const blockSize = 2048
/** Of one that was summarised anew, when more have been added to it: beyond that it is split. */
export const mostInBlock = 2 * blockSize

export type Posting = { facet: string; value: string; places: Uint8Array }
export type Block = { first: string; last: string; size: number; open: number; ids: Uint8Array; postings: Posting[] }

/** Of a facet in a block; what has other values stands under `other`, and is looked at itself. */
const mostValues = 256
const longestValue = 200
export const other = '*'
/** The places of transactions that may change without anybody saying so: they are always looked at. */
export const open = { facet: 'open', value: '' }

export const idBytes = 12
const packedIds = (ids: string[]) => Buffer.from(ids.join(''), 'hex')
export const idAt = (ids: Uint8Array, place: number) =>
  Buffer.from(ids.buffer, ids.byteOffset, ids.byteLength).toString('hex', place * idBytes, (place + 1) * idBytes)

/** Summarises transactions that follow each other, and what they called. */
export function blockOf(rows: readonly FacetRow[], calls: readonly FacetCall[]): Omit<Block, 'last'> {
  const noted = notes()
  const [common, primaries] = [new Map<string, number[]>(), new Map<string, number[]>()]
  for (const [place, row] of rows.entries()) {
    addOne(common, row.said, place)
    if (row.upstream !== null) addOne(primaries, withoutTime(row.upstream), place)
    ownFacets(row, noted.at([place]))
  }
  for (const [said, places] of common) saidFacets(said, noted.at(places))
  for (const [upstream, places] of primaries) primaryFacets(upstream, noted.at(places))
  if (calls.length) noteCalls(rows, calls, noted)
  const changing = [...common].flatMap(([said, places]) => (mayChange(said) ? places : []))
  return {
    first: rows[0]?.id ?? '',
    size: rows.length,
    open: changing.length,
    ids: packedIds(rows.map(({ id }) => id)),
    postings: [
      ...noted.postings(rows.length),
      ...(changing.length ? [{ ...open, places: pack(changing, rows.length) }] : []),
    ],
  }
}

function noteCalls(rows: readonly FacetRow[], calls: readonly FacetCall[], noted: Notes) {
  const placeOf = new Map(rows.map(({ id }, place) => [id, place]))
  for (const call of calls) {
    const place = placeOf.get(call.transaction_id)
    if (place !== undefined) callFacets(call, noted.at([place]))
  }
}

function add<K>(to: Map<K, number[]>, key: K, places: readonly number[]) {
  const list = to.get(key)
  if (list) list.push(...places)
  else to.set(key, [...places])
}

function addOne(to: Map<string, number[]>, key: string, place: number) {
  const list = to.get(key)
  if (list) list.push(place)
  else to.set(key, [place])
}

type Notes = ReturnType<typeof notes>

function notes() {
  const values = new Map<string, Map<string, number[]>>()
  const texts = new Map<string, ReturnType<typeof gramsNoted>>()
  const state = { places: [] as readonly number[] }

  const valuesOf = (facet: string) => {
    const known = values.get(facet) ?? new Map<string, number[]>()
    values.set(facet, known)
    return known
  }
  const found: Found = {
    value(facet, value) {
      if (value === undefined) return
      const known = valuesOf(facet)
      const fits = value.length <= longestValue && value !== other && (known.has(value) || known.size < mostValues)
      add(known, fits ? value : other, state.places)
    },
    any: (facet) => add(valuesOf(facet), other, state.places),
    text(facet, text) {
      const known = texts.get(facet) ?? gramsNoted()
      texts.set(facet, known)
      known.add(text)
    },
  }

  return {
    at(places: readonly number[]): Found {
      state.places = places
      return found
    },

    postings(size: number): Posting[] {
      const ofValues = [...values].flatMap(([facet, known]) =>
        [...known].map(([value, places]) => ({ facet, value, places: pack(places, size) })),
      )
      const ofTexts = [...texts].flatMap(([facet, grams]) =>
        grams.buckets().map(([value, places]) => ({ facet, value, places })),
      )
      return [...ofValues, ...ofTexts]
    },
  }
}
