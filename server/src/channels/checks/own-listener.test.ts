import assert from 'node:assert/strict'
import { networkInterfaces } from 'node:os'
import { configurationApi } from '../../testing/configuration.ts'
import { onBothEngines } from '../../testing/stores.ts'

const [ownAddress] = Object.values(networkInterfaces())
  .flat()
  .map((one) => one?.address)
const own = ['localhost', 'LOCALHOST.', '127.0.0.1', '127.9.8.7', '::1', '[::1]', '::ffff:127.0.0.1', '0.0.0.0']

onBothEngines(
  'a route to a port of the gateway on this machine is warned of, and nothing else is',
  async (database) => {
    const api = configurationApi(database)
    const check = async (host: string, port: number) =>
      (await api.post('/channels/check-route', { host, port })).body.warning?.reason
    for (const host of [...own, 'gateway.example', String(ownAddress)])
      for (const port of [5000, 5001]) assert.equal(await check(host, port), 'route-to-gateway', `${host}:${port}`)
    for (const [host, port] of [
      ['localhost', 8080],
      ['fhir.example', 5001],
      ['gateway.example.org', 5001],
      ['192.0.2.1', 5001],
      ['1270.0.0.1', 5001],
    ] as const)
      assert.equal(await check(host, port), undefined, `${host}:${port}`)
  },
)

onBothEngines('the port of a TCP channel is a port of the gateway while the channel is enabled', async (database) => {
  const api = configurationApi(database)
  const routes = [{ name: 'lis', type: 'mllp', host: 'lis.example', port: 2575, primary: true }]
  const tcp = { name: 'in', type: 'tcp', urlPattern: '^/', authType: 'public', tcpPort: 7007, methods: [], routes }
  const check = async () => (await api.post('/channels/check-route', { host: '127.0.0.1', port: 7007 })).body.warning
  assert.equal(await check(), undefined)
  assert.equal((await api.post('/channels', tcp)).status, 201)
  assert.equal((await check()).message.includes('Port 7007'), true)
  const [{ _id }] = (await api.get('/channels')).body
  await api.put(`/channels/${_id}`, { status: 'disabled' })
  assert.equal(await check(), undefined)
})
