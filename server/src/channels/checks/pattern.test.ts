import assert from 'node:assert/strict'
import { configurationApi } from '../../testing/configuration.ts'
import { onBothEngines } from '../../testing/stores.ts'

const route = { name: 'lab', host: 'lab.example.org', port: 8080, primary: true }
const lab = { name: 'Lab', urlPattern: '^/lab', methods: ['GET'], allow: ['nurse'], routes: [route] }

onBothEngines('a pattern is tried on paths before it is saved, on the engine of the gateway', async (database) => {
  const api = configurationApi(database)
  await api.post('/channels', { ...lab, priority: 2 })
  const [{ _id }] = (await api.get('/channels')).body
  const ask = async (over: object) => (await api.post('/channels/check-pattern', over)).body
  const paths = ['/lab/1', '/labour', '/clinic']

  const broad = await ask({ urlPattern: '^/', priority: 3, paths })
  assert.deepEqual(broad.paths, [
    { path: '/lab/1', takes: true, first: { _id, name: 'Lab' } },
    { path: '/labour', takes: true, first: { _id, name: 'Lab' } },
    { path: '/clinic', takes: true },
  ])
  for (const over of [{ priority: 1 }, { methods: ['POST'] }, { channel: _id }]) {
    const first = await ask({ urlPattern: '^/', priority: 3, paths, ...over })
    assert.equal(first.paths[0].first, undefined, JSON.stringify(over))
  }
  assert.match((await ask({ urlPattern: '^(a+)+$', paths })).fault, /nested quantifier/)
  assert.match((await ask({ urlPattern: '(', paths })).fault, /not a regular expression/)
})

onBothEngines(
  'who may not see a channel is not told that it comes first; who may change none tests no connection',
  async (database) => {
    const api = configurationApi(database)
    await api.post('/channels', { ...lab, priority: 1 })
    api.grant({ 'channel-view-specified': ['f'.repeat(24)] })
    const { body } = await api.post('/channels/check-pattern', { urlPattern: '^/', priority: 3, paths: ['/lab'] })
    assert.deepEqual(body.paths, [{ path: '/lab', takes: true }])
    const target = { host: '127.0.0.1', port: 1 }
    assert.equal((await api.post('/channels/check-connection', target)).status, 403)
    api.grant({ 'channel-manage-specified': ['f'.repeat(24)] })
    assert.equal((await api.post('/channels/check-connection', target)).body.outcome, 'refused')
    assert.equal((await api.post('/channels/check-connection', { ...target, cert: 'a'.repeat(24) })).status, 400)
  },
)
