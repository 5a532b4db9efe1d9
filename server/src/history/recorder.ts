// Makes the entries of a change, in the database transaction of the change.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Recorder } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import { findRow, type Row, type RowChange } from '../platform/database/row-changes.ts'
import { findCurrentCall } from '../platform/http/current-call.ts'
import type { IdGenerator } from '../platform/ids.ts'
import type { Secrets } from '../platform/secrets.ts'
import type { ObjectHistory } from './object-history.ts'
import { findNewest, type HistoryRow, type Images, insertEntries } from './rows.ts'

type Trx = Database['kysely']
type Deps = { secrets: Pick<Secrets, 'seal'>; newId: IdGenerator; maxImageBytes?: number }

/** The changes of one object. */
type Changed = { history: ObjectHistory; objectId: string; changes: RowChange[] }

const defaultMaxImageBytes = 512 * 1024

/** The entries that the running undo undoes, by object. */
const undoing = new AsyncLocalStorage<ReadonlyMap<string, string>>()

export const toPlace = (object: string, objectId: string) => `${object}\n${objectId}`

/** Does the work of an undo: its entries name those that they undo. */
export const runUndo = <T>(undone: ReadonlyMap<string, string>, work: () => Promise<T>): Promise<T> =>
  undoing.run(undone, work)

/** Returns the recorder of all objects whose changes are kept. */
export function historyRecorder(histories: readonly ObjectHistory[], deps: Deps): Recorder {
  const tables = Object.fromEntries(
    histories.flatMap((history) => Object.entries(history.tables).map(([table, { key }]) => [table, { key }])),
  )

  const buildRow = async (trx: Trx, { history, objectId, changes }: Changed, change: string, at: number) => {
    const named = changes.filter(({ table }) => table === history.main)
    const main = named.length === 0 ? await findMain(trx, history, objectId) : undefined
    const naming = named.findLast(({ after }) => after)?.after ?? named[0]?.before ?? main
    // Rows can outlive the object that they belong to, as the enrolment codes of a deleted client do.
    const former = naming ? undefined : await findNewest(trx, history.object, objectId)
    const call = findCurrentCall()
    const images = JSON.stringify({ changes, main } satisfies Images)
    const row: HistoryRow = {
      id: change,
      change,
      at,
      object: history.object,
      object_id: objectId,
      resource: former?.resource ?? (naming && history.getResource?.(naming)) ?? objectId,
      name: naming ? history.getName(naming) : (former?.name ?? objectId),
      action: toAction(named),
      by_id: call?.caller.user?.id ?? null,
      by_name: call?.caller.user?.name ?? null,
      address: call?.address ?? null,
      images: images.length > (deps.maxImageBytes ?? defaultMaxImageBytes) ? null : deps.secrets.seal(images),
      undo_of: undoing.getStore()?.get(toPlace(history.object, objectId)) ?? null,
    }
    return row
  }

  return {
    tables,
    async record(trx, changes) {
      const found = groupByObject(histories, changes)
      if (found.length === 0) return
      const at = Date.now()
      const change = deps.newId(at)
      const rows: HistoryRow[] = []
      for (const [i, one] of found.entries()) {
        const row = await buildRow(trx, one, change, at)
        rows.push(i === 0 ? row : { ...row, id: deps.newId(at) })
      }
      await insertEntries(trx, rows)
    },
  }
}

const findMain = (trx: Trx, { main, tables }: ObjectHistory, objectId: string): Promise<Row | undefined> =>
  findRow(trx, main, tables[main]?.key ?? '', objectId)

function toAction(changes: RowChange[]): HistoryRow['action'] {
  if (changes.length && changes.every(({ before }) => !before)) return 'created'
  return changes.length && changes.every(({ after }) => !after) ? 'removed' : 'changed'
}

function groupByObject(histories: readonly ObjectHistory[], changes: RowChange[]): Changed[] {
  const found = new Map<string, Changed>()
  for (const change of changes) {
    const row = change.after ?? change.before
    const history = row && histories.find(({ tables }) => tables[change.table]?.findObject(row) !== undefined)
    const objectId = row && history?.tables[change.table]?.findObject(row)
    if (!history || objectId === undefined || isSame(history, change.table, change.before, change.after)) continue
    const place = toPlace(history.object, objectId)
    const known = found.get(place)
    if (known) known.changes.push(change)
    else found.set(place, { history, objectId, changes: [change] })
  }
  return [...found.values()]
}

/** Tells if two states of a row are the same configuration. */
export function isSame({ tables }: ObjectHistory, table: string, one: Row | undefined, other: Row | undefined) {
  if (!one || !other) return !one && !other
  const ignored = tables[table]?.ignored ?? []
  return Object.keys({ ...one, ...other }).every((column) => ignored.includes(column) || one[column] === other[column])
}
