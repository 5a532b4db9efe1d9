import type { DatabaseSync } from 'node:sqlite'

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
  override readonly name = 'ConflictError'
}

export const checkRows = (expectedRows: number | undefined, changed: number) => {
  if (expectedRows !== undefined && changed !== expectedRows) throw new ConflictError('Another process was there first')
}

export function runOnSqlite(sqlite: DatabaseSync, statements: CompanionStatement[] = []) {
  for (const statement of statements) {
    const { changes } = sqlite.prepare(statement.sql.replace(/\$(\d+)/g, '?$1')).run(...statement.values)
    checkRows(statement.expectedRows, Number(changes))
  }
}
