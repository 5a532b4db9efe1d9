import assert from 'node:assert/strict'
import { channelRoutes, channelStore } from '../channels/index.ts'
import { changeLog } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import { idGenerator } from '../platform/ids.ts'
import { management } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'
import { contactGroupRoutes, contactGroupStore } from './index.ts'

const problems = { accept: 'application/problem+json' }
const missing = 'f'.repeat(24)

const night = {
  group: 'Night shift',
  users: [
    { user: 'ada@example.org', method: 'email', maxAlerts: '1 per hour' },
    { user: 'grace@example.org', method: 'sms' },
  ],
}

async function withContactGroups(database: Database) {
  const api = await management(database)
  await api.ensureAdmin()
  const { write } = changeLog(database, async () => undefined)
  const newId = idGenerator()
  const contactGroups = contactGroupStore(database, write, { newId })
  const hasTransactions = async () => false
  const channels = channelStore(database, write, {
    ...{ secrets: api.secrets, newId, hasTransactions },
    listClients: async () => [],
  })
  contactGroupRoutes(api.app, api.require, {
    contactGroups,
    channels,
    noticeSettings: { read: async () => ({ groups: [] }) },
  })
  channelRoutes(api.app, api.require, channels)
  const add = async () => {
    assert.equal((await api.admin('POST', '/groups', night)).status, 201)
    return (await api.admin('GET', '/groups')).body[0]._id
  }
  return { ...api, add }
}

onBothEngines('management-api §16: a group is added, listed, shown, changed and deleted', async (database) => {
  const { admin, add } = await withContactGroups(database)
  const id = await add()
  const [first, second] = night.users
  const expected = { ...night, _id: id, users: [first, { ...second, maxAlerts: 'no max' }] }
  assert.deepEqual((await admin('GET', '/groups')).body, [expected])
  assert.deepEqual((await admin('GET', `/groups/${id}`)).body, expected)
  // OpenHIM's console sends back all it was shown.
  assert.equal((await admin('PUT', `/groups/${id}`, { ...expected, __v: 0, group: 'Day shift' })).status, 200)
  assert.equal((await admin('PUT', `/groups/${id}`, { users: [] })).status, 200)
  assert.deepEqual((await admin('GET', `/groups/${id}`)).body, { _id: id, group: 'Day shift', users: [] })
  assert.equal((await admin('DELETE', `/groups/${id}`)).status, 200)
  assert.deepEqual((await admin('GET', '/groups')).body, [])
})

onBothEngines('management-api §16: an unknown id is 404, and a name that is taken is 409', async (database) => {
  const { admin, add } = await withContactGroups(database)
  const id = await add()
  for (const method of ['GET', 'PUT', 'DELETE'] as const)
    assert.equal((await admin(method, `/groups/${missing}`, method === 'PUT' ? {} : undefined)).status, 404)
  assert.equal((await admin('POST', '/groups', night)).status, 409)
  await admin('POST', '/groups', { group: 'Day shift' })
  assert.equal((await admin('PUT', `/groups/${id}`, { group: 'Day shift' })).status, 409)
})

const refused: [document: object, path: string][] = [
  [{}, 'group'],
  [{ group: ' ' }, 'group'],
  [{ group: 'a', users: [{ user: 'x', method: 'pigeon' }] }, 'users.0.method'],
  [{ group: 'a', users: [{ method: 'sms' }] }, 'users.0.user'],
  [{ group: 'a', users: [{ user: 'x', method: 'sms', maxAlerts: 'often' }] }, 'users.0.maxAlerts'],
  [{ group: 'a', users: [{ user: 'x', method: 'sms', phone: '1' }] }, 'users.0.phone'],
  [{ group: 'a', colour: 'green' }, 'colour'],
]
for (const [document, path] of refused)
  onBothEngines(`management-api §16: ${JSON.stringify(document)} is refused by its field`, async (database) => {
    const { admin } = await withContactGroups(database)
    const { status, body } = await admin('POST', '/groups', document, problems)
    assert.deepEqual([status, body.issues[0].path], [400, path])
  })

onBothEngines('contact groups: a group that alerts use stays, and the answer lists the channels', async (database) => {
  const { admin, add, addUser } = await withContactGroups(database)
  const id = await add()
  const route = { name: 'a', host: 'localhost', port: 80, primary: true }
  const alerts = [{ condition: 'status', status: '5xx', groups: [id] }]
  const channel = { name: 'Laboratory', urlPattern: '^/lab$', methods: ['GET'], allow: [], routes: [route], alerts }
  assert.equal((await admin('POST', '/channels', channel)).status, 201)
  const [{ _id }] = (await admin('GET', '/channels')).body
  const answer = await admin('DELETE', `/groups/${id}`)
  assert.deepEqual([answer.status, answer.body], [409, [{ _id, name: 'Laboratory' }]])
  const problem = await admin('DELETE', `/groups/${id}`, undefined, problems)
  assert.equal(problem.body.reason, 'contact-group-in-use')
  const stranger = await addUser('grace@example.org', { 'contact-list-manage': true })
  const hidden = await stranger('DELETE', `/groups/${id}`)
  assert.deepEqual([hidden.status, hidden.body], [409, []])
  await admin('PUT', `/channels/${_id}`, { alerts: [] })
  assert.equal((await admin('DELETE', `/groups/${id}`)).status, 200)
})

onBothEngines('management-api §16: who may view them may not change them', async (database) => {
  const { add, addUser } = await withContactGroups(database)
  const id = await add()
  const viewer = await addUser('grace@example.org', { 'contact-list-view': true })
  assert.equal((await viewer('GET', `/groups/${id}`)).status, 200)
  assert.equal((await viewer('POST', '/groups', night)).status, 403)
  assert.equal((await viewer('PUT', `/groups/${id}`, { group: 'x' })).status, 403)
  assert.equal((await viewer('DELETE', `/groups/${id}`)).status, 403)
  const nobody = await addUser('joan@example.org', {})
  assert.equal((await nobody('GET', '/groups')).status, 403)
})
