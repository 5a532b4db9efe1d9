import type { DatabaseSync } from 'node:sqlite'
import type { PoolClient } from 'pg'

/** A statement that is written in the same commit as an entry. Values stand as $1, $2 … */
export type Alongside = {
  sql: string
  values: (string | number | null)[]
  /** So many rows it must change, or nothing of its commit is kept. */
  must?: number
}

/** What had to be so for an entry to be recorded was not so any more: nothing of it was. */
export class NotSoAnyMore extends Error {
  override readonly name = 'NotSoAnyMore'
}

const check = ({ must }: Alongside, changed: number) => {
  if (must !== undefined && changed !== must) throw new NotSoAnyMore('Another process was there first')
}

export function alongSqlite(sqlite: DatabaseSync, statements: Alongside[] = []) {
  for (const statement of statements) {
    const { changes } = sqlite.prepare(statement.sql.replace(/\$(\d+)/g, '?$1')).run(...statement.values)
    check(statement, Number(changes))
  }
}

export async function alongPostgres(client: PoolClient, statements: Alongside[]) {
  for (const statement of statements) {
    const { rowCount } = await client.query(statement.sql, statement.values)
    check(statement, rowCount ?? 0)
  }
}
