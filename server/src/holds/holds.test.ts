import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LegalHold } from '@mediary/contract/transactions/legal-holds'
import { claims } from '../platform/database/claims.ts'
import type { Database } from '../platform/database/database.ts'
import { idGenerator } from '../platform/ids.ts'
import { logTo } from '../platform/log.ts'
import { indexPatients } from '../processes/control/index-patients.ts'
import { newChannel } from '../testing/history-api.ts'
import { basic } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'
import { begun, outcome } from '../testing/transactions.ts'
import { wholeApi } from '../testing/whole-api.ts'
import { recorder } from '../transactions/index.ts'

const day = 86_400_000
const ada = basic('ada@example.org', 'correct horse battery')

/** An installation that deletes bodies after a day and records after 30, with a record that a test writes. */
async function startInstallation(database: Database, retention: object = { bodyDays: 1, recordDays: 30 }) {
  const data = mkdtempSync(join(tmpdir(), 'holds-'))
  const { app, stores, secrets, retention: kept } = await wholeApi({ retention, data }, database)
  const call = async (method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) => {
    const answer = await app.inject({ method, url, headers: ada, ...(payload && { payload }) })
    return { status: answer.statusCode, body: /^[[{]/.test(answer.body) ? answer.json() : answer.body }
  }
  assert.equal((await call('POST', '/channels', newChannel('lab', ['nurse']))).status, 201)
  const channel = (await stores.channels.list())[0]?._id ?? ''
  const newId = idGenerator('00000c')
  const record = recorder(database)
  const add = async (path: string, age = 2) => {
    const at = Date.now() - age * day
    const id = newId(at)
    const body = Buffer.alloc(2_000, 'x')
    await record.begin(
      begun({ id, channel, requestedAt: at, method: 'PUT', path, query: '', requestBody: body, requestSize: 2_000 }),
    )
    await record.complete(outcome(id, { respondedAt: at + 5, requestSize: 2_000 }))
    return id
  }
  const follow = async () => {
    const follower = indexPatients(database, stores, {
      claims: claims(database, 'test'),
      digest: secrets.searchDigest,
      log: logTo('warn', 'test'),
    })
    await follower.run()
    await follower.stop()
  }
  const hasBody = async (id: string) => (await stores.bodies.first(id, 'request', 10)) !== undefined
  const place = async (hold: object): Promise<LegalHold> => {
    const { status, body } = await call('POST', '/legal-holds', { reason: 'Case 7/2026', ...hold })
    assert.equal(status, 201, JSON.stringify(body))
    return body
  }
  const release = (id: string) => call('POST', `/legal-holds/${id}/release`, { reason: 'The court decided' })
  return { call, stores, channel, add, follow, hasBody, place, release, run: () => kept.run() }
}

onBothEngines('what a hold of a patient keeps survives retention, and goes after its release', async (database) => {
  const { call, stores, add, follow, hasBody, place, release, run } = await startInstallation(database)
  const [held, old, other] = [
    await add('/fhir/Patient/7'),
    await add('/fhir/Patient/7', 40),
    await add('/fhir/Patient/8'),
  ]
  await follow()
  const hold = await place({ patient: 'Patient/7' })
  assert.deepEqual([hold.transactions, hold.placedBy, hold.reason], [2, 'ada@example.org', 'Case 7/2026'])
  const later = await add('/fhir/Patient/7')
  const waiting = await add('/fhir/Patient/9')
  await run()
  assert.deepEqual(await Promise.all([held, old, later, other, waiting].map(hasBody)), [true, true, true, false, true])
  await follow()
  await run()
  assert.deepEqual(await Promise.all([held, old, later, other, waiting].map(hasBody)), [true, true, true, false, false])
  assert.equal((await call('DELETE', `/transactions/${held}`)).status, 409)
  assert.equal((await release(hold._id)).status, 200)
  assert.equal((await release(hold._id)).status, 404, 'a hold is released once')
  await run()
  assert.deepEqual(await Promise.all([held, old, later].map(hasBody)), [false, false, false])
  assert.equal(await stores.transactions.find(old), undefined)
  const [shown]: LegalHold[] = (await call('GET', '/legal-holds')).body
  assert.deepEqual([shown?.releasedBy, shown?.releaseReason], ['ada@example.org', 'The court decided'])
  const audits = (await call('GET', '/audits?filterRepresentation=full')).body
  assert.match(JSON.stringify(audits), /POST \/legal-holds\b/)
  assert.match(JSON.stringify(audits), new RegExp(`POST /legal-holds/${hold._id}/release`))
})

onBothEngines('what a hold of a case keeps survives the size budget, and goes after its release', async (database) => {
  const { channel, add, hasBody, place, release, run } = await startInstallation(database, { maxBodiesMB: 0.001 })
  const kept = await add('/fhir/Observation/1')
  const others = [await add('/fhir/Encounter/2'), await add('/fhir/Encounter/3')]
  const hold = await place({ filters: { channelID: channel, 'request.path': 'Observation' } })
  assert.equal(hold.transactions, 1)
  await run()
  assert.deepEqual(await Promise.all([kept, ...others].map(hasBody)), [true, false, false])
  await release(hold._id)
  await run()
  assert.equal(await hasBody(kept), false)
})

onBothEngines('the preview of retention leaves out what holds keep, and says how much that is', async (database) => {
  const { call, channel, add, follow, place, release } = await startInstallation(database)
  for (const path of ['/fhir/Patient/7', '/fhir/Patient/8', '/fhir/Observation/1']) await add(path)
  await follow()
  const preview = async () => (await call('GET', `/channels/${channel}/retention?maxBodyAgeDays=1`)).body.bodies
  assert.deepEqual(await preview(), { transactions: 3, bytes: 6_018, atLeast: false, held: 0 })
  const hold = await place({ patient: 'Patient/7' })
  assert.deepEqual(await preview(), { transactions: 2, bytes: 4_012, atLeast: false, held: 1 })
  await release(hold._id)
  assert.equal((await preview()).held, 0)
})

onBothEngines('the key of a month with held transactions is not destroyed', async (database) => {
  const { call, stores, channel, add, place, release } = await startInstallation(database)
  const id = await add('/fhir/Observation/1')
  const at = Date.now() - 2 * day
  stores.bodyKeys.sealer(channel, at)
  const month = new Date(at).toISOString().slice(0, 7)
  const hold = await place({ filters: { _id: id } })
  assert.equal((await call('DELETE', `/channels/${channel}/body-keys/${month}`)).status, 409)
  await release(hold._id)
  assert.equal((await call('DELETE', `/channels/${channel}/body-keys/${month}`)).status, 200)
})

onBothEngines('a hold names a patient or filters, and a reason', async (database) => {
  const { call } = await startInstallation(database)
  for (const hold of [
    { reason: 'x' },
    { patient: '7' },
    { patient: '7', filters: {}, reason: 'x' },
    { patient: '7', reason: ' ' },
  ])
    assert.equal((await call('POST', '/legal-holds', hold)).status, 400, JSON.stringify(hold))
})
