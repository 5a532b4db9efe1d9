import assert from 'node:assert/strict'
import { logTo } from '../platform/log.ts'
import { configurationApi } from '../testing/configuration.ts'
import { onBothEngines } from '../testing/stores.ts'
import { lastUsedStore } from './last-used.ts'

const log = logTo('silent', 'test')

onBothEngines(
  'a client shows when it was last used and how, and a client that never was shows nothing',
  async (database) => {
    const api = configurationApi(database)
    await api.post('/clients', { clientID: 'clinic', name: 'Clinic', roles: ['nurse'], password: 'x' })
    await api.post('/clients', { clientID: 'quiet', name: 'Quiet', roles: ['nurse'], password: 'x' })
    const [clinic, quiet] = (await api.get('/clients')).body
    const at = Date.parse('2026-03-10T10:00:00.000Z')
    api.lastUsed.note([{ client: clinic._id, at, mechanism: 'basic-auth' }])
    api.lastUsed.note([{ client: clinic._id, at: at - 1, mechanism: 'jwt-auth' }])
    const shown = { at: '2026-03-10T10:00:00.000Z', mechanism: 'basic-auth' }
    assert.deepEqual((await api.get(`/clients/${clinic._id}`)).body.lastUsed, shown)
    assert.deepEqual(
      (await api.get('/clients')).body.map(({ lastUsed }: { lastUsed?: object }) => lastUsed),
      [shown, undefined],
    )
    assert.equal((await api.get(`/clients/${quiet._id}`)).body.lastUsed, undefined)
    await api.lastUsed.close()
    assert.deepEqual((await lastUsedStore(database, log).of([clinic]))[0]?.lastUsed, shown)
  },
)

onBothEngines('a client is written at most once a minute, and a later use of another node stands', async (database) => {
  const api = configurationApi(database)
  await api.post('/clients', { clientID: 'clinic', name: 'Clinic', roles: ['nurse'], password: 'x' })
  const [clinic] = (await api.get('/clients')).body
  const clock = { now: Date.parse('2026-03-10T10:00:00.000Z') }
  const here = lastUsedStore(database, log, () => clock.now)
  const elsewhere = lastUsedStore(database, log, () => clock.now)
  const use = (at: number) => [{ client: clinic._id, at, mechanism: 'basic-auth' as const }]
  const written = async () => Date.parse((await lastUsedStore(database, log).of([clinic]))[0]?.lastUsed?.at ?? '')
  const start = clock.now

  here.note(use(start))
  await here.writeDue()
  assert.equal(await written(), start)
  clock.now += 59_000
  here.note(use(clock.now))
  await here.writeDue()
  assert.equal(await written(), start, 'not yet')
  clock.now += 1_000
  await here.writeDue()
  assert.equal(await written(), start + 59_000)
  elsewhere.note(use(start + 1_000))
  await elsewhere.close()
  assert.equal(await written(), start + 59_000)
  await here.close()

  await api.delete(`/clients/${clinic._id}`)
  assert.equal(Number.isNaN(await written()), true)
})
