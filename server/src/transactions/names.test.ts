import assert from 'node:assert/strict'
import { basic } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'
import { begun } from '../testing/transactions.ts'
import { wholeApi } from '../testing/whole-api.ts'
import { recorder } from './index.ts'

onBothEngines(
  'a transaction shows the names of its channel and client, also to a user who may see neither, and in an export',
  async (database) => {
    const api = await wholeApi({}, database)
    const call = async (
      method: 'GET' | 'POST',
      url: string,
      payload?: object,
      as = 'ada@example.org',
      accept = '*/*',
    ) => {
      const headers = { ...basic(as, 'correct horse battery'), accept }
      const answer = await api.app.inject({ method, url, headers, ...(payload && { payload }) })
      assert.ok(answer.statusCode < 300, `${method} ${url}: ${answer.body}`)
      return answer
    }
    const routes = [{ name: 'main', host: '127.0.0.1', port: 1, primary: true }]
    await call('POST', '/channels', { name: 'lab', urlPattern: '^/lab', methods: ['GET'], allow: ['clinic'], routes })
    const client = {
      clientID: 'st-mary',
      name: 'St Mary, "East"',
      roles: ['clinic'],
      password: 'correct horse battery',
    }
    await call('POST', '/clients', client)
    const [channel] = (await call('GET', '/channels')).json()
    const [stored] = (await call('GET', '/clients')).json()
    await recorder(database).begin(begun({ channel: channel._id, client: stored._id }))
    await recorder(database).begin(begun({ channel: 'e'.repeat(24) }))

    await call('POST', '/user-roles', {
      name: 'lab viewer',
      permissions: { 'transaction-view-specified': [channel._id] },
    })
    const viewer = { email: 'v@example.org', firstname: 'V', surname: 'V', groups: ['lab viewer'] }
    await call('POST', '/users', { ...viewer, password: 'correct horse battery' })
    const [seen, ...others] = (await call('GET', '/transactions', undefined, viewer.email)).json()
    assert.deepEqual([seen.channelName, seen.clientName, others.length], ['lab', client.name, 0])
    const shown = (await call('GET', `/transactions/${seen._id}`, undefined, viewer.email)).json()
    assert.deepEqual([shown.channelName, shown.clientName], ['lab', client.name])

    const all = (await call('GET', '/transactions')).json()
    assert.deepEqual(all.map((one: { channelName?: string }) => one.channelName).sort(), ['lab', undefined])
    const file = (await call('GET', '/transactions', undefined, 'ada@example.org', 'text/csv')).body
    assert.match(file, /channelID,channelName,clientID,clientName/)
    assert.match(file, new RegExp(`${channel._id},lab,${stored._id},"St Mary, ""East""",`))
  },
)
