import type { Database } from './database.ts'

type AnyTables = Record<string, Record<string, unknown>>

const rowsPerStatement = 100

/** Copies all rows of some tables from one store to another, which has the same tables. */
export async function copyTables(from: Database, to: Database, tables: readonly string[]): Promise<void> {
  const [source, target] = [from.kysely.withTables<AnyTables>(), to.kysely.withTables<AnyTables>()]
  for (const table of tables) {
    const rows = await source.selectFrom(table).selectAll().execute()
    for (let n = 0; n < rows.length; n += rowsPerStatement)
      await target
        .insertInto(table)
        .values(rows.slice(n, n + rowsPerStatement))
        .execute()
  }
}
