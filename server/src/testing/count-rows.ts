import type { KyselyPlugin } from 'kysely'
import type { Database } from '../platform/database/database.ts'

/** A database that counts the rows that are read through it. */
export function countRows(database: Database): { counted: Database; read: () => number } {
  let rows = 0
  const counter: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      rows += result.rows.length
      return result
    },
  }
  return { counted: { ...database, kysely: database.kysely.withPlugin(counter) }, read: () => rows }
}
