import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'

export type Question = { id: number; sql: string; parameters: readonly unknown[] }
export type Answer = { id: number; rows: unknown[] } | { id: number; failed: string }

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

parentPort?.on('message', ({ id, sql, parameters }: Question) => {
  const say = (answer: Answer) => parentPort?.postMessage(answer)
  try {
    say({ id, rows: prepared(sql).all(...(parameters as SQLInputValue[])) })
  } catch (error) {
    say({ id, failed: String(error) })
  }
})
