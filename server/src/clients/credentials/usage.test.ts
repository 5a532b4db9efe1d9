import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Credential } from '@mediary/contract/clients/credentials'
import { configurationApi } from '../../testing/configuration.ts'
import { onBothEngines } from '../../testing/stores.ts'
import { begun, newId } from '../../testing/transactions.ts'
import { recorder } from '../../transactions/index.ts'
import { judgeRevocation } from './usage.ts'

const day = 86_400_000
const [lab, registry] = ['a'.repeat(24), 'b'.repeat(24)]

async function withCredential(database: Parameters<typeof configurationApi>[0]) {
  const api = configurationApi(database)
  await api.post('/clients', { clientID: 'clinic', name: 'Clinic', roles: ['nurse'], clientDomain: 'clinic.test' })
  const [{ _id: client }] = (await api.get('/clients')).body
  const url = `/clients/${client}/credentials`
  const { _id: credential } = (await api.post(url, { kind: 'token' })).body
  const record = recorder(database)
  const use = (channel: string, at: number, over: { client?: string; credential?: string } = {}) =>
    record.begin(begun({ id: newId(at), channel, client, credential, requestedAt: at, ...over }))
  return { ...api, url, client, credential, use }
}

onBothEngines('a credential shows when and from where it was last used', async (database) => {
  const { get, url, credential, lastUsed } = await withCredential(database)
  const find = async () => (await get(url)).body[0].lastUsed
  assert.equal(await find(), null)
  const at = Date.parse('2026-03-10T10:00:00.000Z')
  lastUsed.noteCredentials([{ credential, at, address: '192.0.2.7' }])
  lastUsed.noteCredentials([{ credential, at: at - 1, address: '192.0.2.8' }])
  assert.deepEqual(await find(), { at: '2026-03-10T10:00:00.000Z', from: '192.0.2.7' })
  await lastUsed.close()
  assert.deepEqual(await find(), { at: '2026-03-10T10:00:00.000Z', from: '192.0.2.7' })
})

onBothEngines('the requests of a credential are counted from the record, by channel', async (database) => {
  const { get, url, credential, use } = await withCredential(database)
  const now = Date.now()
  for (const at of [now - day, now - 2 * day, now - 40 * day]) await use(lab, at)
  await use(registry, now - day)
  await use(lab, now - day, { credential: 'c'.repeat(24) })
  await use(lab, now - day, { client: 'd'.repeat(24) })
  const usage = async (query = '') => (await get(`${url}/${credential}/usage${query}`)).body
  assert.deepEqual(await usage(), {
    days: 30,
    requests: 3,
    exact: true,
    channels: [
      { _id: lab, requests: 2 },
      { _id: registry, requests: 1 },
    ],
    lastUsed: null,
    safe: false,
    reason: 'in-use',
  })
  assert.equal((await usage('?days=60')).requests, 4)
  assert.equal((await get(`${url}/${credential}/usage?days=0`)).status, 400)
  assert.equal((await get(`${url}/${'0'.repeat(24)}/usage`)).status, 404)
})

onBothEngines('a caller sees only the channels that it may see among those affected', async (database) => {
  const { get, grant, url, client, credential, use } = await withCredential(database)
  await use(lab, Date.now() - day)
  await use(registry, Date.now() - day)
  grant({ 'client-view-specified': [client], 'channel-view-specified': [lab] })
  const { requests, channels } = (await get(`${url}/${credential}/usage`)).body
  assert.deepEqual([requests, channels], [2, [{ _id: lab, requests: 1 }]])
  grant({})
  assert.equal((await get(`${url}/${credential}/usage`)).status, 403)
})

type Judged = Pick<Credential, 'state' | 'lastUsed'>
const used = (at: string): Judged => ({ state: 'active', lastUsed: { at, from: '192.0.2.7' } })
const unused: Judged = { state: 'active', lastUsed: null }

test('a credential can be revoked when it has ended, is unused, or its successor has taken over', () => {
  const verdicts = [
    judgeRevocation({ ...used('2026-03-10'), state: 'expired' }, 9, undefined),
    judgeRevocation(unused, 0, undefined),
    judgeRevocation(used('2026-03-10'), 9, used('2026-03-11')),
    judgeRevocation(used('2026-03-10'), 9, unused),
    judgeRevocation(used('2026-03-11'), 9, used('2026-03-10')),
    judgeRevocation(used('2026-03-10'), 9, { ...used('2026-03-11'), state: 'expired' }),
    judgeRevocation(used('2026-03-10'), 9, undefined),
  ]
  assert.deepEqual(
    verdicts.map(({ safe, reason }) => [safe, reason]),
    [
      [true, 'ended'],
      [true, 'unused'],
      [true, 'successor-in-use'],
      [false, 'in-use'],
      [false, 'in-use'],
      [false, 'in-use'],
      [false, 'in-use'],
    ],
  )
})
