import type { DatabaseSync } from 'node:sqlite'
import type { PoolClient } from 'pg'

/** A statement that is written in the same commit as an entry. Values stand as $1, $2 … */
export type CompanionStatement = {
  sql: string
  values: (string | number | null)[]
  /** So many rows it must change, or nothing of its commit is kept. */
  expectedRows?: number
}

/** Marks a transaction that is forwarded nowhere, in the commit that begins it. */
export const markShadow = (id: string): CompanionStatement => ({
  sql: 'update transactions set shadow = 1 where id = $1',
  values: [id],
  expectedRows: 1,
})

/** Thrown when a companion statement did not change the expected rows: nothing of the entry was recorded. */
export class ConflictError extends Error {
  override readonly name = 'NotSoAnyMore'
}

const checkRows = ({ expectedRows: must }: CompanionStatement, changed: number) => {
  if (must !== undefined && changed !== must) throw new ConflictError('Another process was there first')
}

export function runOnSqlite(sqlite: DatabaseSync, statements: CompanionStatement[] = []) {
  for (const statement of statements) {
    const { changes } = sqlite.prepare(statement.sql.replace(/\$(\d+)/g, '?$1')).run(...statement.values)
    checkRows(statement, Number(changes))
  }
}

export async function runOnPostgres(client: PoolClient, statements: CompanionStatement[]) {
  for (const statement of statements) {
    const { rowCount } = await client.query(statement.sql, statement.values)
    checkRows(statement, rowCount ?? 0)
  }
}
