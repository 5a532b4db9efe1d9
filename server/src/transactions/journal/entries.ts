// How entries of the record stand in a journal.

import type { NewEntry, Place } from '../../platform/body-files/entry.ts'
import type { FrameBuilder } from '../../platform/journal/frame.ts'
import type { CompanionStatement } from '../recording/companion-statements.ts'
import type { Entry } from '../recording/entries.ts'
import { toBegunValues, toOutcomeValues, toRequestEntry, toResponseEntry } from '../recording/sqlite-messages.ts'

/**
 * Numbers that stand in files: they never mean anything else. `begin` and `complete` have headers, and were written by former versions. Those of
 * `beginMessage` and `completeMessage` stand in the body file.
 */
export const kinds = {
  ...{ begin: 1, complete: 2, chunk: 3, routes: 4, companion: 5 },
  ...{ beginMessage: 6, completeMessage: 7 },
} as const

export const isOutcome = (kind: number) => kind === kinds.complete || kind === kinds.completeMessage

/** Returns what of an entry stands in a body file. */
export function toBodyEntry(entry: Entry): NewEntry | undefined {
  if (entry.kind === 'begin') return toRequestEntry(entry.value)
  if (entry.kind === 'complete') return toResponseEntry(entry.value)
  if (entry.kind !== 'chunk') return undefined
  const { id, part, n, bytes } = entry.value
  return { id, part, n, bytes }
}

/** Adds entries to a frame. `places`: where they stand in the body file, without those that do not. */
export function addEntries(frame: FrameBuilder, entries: readonly Entry[], places: readonly Place[]) {
  let next = 0
  const takePlace = () => places[next++] ?? failWithoutPlace()
  for (const entry of entries) {
    if (entry.kind === 'begin') frame.add(kinds.beginMessage, toBegunValues(entry.value, takePlace()))
    else if (entry.kind === 'complete') frame.add(kinds.completeMessage, toOutcomeValues(entry.value, takePlace()))
    else if (entry.kind === 'settle') frame.add(kinds.routes, [entry.value.id, JSON.stringify(entry.value)])
    else {
      const { id, part, n, key = null } = entry.value
      const { position, size } = takePlace()
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
  throw new Error('An entry has no place in a body file')
}
