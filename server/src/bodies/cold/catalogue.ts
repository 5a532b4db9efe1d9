// What the store knows of bodies that stand in objects of a bucket.
import { type Kysely, type QueryExecutorProvider, sql } from 'kysely'
import type { Database } from '../../platform/database/database.ts'

/** An object that holds bodies of one channel, of the transactions from `least` to `greatest`. `first` and `before`: the range of their partition. */
export type ColdObject = {
  object: string
  first: string
  before: string
  channel: string
  least: string
  greatest: string
  transactions: number
  chunks: number
  body_bytes: number
  bytes: number
}

/** A partition whose bodies are in objects. */
export type ColdRange = { first: string; before: string }

/** Bodies that are removed, and may still stand in an object. An empty part: all bodies of the transaction. */
export type ColdRemoval = { transaction_id: string; part: string; channel: string }

/** `uploading`: it may come to hold bodies. `deleting`: it never will any more. */
type Upload = { object: string; state: 'uploading' | 'deleting' }

type Tables = {
  cold_ranges: ColdRange
  cold_objects: ColdObject
  cold_removals: ColdRemoval
  cold_uploads: Upload
}

type Db = Pick<Database, 'kysely'>
type Writer = Database['kysely']

const withTables = (db: Writer): Kysely<Tables> => db.withTables<Tables>()

/** Lists the objects that may hold a body of a transaction; none when it is removed. */
export async function listObjectsWith({ kysely }: Db, id: string, part: string): Promise<ColdObject[]> {
  const { rows } = await sql<ColdObject>`select o.* from transactions t join cold_objects o on o.channel = t.channel
    where t.id = ${id} and o.greatest >= ${id} and o.least <= ${id} and not exists (
      select 1 from cold_removals r where r.transaction_id = ${id} and r.part in ('', ${part}))
    order by o.greatest, o.least`.execute(kysely)
  return rows
}

const isInRange = (id: ReturnType<typeof sql>) =>
  sql`exists (select 1 from cold_ranges r where r.first <= ${id} and r.before > ${id})`

/**
 * Marks bodies in objects as removed. Nobody reads them from now on, and the next run of retention takes them out of their objects. The rows of the bodies
 * must be deleted before in the same database transaction, which makes those wait who move them to objects.
 */
export async function markRemoved(
  trx: QueryExecutorProvider,
  { id, channel, names = [''] }: { id: string; channel: string; names?: readonly string[] },
): Promise<void> {
  for (const part of names)
    await sql`insert into cold_removals (transaction_id, part, channel)
      select ${id}, ${part}, ${channel} where ${isInRange(sql`${id}`)} on conflict do nothing`.execute(trx)
}

/** Marks all bodies of transactions as removed. */
export const markAllRemoved = (trx: QueryExecutorProvider, ids: readonly string[]) =>
  sql`insert into cold_removals (transaction_id, part, channel) select t.id, '', t.channel from transactions t
    where t.id in (${sql.join([...ids])}) and ${isInRange(sql`t.id`)} on conflict do nothing`.execute(trx)

/** Tells whether bodies of a range are removed and may still stand in objects. */
export async function hasRemovals(trx: Writer, { first, before }: ColdRange): Promise<boolean> {
  const query = withTables(trx).selectFrom('cold_removals').select('part')
  const row = await query.where('transaction_id', '>=', first).where('transaction_id', '<', before).limit(1).execute()
  return row.length > 0
}

/** Lists some removals beyond one, in their order. */
export async function listRemovals(
  { kysely }: Db,
  limit: number,
  after: Pick<ColdRemoval, 'transaction_id' | 'part'> | undefined,
): Promise<ColdRemoval[]> {
  const beyond = after ? sql`where (transaction_id, part) > (${after.transaction_id}, ${after.part})` : sql``
  const { rows } =
    await sql<ColdRemoval>`select * from cold_removals ${beyond} order by transaction_id, part limit ${sql.lit(limit)}`.execute(
      kysely,
    )
  return rows
}

/** Deletes removals that have been carried out. */
export async function deleteRemovals({ kysely }: Db, removals: readonly ColdRemoval[]): Promise<void> {
  if (removals.length === 0) return
  const keys = removals.map(({ transaction_id, part }) => sql`(${transaction_id}, ${part})`)
  await sql`delete from cold_removals where (transaction_id, part) in (${sql.join(keys)})`.execute(kysely)
}

/** Lists the objects that may hold a body that is among some removals. */
export async function listAffectedObjects({ kysely }: Db, removals: readonly ColdRemoval[]): Promise<ColdObject[]> {
  const [first, last] = [removals[0]?.transaction_id, removals.at(-1)?.transaction_id]
  if (first === undefined || last === undefined) return []
  const { rows } =
    await sql<ColdObject>`select o.* from cold_objects o where o.greatest >= ${first} and o.least <= ${last}
    and exists (select 1 from cold_removals r where r.channel = o.channel and r.transaction_id between o.least and o.greatest)
    order by o.object`.execute(kysely)
  return rows
}

/** Returns which bodies of some transactions are removed. */
export async function findRemovals({ kysely }: Db, ids: readonly string[]): Promise<ColdRemoval[]> {
  if (ids.length === 0) return []
  return withTables(kysely)
    .selectFrom('cold_removals')
    .selectAll()
    .where('transaction_id', 'in', [...ids])
    .execute()
}

/** Notes the name of an object before it is uploaded: what becomes of it is known from now on. */
export const noteUpload = ({ kysely }: Db, object: string) =>
  withTables(kysely).insertInto('cold_uploads').values({ object, state: 'uploading' }).execute()

/** Lets objects that were uploaded hold bodies. Throws when they are being deleted: whoever uploaded them took too long. */
export async function registerObjects(trx: Writer, objects: readonly ColdObject[]): Promise<void> {
  for (const object of objects) {
    const { numDeletedRows } = await withTables(trx)
      .deleteFrom('cold_uploads')
      .where('object', '=', object.object)
      .where('state', '=', 'uploading')
      .executeTakeFirst()
    if (numDeletedRows !== 1n) throw new Error(`The object ${object.object} is being deleted`)
    await withTables(trx).insertInto('cold_objects').values(object).execute()
  }
}

/** Adds a range whose bodies are in objects. */
export const addColdRange = (trx: Writer, range: ColdRange) =>
  withTables(trx)
    .insertInto('cold_ranges')
    .values(range)
    .onConflict((conflict) => conflict.doNothing())
    .execute()

/** Takes an object away from the bodies: it is deleted from the bucket next. Its range must be locked. */
export async function releaseObject(trx: Writer, object: string): Promise<void> {
  await withTables(trx).deleteFrom('cold_objects').where('object', '=', object).execute()
  await withTables(trx)
    .insertInto('cold_uploads')
    .values({ object, state: 'deleting' })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Tells whether an object holds bodies. */
export async function isRegistered(trx: Writer, object: string): Promise<boolean> {
  const found = await withTables(trx).selectFrom('cold_objects').select('object').where('object', '=', object).execute()
  return found.length > 0
}

/** Marks uploads that nobody is at any more, and returns all objects that are to be deleted. `except`: somebody is at these. */
export async function abandonUploads({ kysely }: Db, except: readonly string[]): Promise<string[]> {
  await withTables(kysely)
    .updateTable('cold_uploads')
    .set({ state: 'deleting' })
    .where('state', '=', 'uploading')
    .$if(except.length > 0, (query) => query.where('object', 'not in', [...except]))
    .execute()
  const rows = await withTables(kysely)
    .selectFrom('cold_uploads')
    .select('object')
    .where('state', '=', 'deleting')
    .execute()
  return rows.map(({ object }) => object)
}

/** Lists the objects that hold bodies, or may come to, and whose names begin so. */
export async function listUsed({ kysely }: Db, base: string): Promise<string[]> {
  const { rows } = await sql<{ object: string }>`select object from cold_objects where starts_with(object, ${base})
    union all select object from cold_uploads where starts_with(object, ${base}) and state = 'uploading'`.execute(
    kysely,
  )
  return rows.map(({ object }) => object)
}

/** Forgets an object that the bucket does not have any more. */
export const forgetUpload = ({ kysely }: Db, object: string) =>
  withTables(kysely).deleteFrom('cold_uploads').where('object', '=', object).where('state', '=', 'deleting').execute()

/** Tells whether bodies stand in objects. */
export const hasColdBodies = async (database: Db) => (await listColdRanges(database)).length > 0

/** Lists the ranges whose bodies are in objects, the oldest first. */
export const listColdRanges = ({ kysely }: Db): Promise<ColdRange[]> =>
  withTables(kysely).selectFrom('cold_ranges').selectAll().orderBy('before').execute()

/** Lets nobody else change which objects a range has. Returns false when the range is removed. */
export async function lockColdRange(trx: Writer, { first, before }: ColdRange): Promise<boolean> {
  const { rows } =
    await sql`select 1 from cold_ranges where first = ${first} and before = ${before} for update`.execute(trx)
  return rows.length > 0
}

/** Lists the objects of a range. */
export const listObjectsOfRange = (trx: Writer, { first, before }: ColdRange): Promise<ColdObject[]> =>
  withTables(trx)
    .selectFrom('cold_objects')
    .selectAll()
    .where('first', '=', first)
    .where('before', '=', before)
    .execute()

/** Removes a range, which must be locked, with all its objects. They are deleted from the bucket next. */
export async function removeColdRange(trx: Writer, range: ColdRange): Promise<void> {
  const { first, before } = range
  for (const { object } of await listObjectsOfRange(trx, range)) await releaseObject(trx, object)
  await withTables(trx)
    .deleteFrom('cold_removals')
    .where('transaction_id', '>=', first)
    .where('transaction_id', '<', before)
    .execute()
  await withTables(trx).deleteFrom('cold_ranges').where('first', '=', first).where('before', '=', before).execute()
}

/** Measures the bodies of a channel that are in objects, of transactions before an id. */
export async function measureColdChannel({ kysely }: Db, channel: string, before?: string): Promise<number> {
  const { bytes } = await withTables(kysely)
    .selectFrom('cold_objects')
    .select(sql<number>`coalesce(sum(body_bytes), 0)`.as('bytes'))
    .where('channel', '=', channel)
    .$if(before !== undefined, (query) => query.where('greatest', '<', before ?? ''))
    .executeTakeFirstOrThrow()
  return Number(bytes)
}

type ColdUsage = { transactions: number; objects: number; bodyBytes: number; bytes: number; removals: number }

/** Measures what stands in objects. `removals`: bodies that are to be taken out of them. */
export async function measureCold({ kysely }: Db): Promise<ColdUsage> {
  const { rows } =
    await sql<ColdUsage>`select coalesce(sum(transactions), 0)::bigint as transactions, count(*) as objects,
    coalesce(sum(body_bytes), 0)::bigint as "bodyBytes", coalesce(sum(bytes), 0)::bigint as bytes,
    (select count(*) from cold_removals) as removals from cold_objects`.execute(kysely)
  const [row = { transactions: 0, objects: 0, bodyBytes: 0, bytes: 0, removals: 0 }] = rows
  return row
}
