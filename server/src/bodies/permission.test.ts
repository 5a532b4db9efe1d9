// Who may see a transaction does not see its bodies: that is a permission of its own.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { wholeApi } from '../testing/whole-api.ts'

const { app, stores } = await wholeApi()
after(() => app.close())
const password = 'correct horse battery'
const basic = (email: string) => ({
  authorization: `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}`,
  accept: 'application/problem+json',
})
const administrator = basic('ada@example.org')

const routes = [{ name: 'up', host: 'lab.example', port: 80, primary: true }]
const saved = await app.inject({
  method: 'POST',
  url: '/channels',
  headers: administrator,
  payload: { name: 'lab', urlPattern: '^/lab', authType: 'public', methods: ['POST'], routes },
})
assert.equal(saved.statusCode, 201, saved.body)
const [channel] = await stores.channels.list()
const secret = 'the result of a patient'
const created = await app.inject({
  method: 'POST',
  url: '/transactions',
  headers: administrator,
  payload: {
    channelID: channel?._id,
    clientIP: '192.0.2.7',
    status: 'Successful',
    request: {
      method: 'POST',
      path: '/lab',
      querystring: '',
      headers: {},
      body: `request: ${secret}`,
      timestamp: Date.now(),
    },
    response: { status: 200, headers: {}, body: `response: ${secret}`, timestamp: Date.now() },
  },
})
assert.equal(created.statusCode, 201, created.body)
const listed = await app.inject({ url: '/transactions', headers: administrator })
const id: string = listed.json()[0]._id

async function addUser(name: string, permissions: object) {
  const email = `${name}@example.org`
  for (const [url, payload] of [
    ['/user-roles', { name, permissions }],
    ['/users', { email, firstname: 'a', surname: 'b', groups: [name], password }],
  ] as const) {
    const added = await app.inject({ method: 'POST', url, headers: administrator, payload })
    assert.equal(added.statusCode, 201, added.body)
  }
  return basic(email)
}
const channels = [channel?._id ?? '']
const kinds = [
  ['sees transactions', { 'transaction-view-all': true }, false],
  ['sees the transactions of the channel', { 'transaction-view-specified': channels }, false],
  ['may rerun', { 'transaction-view-all': true, 'transaction-rerun-all': true }, false],
  [
    'sees the bodies of another channel',
    { 'transaction-view-all': true, 'transaction-view-body-specified': ['f'.repeat(24)] },
    false,
  ],
  ['sees bodies', { 'transaction-view-all': true, 'transaction-view-body-all': true }, true],
  [
    'sees the bodies of the channel',
    { 'transaction-view-all': true, 'transaction-view-body-specified': channels },
    true,
  ],
] as const

for (const [n, [who, granted, sees]] of kinds.entries())
  test(`a user who ${who} is shown ${sees ? 'the bodies' : 'the transaction without its bodies'}`, async () => {
    const headers = await addUser(`reader-${n}`, granted)
    for (const representation of ['full', 'fulltruncate', 'simpledetails'])
      for (const url of [`/transactions/${id}`, '/transactions']) {
        const answer = await app.inject({ url: `${url}?filterRepresentation=${representation}`, headers })
        assert.equal(answer.statusCode, 200, answer.body)
        assert.ok(answer.body.includes(id))
        const shows = sees && representation !== 'simpledetails'
        assert.equal(answer.body.includes(secret), shows, `${url} ${representation}: ${answer.body}`)
      }
    for (const part of ['request', 'response']) {
      const { statusCode, body } = await app.inject({ url: `/transactions/${id}/bodies/${part}`, headers })
      assert.deepEqual([statusCode, body.includes(secret)], [sees ? 200 : 403, sees], part)
    }
  })
