// Puts the rows of a change back as they were, in one transaction that leaves entries of its own.
import type { Write } from '../platform/database/changes.ts'
import { type Database, isDuplicate } from '../platform/database/database.ts'
import { findRow, type Row, type RowChange, restoreRow } from '../platform/database/row-changes.ts'
import type { Caller } from '../platform/http/caller.ts'
import { conflict } from '../platform/http/problem.ts'
import type { Secrets } from '../platform/secrets.ts'
import type { ObjectHistory } from './object-history.ts'
import { isSame, runUndo, toPlace } from './recorder.ts'
import { type HistoryRow, selectEntries } from './rows.ts'
import { readImages } from './views.ts'

type Trx = Database['kysely']
type Restoration = { entry: HistoryRow; history: ObjectHistory; changes: RowChange[] }
type Deps = { histories: readonly ObjectHistory[]; secrets: Pick<Secrets, 'open'>; caller: Caller }

/** Undoes a change, with everything that was changed together. Refuses when something depends on it. */
export async function undoChange(write: Write, entries: HistoryRow[], { histories, secrets, caller }: Deps) {
  const restorations = entries.map((entry) => readRestoration(entry, histories, secrets))
  const undone = new Map(entries.map(({ id, object, object_id }) => [toPlace(object, object_id), id]))
  for (const { entry, history, changes } of restorations) await history.prepareUndo?.(entry.object_id, changes)
  await runUndo(undone, () =>
    write(async (trx, touch) => {
      for (const restoration of restorations) await refuseChangedSince(trx, restoration)
      for (const restoration of restorations.toReversed()) await restoreObject(trx, restoration)
      for (const { entry, history, changes } of restorations) {
        const reversed = changes.map(({ before, after, ...row }) => ({ ...row, before: after, after: before }))
        await history.finishUndo?.({ trx, caller, objectId: entry.object_id, changes: reversed })
        touch(history.changeKind, entry.object_id)
      }
    }),
  )
  return entries.map(({ object, object_id, name }) => ({ object, objectId: object_id, name }))
}

function readRestoration(
  entry: HistoryRow,
  histories: readonly ObjectHistory[],
  secrets: Pick<Secrets, 'open'>,
): Restoration {
  const history = histories.find(({ object }) => object === entry.object)
  const images = readImages(entry, secrets)
  if (!history || !images) throw conflict('undo-too-large')
  const obstacle = history.findObstacle?.(images.changes)
  if (obstacle) throw conflict(obstacle)
  return { entry, history, changes: images.changes }
}

const findColumn = ({ tables }: ObjectHistory, table: string) => tables[table]?.key ?? ''

async function refuseChangedSince(trx: Trx, { entry, history, changes }: Restoration) {
  for (const { table, key, after } of changes) {
    const current = await findRow(trx, table, findColumn(history, table), key)
    if (isSame(history, table, current, after)) continue
    const later = await selectEntries(trx)
      .where('object', '=', entry.object)
      .where('object_id', '=', entry.object_id)
      .where('id', '>', entry.id)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst()
    const at = later ? new Date(Number(later.at)).toISOString() : ''
    throw conflict('undo-changed-since', { name: entry.name, by: later?.by_name ?? '', at })
  }
}

async function restoreObject(trx: Trx, { entry, history, changes }: Restoration) {
  try {
    for (const { table, key, before } of changes.toReversed()) {
      const column = findColumn(history, table)
      const current = await findRow(trx, table, column, key)
      await restoreRow(trx, { table, column, key, row: buildRow(history, table, before, current), current })
    }
  } catch (error) {
    throw isDuplicate(error) ? conflict('undo-name-taken', { name: entry.name }) : error
  }
}

/** Returns the row to store. What is no configuration keeps its present values. */
function buildRow(history: ObjectHistory, table: string, row: Row | undefined, current: Row | undefined) {
  const { ignored = [], whenRestored = {} } = history.tables[table] ?? {}
  if (!row) return undefined
  const kept = current ? Object.entries(row).filter(([column]) => !ignored.includes(column)) : Object.entries(row)
  return { ...Object.fromEntries(kept), ...whenRestored }
}
