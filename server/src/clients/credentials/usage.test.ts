import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Credential } from '@mediary/contract/clients/credentials'
import { CompiledQuery } from 'kysely'
import { credentialRequests } from '../../../migrations/until-0050/0043-credential-requests.ts'
import { selectUses, toDay } from '../../metrics/index.ts'
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
  const use = (channel: string, at: number, over: { client?: string; credential?: string } = {}) =>
    api.clientRequests.add([{ channel, client, credential, day: toDay(at), requests: 1, ...over }])
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

onBothEngines('the requests of a credential are counted by channel', async (database) => {
  const { get, url, credential, use } = await withCredential(database)
  const now = Date.now()
  for (const at of [now - day, now - 2 * day, now - 40 * day]) await use(lab, at)
  await use(registry, now - day)
  await use(lab, now - day, { credential: 'c'.repeat(24) })
  await use(lab, now - day, { client: 'd'.repeat(24), credential: 'e'.repeat(24) })
  const usage = async (query = '') => (await get(`${url}/${credential}/usage${query}`)).body
  assert.deepEqual(await usage(), {
    days: 30,
    requests: 3,
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

onBothEngines('what the record holds is counted when the counts are added to a store', async (database) => {
  const { credential, client, clientRequests } = await withCredential(database)
  const record = recorder(database)
  for (const days of [0, 0, 3, 500]) {
    const at = Date.now() - days * day
    await record.begin(begun({ id: newId(at), channel: lab, client, credential, requestedAt: at }))
  }
  await database.kysely.schema.dropTable('credential_requests').execute()
  await credentialRequests(database.engine).up(database.kysely)
  const count = async (sinceDay: number) => (await clientRequests.countUses(credential, sinceDay))[0]?.requests
  assert.deepEqual([await count(0), await count(toDay(Date.now()))], [3, 2])
})

onBothEngines('of the counts, only those of the credential and the days are read', async (database) => {
  const { credential, use } = await withCredential(database)
  for (let n = 0; n < 300; n++) await use(lab, Date.now() - day, { credential: `${n}`.padStart(24, '0') })
  for (const days of [1, 2, 50]) await use(lab, Date.now() - days * day)
  const { sql, parameters } = selectUses(database, credential, toDay(Date.now()) - 30).compile()
  const explain = database.engine === 'sqlite' ? 'explain query plan' : 'explain'
  const plan = await database.kysely.executeQuery(CompiledQuery.raw(`${explain} ${sql}`, [...parameters]))
  assert.match(
    JSON.stringify(plan.rows),
    database.engine === 'sqlite'
      ? /SEARCH credential_requests .*\(credential=\? AND day>\?\)/
      : /credential_requests_key/,
  )
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
