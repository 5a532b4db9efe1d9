import assert from 'node:assert/strict'
import { TransactionFilters } from '@mediary/contract/transactions/filters'
import { bodyStore } from '../../bodies/index.ts'
import { leastIdAt } from '../../platform/ids.ts'
import { logTo } from '../../platform/log.ts'
import { onBothEngines } from '../../testing/stores.ts'
import { begun, outcome } from '../../testing/transactions.ts'
import { recorder } from '../recording/recorder.ts'
import { transactionStore } from '../store.ts'
import { type KeyedChannel, searchKeyIndexer, toIndexedValue } from './keys.ts'
import { transactionSearch } from './query.ts'

const digest = (text: string) => `hash of ${text.length}`
const kept = (key: { name: string; value: string }) =>
  [false, true].map((hashed) => toIndexedValue(digest, { ...key, hashed }))

onBothEngines(
  'every message about a patient is found across channels, also after a crash and with hashes',
  async (database) => {
    const record = recorder(database)
    const [clinic, lab] = [begun({ channel: 'a'.repeat(24) }), begun({ channel: 'b'.repeat(24) })]
    const deferred = begun({ channel: lab.channel })
    for (const row of [clinic, lab, deferred]) await record.begin(row)
    await record.complete(outcome(clinic.id))
    await record.complete(outcome(lab.id))

    const values =
      (hashed: boolean): KeyedChannel['extract'] =>
      ({ request }) => [{ name: 'patient', value: request.query, hashed }]
    const channels: KeyedChannel[] = [
      { id: clinic.channel, changedAt: undefined, extract: values(false) },
      { id: lab.channel, changedAt: undefined, extract: values(true) },
    ]
    const index = () =>
      searchKeyIndexer(database, {
        channels: async () => channels,
        transactions: transactionStore(database),
        bodies: bodyStore(database),
        digest,
        log: logTo('silent', 'test'),
      })
    const found = async (value: string, allowed: 'all' | Set<string> = 'all') => {
      const filters = TransactionFilters.parse({ searchKey: { name: 'patient', value } })
      return (await transactionSearch(database, kept).ids({ filters, channels: allowed, limit: 10 })).ids
    }

    const first = index()
    await first.run()
    await first.stop()
    assert.deepEqual(await found('a=b'), [lab.id, clinic.id])
    assert.deepEqual(await found('a=b', new Set([lab.channel])), [lab.id])
    assert.deepEqual(await found('other'), [])

    // It was under way when the first index looked; another process goes on.
    await record.complete(outcome(deferred.id))
    const second = index()
    await second.run()
    await second.run()
    await second.stop()
    assert.deepEqual(await found('a=b'), [deferred.id, lab.id, clinic.id])
  },
)

onBothEngines(
  'a channel that got its search keys shortly before a long stop is indexed from then on',
  async (database) => {
    const record = recorder(database)
    const changedAt = Date.now() - 5 * 60 * 60 * 1000
    const [before, after] = [-2, 1].map((hours) => leastIdAt(changedAt + hours * 60 * 60 * 1000))
    const rows = [before, after].map((id) => begun({ id: String(id), channel: 'a'.repeat(24) }))
    for (const row of rows) {
      await record.begin(row)
      await record.complete(outcome(row.id))
    }
    const indexer = searchKeyIndexer(database, {
      channels: async () => [
        { id: 'a'.repeat(24), changedAt, extract: () => [{ name: 'patient', value: '4711', hashed: false }] },
      ],
      transactions: transactionStore(database),
      bodies: bodyStore(database),
      digest,
      log: logTo('silent', 'test'),
    })
    await indexer.run()
    await indexer.stop()
    const filters = TransactionFilters.parse({ searchKey: { name: 'patient', value: '4711' } })
    const { ids } = await transactionSearch(database, kept).ids({ filters, channels: 'all', limit: 10 })
    assert.deepEqual(ids, [after])
  },
)
