import assert from 'node:assert/strict'
import type { Database } from '../platform/database/database.ts'
import { idGenerator } from '../platform/ids.ts'
import { basic } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'
import { begun, outcome } from '../testing/transactions.ts'
import { wholeApi } from '../testing/whole-api.ts'
import { recorder } from '../transactions/index.ts'

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]

/** A channel whose record a test writes. */
async function startInstallation(database: Database) {
  const { app } = await wholeApi({}, database)
  const headers = basic('ada@example.org', 'correct horse battery')
  const call = (method: 'GET' | 'POST', url: string, payload?: object) =>
    app.inject({ method, url, headers, ...(payload && { payload }) })
  const routes = [{ name: 'lab', host: 'lab.example.org', port: 8080, primary: true }]
  const channel = { name: 'Lab', urlPattern: '^/lab', methods: ['GET'], allow: ['nurse'], routes }
  await call('POST', '/channels', channel)
  const [{ _id }] = (await call('GET', '/channels')).json()
  const record = recorder(database)
  const newId = idGenerator('00000b')
  const add = async (ago: number, responseStatus: number) => {
    const at = Date.now() - ago
    const row = begun({ id: newId(at), channel: _id, requestedAt: at })
    await record.begin(row)
    const status = responseStatus >= 500 ? 'Failed' : 'Successful'
    await record.complete(outcome(row.id, { status, responseStatus, respondedAt: at }))
  }
  const preview = async (query: string) => {
    const answer = await call('GET', `/channels/${_id}/alert-preview?${query}`)
    assert.equal(answer.statusCode, 200, answer.body)
    return answer.json()
  }
  return { call, add, preview }
}

onBothEngines('a preview says how often an alert would have been told, by the rule that tells it', async (database) => {
  const { call, add, preview } = await startInstallation(database)
  // An outage of 20 minutes ten days ago, one of two hours two days ago, one that is too old, and single failures of a busy hour.
  for (let i = 0; i < 4; i++) await add(10 * day - i * 5 * minute, 502)
  for (let i = 0; i <= 24; i++) await add(2 * day - i * 5 * minute, 503)
  await add(31 * day, 502)
  for (let i = 0; i < 30; i++) await add(5 * day - i * minute, i === 3 ? 500 : 200)

  const each = await preview('status=5xx')
  assert.equal(each.transactions, 59)
  assert.equal(each.truncated, false)
  assert.equal(each.began, 3)
  // Two of each of the short ones; the long one lasts for two hours, and is told twice between.
  assert.equal(each.notices, 8)
  assert.equal(each.last.length, 3)
  assert.ok(Math.abs(Date.parse(each.last[0]) - (Date.now() - 2 * day)) < hour)
  assert.equal((await preview('status=5xx&failureRate=60')).began, 2)
  assert.equal((await preview('status=404')).notices, 0)
  assert.equal((await call('GET', `/channels/${'f'.repeat(24)}/alert-preview`)).statusCode, 404)
})
