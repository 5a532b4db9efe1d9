import assert from 'node:assert/strict'
import type { Database } from '../platform/database/database.ts'
import { logTo } from '../platform/log.ts'
import { listExpiring } from '../processes/certificates/list-expiring.ts'
import { issue } from '../testing/certificates.ts'
import { onBothEngines } from '../testing/stores.ts'
import { wholeApi } from '../testing/whole-api.ts'
import { expiryWatcher } from './index.ts'

const authorization = `Basic ${Buffer.from('ada@example.org:correct horse battery').toString('base64')}`
const day = 86_400_000

async function startInstallation(database: Database) {
  const { app, stores } = await wholeApi({}, database)
  const call = async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) => {
    const headers = { authorization, accept: 'application/problem+json' }
    const answer = await app.inject({ method, url, headers, ...(payload && { payload }) })
    return {
      status: answer.statusCode,
      body: answer.body.startsWith('{') || answer.body.startsWith('[') ? answer.json() : answer.body,
    }
  }
  const users = [
    { user: 'ada@example.org', method: 'email' },
    { user: 'ada@example.org', method: 'webhook' },
  ]
  await call('POST', '/groups', { group: 'Operators', users })
  const [{ _id: group }] = (await call('GET', '/groups')).body
  await call('PUT', '/notice-settings', { groups: [group] })
  const clock = { now: Date.now() }
  const watch = () =>
    expiryWatcher({
      ...stores,
      settings: stores.noticeSettings,
      listExpiring: (now) => listExpiring(database, stores, now),
      now: () => clock.now,
      log: logTo('silent', 'test'),
    })
  return { call, stores, clock, watch, group: String(group) }
}

onBothEngines(
  'in 40 days each end is told 30, 14, 7 and 1 days before, once, also after restarts',
  async (database) => {
    const { call, stores, clock, watch } = await startInstallation(database)
    const [certificate, short, old] = await Promise.all(
      [35, 10, -1].map((days) => issue({ subject: `CN=in ${days} days`, days: { from: -9, to: days } })),
    )
    // The days begin when the certificates are there: on a slow machine they are issued a second after the installation.
    clock.now = Date.now()
    const start = clock.now
    const cert = [certificate, short, old].map((one) => one?.cert).join('')
    const trusted = await call('POST', '/keystore/ca/cert', { cert })
    assert.equal(trusted.status, 201, JSON.stringify(trusted.body))
    await call('POST', '/clients', { clientID: 'clinic', name: 'Clinic', roles: ['nurse'], password: 'long enough' })
    const [{ _id: client }] = (await call('GET', '/clients')).body
    const until = (days: number) => new Date(start + days * day).toISOString()
    const credentials = `/clients/${client}/credentials`
    const token = await call('POST', credentials, { kind: 'token', validUntil: until(20.5) })
    assert.equal(token.status, 201, JSON.stringify(token.body))
    // Two passwords: the one that ends first is replaced already, and the one of the document never ends.
    assert.equal((await call('POST', credentials, { kind: 'basic', validUntil: until(5) })).status, 201)

    let watcher = watch()
    for (let hours = 0; hours <= 40 * 24; hours += 6) {
      clock.now = start + (hours / 24) * day
      await watcher.run()
      // Five restarts.
      if (hours % (7 * 24) === 0) {
        await watcher.stop()
        watcher = watch()
      }
    }
    await watcher.stop()
    const notices = await stores.notices.list({ limit: 100 })
    const told = notices.map(({ subject, method }) => `${subject} ${method}`).sort()
    const expected = [
      ['in 35 days', [30, 14, 7, 1]],
      ['in 10 days', [10, 7, 1]],
      ['clinic', [21, 14, 7, 1]],
    ] as const
    const subjects = expected.flatMap(([name, days]) =>
      days.flatMap((left) =>
        ['email', 'webhook'].map((method) => `Mediary: "${name}" expires in ${left} day(s) ${method}`),
      ),
    )
    assert.deepEqual(told, subjects.sort())
  },
)

onBothEngines('a contact group that gets notices about the installation cannot be deleted', async (database) => {
  const { call, group } = await startInstallation(database)
  const refused = await call('DELETE', `/groups/${group}`)
  assert.deepEqual([refused.status, refused.body.reason], [409, 'contact-group-gets-notices'])
  await call('PUT', '/notice-settings', { groups: [] })
  assert.equal((await call('DELETE', `/groups/${group}`)).status, 200)
})
