import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { claims } from '../../platform/database/claims.ts'
import { idGenerator } from '../../platform/ids.ts'
import { logTo } from '../../platform/log.ts'
import { onBothEngines } from '../../testing/stores.ts'
import { begun, outcome } from '../../testing/transactions.ts'
import { transactionSearch } from '../search/query.ts'
import { segmentIndexer } from '../search/segments/indexer.ts'
import { transactionStore } from '../store.ts'
import { backlog } from './backlog.ts'
import { recorder } from './recorder.ts'

const at = 1_700_000_000_000
const lab = 'c'.repeat(24)
const registry = 'd'.repeat(24)

onBothEngines(
  'what passed unrecorded is marked in the record, and found, also among what was summarised since',
  async (database) => {
    const newId = idGenerator('00000a')
    const record = recorder(database)
    const ids = Array.from({ length: 12 }, (_, n) => newId(at + n))
    const [early = '', ended = '', ...others] = ids
    await Promise.all([ended, ...others].map((id) => record.begin(begun({ id, channel: lab }))))
    await Promise.all(others.map((id) => record.complete(outcome(id))))
    const index = segmentIndexer(database, {
      claims: claims(database, 'test'),
      log: logTo('silent', 'test'),
      size: 4,
      pauseFactor: 0,
    })
    await index.run()
    await index.stop()

    record.addToBacklog({
      begun: begun({ id: early, channel: registry }),
      outcome: outcome(early, { responseBody: null }),
    })
    record.addToBacklog({ begun: undefined, outcome: outcome(ended, { status: 'Processing', responseBody: null }) })
    assert.deepEqual(await record.drainBacklog(), { recorded: 2, forgotten: 0 })
    assert.deepEqual(await record.drainBacklog(), { recorded: 0, forgotten: 0 })

    const store = transactionStore(database)
    const [first, second] = [await store.find(early), await store.find(ended)]
    assert.deepEqual([first?.status, first?.can_rerun], ['Successful', 0])
    assert.deepEqual(await store.heads.readRequest(early), [])
    assert.match(first?.error ?? '', /passed while it could not be recorded/)
    assert.equal(second?.status, 'Completed with error(s)', 'of its other routes nothing is known')
    const { ids: found } = await transactionSearch(database).ids({
      filters: { channelID: { $eq: registry } },
      channels: 'all',
      limit: 5,
    })
    assert.deepEqual(found, [early])
  },
)

onBothEngines(
  'of what passed while the store was away nothing is lost or doubled when writing it fails half way',
  async (database) => {
    const record = recorder(database)
    const rows = Array.from({ length: 3 }, () => begun())
    await record.begin(rows[0] as (typeof rows)[0])
    for (const row of rows) record.addToBacklog({ begun: row, outcome: outcome(row.id, { responseBody: null }) })
    await sql`alter table transactions rename to away`.execute(database.kysely)
    await assert.rejects(record.drainBacklog())
    await sql`alter table away rename to transactions`.execute(database.kysely)
    assert.deepEqual(await record.drainBacklog(), { recorded: 3, forgotten: 0 })
    const { ids } = await transactionSearch(database).ids({ filters: {}, channels: 'all', limit: 10 })
    assert.deepEqual(ids.toSorted(), rows.map(({ id }) => id).toSorted())
  },
)

test('what passed is remembered in bounded memory, and what is beyond it is counted', async () => {
  const waiting = backlog()
  const long = 'x'.repeat(1024 * 1024)
  for (let n = 0; n < 20; n++) {
    const row = begun({ path: long })
    waiting.add({ begun: row, outcome: outcome(row.id) })
  }
  const recorded: unknown[] = []
  const drained = await waiting.drain(async (some) => void recorded.push(...some))
  assert.deepEqual(drained, { recorded: 15, forgotten: 5 })
  assert.equal(recorded.length, 15)
  assert.deepEqual(await waiting.drain(async () => undefined), { recorded: 0, forgotten: 0 }, 'it is counted once')
})
