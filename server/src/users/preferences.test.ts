import assert from 'node:assert/strict'
import type { Database } from '../platform/database/database.ts'
import { admin, management } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'

async function start(database: Database) {
  const api = await management(database)
  await api.ensureAdmin()
  const ada = api.callAs(await api.signIn(admin.email, admin.password))
  return {
    save: (columns: unknown) => ada('PUT', '/me/preferences', { columns }),
    read: async () => (await ada('GET', '/me')).body.user.preferences.columns,
  }
}

onBothEngines('the columns of each list are kept, and a list that is absent keeps its columns', async (database) => {
  const { save, read } = await start(database)
  const clients = { shown: { organization: false }, widths: { name: 240 } }
  assert.equal((await save({ clients })).status, 200)
  assert.equal((await save({ tasks: { widths: { created: 180 } } })).status, 200)
  assert.deepEqual(await read(), { clients, tasks: { widths: { created: 180 } } })
  assert.equal((await save({ clients: {} })).status, 200)
  assert.deepEqual(await read(), { tasks: { widths: { created: 180 } }, clients: {} })
})

onBothEngines('a width that no screen can show and an unknown field are refused', async (database) => {
  const { save, read } = await start(database)
  for (const columns of [
    { clients: { widths: { name: 10_000 } } },
    { clients: { widths: { name: 1.5 } } },
    { clients: { order: ['name'] } },
    { ['x'.repeat(41)]: {} },
  ])
    assert.equal((await save(columns)).status, 400, JSON.stringify(columns))
  assert.equal(await read(), undefined)
})

onBothEngines(
  'of more lists than a console has, the one that was changed longest ago is forgotten',
  async (database) => {
    const { save, read } = await start(database)
    await save(Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`list ${n}`, {}])))
    await save({ 'list 0': {}, another: {} })
    const lists = Object.keys(await read())
    assert.equal(lists.length, 50)
    assert.ok(lists.includes('list 0') && lists.includes('another') && !lists.includes('list 1'))
  },
)
