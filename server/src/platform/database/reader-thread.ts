import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { workerData } from 'node:worker_threads'
import { answering } from '../thread.ts'

export type Question = { sql: string; parameters: readonly SQLInputValue[] }

const keptStatements = 200
const { file }: { file: string } = workerData
const sqlite = new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
sqlite.exec('pragma cache_size = -65536')
const statements = new Map<string, StatementSync>()

function prepared(sql: string) {
  const known = statements.get(sql)
  if (known) return known
  if (statements.size >= keptStatements) statements.clear()
  const statement = sqlite.prepare(sql)
  statements.set(sql, statement)
  return statement
}

answering(({ sql, parameters }: Question) => prepared(sql).all(...parameters))
