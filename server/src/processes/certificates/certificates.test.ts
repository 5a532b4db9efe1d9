import assert from 'node:assert/strict'
import { test } from 'node:test'
import { issue } from '../../testing/certificates.ts'
import { wholeApi } from '../../testing/whole-api.ts'

type Answer = { status: number; text: string; json: () => ReturnType<typeof JSON.parse> }

/** Called by the administrator. */
async function prepared(given: Parameters<typeof wholeApi>[0] = {}) {
  const api = await wholeApi(given)
  const authorization = `Basic ${Buffer.from('ada@example.org:correct horse battery').toString('base64')}`
  const call = async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object): Promise<Answer> => {
    const answer = await api.app.inject({ method, url, headers: { authorization }, ...(payload && { payload }) })
    return { status: answer.statusCode, text: answer.body, json: () => answer.json() }
  }
  return { ...api, call }
}

const route = (more: object) => ({
  name: 'upstream',
  host: '127.0.0.1',
  port: 9,
  primary: true,
  secured: true,
  ...more,
})
const channel = (name: string, more: object) => ({
  name,
  urlPattern: `^/${name}`,
  methods: ['GET'],
  allow: ['clinic'],
  routes: [route(more)],
})

test('a certificate for upstreams is shown without its key, named by routes, renewed in place, and kept while a route names it', async () => {
  const { call, stores } = await prepared()
  const [first, second] = [await issue({ subject: 'CN=first' }), await issue({ subject: 'CN=second' })]
  const { _id } = (await call('POST', '/keystore/identities', { cert: first.cert, key: first.key })).json()
  assert.equal((await call('POST', '/channels', channel('lab', { clientCert: _id }))).status, 201)
  const listed = await call('GET', '/keystore/identities')
  assert.doesNotMatch(listed.text, /PRIVATE|sealed/)
  assert.deepEqual([listed.json()[0].commonName, listed.json()[0].channels], ['first', ['lab']])

  const mixed = await call('PUT', `/keystore/identities/${_id}`, { cert: second.cert, key: first.key })
  assert.deepEqual([mixed.status, mixed.text], [400, 'key: does not belong to the certificate'])
  assert.equal((await stores.keystore.forGateway()).identities[0]?.cert, first.cert)
  const renewed = await call('PUT', `/keystore/identities/${_id}`, { cert: second.cert, key: second.key })
  assert.equal(renewed.status, 200, renewed.text)
  assert.deepEqual(
    (await stores.keystore.forGateway()).identities.map(({ id, cert }) => [id, cert]),
    [[_id, second.cert]],
  )

  const kept = await call('DELETE', `/keystore/identities/${_id}`)
  assert.deepEqual([kept.status, /used by the routes of "lab"/.test(kept.text)], [409, true])
  const [{ _id: lab }] = (await call('GET', '/channels')).json()
  await call('PUT', `/channels/${lab}`, { routes: [route({})] })
  assert.equal((await call('DELETE', `/keystore/identities/${_id}`)).status, 200)
  assert.equal((await call('PUT', `/keystore/identities/${_id}`, { cert: second.cert, key: second.key })).status, 404)
})

test('the calendar holds every certificate by the days that are left, with who would notice', async () => {
  const { call, stores } = await prepared({ certificates: { warnDays: 30 } })
  const [soon, urgent, over] = [
    await issue({ subject: 'CN=soon', days: { from: -1, to: 20 } }),
    await issue({ subject: 'CN=urgent', days: { from: -1, to: 3 } }),
    await issue({ subject: 'CN=over', days: { from: -9, to: -2 } }),
  ]
  await call('POST', '/keystore/ca/cert', { cert: soon.cert + over.cert })
  const { _id } = (await call('POST', '/keystore/identities', { cert: urgent.cert, key: urgent.key })).json()
  await call('POST', '/channels', channel('lab', { clientCert: _id }))
  await call('POST', '/clients', {
    clientID: 'clinic-1',
    name: 'Clinic 1',
    roles: ['clinic'],
    clientDomain: 'c.example',
  })
  const [client] = (await call('GET', '/clients')).json()
  await call('POST', '/authority', { commonName: 'Exchange CA', days: 3000 })
  for (const days of [40, 400]) await call('POST', '/authority/certificates', { client: client._id, days })
  const [newest] = await stores.authority.issued()
  await call('POST', `/authority/certificates/${newest?._id}/revoke`, {})

  const { warnings, certificates } = (await call('GET', '/keystore/calendar')).json()
  assert.equal(warnings, 3)
  const seen = certificates.map((one: Record<string, unknown>) => [one.kind, one.name, one.state, one.daysLeft])
  assert.deepEqual(seen, [
    ['trusted', 'over', 'expired', -3],
    ['upstream', 'urgent', 'urgent', 2],
    ['trusted', 'soon', 'soon', 19],
    ['client', 'c.example', 'good', 39],
    ['server', 'localhost', 'good', 396],
    ['authority', 'Exchange CA', 'good', 2999],
    ['client', 'c.example', 'revoked', 399],
  ])
  const breaks = (state: string) =>
    certificates.find((one: { state: string; breaks: string }) => one.state === state).breaks
  assert.equal(breaks('urgent'), 'The upstreams of "lab" refuse the gateway')
  assert.match(breaks('expired'), /^Clients with this certificate, or one that it issued, are no longer recognised/)
})

test('the TLS policy that is in force is shown, and follows the configuration and the switch of mutual TLS', async () => {
  const { call } = await prepared({
    tls: { minVersion: 'TLSv1.3' },
    tlsClientLookup: { type: 'in-chain', depth: 1 },
    certificates: { apply: 'immediately' },
  })
  const { ciphers, curves, ...shown } = (await call('GET', '/keystore/tls')).json()
  assert.deepEqual(shown, {
    minVersion: 'TLSv1.3',
    apply: 'immediately',
    lookup: 'in-chain',
    chainDepth: 1,
    mutualTls: true,
  })
  assert.ok(ciphers.every((name: string) => /^(TLS_|ECDHE-)/.test(name)))
  assert.ok(curves.length > 0)
  await call('PUT', '/authentication/mechanisms/mutual-tls-auth', { enabled: false })
  assert.equal((await call('GET', '/keystore/tls')).json().mutualTls, false)
})
