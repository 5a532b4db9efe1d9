import assert from 'node:assert/strict'
import { bodyStore, headStore } from '../bodies/index.ts'
import type { Database } from '../platform/database/database.ts'
import { historyApi } from '../testing/history-api.ts'
import { onBothEngines } from '../testing/stores.ts'
import { readRecordedRequests } from '../transactions/index.ts'
import { compareRequests, loadRules, printParity } from './index.ts'

const routes = [{ name: 'to', host: 'lab.example', port: 8080, primary: true }]
const lab = { name: 'Lab', urlPattern: '^/lab', methods: ['GET', 'POST'], allow: ['nurse'], routes }
const authorization = { authorization: 'Basic secret' }

/** Records requests as an import from OpenHIM does, and compares them with the configuration. */
async function prepare(database: Database) {
  const api = await historyApi(database)
  const channel = async (changes: object) => {
    const { name } = await api.change('POST', '/channels', { ...lab, ...changes }).then(() => ({ ...lab, ...changes }))
    const { body } = await api.admin('GET', '/channels')
    return String(body.find((one: { name: string }) => one.name === name)._id)
  }
  const client = async (clientID: string, more: object) => {
    await api.change('POST', '/clients', { clientID, name: clientID, roles: ['nurse'], ...more })
    return api.findClient(clientID)
  }
  const record = (channelID: string, clientID: string | undefined, request: object, more = {}) =>
    api.change('POST', '/transactions', {
      channelID,
      ...(clientID && { clientID }),
      clientIP: '192.0.2.1',
      status: 'Successful',
      request: { method: 'GET', path: '/lab/1', headers: authorization, timestamp: Date.now(), ...request },
      ...more,
    })
  const compare = async () => {
    const { stores } = api
    const rules = await loadRules({ ...stores, mechanisms: () => stores.mechanisms.enabled() })
    const since = Date.now() - 1_000_000
    const requests = readRecordedRequests({ ...database, heads: headStore(database) }, since)
    return compareRequests(requests, { rules, bodies: bodyStore(database) }, { since })
  }
  return { ...api, channel, client, record, compare }
}

onBothEngines(
  'requests that would be decided in the same way are counted, and nothing is reported',
  async (database) => {
    const { channel, client, record, compare } = await prepare(database)
    const labId = await channel({})
    const openId = await channel({ name: 'Open', urlPattern: '^/open$', authType: 'public', allow: [] })
    const xmlId = await channel({ name: 'Xml', urlPattern: '^/xml$', matchContentRegex: 'order' })
    const pollId = await channel({
      name: 'Poll',
      urlPattern: '^/poll$',
      type: 'polling',
      methods: [],
      pollingSchedule: '1 hour',
    })
    const clinic = await client('clinic', { password: 'secret of it' })
    for (let i = 0; i < 3; i++) await record(labId, clinic, {})
    await record(openId, undefined, { path: '/open', headers: {} })
    await record(xmlId, clinic, { path: '/xml', method: 'POST', body: '<order/>' })
    await record(pollId, undefined, { path: '/trigger' })
    const report = await compare()
    assert.deepEqual(report.differences, [])
    assert.deepEqual([report.requests, report.same, report.different], [6, 6, 0])
    assert.match(printParity(report), /^6 requests since .*: 6 are decided as they were, 0 otherwise/)
  },
)

onBothEngines('each difference is reported with its cause, and how many requests it is about', async (database) => {
  const { channel, client, record, compare, change } = await prepare(database)
  const labId = await channel({})
  const nearId = await channel({ name: 'Near', urlPattern: '^/near$', whitelist: ['10.0.0.0/8'] })
  const laterId = await channel({ name: 'Later', urlPattern: '^/lab/later$', priority: 5 })
  await channel({ name: 'First', urlPattern: '^/lab/later$', priority: 1 })
  const offId = await channel({ name: 'Off', urlPattern: '^/off$', status: 'disabled' })
  const clinic = await client('clinic', { password: 'secret of it' })
  const clerk = await client('clerk', { password: 'secret of it', roles: ['office'] })
  const withToken = await client('with-token', { customTokenID: 'a-token-of-the-client-0123456789' })
  const stopped = await client('stopped', { password: 'secret of it' })
  await change('POST', `/clients/${stopped}/disable`, { reason: 'moved' })
  await change('PUT', '/authentication/mechanisms/custom-token-auth', { enabled: false })
  const missing = 'f'.repeat(24)
  await record(labId, clinic, { path: '/elsewhere/patient-7' })
  await record(labId, clinic, { path: '/elsewhere/patient-8' })
  await record(labId, clinic, { method: 'PUT' })
  await record(labId, clerk, {})
  await record(labId, withToken, {})
  await record(labId, clinic, { headers: {} })
  await record(labId, missing, {})
  await record(labId, stopped, {})
  await record(labId, undefined, { headers: {} })
  await record(nearId, clinic, { path: '/near' })
  await record(laterId, clinic, { path: '/lab/later' })
  await record(offId, clinic, { path: '/off' })
  const report = await compare()
  const told = report.differences.map(({ kind, cause, requests }) => [requests, kind, cause])
  assert.deepEqual(told[0], [2, 'outcome', 'No channel takes its path; it was taken by "Lab"'])
  assert.deepEqual(
    new Set(told.slice(1).map(([requests, kind, cause]) => `${requests} ${kind}: ${cause}`)),
    new Set([
      '1 outcome: The channel "Lab" does not take PUT',
      '1 outcome: Neither client "clerk" nor one of its roles may use the channel "Lab"',
      '1 client: Client "with-token" has no credential for an authentication method that is switched on',
      '1 client: Client "clinic" came without an Authorization header, and no certificate identifies it here',
      '1 client: The client does not exist here',
      '1 outcome: Client "stopped" is disabled',
      '1 outcome: The request has no credential, and the channel "Lab" is private',
      '1 outcome: The whitelist of the channel "Near" does not have its address',
      '1 channel: The channel "First" takes it before "Later"',
      '1 outcome: The channel "Off" is disabled',
    ]),
  )
  assert.deepEqual([report.requests, report.same, report.different], [12, 0, 12])
  assert.doesNotMatch(printParity(report), /patient/)
})

onBothEngines(
  'a request whose content decides and is not stored stays open, and a rerun is not compared',
  async (database) => {
    const {
      channel,
      client,
      record,
      compare,
      change,
      database: { kysely },
    } = await prepare(database)
    const xmlId = await channel({ name: 'Xml', urlPattern: '^/xml$', matchContentRegex: 'order', requestBody: false })
    const clinic = await client('clinic', { password: 'secret of it' })
    await record(xmlId, clinic, { path: '/xml', method: 'POST', body: '<order/>' })
    assert.deepEqual((({ undecided, different }) => [undecided, different])(await compare()), [1, 0])
    await change('PUT', `/channels/${xmlId}`, { requestBody: true })
    await record(xmlId, clinic, { path: '/xml', method: 'POST', body: '<other/>' })
    const { differences } = await compare()
    assert.deepEqual(
      differences.map(({ cause }) => cause),
      ['The channel "Xml" does not take this content'],
    )
    const example = differences[0]?.examples[0]?.original ?? assert.fail()
    const reruns = kysely.withTables<{ reruns: { id: string; parent: string; by: string; task: string } }>()
    await reruns.insertInto('reruns').values({ id: example, parent: example, by: 'ada', task: example }).execute()
    assert.deepEqual((({ repeated, different }) => [repeated, different])(await compare()), [1, 0])
  },
)
