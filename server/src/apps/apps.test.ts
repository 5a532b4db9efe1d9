import assert from 'node:assert/strict'
import { changeLog } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import { idGenerator } from '../platform/ids.ts'
import { management } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'
import { appRoutes, appStore } from './index.ts'

const problems = { accept: 'application/problem+json' }
const missing = 'f'.repeat(24)
const dhis = { name: 'DHIS2', type: 'external', url: 'https://dhis2.example.org/', category: 'Reports' }
const registry = { name: 'Registry', type: 'esmodule', url: '/libs/registry.js', showInPortal: false }

async function withApps(database: Database) {
  const api = await management(database)
  await api.ensureAdmin()
  const { write } = changeLog(database, async () => undefined)
  appRoutes(api.app, api.require, { apps: appStore(database, write, { newId: idGenerator() }) })
  const add = async (app: object) => {
    const { status, body } = await api.admin('POST', '/apps', app)
    assert.equal(status, 201)
    return body
  }
  return { ...api, add }
}

onBothEngines('21 apps: one is added, shown, changed and deleted; the answers are documents', async (database) => {
  const { admin, add } = await withApps(database)
  const app = await add(dhis)
  const expected = { ...dhis, _id: app._id, access_roles: [], showInPortal: true, showInSideBar: false }
  assert.deepEqual(app, expected)
  assert.deepEqual((await admin('GET', `/apps/${app._id}`)).body, expected)
  const changed = await admin('PUT', `/apps/${app._id}`, { ...expected, __v: 0, description: 'Reports' })
  assert.deepEqual(changed.body, { ...expected, description: 'Reports' })
  assert.deepEqual((await admin('DELETE', `/apps/${app._id}`)).body, { success: true })
  assert.deepEqual((await admin('GET', '/apps')).body, [])
})

onBothEngines('management-api §21: query parameters are equality filters', async (database) => {
  const { admin, add } = await withApps(database)
  await add(dhis)
  await add(registry)
  const found = async (query: string) =>
    (await admin('GET', `/apps${query}`)).body.map(({ name }: { name: string }) => name)
  assert.deepEqual(await found(''), ['DHIS2', 'Registry'])
  assert.deepEqual(await found('?type=esmodule'), ['Registry'])
  assert.deepEqual(await found('?showInPortal=true'), ['DHIS2'])
  assert.deepEqual(await found('?category=Reports&name=DHIS2'), ['DHIS2'])
  assert.deepEqual(await found('?category=Other'), [])
})

onBothEngines('21 apps: an unknown id is 404, a wrong id is 400, a name that is taken is 409', async (database) => {
  const { admin, add } = await withApps(database)
  await add(dhis)
  const absent = await admin('GET', `/apps/${missing}`)
  assert.deepEqual([absent.status, absent.body], [404, { error: `App with id ${missing} does not exist` }])
  assert.equal((await admin('GET', '/apps/7')).status, 400)
  assert.equal((await admin('POST', '/apps', dhis)).status, 409)
})

for (const url of ['javascript:alert(1)', 'data:text/javascript,1', '//evil.example.org/x.js', 'portal', 'https://'])
  onBothEngines(`management-api §21: the address ${url} is refused`, async (database) => {
    const { admin } = await withApps(database)
    const { status, body } = await admin('POST', '/apps', { ...dhis, url }, problems)
    assert.deepEqual([status, body.issues[0].path, body.issues[0].reason], [400, 'url', 'not-a-link'])
  })

onBothEngines('21 apps: everybody who is signed in sees the portal, others what is specified', async (database) => {
  const { send, add, addUser } = await withApps(database)
  const [shown, hidden] = [await add(dhis), await add(registry)]
  assert.equal((await send('GET', '/apps')).status, 401)
  const names = ({ body }: { body: { name: string }[] }) => body.map(({ name }) => name)
  const nobody = await addUser('joan@example.org', {})
  assert.deepEqual(names(await nobody('GET', '/apps')), ['DHIS2'])
  assert.equal((await nobody('GET', `/apps/${shown._id}`)).status, 403)
  const viewer = await addUser('grace@example.org', { 'app-view-specified': [hidden._id] })
  assert.deepEqual(names(await viewer('GET', '/apps')), ['DHIS2', 'Registry'])
  assert.equal((await viewer('GET', `/apps/${hidden._id}`)).status, 200)
  assert.equal((await viewer('PUT', `/apps/${hidden._id}`, {})).status, 403)
})

onBothEngines('management-api §21: it is public, and names the apps of the portal only', async (database) => {
  const { send, add } = await withApps(database)
  await add(dhis)
  await add(registry)
  assert.deepEqual((await send('GET', '/importmaps')).body, { imports: { DHIS2: dhis.url } })
})
