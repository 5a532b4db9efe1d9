import { listKeys } from '@mediary/contract/api/records'
import type { HistoryEntry } from '@mediary/contract/operations/history'
import { type HistoryObject, historyObjects } from '@mediary/contract/operations/history/objects'
import type { Write } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import { type Caller, listAllowed, may } from '../platform/http/caller.ts'
import { forbidden, notFound } from '../platform/http/problem.ts'
import type { Secrets } from '../platform/secrets.ts'
import type { ObjectHistory } from './object-history.ts'
import { type HistoryRow, type HistoryTables, selectEntries } from './rows.ts'
import { undoChange } from './undo.ts'
import { toEntry } from './views.ts'

export type HistoryStore = ReturnType<typeof historyStore>

type Search = {
  object?: HistoryObject | undefined
  id?: string | undefined
  by?: string | undefined
  from?: string | undefined
  until?: string | undefined
  before?: string | undefined
  limit: number
}

/** The entries of the same change that an entry names. */
const maxTogether = 50

/** Reads the history of the configuration, and undoes changes. */
export function historyStore(
  database: Database,
  write: Write,
  histories: readonly ObjectHistory[],
  { secrets }: { secrets: Pick<Secrets, 'open'> },
) {
  return {
    /** Undoes the change of an entry as a whole, or refuses. Returns the objects that it restored. */
    async undo(id: string, caller: Caller) {
      const entry = await selectEntries(database.kysely).where('id', '=', id).executeTakeFirst()
      if (!entry || !maySee(caller, entry)) throw notFound('history-not-found', { id })
      const entries = await selectEntries(database.kysely).where('change', '=', entry.change).orderBy('id').execute()
      const other = entries.find(({ object, resource }) => !may(caller, historyObjects[object].manage, resource))
      if (other) throw forbidden('undo-not-yours')
      return undoChange(write, entries, { histories, secrets, caller })
    },

    /** Lists the entries that the caller may see, newest first. */
    async list({ object, id, by, from, until, before, limit }: Search, caller: Caller): Promise<HistoryEntry[]> {
      const visible = listVisible(caller)
      if (visible.length === 0) return []
      let query = selectEntries(database.kysely).where(({ eb, and, or }) =>
        or(
          visible.map(({ kind, resources }) =>
            resources === 'all'
              ? eb('object', '=', kind)
              : and([eb('object', '=', kind), eb('resource', 'in', [...resources])]),
          ),
        ),
      )
      if (object !== undefined) query = query.where('object', '=', object)
      if (id !== undefined) query = query.where('object_id', '=', id)
      if (by !== undefined) query = query.where('by_id', '=', by)
      if (from !== undefined) query = query.where('at', '>=', Date.parse(from))
      if (until !== undefined) query = query.where('at', '<', Date.parse(until))
      if (before !== undefined) query = query.where('id', '<', before)
      const rows = await query.orderBy('id', 'desc').limit(limit).execute()
      if (rows.length === 0) return []
      const undone = await findUndone(
        database,
        rows.map((row) => row.id),
      )
      const together = new Map<string, Awaited<ReturnType<typeof findTogether>>>()
      for (const { change } of rows)
        if (!together.has(change)) together.set(change, await findTogether(database, change, caller))
      return rows.map((row) => {
        const history = histories.find((one) => one.object === row.object)
        const others = (together.get(row.change) ?? []).filter(({ id }) => id !== row.id).slice(0, maxTogether)
        return toEntry(row, history, secrets, { undone: undone.get(row.id), together: others.map(toReference) })
      })
    },
  }
}

const toReference = ({ id, object, object_id, name }: Pick<HistoryRow, 'id' | 'object' | 'object_id' | 'name'>) => ({
  _id: id,
  object,
  objectId: object_id,
  name,
})

const maySee = (caller: Caller, { object, resource }: Pick<HistoryRow, 'object' | 'resource'>) =>
  may(caller, historyObjects[object].view, resource)

/** Returns the kinds of objects that a caller may see, each with the resources. */
const listVisible = (caller: Caller) =>
  listKeys(historyObjects).flatMap((kind) => {
    const resources = listAllowed(caller, historyObjects[kind].view)
    return resources === 'all' || resources.size ? [{ kind, resources }] : []
  })

/** Finds the entries that undid some entries, by the undone one. */
const findUndone = async ({ kysely }: Database, ids: string[]) => {
  const rows = await kysely
    .withTables<HistoryTables>()
    .selectFrom('history')
    .select(['id', 'undo_of'])
    .where('undo_of', 'in', ids)
    .orderBy('id')
    .execute()
  return new Map(rows.map(({ id, undo_of }) => [undo_of ?? '', id]))
}

/** Finds the visible entries of a change. */
const findTogether = async ({ kysely }: Database, change: string, caller: Caller) => {
  const rows = await kysely
    .withTables<HistoryTables>()
    .selectFrom('history')
    .select(['id', 'object', 'object_id', 'resource', 'name'])
    .where('change', '=', change)
    .orderBy('id')
    .limit(maxTogether + 1)
    .execute()
  return rows.filter((row) => maySee(caller, row))
}
