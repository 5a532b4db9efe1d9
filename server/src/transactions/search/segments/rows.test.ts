import assert from 'node:assert/strict'
import { onBothEngines } from '../../../testing/stores.ts'
import { begun, outcome } from '../../../testing/transactions.ts'
import { recorder } from '../../recording/recorder.ts'
import { readRows } from './rows.ts'

const [id, second] = ['000000000000000000000001', '000000000000000000000002']
const call = { name: 'Registry', host: 'registry.example.org', port: 443, path: '/,"at":/\u{1f600}' }
const range = { after: '', last: second }

onBothEngines('calls to the same place are equal, whatever was sent and answered', async (database) => {
  const record = recorder(database)
  const [one, other] = [
    { ...call, at: 1, sent: { added: ['at', '"at":'] } },
    { ...call, at: 2, answer: { at: 3 } },
  ]
  for (const [of, upstream] of [
    [id, one],
    [second, other],
  ] as const) {
    await record.begin(begun({ id: of, host: 'a\tb' }))
    await record.complete({ ...outcome(of), upstream: JSON.stringify(upstream) })
  }
  const rows = await readRows(database, range, (found) => [...found])
  assert.deepEqual(
    rows.map((row) => [row.id, JSON.parse(String(row.upstream)), row.fingerprint.split('\t').slice(7)]),
    [id, second].map((of) => [of, call, ['+a', 'b']]),
  )
})

onBothEngines('a transaction of the store that is under way is waited for', async (database) => {
  const record = recorder(database)
  await record.begin(begun({ id }))
  const db = database.kysely.withTables<{ transactions: { id: string } }>()
  const removal = db.transaction().execute(async (trx) => {
    await trx.deleteFrom('transactions').where('id', '=', id).execute()
    const reading = readRows(database, range, (found) => [...found].length)
    throw Object.assign(new Error('taken back'), { reading })
  })
  const { reading } = await removal.catch((error: { reading: Promise<number> }) => error)
  assert.equal(await reading, 1)
})
