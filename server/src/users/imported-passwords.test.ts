import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { basic, management } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'
import type { UserTables } from './rows.ts'

const problems = { accept: 'application/problem+json' }
const grace = { email: 'grace@example.org', firstname: 'Grace', surname: 'Hopper', groups: ['operator'] }

const salt = '22a61686-66f6-483c-a524-185aac251fb0'
const digest = (algorithm: string, text: string) => createHash(algorithm).update(text).digest('hex')

/** Hashes as OpenHIM's users and passports have them, all of the password "password". */
const hashes = {
  'a sha512 digest': {
    passwordAlgorithm: 'sha512',
    passwordSalt: salt,
    passwordHash:
      '669c981d4edccb5ed61f4d77f9fcc4bf594443e2740feb1a23f133bdaf80aae41804d10aa2ce254cfb6aca7c497d1a717f2dd9a794134217219d8755a84b6b4e',
  },
  'a sha256 digest in upper case': {
    passwordAlgorithm: 'SHA256',
    passwordSalt: salt,
    passwordHash: digest('sha256', `${salt}password`).toUpperCase(),
  },
  'an md5 digest without salt': {
    passwordAlgorithm: 'md5',
    passwordSalt: null,
    passwordHash: digest('md5', 'password'),
  },
  'a bcrypt hash': {
    passwordAlgorithm: 'bcrypt',
    passwordHash: '$2a$10$w8GyqInkl72LMIQNpMM/fenF6VsVukyya.c6fh/GRtrKq05C2.Zgy',
  },
}

for (const [kind, fields] of Object.entries(hashes)) {
  onBothEngines(`users: a new user signs in by ${kind} from OpenHIM, which is then replaced`, async (database) => {
    const api = await management(database)
    await api.ensureAdmin()
    assert.equal((await api.admin('POST', '/users', { ...grace, provider: 'token', ...fields })).status, 201)
    const shown = await api.admin('GET', `/users/${grace.email}`)
    assert.equal(shown.body.locked, false)
    assert.doesNotMatch(shown.text, /hash|salt/i)
    const signIn = (password: string) => api.send('GET', '/about', undefined, basic(grace.email, password))
    assert.equal((await signIn('passwort')).status, 401)
    assert.equal((await signIn('password')).status, 200)
    const users = database.kysely.withTables<UserTables>().selectFrom('users').selectAll()
    const row = await users.where('email', '=', grace.email).executeTakeFirstOrThrow()
    assert.match(row.password_hash ?? '', /^\$argon2id\$/)
    assert.equal((await signIn('password')).status, 200)
  })

  onBothEngines(`users: ${kind} replaces a password, and ends the sessions of the user`, async (database) => {
    const api = await management(database)
    await api.ensureAdmin()
    await api.addUser(grace.email, {}, 'the former password')
    const session = await api.signIn(grace.email, 'the former password')
    assert.equal((await api.admin('PUT', `/users/${grace.email}`, fields)).status, 200)
    assert.equal((await api.as(grace.email, 'the former password')('GET', '/about')).status, 401)
    assert.equal((await api.send('GET', '/me', undefined, session)).status, 404)
    assert.equal((await api.as(grace.email, 'password')('GET', '/about')).status, 200)
  })
}

onBothEngines('management-api §6.5: a one-time link sets a password by its hash', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  await api.admin('POST', '/users', grace)
  const { token } = (await api.admin('POST', `/users/${grace.email}/password-link`)).body
  assert.equal((await api.send('PUT', `/token/${token}`, {})).status, 400)
  assert.equal((await api.send('PUT', `/token/${token}`, hashes['a sha512 digest'])).status, 200)
  assert.equal((await api.as(grace.email, 'password')('GET', '/about')).status, 200)
})

const { passwordHash } = hashes['a sha512 digest']
const refused: [fields: object, path: string, reason: string][] = [
  [{ passwordAlgorithm: 'sha512', passwordHash: 'abc', passwordSalt: salt }, 'passwordHash', 'not-a-password-hash'],
  [{ passwordAlgorithm: 'rot13', passwordHash, passwordSalt: salt }, 'passwordHash', 'not-a-password-hash'],
  [{ passwordAlgorithm: 'sha512', passwordSalt: salt }, 'passwordHash', 'password-hash-missing'],
  [{ passwordHash, password: 'a long password' }, 'passwordHash', 'password-and-hash'],
  [{ provider: 'openid' }, 'provider', 'no-openid'],
  [{ token: 'abc' }, 'token', 'link-not-imported'],
]
for (const [fields, path, reason] of refused)
  onBothEngines(`users: ${JSON.stringify(fields).slice(0, 60)} is refused, not dropped`, async (database) => {
    const api = await management(database)
    await api.ensureAdmin()
    await api.addUser('ann@example.org', {}, 'the present password')
    for (const [method, url] of [
      ['POST', '/users'],
      ['PUT', '/users/ann@example.org'],
    ] as const) {
      const { status, body } = await api.admin(method, url, { ...grace, ...fields }, problems)
      assert.equal(status, 400)
      assert.deepEqual([body.issues[0].path, body.issues[0].reason], [path, reason])
    }
    assert.equal((await api.as('ann@example.org', 'the present password')('GET', '/about')).status, 200)
  })
