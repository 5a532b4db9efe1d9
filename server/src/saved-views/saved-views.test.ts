import assert from 'node:assert/strict'
import { changeLog } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import { idGenerator } from '../platform/ids.ts'
import { management } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'
import { savedViewRoutes, savedViewStore } from './index.ts'

const slow = { list: 'transactions', name: 'Slow ones', query: '?q=took%3A%3E2s', shared: false }
type View = { _id: string; name: string; mine: boolean }

async function withViews(database: Database) {
  const api = await management(database)
  await api.ensureAdmin()
  const { write } = changeLog(database, async () => undefined)
  savedViewRoutes(api.app, api.require, { savedViews: savedViewStore(database, write, { newId: idGenerator() }) })
  type Call = typeof api.admin
  const list = async (call: Call): Promise<View[]> => (await call('GET', '/saved-views')).body
  const names = async (call: Call) => (await list(call)).map(({ name, mine }) => [name, mine])
  return { ...api, list, names }
}

onBothEngines(
  'an own view is seen by nobody else, a shared one by everybody who may see the list',
  async (database) => {
    const { admin, names, list, addUser } = await withViews(database)
    const nurse = await addUser('nurse@example.org', { 'transaction-view-specified': ['a'.repeat(24)] })
    const clerk = await addUser('clerk@example.org', { 'client-view-all': true })
    assert.equal((await admin('POST', '/saved-views', slow)).status, 201)
    assert.equal((await admin('POST', '/saved-views', { ...slow, name: 'Failed', shared: true })).status, 201)
    assert.equal((await nurse('POST', '/saved-views', slow)).status, 201, 'each user has names of their own')
    assert.deepEqual(await names(admin), [
      ['Failed', true],
      ['Slow ones', true],
    ])
    assert.deepEqual(await names(nurse), [
      ['Failed', false],
      ['Slow ones', true],
    ])
    assert.deepEqual(await names(clerk), [])
    assert.equal((await clerk('POST', '/saved-views', slow)).status, 403)
    const [failed, own] = await list(admin)
    assert.equal((await nurse('PUT', `/saved-views/${failed?._id}`, { name: 'x' })).status, 403)
    assert.equal((await nurse('DELETE', `/saved-views/${failed?._id}`)).status, 403)
    assert.equal((await nurse('DELETE', `/saved-views/${own?._id}`)).status, 404)
  },
)

onBothEngines(
  'a view is changed and removed by its owner, and a shared one also by whoever manages users',
  async (database) => {
    const { admin, names, list, addUser } = await withViews(database)
    const nurse = await addUser('nurse@example.org', { 'transaction-view-all': true })
    await nurse('POST', '/saved-views', slow)
    assert.equal((await nurse('POST', '/saved-views', slow)).status, 409)
    const [view] = await list(nurse)
    assert.equal((await nurse('PUT', `/saved-views/${view?._id}`, { name: 'Very slow', shared: true })).status, 200)
    assert.deepEqual(await names(admin), [['Very slow', false]])
    assert.equal((await admin('DELETE', `/saved-views/${view?._id}`)).status, 200)
    assert.deepEqual(await names(nurse), [])
  },
)

onBothEngines('a query is the rest of an address of the list, and never another address', async (database) => {
  const { admin } = await withViews(database)
  for (const query of ['//evil.example.org', 'https://evil.example.org', '?a b', '/clients'])
    assert.equal((await admin('POST', '/saved-views', { ...slow, query })).status, 400, query)
  assert.equal((await admin('POST', '/saved-views', { ...slow, query: '' })).status, 201)
})

onBothEngines('a user saves at most a hundred views', async (database) => {
  const { admin } = await withViews(database)
  for (let n = 0; n < 100; n++) await admin('POST', '/saved-views', { ...slow, name: `view ${n}` })
  const refused = await admin('POST', '/saved-views', { ...slow, name: 'one more' })
  assert.equal(refused.status, 409)
})
