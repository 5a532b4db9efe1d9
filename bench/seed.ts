import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { migrations } from '../server/migrations/index.ts'
import { isPostgres, openDatabase } from '../server/src/platform/database.ts'
import { idMaker } from '../server/src/platform/ids.ts'
import { migrate } from '../server/src/platform/migrate.ts'

type Value = string | number | null
type Row = { transaction: Value[]; key: Value[] | undefined }

const columns = [
  ...[
    'id',
    'channel',
    'client',
    'client_ip',
    'recognised',
    'status',
    'requested_at',
    'method',
    'host',
    'path',
    'query',
  ],
  ...['request_headers', 'request_size', 'can_rerun', 'responded_at', 'response_status'],
  ...['response_headers', 'response_size', 'upstream', 'error'],
]
const keyColumns = ['name', 'value', 'transaction_id']

const idOf = (kind: string, n: number) => createHash('sha256').update(`${kind} ${n}`).digest('hex').slice(0, 24)
export const channelOf = (n: number) => idOf('channel', n)
export const clientOf = (n: number) => idOf('client', n)

const span = 30 * 24 * 3600 * 1000
const headers = JSON.stringify([
  'Host',
  'gateway.example.org:5001',
  'Accept',
  'application/fhir+json',
  'User-Agent',
  'x',
])
const answerHeaders = JSON.stringify(['Content-Type', 'application/fhir+json', 'ETag', 'W/"1"', 'Server', 'registry'])
const upstream = JSON.stringify({ name: 'Registry', host: '127.0.0.1', port: 8080, path: '/fhir', at: 0 })

/** Of a thousand: 20 not found, 5 failed in the upstream, 1 got no answer; the others were read (200) or created (201). */
function outcomeOf(n: number, writes: boolean) {
  const luck = (n * 7919) % 1000
  if (luck < 1) return { status: 'Failed', code: 504, error: 'The upstream gave no answer in time' }
  if (luck < 6) return { status: 'Failed', code: luck < 2 ? 503 : 500, error: null }
  if (luck < 26) return { status: 'Completed', code: 404, error: null }
  return { status: 'Successful', code: writes ? 201 : 200, error: null }
}

/** What is common, what is rare, and what is found three times in all: the last in a path, a query and a host. */
function rowsOf(total: number, until: number) {
  const newId = idMaker('5eed00')
  return (n: number): Row => {
    const at = Math.floor(until - span + (n / total) * span)
    const once = n % Math.ceil(total / 3) === 7
    const writes = n % 5 < 2
    const method = n % 997 === 0 ? 'DELETE' : writes ? 'POST' : 'GET'
    const { status, code, error } = outcomeOf(n, writes)
    const id = newId(at)
    const channel = channelOf(n % 9973 === 0 ? 9 : n % 8)
    const client = n % 11 === 0 ? null : clientOf(n % 9967 === 0 ? 50 : (n * 31) % 40)
    const path = once ? '/fhir/Immunization/needle' : `/fhir/Patient/${(n * 7919) % 1_000_003}`
    const asked = [
      method,
      once ? 'rare.example.org:8443' : 'gateway.example.org:5001',
      path,
      once ? 'q=needle' : '_format=json',
    ]
    const request = [headers, writes ? 1800 : 0, n % 1009 === 0 ? 0 : 1]
    const answer = [at + 20, code, answerHeaders, error ? 0 : 2400]
    return {
      transaction: [
        id,
        channel,
        client,
        '10.0.0.7',
        'basic as clinic',
        status,
        at,
        ...asked,
        ...request,
        ...answer,
        upstream,
        error,
      ],
      key: n % 4 === 0 ? ['patient', `=${n % 400_000}`, id] : undefined,
    }
  }
}

/**
 * Fills a store with transactions of the last thirty days, in their order, as they stand when retention has taken their
 * bodies, which no list reads. Indexes are made afterwards.
 */
export async function seed(url: string, total: number, report: (done: number) => void = () => undefined) {
  const database = openDatabase(url)
  await migrate(database, migrations)
  await database.close()
  const rowOf = rowsOf(total, Date.now() - 1000)
  await (isPostgres(url) ? seedPostgres : seedSqlite)(url, total, rowOf, report)
}

type RowOf = (n: number) => Row

async function seedSqlite(file: string, total: number, rowOf: RowOf, report: (done: number) => void) {
  const sqlite = new DatabaseSync(file)
  sqlite.exec(
    'pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -500000; pragma locking_mode = exclusive',
  )
  const indexes = sqlite
    .prepare(
      "select name, sql from sqlite_master where tbl_name in ('transactions', 'search_keys') and type = 'index' and sql is not null",
    )
    .all() as { name: string; sql: string }[]
  for (const { name } of indexes) sqlite.exec(`drop index ${name}`)
  const into = (table: string, names: string[]) =>
    sqlite.prepare(`insert into ${table} (${names}) values (${names.map(() => '?')})`)
  const [transactions, keys] = [into('transactions', columns), into('search_keys', keyColumns)]
  // The keys come in the order of their index: a random insert costs a page of the disk.
  const keyed: Value[][] = []
  sqlite.exec('begin')
  for (let n = 0; n < total; n++) {
    const { transaction, key } = rowOf(n)
    transactions.run(...transaction)
    if (key) keyed.push(key)
    if (n % 1_000_000 === 999_999) report(n + 1)
  }
  keyed.sort((a, b) => (String(a[1]) < String(b[1]) ? -1 : 1))
  for (const key of keyed) keys.run(...key)
  sqlite.exec('commit')
  for (const { sql } of indexes) sqlite.exec(sql)
  sqlite.exec('analyze; pragma journal_mode = wal')
  sqlite.close()
}

async function seedPostgres(url: string, total: number, rowOf: RowOf, report: (done: number) => void) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows: indexes } = await client.query<{ indexname: string; indexdef: string }>(
    "select indexname, indexdef from pg_indexes where tablename in ('transactions', 'search_keys') and indexdef not like '%UNIQUE%'",
  )
  for (const { indexname } of indexes) await client.query(`drop index ${indexname}`)
  const transactions = copyInto(url, 'transactions', columns)
  const keys = copyInto(url, 'search_keys', keyColumns)
  for (let n = 0; n < total; n++) {
    const { transaction, key } = rowOf(n)
    await transactions.add(transaction)
    if (key) await keys.add(key)
    if (n % 1_000_000 === 999_999) report(n + 1)
  }
  await Promise.all([transactions.end(), keys.end()])
  await client.query("set maintenance_work_mem = '1GB'")
  for (const { indexdef } of indexes) await client.query(indexdef)
  await client.query('vacuum analyze transactions')
  await client.query('vacuum analyze search_keys')
  await client.end()
}

/** PostgreSQL's COPY, through its own client: many times faster than inserts. */
function copyInto(url: string, table: string, names: string[]) {
  const command = `copy ${table} (${names}) from stdin`
  const psql = spawn('psql', ['--quiet', '--no-psqlrc', '--command', command, url], {
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  const ended = once(psql, 'exit')
  const state = { lines: [] as string[] }
  const flush = async () => {
    const written = psql.stdin.write(state.lines.join(''))
    state.lines = []
    if (!written) await once(psql.stdin, 'drain')
  }
  return {
    async add(values: Value[]) {
      state.lines.push(
        `${values.map((value) => (value === null ? '\\N' : String(value).replaceAll('\\', '\\\\'))).join('\t')}\n`,
      )
      if (state.lines.length >= 1000) await flush()
    },
    async end() {
      await flush()
      psql.stdin.end()
      const [code] = await ended
      if (code !== 0) throw new Error(`Filling ${table} failed.`)
    },
  }
}
