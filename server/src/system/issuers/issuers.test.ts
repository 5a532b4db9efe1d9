import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { historyApi } from '../../testing/history-api.ts'
import { onBothEngines } from '../../testing/stores.ts'

const secret = 'a-shared-secret-that-is-long-enough-for-hs256'
const withSecret = { name: 'Laboratory system', issuer: 'https://lab.example', algorithms: ['HS256'], secret }
const keycloak = {
  name: 'Keycloak of the ministry',
  issuer: 'https://id.example/realms/health',
  algorithms: ['RS256'],
  audience: ['mediary'],
  clientClaim: 'azp',
  leewaySeconds: 30,
  jwksUri: 'https://reader:hidden@id.example/realms/health/protocol/openid-connect/certs?key=hidden',
  roles: { claim: 'scope', values: { 'lab:read': ['lab reader'] } },
}
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
const privatePem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

onBothEngines('issuers are added, changed and removed, and no secret is shown', async (database) => {
  const { admin, change, stores } = await historyApi(database)
  const list = async () => (await admin('GET', '/authentication/issuers')).body
  assert.deepEqual(await list(), [])
  const { _id } = await change('POST', '/authentication/issuers', withSecret)
  const other = await change('POST', '/authentication/issuers', keycloak)
  const [lab, ministry] = await list()
  assert.deepEqual(
    [lab._id, lab.key, lab.clientClaim, lab.leewaySeconds, lab.audience, lab.roles, lab.fromConfiguration],
    [_id, 'shared secret', 'sub', 5, [], null, false],
  )
  assert.deepEqual([ministry._id, ministry.key, ministry.roles], [other._id, 'key set', keycloak.roles])
  assert.equal(ministry.jwksUri, 'https://id.example/realms/health/protocol/openid-connect/certs')
  assert.doesNotMatch(JSON.stringify(await list()), /hidden|long-enough/)
  const keySet = async () => (await stores.issuers.forGateway()).find((one) => one.id === other._id)?.jwksUri
  await change('PUT', `/authentication/issuers/${other._id}`, { ...keycloak, jwksUri: ministry.jwksUri })
  assert.equal(await keySet(), keycloak.jwksUri, 'an address that is sent back as it was shown stays whole')
  await change('PUT', `/authentication/issuers/${other._id}`, { ...keycloak, jwksUri: 'https://id.example/other' })
  assert.equal(await keySet(), 'https://id.example/other')
  await change('PUT', `/authentication/issuers/${_id}`, { ...withSecret, name: 'New name', secret: undefined })
  assert.equal((await stores.issuers.forGateway()).find((one) => one.id === _id)?.secret, secret, 'the secret stays')
  await change('DELETE', `/authentication/issuers/${_id}`)
  assert.equal((await list()).length, 1)
  assert.equal((await admin('DELETE', `/authentication/issuers/${_id}`)).status, 404)
})

onBothEngines('an issuer lets JSON Web Tokens be switched on, and the former settings show it', async (database) => {
  const { admin, change } = await historyApi(database)
  const isOn = async () => (await admin('GET', '/authentication/types')).body.includes('jwt-auth')
  assert.equal(await isOn(), false)
  await change('POST', '/authentication/issuers', keycloak)
  assert.equal(await isOn(), true)
  const { jwt, mechanisms } = (await admin('GET', '/authentication/mechanisms')).body
  assert.deepEqual([jwt.issuer, jwt.algorithms, jwt.audience], [keycloak.issuer, ['RS256'], ['mediary']])
  assert.equal(mechanisms.at(-1).needsKey, false)
})

onBothEngines('settings that verify nothing, or let others sign, are refused with their field', async (database) => {
  const { admin } = await historyApi(database)
  const fault = async (sent: object) => {
    const { status, body } = await admin('POST', '/authentication/issuers', { ...withSecret, ...sent })
    return [status, body.issues?.[0].path, body.issues?.[0].reason]
  }
  assert.deepEqual(await fault({ secret: 'short' }), [400, 'secret', 'issuer-secret-too-short'])
  assert.deepEqual(await fault({ algorithms: ['HS512'] }), [400, 'secret', 'issuer-secret-too-short'])
  assert.deepEqual(await fault({ secret: undefined }), [400, 'secret', 'required'])
  assert.deepEqual(await fault({ algorithms: ['HS256', 'RS256'] }), [400, 'algorithms', 'issuer-algorithms-mixed'])
  assert.deepEqual(await fault({ publicKeys: [publicPem] }), [400, 'algorithms', 'issuer-needs-other-key'])
  assert.deepEqual((await fault({ algorithms: ['none'] }))[0], 400)
  const asymmetric = { algorithms: ['ES256'], secret: undefined }
  assert.deepEqual(await fault({ ...asymmetric }), [400, 'publicKeys', 'issuer-needs-keys'])
  assert.deepEqual(await fault({ ...asymmetric, publicKeys: [privatePem] }), [
    400,
    'publicKeys.0',
    'issuer-not-a-public-key',
  ])
  assert.deepEqual(await fault({ ...asymmetric, jwksUri: 'file:///etc/passwd' }), [400, 'jwksUri', 'must-be-url'])
  assert.equal(
    (await admin('POST', '/authentication/issuers', { ...withSecret, ...asymmetric, publicKeys: [publicPem] })).status,
    201,
  )
  assert.deepEqual(await fault({}), [400, 'issuer', 'issuer-taken'])
})

onBothEngines(
  'the history names an issuer, shows no secret, and brings a replaced secret back to nobody',
  async (database) => {
    const { admin, change, history } = await historyApi(database)
    const { _id } = await change('POST', '/authentication/issuers', withSecret)
    const url = `/authentication/issuers/${_id}`
    await change('PUT', url, { ...withSecret, name: 'New name', secret: undefined })
    const [renamed, added] = await history('?object=setting')
    assert.deepEqual([renamed.name, renamed.before.name, renamed.after.name], ['New name', withSecret.name, 'New name'])
    assert.deepEqual([renamed.secretsChanged, added.secretsChanged], [false, true])
    assert.ok(!JSON.stringify([renamed, added]).includes(secret))
    await change('POST', '/authentication/issuers', keycloak)
    assert.equal((await history('?object=setting'))[0].secretsChanged, false, 'a key set is no secret')
    const undo = async (entry: { _id: string }) => admin('POST', `/history/${entry._id}/undo`, {})
    assert.equal((await undo(renamed)).status, 200)
    assert.equal((await admin('GET', '/authentication/issuers')).body[0].name, withSecret.name)
    await change('PUT', url, { ...withSecret, secret: `${secret}-2` })
    assert.equal((await undo((await history('?object=setting'))[0])).body.reason, 'undo-secret')
    await change('DELETE', url)
    const [removed] = await history('?object=setting')
    await change('POST', '/authentication/issuers', withSecret)
    assert.equal((await undo(removed)).body.reason, 'undo-name-taken')
  },
)

onBothEngines('who may not manage all clients decides about no issuer', async (database) => {
  const { addUser, change } = await historyApi(database)
  const { _id } = await change('POST', '/authentication/issuers', withSecret)
  const viewer = await addUser('viewer@example.org', { 'client-view-all': true, 'client-manage-specified': [_id] })
  assert.equal((await viewer('GET', '/authentication/issuers')).status, 200)
  assert.equal((await viewer('POST', '/authentication/issuers', keycloak)).status, 403)
  assert.equal((await viewer('DELETE', `/authentication/issuers/${_id}`)).status, 403)
})
