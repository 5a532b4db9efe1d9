// Removes bodies that stand behind the heads of their messages. The heads are kept.
import { type RawBuilder, sql } from 'kysely'
import {
  type MessageColumns,
  messageColumns,
  readMessage,
  type Side,
  sides,
  toMessagePlace,
} from '../../bodies/index.ts'
import { type BodyFiles, DamagedBodyError } from '../../platform/body-files/body-files.ts'
import type { Place } from '../../platform/body-files/entry.ts'
import type { Database } from '../../platform/database/database.ts'

type Row = { id: string } & MessageColumns
type Tables = { transactions: Row }
type Message = { row: Row; side: Side; bytes: number }
type RemovedBody = { id: string; bytes: number }

/** So many transactions are changed while the write lock is held: at most 8 MiB are read. */
const maxRows = 64
const noBytes = Buffer.alloc(0)

/** Lists the bodies of transactions that stand behind heads. */
export async function listMessageBodies(database: Database, ids: readonly string[]): Promise<RemovedBody[]> {
  if (database.engine === 'postgres') return []
  const rows = await selectWithBodies(database.kysely, ids).execute()
  return rows.flatMap(toMessages).map(({ row: { id }, bytes }) => ({ id, bytes }))
}

/**
 * Writes messages anew without their bodies, some at a time: one database transaction names the new entries and lists the former ones as
 * removed. Returns the removed bodies; none when nothing is left to do.
 */
export async function removeMessageBodies(database: Database, ids: readonly string[]): Promise<RemovedBody[]> {
  if (database.engine === 'postgres' || !database.bodyFiles) return []
  const { bodyFiles } = database
  return database.kysely.transaction().execute(async (trx) => {
    const messages = (await selectWithBodies(trx, ids).limit(maxRows).execute()).flatMap(toMessages)
    const found = messages.map((message) => ({ ...message, head: readHead(bodyFiles, message) }))
    const kept = found.flatMap(({ row, side, head }) => (head === undefined ? [] : [{ row, side, head }]))
    const entries = kept.map(({ row, side, head }) => ({ id: row.id, part: side, n: 0, head, bytes: noBytes }))
    const { places, cutBack } = entries.length > 0 ? bodyFiles.append(entries) : nothingAppended
    try {
      for (const [i, { row, side }] of kept.entries()) await moveHead(row.id, side, places[i]).execute(trx)
      for (const { row, side, head } of found) if (head === undefined) await loseHead(row.id, side).execute(trx)
    } catch (error) {
      cutBack()
      throw error
    }
    return messages.map(({ row: { id }, bytes }) => ({ id, bytes }))
  })
}

const nothingAppended: ReturnType<BodyFiles['append']> = { places: [], cutBack: () => undefined }

const selectWithBodies = (kysely: Database['kysely'], ids: readonly string[]) =>
  kysely
    .withTables<Tables>()
    .selectFrom('transactions')
    .select(['id', 'response_location', ...messageColumns])
    .where('id', 'in', [...ids])
    .where((eb) => eb.or([eb('request_body_size', '>', 0), eb('response_body_size', '>', 0)]))
    .orderBy('id')

const toMessages = (row: Row): Message[] =>
  sides.flatMap((side) => {
    const bytes = toMessagePlace(row, side)?.bodySize ?? 0
    return bytes > 0 ? [{ row, side, bytes }] : []
  })

/** Undefined: it is damaged. Its body goes all the same, and who asks for the head is told. */
function readHead(files: BodyFiles, { row, side }: Message): string | undefined {
  try {
    return readMessage(files, row, side)?.head.toString()
  } catch (error) {
    if (error instanceof DamagedBodyError) return undefined
    throw error
  }
}

function moveHead(id: string, side: Side, place: Place | undefined) {
  if (!place) throw new Error('A head has no place in a body file')
  return setMessage(id, side, [
    sql`${sql.ref(`${side}_file`)} = ${place.file}`,
    sql`${sql.ref(`${side}_position`)} = ${place.position}`,
    sql`${sql.ref(`${side}_body_size`)} = 0`,
  ])
}

const loseHead = (id: string, side: Side) =>
  setMessage(id, side, [
    sql`${sql.ref(`${side}_file`)} = null`,
    sql`${sql.ref(`${side}_body_size`)} = 0`,
    sql`${sql.ref(`${side}_headers`)} = ''`,
  ])

const setMessage = (id: string, side: Side, changes: RawBuilder<unknown>[]) =>
  sql`update transactions set ${sql.join(changes)}, ${sql.ref(`${side}_key`)} = null where id = ${id}`
