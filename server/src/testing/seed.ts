import { createHash } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import { migrations } from '../../migrations/index.ts'
import { claims } from '../platform/database/claims.ts'
import { type Database, openDatabase } from '../platform/database/database.ts'
import { migrate } from '../platform/database/migrate.ts'
import { logTo } from '../platform/log.ts'
import { segmentIndexer } from '../transactions/index.ts'

const toId = (kind: string, n: number) => createHash('sha256').update(`${kind} ${n}`).digest('hex').slice(0, 24)
export const toChannelId = (n: number) => toId('channel', n)
export const toClientId = (n: number) => toId('client', n)

const span = 30 * 24 * 3600 * 1000
const atOnce = 500_000

const text = (value: unknown) => sql.lit(JSON.stringify(value))
const headers = text(['Host', 'gateway.example.org:5001', 'Accept', 'application/fhir+json', 'User-Agent', 'x'])
const answerHeaders = text(['Content-Type', 'application/fhir+json', 'ETag', 'W/"1"', 'Server', 'registry'])
const upstream = text({ name: 'Registry', host: '127.0.0.1', port: 8080, path: '/fhir', at: 0 })
const archived = text({
  request: { host: 'archive.example.org', port: '9000', path: '/in', querystring: '', method: 'POST', timestamp: 0 },
  response: { status: 200, headers: [], timestamp: 0 },
})
const looked = text({
  request: {
    host: 'terms.example.org',
    port: '80',
    path: '/lookup',
    querystring: 'code=7',
    method: 'GET',
    timestamp: 0,
  },
  response: { status: 200, headers: [], timestamp: 0 },
})

type Expression = RawBuilder<unknown>

/** The engine makes the rows itself, from their numbers: ten times faster than rows that are sent to it. */
function expressions(engine: Database['engine'], total: number, until: number) {
  const hex = (width: number, number: Expression): Expression =>
    engine === 'sqlite'
      ? sql`printf(${sql.lit(`%0${width}x`)}, ${number})`
      : sql`lpad(to_hex(${number}), ${sql.lit(width)}, '0')`
  const at = sql`(${sql.lit(until - span)} + n * ${sql.lit(span)} / ${sql.lit(total)})`
  const id = (n: Expression): Expression => {
    const made = sql`(${sql.lit(until - span)} + ${n} * ${sql.lit(span)} / ${sql.lit(total)})`
    return sql`${hex(8, sql`${made} / 1000`)} || ${hex(4, sql`(${made} % 1000) * 64`)} || '5eed00' || ${hex(6, sql`${n} % 16777216`)}`
  }
  const pick = (number: Expression, values: string[]): Expression =>
    sql`case ${number} ${sql.join(
      values.map((value, i) => sql`when ${sql.lit(i)} then ${sql.lit(value)}`),
      sql` `,
    )} end`
  return { at, id: id(sql`n`), earlier: (by: number) => id(sql`(n - ${sql.lit(by)})`), pick }
}

/** What is common, what is rare, and what is found three times in all: the last in a path, a query, a host and a property. */
function buildColumns(
  engine: Database['engine'],
  total: number,
  until: number,
): [table: string, columns: Record<string, Expression>, which?: Expression][] {
  const { at, id, earlier, pick } = expressions(engine, total, until)
  const once = sql`n % ${sql.lit(Math.ceil(total / 3))} = 7`
  const writes = sql`n % 5 < 2`
  const luck = sql`(n * 7919) % 1000`
  const channels = Array.from({ length: 8 }, (_, n) => toChannelId(n))
  const clients = Array.from({ length: 40 }, (_, n) => toClientId(n))
  const when = (condition: Expression, then: Expression, otherwise: Expression) =>
    sql`case when ${condition} then ${then} else ${otherwise} end`
  // Of a thousand: 20 not found, 5 failed in the upstream, 1 got no answer; the others were read (200) or created (201).
  const failed = sql`${luck} < 1`
  const code = sql`case when ${luck} < 1 then 504 when ${luck} < 2 then 503 when ${luck} < 6 then 500
    when ${luck} < 26 then 404 when ${writes} then 201 else 200 end`
  const transaction = {
    id,
    channel: when(sql`n % 9973 = 0`, sql.lit(toChannelId(9)), pick(sql`n % 8`, channels)),
    client: sql`case when n % 11 = 0 then null when n % 9967 = 0 then ${sql.lit(toClientId(50))} else ${pick(sql`(n * 31) % 40`, clients)} end`,
    client_ip: sql`'10.0.0.7'`,
    recognised: sql`'basic as clinic'`,
    status: sql`case when ${luck} < 6 then 'Failed' when ${luck} < 26 then 'Completed' else 'Successful' end`,
    requested_at: at,
    method: sql`case when n % 997 = 0 then 'DELETE' when ${writes} then 'POST' else 'GET' end`,
    host: when(once, sql`'rare.example.org:8443'`, sql`'gateway.example.org:5001'`),
    path: when(once, sql`'/fhir/Immunization/needle'`, sql`'/fhir/Patient/' || ((n * 7919) % 1000003)`),
    query: when(once, sql`'q=needle'`, sql`'_format=json'`),
    request_headers: headers,
    request_size: when(writes, sql`1800`, sql`0`),
    can_rerun: when(sql`n % 1009 = 0`, sql`0`, sql`1`),
    responded_at: sql`${at} + 20`,
    response_status: code,
    response_headers: answerHeaders,
    response_size: when(failed, sql`0`, sql`2400`),
    upstream,
    error: when(failed, sql`'The upstream gave no answer in time'`, sql`null`),
    properties: sql`case when ${once} then '{"facility":"needle"}' when n % 50 = 0 then '{"facility":"F' || (n / 50 % 30) || '"}' else null end`,
  }
  const call = (key: string, name: string, definition: Expression, rarely: number) => ({
    transaction_id: id,
    key: sql.lit(key),
    name: sql.lit(name),
    status: when(sql`n % ${sql.lit(rarely)} = 0`, sql`503`, sql`200`),
    definition,
  })
  return [
    ['transactions', transaction],
    ['calls', call('r000', 'Archive', archived, 50_000), sql`n % 50 = 0`],
    ['calls', call('o000', 'Lookup', looked, 100_000), sql`n % 100 = 0`],
    [
      'reruns',
      { id, parent: earlier(1000), by: sql`'ada@example.org'`, task: sql.lit(toId('task', 1)) },
      sql`n % 5000 = 0 and n > 0`,
    ],
    [
      'retries',
      { transaction_id: id, channel: sql.lit(toChannelId(1)), due: sql`4102444800000`, attempt: sql`1` },
      sql`n % 100003 = 0`,
    ],
    ['search_keys', { name: sql`'patient'`, value: sql`'=' || (n % 400000)`, transaction_id: id }, sql`n % 4 = 0`],
  ]
}

/**
 * Fills a store with transactions of the last thirty days, as they stand when retention has taken their bodies, which no
 * list reads, and summarises them as the control process does it.
 */
export async function seed(url: string, total: number, report: (what: string) => void = () => undefined) {
  const database = openDatabase(url)
  await migrate(database, migrations)
  const until = Date.now() - 1000
  if (database.engine === 'sqlite')
    database.sqlite.exec('pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -500000')
  for (let from = 0; from < total; from += atOnce) {
    await fill(database, total, until, from, Math.min(from + atOnce, total))
    report(`${Math.min(from + atOnce, total)} of ${total} transactions`)
  }
  if (database.engine === 'sqlite') database.sqlite.exec('analyze; pragma journal_mode = wal')
  else
    for (const table of ['transactions', 'search_keys', 'calls', 'reruns'])
      await sql`vacuum analyze ${sql.table(table)}`.execute(database.kysely)
  const index = segmentIndexer(database, {
    claims: claims(database, 'seed'),
    log: logTo('warn', 'seed'),
    pauseFactor: 0,
  })
  await index.run()
  await index.stop()
  if (database.engine === 'postgres')
    for (const table of ['search_segments', 'search_postings'])
      await sql`vacuum analyze ${sql.table(table)}`.execute(database.kysely)
  await database.close()
}

async function fill(database: Database, total: number, until: number, from: number, to: number) {
  const numbers =
    database.engine === 'sqlite'
      ? sql`with recursive numbers(n) as (select ${sql.lit(from)} union all select n + 1 from numbers where n + 1 < ${sql.lit(to)})`
      : sql`with numbers(n) as (select generate_series(${sql.lit(from)}::bigint, ${sql.lit(to - 1)}::bigint))`
  for (const [table, columns, which] of buildColumns(database.engine, total, until)) {
    const names = sql.join(Object.keys(columns).map((name) => sql.ref(name)))
    await sql`insert into ${sql.table(table)} (${names}) ${numbers}
      select ${sql.join(Object.values(columns))} from numbers ${which ? sql`where ${which}` : sql``}`.execute(
      database.kysely,
    )
  }
}
