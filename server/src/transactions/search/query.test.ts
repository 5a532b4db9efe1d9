import assert from 'node:assert/strict'
import { TransactionFilters } from '@mediary/contract/transactions/filters'
import { sql } from 'kysely'
import { claims } from '../../platform/database/claims.ts'
import type { Database } from '../../platform/database/database.ts'
import { logTo } from '../../platform/log.ts'
import { onBothEngines } from '../../testing/stores.ts'
import { begun, newId, outcome } from '../../testing/transactions.ts'
import type { RoutesOutcome } from '../calls.ts'
import { recorder } from '../recording/recorder.ts'
import { transactionSearch } from './query.ts'
import { segmentIndexer } from './segments/indexer.ts'

const at = 1_700_000_000_000
const [clinic, hospital, lab, registry] = ['a', 'b', 'c', 'd'].map((sign) => sign.repeat(24)) as [
  string,
  string,
  string,
  string,
]

const asked = (name: string, port: number, path: string) => JSON.stringify({ name, host: '127.0.0.1', port, path, at })
const call = (key: string, name: string, status: number) => ({
  ...{ key, name, requestBody: null, responseBody: null },
  response: { status, headers: [], timestamp: at },
})
const finished = (id: string): RoutesOutcome => ({
  ...{ id, status: null, calls: [], properties: null, error: null, trailers: null, awaitsMediator: false },
})

/** As the control process does it, but in segments of a few. */
async function summarise(database: Database, size: number) {
  const log = logTo('silent', 'test')
  const index = segmentIndexer(database, { claims: claims(database, 'test'), log, size })
  await index.run()
  await index.stop()
}

/** Four transactions, the oldest first: created, not found, failed, and one still under way. */
async function recorded(database: Database) {
  const record = recorder(database)
  const begin = async (n: number, over: Parameters<typeof begun>[0]) => {
    const row = begun({ id: newId(at + n * 1000), requestedAt: at + n * 1000, ...over })
    await record.begin(row)
    return row.id
  }
  const created = await begin(1, {
    channel: lab,
    client: clinic,
    path: '/fhir/Patient/100%_x',
    query: '',
    host: 'a.org',
  })
  const missing = await begin(2, {
    channel: registry,
    client: hospital,
    path: '/fhir/Lab',
    method: 'GET',
    query: 'Name=X',
  })
  const failed = await begin(3, { channel: registry, path: '/lab', method: 'DELETE', host: '[::1]:80', query: 'a=1' })
  const pending = await begin(4, { channel: lab, client: clinic, path: '/fhir/Patient', host: 'A.org:81', query: '' })
  await record.complete(
    outcome(created, { responseStatus: 201, upstream: asked('Registry', 8080, '/store/Patient"1\\2') }),
  )
  await record.finishRoutes({
    ...finished(created),
    properties: '{"facility":"north","beds":12,"open":true}',
    calls: [
      {
        ...call('r000', 'Archive', 503),
        request: { host: 'Archive.org', port: '9000', path: '/In', method: 'PUT', timestamp: at },
      },
      {
        ...call('o000', 'Lookup', 404),
        request: { path: '/terms', querystring: 'Code=7', method: 'GET', timestamp: at },
      },
      { ...call('r000.o000', 'Nested', 418), request: { path: '/nested', timestamp: at } },
    ],
  })
  await record.complete(
    outcome(missing, { status: 'Completed', responseStatus: 404, canRerun: false, respondedAt: at + 2_150 }),
  )
  await record.complete(
    outcome(failed, { status: 'Failed', responseStatus: 502, error: 'no answer', respondedAt: at + 8_000 }),
  )
  const names: Record<string, string> = {
    [created]: 'created',
    [missing]: 'missing',
    [failed]: 'failed',
    [pending]: 'pending',
  }
  return { created, missing, failed, pending, findName: (id: string) => names[id] ?? id }
}

const cases: [filters: object, expected: string][] = [
  [{}, 'pending failed missing created'],
  [{ status: 'Failed' }, 'failed'],
  [{ status: { $ne: 'Successful' } }, 'pending failed missing'],
  [{ status: 'Processing' }, 'pending'],
  [{ status: { $in: ['Failed', 'Completed'] } }, 'failed missing'],
  [{ status: { $nin: ['Failed', 'Completed'] } }, 'pending created'],
  [{ channelID: lab }, 'pending created'],
  [{ channelID: { $ne: lab } }, 'failed missing'],
  [{ channelID: { $in: [lab, registry] }, 'request.path': 'PATIENT' }, 'pending created'],
  [{ clientID: clinic }, 'pending created'],
  [{ clientID: { $ne: clinic } }, 'failed missing'],
  [{ clientID: { $exists: false } }, 'failed'],
  [{ clientID: { $in: [clinic, hospital] } }, 'pending missing created'],
  [{ 'response.status': 404 }, 'missing'],
  [{ 'response.status': '404' }, 'missing'],
  [{ 'response.status': '4xx' }, 'missing'],
  [{ 'response.status': '2xx' }, 'created'],
  [{ 'response.status': { $gte: 400 } }, 'failed missing'],
  [{ 'response.status': { $in: ['5xx', 201] } }, 'failed created'],
  [{ 'response.status': { $ne: 404 } }, 'pending failed created'],
  [{ 'response.status': { $exists: false } }, 'pending'],
  [{ 'response.status': { $gt: 404, $lt: 503 } }, 'failed'],
  [{ duration: { $gte: 150 } }, 'failed missing created'],
  [{ duration: { $gt: 150, $lt: 60_000 } }, 'failed'],
  [{ duration: { $lte: 150 } }, 'missing'],
  [{ duration: { $lt: 150 }, channelID: registry }, ''],
  [{ 'request.method': 'get' }, 'missing'],
  [{ 'request.method': { $nin: ['GET', 'POST'] } }, 'failed'],
  [{ 'request.method': 'DELETE' }, 'failed'],
  [{ 'request.path': 'PATIENT/100%_' }, 'created'],
  [{ 'request.path': 'patient/1%x' }, ''],
  [{ 'request.path': '^/lab' }, 'failed'],
  [{ 'request.path': '/LAB$' }, 'failed missing'],
  [{ 'request.path': '^/lab$' }, 'failed'],
  [{ 'request.path': '^\\/fhir\\/Lab$' }, 'missing'],
  [{ 'request.path': '^/fhir/.*' }, 'pending missing created'],
  [{ 'request.path': '.*patient$' }, 'pending'],
  [{ 'request.path': '^fhir' }, ''],
  [{ 'request.path': '^.*$' }, 'pending failed missing created'],
  [{ 'request.path': { $part: '^/lab', $ne: '/lab' } }, ''],
  [{ 'request.querystring': '^name=x$' }, 'missing'],
  [{ 'request.path': { $eq: '/lab' } }, 'failed'],
  [{ 'request.path': { $in: ['/lab', '/fhir/Lab'] } }, 'failed missing'],
  [{ 'request.querystring': 'name=' }, 'missing'],
  [{ 'request.host': 'a.org' }, 'pending created'],
  [{ 'request.host': { $ne: 'a.org' } }, 'failed missing'],
  [{ 'request.host': 'a.or' }, ''],
  [{ 'request.port': 80 }, 'failed'],
  [{ 'request.port': { $in: ['81', '80'] } }, 'pending failed'],
  [{ canRerun: false }, 'missing'],
  [{ canRerun: 'true' }, 'pending failed created'],
  [{ error: { $exists: true } }, 'failed'],
  [{ error: { $exists: false } }, 'pending missing created'],
  [{ 'request.timestamp': `{"$gte":"${new Date(at + 2000).toISOString()}"}` }, 'pending failed missing'],
  [{ 'request.timestamp': { $gt: at + 2000, $lte: at + 3000 } }, 'failed'],
  [{ 'request.timestamp': { $lt: at + 2000 } }, 'created'],
  [{ channelID: registry, status: 'Failed', 'request.method': 'DELETE', error: { $exists: true } }, 'failed'],
  [{ 'request.host': 'a.org:81' }, 'pending'],
  [{ 'routes.name': 'Archive' }, 'created'],
  [{ 'routes.response.status': '5xx' }, 'created'],
  [{ 'routes.response.status': 404 }, ''],
  [{ 'routes.request.host': 'archive.ORG', 'routes.request.port': 9000 }, 'created'],
  [{ 'routes.request.method': 'put', 'routes.request.path': '/in' }, 'created'],
  [{ 'orchestrations.name': { $in: ['Lookup', 'nobody'] } }, 'created'],
  [{ 'orchestrations.name': 'main' }, 'failed missing'],
  [{ 'orchestrations.name': 'Nested' }, ''],
  [{ 'orchestrations.request.path': 'STORE' }, 'created'],
  [{ 'orchestrations.request.path': 'patient"1\\\\2' }, 'created'],
  [{ 'orchestrations.request.path': '^/terms$' }, 'created'],
  [{ 'routes.request.path': '^in' }, ''],
  [{ 'orchestrations.request.path': { $eq: '/terms' } }, 'created'],
  [{ 'orchestrations.request.querystring': 'code=7' }, 'created'],
  [{ 'orchestrations.request.querystring': 'name=' }, 'missing'],
  [{ 'orchestrations.request.port': 8080 }, 'created'],
  [{ 'orchestrations.response.status': 404 }, 'missing created'],
  [{ 'orchestrations.response.status': { $in: ['418', 502] } }, ''],
  [{ properties: { facility: 'north' } }, 'created'],
  [{ properties: { facility: null, beds: 12 } }, 'created'],
  [{ 'properties.open': true }, 'created'],
  [{ properties: { facility: 'south' } }, ''],
  [{ properties: { nothing: null } }, ''],
  [{ parentID: { $exists: false } }, 'pending failed missing created'],
  [{ childIDs: '{"$exists":true,"$ne":[]}' }, ''],
  [{ childIDs: '{"$eq":[]}' }, 'pending failed missing created'],
  [{ wasRerun: true }, ''],
  [{ autoRetry: 'false' }, 'pending failed missing created'],
]

onBothEngines('every filter narrows the list to what it says', async (database) => {
  const { findName } = await recorded(database)
  const search = transactionSearch(database)
  const holds = async (when: string) => {
    for (const [filters, expected] of cases) {
      const { ids } = await search.ids({ filters: TransactionFilters.parse(filters), channels: 'all', limit: 10 })
      assert.equal(ids.map(findName).join(' '), expected, `${when}: ${JSON.stringify(filters)}`)
    }
  }
  await holds('as recorded')
  await summarise(database, 2)
  await holds('indexed')
})

onBothEngines('repetitions, what was repeated and what waits to be are found by each other', async (database) => {
  const { created, missing, failed, pending, findName } = await recorded(database)
  for (const [id, parent] of [
    [failed, created],
    [pending, created],
  ])
    await sql`insert into reruns (id, parent, "by", task) values (${id}, ${parent}, 'ada', 'task')`.execute(
      database.kysely,
    )
  await sql`insert into retries (transaction_id, channel, due, attempt) values (${missing}, ${registry}, 0, 1)`.execute(
    database.kysely,
  )
  const found = async (filters: object) =>
    (
      await transactionSearch(database).ids({ filters: TransactionFilters.parse(filters), channels: 'all', limit: 10 })
    ).ids
      .map(findName)
      .join(' ')
  const lineageCases: [filters: object, expected: string][] = [
    [{ parentID: created }, 'pending failed'],
    [{ parentID: created, channelID: lab }, 'pending'],
    [{ parentID: missing }, ''],
    [{ parentID: { $exists: true } }, 'pending failed'],
    [{ parentID: { $exists: false } }, 'missing created'],
    [{ parentID: { $ne: created } }, 'missing created'],
    [{ childIDs: failed }, 'created'],
    [{ childIDs: '{"$exists":true,"$ne":[]}' }, 'created'],
    [{ childIDs: '{"$eq":[]}' }, 'pending failed missing'],
    [{ wasRerun: true }, 'created'],
    [{ wasRerun: 'false', status: { $ne: 'Failed' } }, 'pending missing'],
    [{ autoRetry: true }, 'missing'],
    [{ autoRetry: false }, 'pending failed created'],
  ]
  for (const [filters, expected] of lineageCases) assert.equal(await found(filters), expected, JSON.stringify(filters))
})

onBothEngines('only the channels that may be seen are searched', async (database) => {
  const { findName } = await recorded(database)
  const found = async (channels: Set<string>, filters: object = {}) => {
    const search = { filters: TransactionFilters.parse(filters), channels, limit: 10 }
    return (await transactionSearch(database).ids(search)).ids.map(findName).join(' ')
  }
  assert.equal(await found(new Set()), '')
  assert.equal(await found(new Set([lab])), 'pending created')
  assert.equal(await found(new Set([lab]), { status: 'Failed' }), '')
  assert.equal(await found(new Set([registry, lab]), { 'response.status': '4xx' }), 'missing')
})

onBothEngines('pages follow each other without a gap in both directions, whatever is filtered', async (database) => {
  const record = recorder(database)
  const rows = Array.from({ length: 400 }, (_, n) =>
    begun({ id: newId(at + n), channel: n % 3 ? lab : registry, path: n % 7 ? '/often' : '/seldom' }),
  )
  await Promise.all(rows.map((row) => record.begin(row)))
  await Promise.all(
    rows.map(({ id }, n) =>
      record.complete(outcome(id, n % 5 ? {} : { status: 'Failed', responseStatus: 500 + (n % 3) })),
    ),
  )
  await summarise(database, 32)
  const search = transactionSearch(database)
  const filters = [{}, { 'request.path': 'seldom' }, { channelID: lab, status: 'Failed' }, { 'response.status': '5xx' }]
  for (const filter of filters) {
    const common = { filters: TransactionFilters.parse(filter), limit: 7 }
    for (const channels of ['all', new Set([lab, registry])] as const) {
      const { ids: all } = await search.ids({ ...common, channels, limit: 1000 })
      const older: string[] = []
      for (let page = all.slice(0, 0), before: string | undefined; ; before = page.at(-1)) {
        page = (await search.ids({ ...common, channels, before })).ids
        older.push(...page)
        if (page.length < common.limit) break
      }
      assert.deepEqual(older, all)
      const newer: string[] = []
      for (let page = all.slice(0, 0), after = '0'.repeat(24); ; after = page.at(-1) ?? '') {
        page = (await search.ids({ ...common, channels, after })).ids
        newer.push(...page)
        if (page.length < common.limit) break
      }
      assert.deepEqual(newer, all.toReversed())
      assert.deepEqual((await search.ids({ ...common, channels, offset: 14 })).ids, all.slice(14, 21))
    }
  }
})

onBothEngines('what no index serves is looked for as long as asked, and goes on where it stopped', async (database) => {
  const record = recorder(database)
  const rows = Array.from({ length: 1500 }, (_, n) => begun({ id: newId(at + n), path: n === 3 ? '/needle' : '/hay' }))
  await Promise.all(rows.map((row) => record.begin(row)))
  const search = transactionSearch(database)
  const common = { filters: TransactionFilters.parse({ 'request.path': 'needle' }), channels: 'all', limit: 5 } as const
  const first = await search.ids({ ...common, timeout: 0 })
  assert.deepEqual(first, { ids: [], reached: rows.at(-500)?.id })
  const rest = await search.ids({ ...common, before: first.reached })
  assert.deepEqual(rest, { ids: [rows[3]?.id] })
})

onBothEngines('a count says whether it is all, and stops at its limit', async (database) => {
  await recorded(database)
  const search = transactionSearch(database)
  const count = (filters: object, limit: number) =>
    search.count({ filters: TransactionFilters.parse(filters), channels: 'all', limit })
  assert.deepEqual(await count({ channelID: lab }, 10), { count: 2, kind: 'exact' })
  assert.deepEqual(await count({ 'request.path': 'fhir' }, 10), { count: 3, kind: 'exact' })
  assert.deepEqual(await count({ status: { $in: ['Failed', 'Completed'] } }, 10), { count: 2, kind: 'exact' })
  const hurried = { filters: TransactionFilters.parse({ 'request.path': 'fhir' }), channels: 'all', limit: 10 } as const
  assert.equal((await search.count({ ...hurried, timeout: 7.123 })).count, 3, 'a part of a millisecond')
  const limited = await count({}, 3)
  assert.ok(limited.kind !== 'exact' && limited.count >= 3)
})
