import { maxNotes, type Note, type NoteObject } from '@mediary/contract/operations/notes'
import { type RawBuilder, sql } from 'kysely'
import type { Write } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import type { Caller } from '../platform/http/caller.ts'
import { conflict } from '../platform/http/problem.ts'
import type { IdGenerator } from '../platform/ids.ts'

type NoteRow = {
  id: string
  object: NoteObject
  object_id: string
  text: string
  by_id: string
  by_name: string
  at: number
}
type Tables = { notes: NoteRow }
type Trx = Database['kysely']
type Place = { object: NoteObject; id: string }

export type NoteStore = ReturnType<typeof noteStore>

const selectNotes = (trx: Trx) => trx.withTables<Tables>().selectFrom('notes').selectAll()

const toNote = ({ id, object, object_id, text, by_id, by_name, at }: NoteRow): Note => ({
  _id: id,
  object,
  objectId: object_id,
  text,
  by: { _id: by_id, name: by_name },
  at: new Date(Number(at)).toISOString(),
})

export function noteStore(database: Database, write: Write, { newId }: { newId: IdGenerator }) {
  /** Notes of the configuration stand in its history; those of the record are part of the record. */
  const change = <T>({ object, id }: Place, work: (trx: Trx) => Promise<T>): Promise<T> =>
    object === 'client' || object === 'channel'
      ? write(async (trx, touch) => {
          touch(object, id)
          return work(trx)
        })
      : database.kysely.transaction().execute(work)

  return {
    async list({ object, id }: Place): Promise<Note[]> {
      const ofObject = selectNotes(database.kysely).where('object', '=', object).where('object_id', '=', id)
      return (await ofObject.orderBy('id', 'desc').limit(maxNotes).execute()).map(toNote)
    },

    async find(id: string): Promise<Note | undefined> {
      const row = await selectNotes(database.kysely).where('id', '=', id).executeTakeFirst()
      return row && toNote(row)
    },

    add: (place: Place, text: string, { user }: Caller): Promise<Note> =>
      change(place, async (trx) => {
        const db = trx.withTables<Tables>()
        const { count } = await db
          .selectFrom('notes')
          .select(({ fn }) => fn.countAll().as('count'))
          .where('object', '=', place.object)
          .where('object_id', '=', place.id)
          .executeTakeFirstOrThrow()
        if (Number(count) >= maxNotes) throw conflict('too-many-notes', { max: maxNotes })
        const at = Date.now()
        const by = { by_id: user?.id ?? '', by_name: user?.name ?? '' }
        const row: NoteRow = { id: newId(at), object: place.object, object_id: place.id, text, ...by, at }
        await db.insertInto('notes').values(row).execute()
        return toNote(row)
      }),

    remove: ({ _id, object, objectId }: Note): Promise<void> =>
      change({ object, id: objectId }, async (trx) => {
        await trx.withTables<Tables>().deleteFrom('notes').where('id', '=', _id).execute()
      }),
  }
}

/** Builds the statement that deletes the notes of transactions. */
export const deleteTransactionNotes = (ids: readonly string[]): RawBuilder<unknown> =>
  sql`delete from notes where object = 'transaction' and object_id in (${sql.join(ids)})`

/**
 * Deletes the notes of refusals that are gone, and of clients and channels that no undo can bring back any more. The removal
 * of transactions deletes their notes itself.
 */
export async function deleteOrphanedNotes({ kysely }: Pick<Database, 'kysely'>) {
  await sql`delete from notes where object = 'refusal'
    and not exists (select 1 from refusals where refusals.id = notes.object_id)`.execute(kysely)
  for (const [object, table] of [
    ['client', 'clients'],
    ['channel', 'channels'],
  ] as const)
    await sql`delete from notes where object = ${object}
      and not exists (select 1 from ${sql.table(table)} as o where o.id = notes.object_id)
      and not exists (select 1 from history h where h.object = ${object} and h.object_id = notes.object_id)`.execute(
      kysely,
    )
}
