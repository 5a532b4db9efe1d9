import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrations } from '../server/migrations/index.ts'
import { makeNoCheckpoints } from '../server/src/platform/database/checkpoint.ts'
import { openDatabase } from '../server/src/platform/database/database.ts'
import { migrate } from '../server/src/platform/database/migrate.ts'
import { idGenerator } from '../server/src/platform/ids.ts'
import { sqliteCommit } from '../server/src/transactions/recording/sqlite.ts'

// `npm run bench:commit`: what recording costs in SQLite alone, with and without indexes that a search might want.
const [channels, clients] = [8, 40]
const group = 16
const [warmUp, commits, rounds] = [300, 2_000, 3]
const indexes = ['(channel, id)', '(client, id)']

const newId = idGenerator()
const body = randomBytes(700)
const headers = JSON.stringify(['Host', 'gateway.example.org', 'Authorization', 'basic as clinic', 'User-Agent', 'x'])
const upstream = JSON.stringify({ name: 'Registry', host: '127.0.0.1', port: 8080, path: '/fhir/Patient/1', at: 0 })

/** Begins and completes as many transactions as 16 connections would at once: two commits. */
async function record(commit: ReturnType<typeof sqliteCommit>, n: number) {
  const ids = Array.from({ length: group }, () => newId())
  const begun = ids.map((id, i) => ({
    ...{ id, channel: `channel-${(n + i) % channels}`, client: `client-${(n * group + i) % clients}`, clientIp: '::1' },
    ...{
      recognised: 'basic as clinic',
      credential: newId(),
      status: 'Processing' as const,
      requestedAt: Date.now(),
      method: 'GET',
    },
    ...{ host: 'gateway.example.org', path: '/fhir/Patient/1', query: '', requestHeaders: headers, canRerun: true },
    ...{ requestBody: null, requestSize: 0 },
  }))
  const outcomes = ids.map((id) => ({
    ...{ id, status: 'Successful' as const, respondedAt: Date.now(), responseStatus: 200, responseHeaders: headers },
    ...{ responseBody: body, responseSize: body.length, requestSize: 0, canRerun: true, upstream, error: null },
  }))
  await commit(begun.map((value) => ({ kind: 'begin', value })))
  await commit(outcomes.map((value) => ({ kind: 'complete', value })))
}

/** CPU µs a transaction, checkpoints not counted: another process makes them. */
async function measure(indexed: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'mediary-commit-'))
  const database = openDatabase(join(folder, 'mediary.db'))
  try {
    await migrate(database, migrations)
    if (database.engine !== 'sqlite') throw new Error('This measures SQLite')
    const { sqlite, bodyFiles } = database
    makeNoCheckpoints(sqlite)
    for (const [i, columns] of indexed.entries()) sqlite.exec(`create index compared_${i} on transactions ${columns}`)
    const commit = sqliteCommit(sqlite, bodyFiles)
    for (let n = 0; n < warmUp; n++) await record(commit, n)
    const before = process.cpuUsage()
    for (let n = 0; n < commits; n++) await record(commit, n)
    const { user, system } = process.cpuUsage(before)
    return (user + system) / (commits * group)
  } finally {
    await database.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

console.log('| round | without | with indexes of channel and client |\n|---|---:|---:|')
for (let round = 1; round <= rounds; round++)
  console.log(`| ${round} | ${(await measure([])).toFixed(1)} | ${(await measure(indexes)).toFixed(1)} |`)
