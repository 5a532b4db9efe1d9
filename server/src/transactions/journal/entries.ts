// How entries of the record stand in a journal.

import type { Place } from '../../platform/body-files/entry.ts'
import type { FrameBuilder } from '../../platform/journal/frame.ts'
import type { CompanionStatement } from '../recording/companion-statements.ts'
import type { Chunk, Entry } from '../recording/entries.ts'
import { toBegunValues, toOutcomeValues } from '../recording/sqlite-transactions.ts'

/** Numbers that stand in files: they never mean anything else. */
export const kinds = { begin: 1, complete: 2, chunk: 3, routes: 4, companion: 5 } as const

type Bodies = { chunks: readonly Chunk[][]; places: readonly Place[] }

/** Adds entries to a frame. `chunks`: those of each entry. `places`: where the bytes of all chunks stand, in the same order. */
export function addEntries(frame: FrameBuilder, entries: readonly Entry[], { chunks, places }: Bodies) {
  let next = 0
  for (const [i, entry] of entries.entries()) {
    if (entry.kind === 'begin') frame.add(kinds.begin, toBegunValues(entry.value))
    else if (entry.kind === 'complete') frame.add(kinds.complete, toOutcomeValues(entry.value))
    else if (entry.kind === 'settle') frame.add(kinds.routes, [entry.value.id, JSON.stringify(entry.value)])
    for (const { id, part, n, key = null } of chunks[i] ?? []) {
      const { position, size } = places[next++] ?? failWithoutPlace()
      frame.add(kinds.chunk, [id, part, n, key, position, size])
    }
    if ('companions' in entry && entry.companions)
      for (const companion of entry.companions) addCompanion(frame, entry.value.id, companion)
  }
}

function addCompanion(frame: FrameBuilder, id: string, { sql, values, expectedRows }: CompanionStatement) {
  // The journal is taken over later: then it is too late to refuse.
  if (expectedRows !== undefined) throw new Error('A statement with expected rows cannot stand in a journal')
  frame.add(kinds.companion, [id, sql, JSON.stringify(values)])
}

function failWithoutPlace(): never {
  throw new Error('A chunk has no place in a body file')
}
