import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { importedHash } from '../platform/passwords.ts'
import { admin, basic, management } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'
import { verifyToken } from './token-scheme.ts'

const salt = '22a61686-66f6-483c-a524-185aac251fb0'
const sha512 = (text: string) => createHash('sha512').update(text).digest('hex')
const passwordHash = sha512(`${salt}password`)
const stored = importedHash({ algorithm: 'sha512', hash: passwordHash, salt, saltFirst: true }) ?? ''
const grace = { email: 'grace@example.org', firstname: 'Grace', surname: 'Hopper', groups: ['operator'] }
const imported = { passwordAlgorithm: 'sha512', passwordSalt: salt, passwordHash }

test('management-api §A.1: the token of the test vector is right, in its window only', () => {
  const credentials = {
    username: grace.email,
    salt: '842cd4a0-1a91-45a7-bf76-c292cb36b2e8',
    timestamp: '2024-01-02T03:04:05.678Z',
    token:
      '54fc358d0f9a74659935796a3f488e052476663afff792d96d7602c7bc5cb7fbdf379b5ef7bfc57e28ac43294da6b612cb5518dc7bede9ad6a775427b1f590f1',
  }
  const at = (seconds: number) => ({ windowSeconds: 10, now: Date.parse(credentials.timestamp) + seconds * 1000 })
  for (const seconds of [-10, 0, 10]) assert.equal(verifyToken(stored, credentials, at(seconds)), true)
  for (const seconds of [-10.1, 10.1, 86_400]) assert.equal(verifyToken(stored, credentials, at(seconds)), false)
  assert.equal(verifyToken(stored, { ...credentials, salt: 'x' }, at(0)), false)
  assert.equal(verifyToken(stored, { ...credentials, token: credentials.token.slice(1) }, at(0)), false)
  for (const other of [null, undefined, '', '$argon2id$v=19$m=1,t=1,p=1$a$b'])
    assert.equal(verifyToken(other, credentials, at(0)), false)
})

test('a time that nobody can read is refused', () => {
  const credentials = { username: grace.email, salt: 's', timestamp: 'soon' }
  const token = sha512(`${passwordHash}ssoon`)
  assert.equal(verifyToken(stored, { ...credentials, token }, { windowSeconds: 10 }), false)
})

const sign = (timestamp: string, hash = passwordHash, email = grace.email) => ({
  'auth-username': email,
  'auth-ts': timestamp,
  'auth-salt': 'of-the-call',
  'auth-token': sha512(`${hash}of-the-call${timestamp}`),
})

onBothEngines('management-api §3.4: a user with a hash of OpenHIM signs in with tokens', async (database) => {
  const api = await management(database, { tokenAuthentication: true })
  await api.ensureAdmin()
  assert.equal((await api.admin('POST', '/users', { ...grace, provider: 'token', ...imported })).status, 201)
  const about = async (headers: Record<string, string>) => (await api.send('GET', '/about', undefined, headers)).status
  assert.equal((await api.send('GET', '/authenticate/GRACE@example.org')).body.salt, salt)
  // OpenHIM's documents show both forms of a time.
  for (const time of [new Date().toISOString(), new Date().toString()]) assert.equal(await about(sign(time)), 200)
  const now = new Date().toISOString()
  assert.equal(await about(sign(now, passwordHash, 'GRACE@example.org')), 200)
  assert.equal(await about(sign(now, sha512('another'))), 401)
  assert.equal(await about({ ...sign(now), 'auth-token': '' }), 401)
  assert.equal(await about(sign(new Date(Date.now() - 3_600_000).toISOString())), 401)
  const { 'auth-ts': _time, ...incomplete } = sign(now)
  // Whoever sends one of the headers is not asked for another scheme.
  assert.equal(await about({ ...incomplete, ...basic(admin.email, admin.password) }), 401)
  // Basic works too, and the hash stays for the next token.
  assert.equal(await about(basic(grace.email, 'password')), 200)
  assert.equal(await about(sign(new Date().toISOString())), 200)
})

onBothEngines(
  'management-api §3.4: without such a hash there is no token, and the salt is a made-up one',
  async (database) => {
    const api = await management(database, { tokenAuthentication: true })
    await api.ensureAdmin()
    const salts = async (name: string) => (await api.send('GET', `/authenticate/${name}`)).body.salt
    for (const name of [admin.email, 'nobody@example.org']) {
      assert.match(await salts(name), /^[0-9a-f]{32}$/)
      assert.equal(await salts(name), await salts(name.toUpperCase()))
      const headers = sign(new Date().toISOString(), sha512(admin.password), name)
      assert.equal((await api.send('GET', '/about', undefined, headers)).status, 401)
    }
  },
)

onBothEngines('management-api §3.4: the scheme is off by default', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  await api.admin('POST', '/users', { ...grace, provider: 'token', ...imported })
  assert.notEqual((await api.send('GET', `/authenticate/${grace.email}`)).body.salt, salt)
  assert.equal((await api.send('GET', '/about', undefined, sign(new Date().toISOString()))).status, 401)
})
