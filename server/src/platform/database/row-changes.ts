// Records what the statements of a transaction do to the rows of some tables, and puts rows back.
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  ExpressionWrapper,
  type InsertQueryNode,
  Kysely,
  type OperationNode,
  PrimitiveValueListNode,
  type SqlBool,
  TableNode,
  ValueNode,
  ValuesNode,
} from 'kysely'
import type { Database } from './database.ts'
import { inChunks } from './in-chunks.ts'

/** The tables whose rows are recorded, with the column that names a row. */
export type RecordedTables = Record<string, { key: string }>
export type Row = Record<string, unknown>

/** A row before and after a transaction; undefined where there was none. */
export type RowChange = { table: string; key: string; before: Row | undefined; after: Row | undefined }

type Trx = Database['kysely']

/** Returns a transaction whose statements are recorded, and a list of what they changed. */
export function recordRows(trx: Trx, tables: RecordedTables) {
  const former = new Map<string, { table: string; key: string; before: Row | undefined }>()
  const note = (table: string, key: string, before: Row | undefined) => {
    const place = toPlace(table, key)
    if (!former.has(place)) former.set(place, { table, key, before })
  }
  const noteMatching = async (table: string | undefined, where: OperationNode | undefined) => {
    const column = table === undefined ? undefined : tables[table]?.key
    if (table === undefined || column === undefined) return
    let query = inTable(trx, table)
    if (where) query = query.where(new ExpressionWrapper<Record<string, Row>, string, SqlBool>(where))
    for (const row of await query.execute()) note(table, String(row[column]), row)
  }
  const noteInserted = async (query: InsertQueryNode) => {
    const table = query.into && readTable(query.into)
    const column = table === undefined ? undefined : tables[table]?.key
    if (table === undefined || column === undefined) return
    for (const key of listInsertedKeys(query, column))
      note(table, key, query.onConflict && (await findRow(trx, table, column, key)))
  }
  const noteStatement = async ({ query }: CompiledQuery) => {
    if (query.kind === 'InsertQueryNode') await noteInserted(query)
    if (query.kind === 'UpdateQueryNode') await noteMatching(query.table && readTable(query.table), query.where?.where)
    if (query.kind === 'DeleteQueryNode') {
      const [from] = query.from.froms
      await noteMatching(from && readTable(from), query.where?.where)
    }
  }
  const listChanges = async (): Promise<RowChange[]> => {
    const noted = [...former.values()]
    const rows = new Map<string, Row>()
    for (const [table, all] of Map.groupBy(noted, (one) => one.table)) {
      const column = tables[table]?.key ?? ''
      const keys = all.map(({ key }) => key)
      for (const row of await inChunks(keys, (some) => inTable(trx, table).where(column, 'in', some).execute()))
        rows.set(toPlace(table, String(row[column])), row)
    }
    return noted.map((one) => ({ ...one, after: rows.get(toPlace(one.table, one.key)) }))
  }
  return { trx: Object.keys(tables).length ? observe(trx, noteStatement) : trx, listChanges }
}

/** Returns a handle of the same transaction that lets `before` look at each statement first. */
function observe(trx: Trx, before: (query: CompiledQuery) => Promise<void>): Trx {
  const executor = trx.getExecutor()
  const connection: DatabaseConnection = {
    async executeQuery<R>(query: CompiledQuery) {
      await before(query)
      return executor.executeQuery<R>(query)
    },
    streamQuery() {
      throw new Error('a recorded transaction streams nothing')
    },
  }
  const nothing = async () => undefined
  const refuse = () => Promise.reject(new Error('a recorded transaction has no transaction of its own'))
  const driver: Driver = {
    init: nothing,
    acquireConnection: async () => connection,
    releaseConnection: nothing,
    destroy: nothing,
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
  }
  return new Kysely<object>({
    dialect: {
      createDriver: () => driver,
      createQueryCompiler: () => ({ compileQuery: (node, id) => executor.compileQuery(node, id) }),
      createAdapter: () => executor.adapter,
      createIntrospector: () => trx.introspection,
    },
  })
}

const toPlace = (table: string, key: string) => `${table}\n${key}`

const readTable = (node: OperationNode) => (TableNode.is(node) ? node.table.identifier.name : undefined)

function listInsertedKeys({ columns = [], values }: InsertQueryNode, column: string): string[] {
  const place = columns.findIndex((one) => one.column.name === column)
  if (!values || !ValuesNode.is(values) || place === -1) return []
  return values.values.map((item) => {
    if (PrimitiveValueListNode.is(item)) return String(item.values[place])
    const node = item.values[place]
    return node && ValueNode.is(node) ? String(node.value) : ''
  })
}

const inTable = (trx: Trx, table: string) => trx.withTables<Record<string, Row>>().selectFrom(table).selectAll()

/** Returns the row of a table with this key. */
export const findRow = (trx: Trx, table: string, column: string, key: string): Promise<Row | undefined> =>
  inTable(trx, table).where(column, '=', key).executeTakeFirst()
type Restored = { table: string; column: string; key: string; row: Row | undefined; current: Row | undefined }

/** Makes the row with this key what it is to be: adds, replaces or deletes it. */
export async function restoreRow(trx: Trx, { table, column, key, row, current }: Restored) {
  const db = trx.withTables<Record<string, Row>>()
  if (row && current) await db.updateTable(table).set(row).where(column, '=', key).execute()
  else if (row) await db.insertInto(table).values(row).execute()
  else await db.deleteFrom(table).where(column, '=', key).execute()
}

/** Deletes the rows of a table with these keys. */
export async function deleteRows(trx: Trx, table: string, column: string, keys: readonly string[]) {
  const db = trx.withTables<Record<string, Row>>()
  await inChunks(keys, (some) => db.deleteFrom(table).where(column, 'in', some).execute())
}

/** Inserts rows, all with the same columns. */
export async function insertRows(trx: Trx, table: string, rows: readonly Row[]) {
  const db = trx.withTables<Record<string, Row>>()
  await inChunks(rows, (some) => db.insertInto(table).values(some).execute())
}
