import assert from 'node:assert/strict'
import { TransactionFilters } from '@mediary/contract/transactions/filters'
import { sql } from 'kysely'
import { claims } from '../../../platform/database/claims.ts'
import type { Database } from '../../../platform/database/database.ts'
import { idGenerator } from '../../../platform/ids.ts'
import { logTo } from '../../../platform/log.ts'
import { onBothEngines } from '../../../testing/stores.ts'
import { begun, outcome } from '../../../testing/transactions.ts'
import { recorder } from '../../recording/recorder.ts'
import { planSearch as planOf } from '../plan.ts'
import { sliceSegments } from '../probe.ts'
import { transactionSearch } from '../query.ts'
import { segmentIndexer } from './indexer.ts'
import { invalidateSegments } from './tables.ts'

const at = 1_700_000_000_000
const lab = 'c'.repeat(24)

async function summarise(database: Database, size: number) {
  const log = logTo('silent', 'test')
  const index = segmentIndexer(database, { claims: claims(database, 'test'), log, size, pauseFactor: 0 })
  await index.run()
  await index.stop()
}

type Search = { filters?: object; after?: string; before?: string; limit?: number }
const searching = (database: Database) => {
  const search = transactionSearch(database)
  return async ({ filters = {}, ...page }: Search) =>
    (await search.ids({ filters: TransactionFilters.parse(filters), channels: 'all', limit: 1000, ...page })).ids
}

async function recorded(database: Database, count: number, from = at) {
  const newId = idGenerator('00000a')
  const record = recorder(database)
  const ids = Array.from({ length: count }, (_, n) => newId(from + n))
  await Promise.all(ids.map((id) => record.begin(begun({ id, channel: lab }))))
  await Promise.all(ids.map((id) => record.complete(outcome(id))))
  return ids
}

const segments = async ({ kysely }: Database) =>
  (
    await sql<{ size: number; changes: number; open: number }>`select size, changes, open from search_segments
    order by last`.execute(kysely)
  ).rows.map((row) => ({ ...row }))
const sizes = async (database: Database) => (await segments(database)).map(({ size }) => size)

const nothing = { changes: 0, open: 0 }

onBothEngines('only full segments are indexed, and what follows them is found all the same', async (database) => {
  const ids = await recorded(database, 10)
  await summarise(database, 4)
  assert.deepEqual(await segments(database), [
    { size: 4, ...nothing },
    { size: 4, ...nothing },
  ])
  assert.deepEqual(await searching(database)({ filters: { channelID: lab } }), ids.toReversed())
})

onBothEngines(
  'the newest segments may be taken back in the middle of a search, and nothing is passed over',
  async (database) => {
    const ids = await recorded(database, 12)
    await summarise(database, 4)
    const plan = planOf(database.engine, TransactionFilters.parse({ channelID: lab }), 'all', () => [])
    const next = sliceSegments(database)
    const size = { entries: 100, segments: 1, wanted: 100, until: Number.POSITIVE_INFINITY }
    const first = await next(plan, { direction: 'older' }, size)
    assert.deepEqual(first.ids, ids.slice(8).toReversed(), 'the newest segment')
    await sql`delete from search_postings where segment > ${ids[3]}`.execute(database.kysely)
    await sql`delete from search_segments where last > ${ids[3]}`.execute(database.kysely)
    const second = await next(plan, { direction: 'older', below: first.end }, size)
    assert.deepEqual(second.ids, ids.slice(4, 8).toReversed())
    const third = await next(plan, { direction: 'older', below: second.end }, size)
    assert.deepEqual(third.ids, ids.slice(0, 4).toReversed())
  },
)

onBothEngines('an indexer renews its claim now and then, and not in each round', async (database) => {
  const claimed: string[] = []
  const counter = {
    take: async (work: string) => {
      claimed.push(work)
      return true
    },
  }
  const index = segmentIndexer(database, { claims: counter, log: logTo('silent', 'test') })
  for (let round = 0; round < 3; round++) await index.run()
  await index.stop()
  assert.equal(claimed.length, 1)
})

onBothEngines('what changes after it was indexed is found as it is now, at once', async (database) => {
  const ids = await recorded(database, 12)
  await summarise(database, 4)
  const search = searching(database)
  const cannot = { filters: { canRerun: false } }
  assert.deepEqual(await search(cannot), [])
  const [one = '', gone = ''] = [ids[5], ids[6]]
  await database.kysely.transaction().execute(async (trx) => {
    await sql`update transactions set can_rerun = 0 where id = ${one}`.execute(trx)
    await sql`delete from transactions where id = ${gone}`.execute(trx)
    await invalidateSegments(one, gone).execute(trx)
  })
  assert.deepEqual(await search(cannot), [one])
  assert.deepEqual(
    (await segments(database)).map(({ changes }) => changes),
    [0, 1, 0],
  )
  await summarise(database, 4)
  assert.deepEqual(await search(cannot), [one])
  assert.deepEqual(
    await segments(database),
    [4, 3, 4].map((size) => ({ size, ...nothing })),
  )
})

onBothEngines('one that is under way when its segment is indexed is found by what became of it', async (database) => {
  const record = recorder(database)
  const ids = await recorded(database, 3)
  const slow = begun({ id: idGenerator('00000b')(at + 1), channel: lab })
  await record.begin(slow)
  await summarise(database, 4)
  assert.deepEqual(await segments(database), [{ size: 4, changes: 0, open: 1 }])
  await record.complete(outcome(slow.id, { status: 'Failed', responseStatus: 504 }))
  const search = searching(database)
  assert.deepEqual(await search({ filters: { status: 'Failed', 'response.status': '5xx' } }), [slow.id])
  assert.deepEqual((await search({ filters: { status: 'Successful' } })).length, ids.length)
  await summarise(database, 4)
  await summarise(database, 4)
  assert.deepEqual(await segments(database), [{ size: 4, ...nothing }])
  assert.deepEqual(await search({ filters: { status: 'Failed' } }), [slow.id])
})

onBothEngines(
  'a segment that has lost most of its transactions joins the next; one that has won many is split',
  async (database) => {
    const ids = await recorded(database, 24)
    await summarise(database, 8)
    const leave = ids.filter((_, n) => n !== 0 && n < 8)
    await sql`delete from transactions where id in (${sql.join(leave)})`.execute(database.kysely)
    await invalidateSegments(leave[0] ?? '', leave.at(-1) ?? '').execute(database.kysely)
    await summarise(database, 8)
    assert.deepEqual(await sizes(database), [9, 8])

    // Such as those that are brought from another mediator.
    const brought = await recorded(database, 20, at - 1_000)
    await invalidateSegments(brought[0] ?? '', brought.at(-1) ?? '').execute(database.kysely)
    const all = [...brought, ...ids.filter((id) => !leave.includes(id))]
    const search = searching(database)
    assert.deepEqual(await search({ filters: { channelID: lab } }), all.toReversed())
    await summarise(database, 8)
    assert.deepEqual(await sizes(database), [8, 8, 13, 8])
    assert.deepEqual(await search({ filters: { channelID: lab } }), all.toReversed())
    assert.deepEqual(await search({ filters: { channelID: lab }, after: all[3] ?? '', limit: 9 }), all.slice(4, 13))
  },
)

onBothEngines('more values than a segment notes are found by looking at them', async (database) => {
  const record = recorder(database)
  const newId = idGenerator('00000a')
  const rows = Array.from({ length: 300 }, (_, n) => begun({ id: newId(at + n), host: `host${n}.example.org:${n}` }))
  await Promise.all(rows.map((row) => record.begin(row)))
  await Promise.all(rows.map((row) => record.complete(outcome(row.id))))
  await summarise(database, 300)
  const search = searching(database)
  assert.deepEqual(await sizes(database), [300])
  for (const n of [0, 255, 256, 299])
    assert.deepEqual(await search({ filters: { 'request.host': `host${n}.example.org` } }), [rows[n]?.id])
  assert.deepEqual(await search({ filters: { 'request.port': '299' } }), [rows[299]?.id])
  assert.equal((await search({ filters: { 'request.host': { $ne: 'host299.example.org' } } })).length, 299)
})
