// How entries of the record stand in a journal.

import type { Place } from '../../platform/body-files/entry.ts'
import type { FrameBuilder } from '../../platform/journal/frame.ts'
import { toChunks } from '../recording/body-chunk.ts'
import type { CompanionStatement } from '../recording/companion-statements.ts'
import type { Entry } from '../recording/entries.ts'
import { toBegunValues, toOutcomeValues } from '../recording/sqlite-transactions.ts'

/** Numbers that stand in files: they never mean anything else. */
export const kinds = { begin: 1, complete: 2, chunk: 3, routes: 4, companion: 5 } as const

/** Adds entries to a frame. `places`: where the bytes of their chunks stand, in the same order. */
export function addEntries(frame: FrameBuilder, entries: readonly Entry[], places: readonly Place[]) {
  let next = 0
  for (const entry of entries) {
    if (entry.kind === 'begin') frame.add(kinds.begin, toBegunValues(entry.value))
    else if (entry.kind === 'complete') frame.add(kinds.complete, toOutcomeValues(entry.value))
    else if (entry.kind === 'settle') frame.add(kinds.routes, [entry.value.id, JSON.stringify(entry.value)])
    for (const { id, part, n, key = null } of toChunks(entry)) {
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
