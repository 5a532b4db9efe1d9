import { pack } from './bitmap.ts'
import {
  collectCall,
  collectFingerprint,
  collectPrimaryCall,
  collectRow,
  type FieldSink,
  type IndexedCall,
  isUnfinished,
} from './fields.ts'
import type { IndexedRow } from './rows.ts'
import { trigramFilter } from './trigrams.ts'

/** Transactions in a segment. An ordinal, the position of a transaction in its segment, has at most 16 bits. */
export const segmentSize = 2048

type PostingList = { field: string; value: string; ordinals: Uint8Array }
export type Segment = {
  first: string
  last: string
  size: number
  open: number
  ids: Uint8Array
  postingLists: PostingList[]
}

/** Distinct values of a field in a segment. Transactions with further values are listed under `otherValues`, and always checked. */
const maxValuesPerField = 256
const maxValueLength = 200
export const otherValues = '*'
/** The posting list of unfinished transactions: they may change without an invalidation, so they are always checked. */
export const unfinished = { field: 'open', value: '' }

export const idBytes = 12
const packIds = (ids: string[]) => Buffer.from(ids.join(''), 'hex')
export const idAtOrdinal = (ids: Uint8Array, ordinal: number) =>
  Buffer.from(ids.buffer, ids.byteOffset, ids.byteLength).toString('hex', ordinal * idBytes, (ordinal + 1) * idBytes)

type Collected = ReturnType<typeof collectRows>

/** Collects what a segment says of consecutive transactions, without their calls. */
export function collectRows(rows: Iterable<IndexedRow>) {
  const postings = segmentPostings()
  const [common, primaries] = [new Map<string, number[]>(), new Map<string, number[]>()]
  const ids: string[] = []
  for (const row of rows) {
    const ordinal = ids.length
    ids.push(row.id)
    addOne(common, row.fingerprint, ordinal)
    if (row.upstream !== null) addOne(primaries, row.upstream, ordinal)
    collectRow(row, postings.at([ordinal]))
  }
  for (const [fingerprint, ordinals] of common) collectFingerprint(fingerprint, postings.at(ordinals))
  for (const [upstream, ordinals] of primaries) collectPrimaryCall(upstream, postings.at(ordinals))
  const changing = [...common].flatMap(([fingerprint, ordinals]) => (isUnfinished(fingerprint) ? ordinals : []))
  return { ids, postings, changing }
}

/**
 * Builds a segment. The calls are read after the transactions: one that ended in between counts as unfinished, and is always
 * checked. The other way round its calls could be missing.
 */
export function buildSegment(
  { ids, postings, changing }: Collected,
  calls: readonly IndexedCall[],
): Omit<Segment, 'last'> {
  if (calls.length) addCalls(ids, calls, postings)
  return {
    first: ids[0] ?? '',
    size: ids.length,
    open: changing.length,
    ids: packIds(ids),
    postingLists: [
      ...postings.postings(ids.length),
      ...(changing.length ? [{ ...unfinished, ordinals: pack(changing, ids.length) }] : []),
    ],
  }
}

function addCalls(ids: readonly string[], calls: readonly IndexedCall[], postings: SegmentPostings) {
  const ordinals = new Map(ids.map((id, ordinal) => [id, ordinal]))
  for (const call of calls) {
    const ordinal = ordinals.get(call.transaction_id)
    if (ordinal !== undefined) collectCall(call, postings.at([ordinal]))
  }
}

function add<K>(to: Map<K, number[]>, key: K, ordinals: readonly number[]) {
  const list = to.get(key)
  if (list) list.push(...ordinals)
  else to.set(key, [...ordinals])
}

function addOne(to: Map<string, number[]>, key: string, ordinal: number) {
  const list = to.get(key)
  if (list) list.push(ordinal)
  else to.set(key, [ordinal])
}

type SegmentPostings = ReturnType<typeof segmentPostings>

function segmentPostings() {
  const values = new Map<string, Map<string, number[]>>()
  const texts = new Map<string, ReturnType<typeof trigramFilter>>()
  const none: readonly number[] = []
  const state = { ordinals: none }

  const findValues = (field: string) => {
    const known = values.get(field) ?? new Map<string, number[]>()
    values.set(field, known)
    return known
  }
  const found: FieldSink = {
    value(field, value) {
      if (value === undefined) return
      const known = findValues(field)
      const fits =
        value.length <= maxValueLength && value !== otherValues && (known.has(value) || known.size < maxValuesPerField)
      add(known, fits ? value : otherValues, state.ordinals)
    },
    any: (field) => add(findValues(field), otherValues, state.ordinals),
    text(field, text) {
      const known = texts.get(field) ?? trigramFilter()
      texts.set(field, known)
      known.add(text)
    },
  }

  return {
    at(ordinals: readonly number[]): FieldSink {
      state.ordinals = ordinals
      return found
    },

    postings(size: number): PostingList[] {
      const ofValues = [...values].flatMap(([field, known]) =>
        [...known].map(([value, ordinals]) => ({ field, value, ordinals: pack(ordinals, size) })),
      )
      const ofTexts = [...texts].flatMap(([field, trigrams]) =>
        trigrams.buckets().map(([value, ordinals]) => ({ field, value, ordinals })),
      )
      return [...ofValues, ...ofTexts]
    },
  }
}
