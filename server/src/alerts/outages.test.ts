import assert from 'node:assert/strict'
import type { Database } from '../platform/database/database.ts'
import { logTo } from '../platform/log.ts'
import { onBothEngines } from '../testing/stores.ts'
import { wholeApi } from '../testing/whole-api.ts'
import { outageWatcher, type WatchedRoute } from './index.ts'

const authorization = `Basic ${Buffer.from('ada@example.org:correct horse battery').toString('base64')}`
const minute = 60_000

async function startInstallation(database: Database) {
  const { app, stores } = await wholeApi({}, database)
  const call = async (method: 'GET' | 'POST' | 'PUT', url: string, payload: object = {}) =>
    app.inject({ method, url, headers: { authorization }, ...(method !== 'GET' && { payload }) })
  await call('POST', '/groups', { group: 'Operators', users: [{ user: 'ada@example.org', method: 'email' }] })
  const [{ _id: group }] = (await call('GET', '/groups')).json()
  await call('PUT', '/notice-settings', { groups: [group] })
  const start = Date.now()
  const state = { minutes: 0, routes: [] as WatchedRoute[] }
  /** Each look is one of a process that has just begun. */
  const look = async (
    minutes: number,
    routes: readonly (readonly [channel: string, address: string, state: WatchedRoute['state'], since: number])[],
  ) => {
    state.minutes = minutes
    state.routes = routes.map(([channel, address, one, since]) => ({
      channel,
      address,
      state: one,
      since: start + since * minute,
    }))
    const watcher = outageWatcher({
      ...stores,
      settings: stores.noticeSettings,
      listRoutes: async () => state.routes,
      now: () => start + state.minutes * minute,
      log: logTo('silent', 'test'),
    })
    await watcher.run()
    await watcher.stop()
    return (await stores.notices.list({ limit: 100 })).map(({ subject }) => subject).reverse()
  }
  return { look }
}

onBothEngines(
  'an upstream that is down for a minute is told once for all its channels, and so is its end',
  async (database) => {
    const { look } = await startInstallation(database)
    const down = 'Mediary: the upstream lab:80 cannot be reached'
    const up = 'Mediary: the upstream lab:80 is reached again'
    assert.deepEqual(await look(0.5, [['A', 'lab:80', 'down', 0]]), [], 'a restart of the upstream is not told')
    assert.deepEqual(
      await look(2, [
        ['A', 'lab:80', 'down', 0],
        ['B', 'lab:80', 'down', 1],
        ['C', 'shr:80', 'up', 0],
      ]),
      [down],
    )
    for (const minutes of [3, 30, 300])
      assert.deepEqual(
        await look(minutes, [
          ['A', 'lab:80', 'failing', minutes],
          ['B', 'lab:80', 'down', 1],
        ]),
        [down],
      )
    assert.deepEqual(
      await look(301, [
        ['A', 'lab:80', 'failing', 300],
        ['B', 'lab:80', 'up', 301],
      ]),
      [down, up],
    )
    assert.deepEqual(await look(302, [['B', 'lab:80', 'up', 301]]), [down, up])
    assert.deepEqual(await look(400, [['B', 'lab:80', 'down', 390]]), [down, up, down])
    assert.deepEqual(await look(401, []), [down, up, down, up], 'a channel that was deleted ends its outage')
  },
)
