// Which documents of the configuration were imported: written in the transaction that imports them.
import type { Database } from '../platform/database/database.ts'

/** `stored`: the id of the document here, where it is another than in OpenHIM. */
type Row = { collection: string; id: string; digest: string; stored: string | null }
type Trx = Database['kysely']

const tables = (trx: Trx) => trx.withTables<{ openhim_import: Row }>()

/** Returns the digests of the imported documents of a collection, by id. */
export async function loadDigests({ kysely }: Database, collection: string): Promise<Map<string, string>> {
  const query = tables(kysely)
    .selectFrom('openhim_import')
    .select(['id', 'digest'])
    .where('collection', '=', collection)
  return new Map((await query.execute()).map(({ id, digest }) => [id, digest]))
}

/** Returns a function that turns an id of OpenHIM into the one that the document has here. */
export async function loadStoredIds({ kysely }: Database, collection: string): Promise<(id: string) => string> {
  const query = tables(kysely)
    .selectFrom('openhim_import')
    .select(['id', 'stored'])
    .where('collection', '=', collection)
  const stored = new Map((await query.where('stored', 'is not', null).execute()).map((row) => [row.id, row.stored]))
  return (id) => stored.get(id) ?? id
}

/** Notes that a document was imported, or imported again in a newer version. */
export const saveProgress = (trx: Trx, row: Row) =>
  tables(trx)
    .insertInto('openhim_import')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['collection', 'id']).doUpdateSet({ digest: row.digest, stored: row.stored }),
    )
    .execute()
