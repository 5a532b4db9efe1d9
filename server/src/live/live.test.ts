import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { changeLog } from '../platform/database/changes.ts'
import { logTo } from '../platform/log.ts'
import { admin, basic, management } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'
import { changedTopics } from './changes.ts'
import { LiveHub } from './hub.ts'
import { liveRoutes } from './routes.ts'

async function listening(
  database: Parameters<typeof management>[0],
  bounds: ConstructorParameters<typeof LiveHub>[1] = {},
) {
  const hub = new LiveHub(logTo('silent', 'test'), { announceEvery: 20, checkEvery: 20, ...bounds })
  const api = await management(database)
  await api.ensureAdmin()
  liveRoutes(api.app, api.require, { hub, recheck: api.recheck })
  await api.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = api.app.server.address() as AddressInfo
  const open = (headers: Record<string, string>, query = '') =>
    fetch(`http://127.0.0.1:${port}/live-updates${query}`, { headers: { accept: 'text/event-stream', ...headers } })
  return { hub, api, open }
}

/** The topics of each event, as they come; ends when the stream does. */
async function* readEvents(response: Awaited<ReturnType<typeof fetch>>): AsyncGenerator<string[]> {
  assert.equal(response.headers.get('content-type'), 'text/event-stream')
  const decoder = new TextDecoder()
  let text = ''
  assert.ok(response.body)
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true })
    for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
      const data = /^event: changed\ndata: (.*)/.exec(text.slice(0, end))?.[1]
      text = text.slice(end + 2)
      if (data) yield JSON.parse(data)
    }
  }
}
const next = async (events: AsyncGenerator<string[]>) => (await events.next()).value as string[] | undefined

onBothEngines('listeners hear of what they may see, and of a burst only twice', async (database) => {
  const { hub, api, open } = await listening(database)
  await api.addUser('midwife@example.org', { 'channel-view-specified': ['a'.repeat(24)] }, 'another long password')
  const all = readEvents(await open(basic(admin.email, admin.password)))
  const some = readEvents(await open(basic('midwife@example.org', 'another long password')))
  hub.announce(['clients', 'metrics'])
  assert.deepEqual(await next(all), ['clients', 'metrics'])
  assert.deepEqual(await next(some), ['metrics'])
  for (let i = 0; i < 1000; i++) hub.announce([i % 2 ? 'transactions' : 'metrics', 'users'])
  const burst = new Set(await next(all))
  if (!burst.has('transactions')) for (const topic of (await next(all)) ?? []) burst.add(topic)
  assert.deepEqual(burst, new Set(['transactions', 'metrics', 'users']))
  hub.announce(['me'])
  assert.deepEqual(await next(all), ['me'])
  await api.app.close()
  assert.equal(await next(all), undefined, 'the server closes although somebody listens')
})

onBothEngines('a listener hears at once of what has changed since its lists were read', async (database) => {
  const { hub, api, open } = await listening(database, { startedAt: 0 })
  hub.announce(['clients'])
  assert.deepEqual(await next(readEvents(await open(basic(admin.email, admin.password), '?age=60000'))), ['clients'])
  assert.equal((await open(basic(admin.email, admin.password), '?age=-1')).status, 400)
  await api.app.close()

  const restarted = await listening(database)
  const events = readEvents(await restarted.open(await restarted.api.signIn(admin.email, admin.password), '?age=60000'))
  assert.ok((await next(events))?.includes('channels'), 'nobody knows what changed before the hub began')
  await restarted.api.app.close()
})

onBothEngines(
  'a listener whose session ends is sent away, and one who loses a permission hears no more',
  async (database) => {
    const { hub, api, open } = await listening(database)
    await api.addUser('midwife@example.org', { 'client-view-all': true }, 'another long password')
    const cookie = await api.signIn('midwife@example.org', 'another long password')
    const events = readEvents(await open(cookie))
    hub.announce(['clients'])
    assert.deepEqual(await next(events), ['clients'])
    const role = 'role of midwife@example.org'
    await api.admin('PUT', `/user-roles/${encodeURIComponent(role)}`, { permissions: { 'channel-view-all': true } })
    const heard = async (): Promise<string[]> => {
      hub.announce(['clients', 'channels'])
      const topics = (await next(events)) ?? []
      return topics.includes('channels') ? topics : heard()
    }
    const after = await heard()
    assert.ok(!after.includes('clients'))
    await api.callAs(cookie)('GET', '/logout')
    for (let ended = false; !ended; ) ended = (await events.next()).done === true
    await api.app.close()
  },
)

onBothEngines('nobody listens without signing in, and not too many do', async (database) => {
  const { api, open } = await listening(database, { maxListenersPerUser: 2 })
  assert.equal((await open({})).status, 401)
  const me = basic(admin.email, admin.password)
  assert.equal((await open({ ...me, accept: 'application/json' })).status, 400)
  const first = await open(me)
  assert.deepEqual([first.status, (await open(me)).status], [200, 200])
  const refused = await open(me)
  assert.deepEqual([refused.status, refused.headers.get('retry-after')], [503, '10'])
  await first.body?.cancel()
  for (let status = 503; status !== 200; ) status = (await open(me)).status
  // Answers that nobody read hold their connections.
  api.app.server.closeAllConnections()
  await api.app.close()
})

onBothEngines('what of the configuration has changed is told once, by topic', async (database) => {
  const changes = changeLog(database, async () => undefined)
  const changed = await changedTopics(changes)
  assert.deepEqual(await changed(), [])
  await changes.write(async (_trx, touch) => {
    touch('client', '1')
    touch('client', '2')
    touch('user', '3')
    touch('setting', 'mechanisms')
  })
  assert.deepEqual(await changed(), ['clients', 'users', 'me', 'settings'])
  assert.deepEqual(await changed(), [])
})
