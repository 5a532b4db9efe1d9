import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { CredentialKind } from '@mediary/contract/clients/credentials'
import { verifyPassword } from '../../platform/passwords.ts'
import { configurationApi } from '../../testing/configuration.ts'
import { onBothEngines } from '../../testing/stores.ts'

const clinic = { clientID: 'clinic', name: 'Clinic', roles: ['nurse'], customTokenID: 'token-of-the-clinic' }
const hashWith = (password: string, salt: string) =>
  createHash('sha512')
    .update(password + salt)
    .digest('hex')

type Api = ReturnType<typeof configurationApi>
const findId = async (api: Api, clientID: string): Promise<string> =>
  (await api.get(`/clients/${clientID}?byNamedClientID=true`)).body._id
const findIdentity = async (api: Api, clientID: string) =>
  (await api.clients.identities()).find((client) => client.clientID === clientID)
const findSecret = async (api: Api, kind: CredentialKind) =>
  (await findIdentity(api, 'clinic'))?.credentials.find((one) => one.kind === kind && !one.revoked)?.secret

onBothEngines('a client needs at least one way to authenticate, also after a change', async (database) => {
  const api = configurationApi(database)
  const { customTokenID, ...without } = clinic
  assert.match((await api.post('/clients', without)).body.detail, /at least one way to authenticate/)
  const ways = [
    { password: 'correct horse' },
    { passwordAlgorithm: 'sha512', passwordSalt: 'salt', passwordHash: hashWith('x', 'salt') },
    { customTokenID },
    { certFingerprint: Array(32).fill('ab').join(':') },
    { clientDomain: 'clinic.example.org' },
  ]
  for (const [i, way] of ways.entries()) {
    assert.equal((await api.post('/clients', { ...without, clientID: `clinic-${i}`, ...way })).status, 201)
  }
  const id = await findId(api, 'clinic-2')
  assert.equal((await api.put(`/clients/${id}`, { customTokenID: null })).status, 400)
  assert.equal((await api.put(`/clients/${id}`, { roles: [] })).status, 400)
  assert.equal((await api.put(`/clients/${id}`, { customTokenID: null, password: 'correct horse' })).status, 200)

  const withJwt = configurationApi(database, { jwtEnabled: true })
  assert.equal((await withJwt.post('/clients', { ...without, clientID: 'jwt' })).status, 201)
})

onBothEngines('credentials are stored hashed and never shown', async (database) => {
  const api = configurationApi(database)
  await api.post('/clients', { ...clinic, password: 'correct horse' })
  const [passwordHash = '', tokenDigest = ''] = [await findSecret(api, 'basic'), await findSecret(api, 'token')]
  assert.match(passwordHash, /^\$argon2id\$/)
  assert.ok(await verifyPassword(passwordHash, 'correct horse'))
  assert.equal(tokenDigest, api.secrets.digest(clinic.customTokenID))
  const shown = await api.get('/clients')
  assert.equal(shown.body[0].passwordHash, '**********')
  for (const secret of ['correct horse', clinic.customTokenID, passwordHash, tokenDigest])
    assert.ok(!JSON.stringify(shown.body).includes(secret))
})

onBothEngines('what OpenHIM’s console sends and sends back is understood', async (database) => {
  const api = configurationApi(database)
  const salt = 'a1b2c3d4'
  const triple = { passwordAlgorithm: 'sha512', passwordSalt: salt, passwordHash: hashWith('correct horse', salt) }
  await api.post('/clients', { ...clinic, ...triple })
  const id = await findId(api, 'clinic')
  const hash = () => findSecret(api, 'basic')
  const before = (await hash()) ?? ''
  assert.ok(await verifyPassword(before, 'correct horse'))

  const { body: shown } = await api.get(`/clients/${id}`)
  const echoed = { ...shown, passwordAlgorithm: 'sha512', passwordSalt: salt, name: 'Clinic 2' }
  assert.equal((await api.put(`/clients/${id}`, echoed)).status, 200)
  assert.equal(await hash(), before)
  assert.equal(await findSecret(api, 'token'), api.secrets.digest(clinic.customTokenID))

  await api.put(`/clients/${id}`, { ...echoed, passwordHash: null })
  assert.equal(await hash(), undefined)
  await api.put(`/clients/${id}`, { password: 'another horse', customTokenID: null })
  assert.deepEqual(
    [Boolean(await hash()), await findSecret(api, 'token'), (await api.get('/clients')).body[0].name],
    [true, undefined, 'Clinic 2'],
  )
})

onBothEngines('a fingerprint is cleared by null and by nothing', async (database) => {
  const api = configurationApi(database)
  const certFingerprint = Array(20).fill('AB').join(':')
  await api.post('/clients', { ...clinic, certFingerprint: certFingerprint.toLowerCase() })
  const id = await findId(api, 'clinic')
  for (const cleared of [null, '']) {
    assert.equal(await findSecret(api, 'certificate'), certFingerprint)
    await api.put(`/clients/${id}`, { certFingerprint: cleared })
    assert.equal(await findSecret(api, 'certificate'), undefined)
    await api.put(`/clients/${id}`, { certFingerprint })
  }
})

onBothEngines('a password hashed anew replaces only the one it was made from', async (database) => {
  const api = configurationApi(database)
  await api.post('/clients', { ...clinic, password: 'correct horse' })
  const [password] = (await findIdentity(api, 'clinic'))?.passwords ?? []
  const { id = '', secret = '' } = password ?? {}
  const last = await api.changes.last()
  await api.clients.rehash(id, 'another', 'new')
  assert.equal(await findSecret(api, 'basic'), secret)
  await api.clients.rehash(id, secret, 'new')
  assert.equal(await findSecret(api, 'basic'), 'new')
  assert.equal(await api.changes.last(), last)
})
