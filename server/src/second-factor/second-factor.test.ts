import assert from 'node:assert/strict'
import type { Database } from '../platform/database/database.ts'
import { admin, management } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'
import { computeCode, toStep } from './totp.ts'

const credentials = { username: admin.email, password: admin.password }
const problem = { accept: 'application/problem+json' }

const fromBase32 = (text: string) => {
  const bits = [...text].map((letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  )
  return Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

/** A server whose clock the test sets, with the administrator in a session. */
async function start(database: Database, options: { passwordOnlyForPrograms?: boolean } = {}) {
  const clock = { now: 1_700_000_000_000 }
  const api = await management(database, { ...options, now: () => clock.now })
  await api.ensureAdmin()
  const ada = api.callAs({ ...(await api.signIn(admin.email, admin.password)), ...problem })
  const signIn = (code?: string) => api.send('POST', '/authenticate/local', { ...credentials, code }, problem)
  const enrol = async () => {
    const begun = await ada('POST', '/me/second-factor', { currentPassword: admin.password })
    const secret = fromBase32(begun.body.secret)
    const code = (steps = 0) => computeCode(secret, toStep(clock.now) + steps)
    const { body } = await ada('POST', '/me/second-factor/confirm', { code: code(-1) })
    return { code, uri: begun.body.uri, secret: begun.body.secret, recoveryCodes: body.recoveryCodes as string[] }
  }
  return { api, ada, clock, signIn, enrol }
}

onBothEngines(
  'signing in asks for a code once the second factor is confirmed, and accepts none twice',
  async (database) => {
    const { ada, signIn, enrol, clock } = await start(database)
    assert.equal((await signIn()).status, 200)
    const { code, uri, secret } = await enrol()
    assert.equal(new URL(uri).searchParams.get('secret'), secret)
    assert.deepEqual((await ada('GET', '/me/second-factor')).body, {
      enabled: true,
      since: new Date(clock.now).toISOString(),
      recoveryCodes: 10,
    })
    const without = await signIn()
    assert.deepEqual([without.status, without.body.reason], [403, 'second-factor-needed'])
    assert.equal(without.headers['set-cookie'], undefined)
    assert.deepEqual((await signIn('000000')).body.reason, 'second-factor-wrong')
    assert.equal((await signIn(code(-1))).status, 401, 'the code that confirmed the factor is used up')
    const both = await Promise.all([signIn(code()), signIn(code())])
    assert.deepEqual(both.map(({ status }) => status).toSorted(), [200, 401])
    assert.equal((await signIn(code())).status, 401)
    clock.now += 30_000
    assert.equal((await signIn(code())).status, 200)
  },
)

onBothEngines('a factor that no code has confirmed asks for nothing', async (database) => {
  const { ada, signIn } = await start(database)
  assert.equal((await ada('POST', '/me/second-factor', { currentPassword: 'wrong' })).status, 400)
  assert.equal((await ada('POST', '/me/second-factor', { currentPassword: admin.password })).status, 201)
  assert.equal((await ada('POST', '/me/second-factor/confirm', { code: '000000' })).status, 400)
  assert.equal((await signIn()).status, 200)
})

onBothEngines('a recovery code works once, and new ones replace all', async (database) => {
  const { ada, signIn, enrol, clock } = await start(database)
  const { code, recoveryCodes } = await enrol()
  const [first = '', second = ''] = recoveryCodes
  assert.equal(new Set(recoveryCodes).size, 10)
  assert.equal((await signIn(first.toUpperCase().replace('-', ' '))).status, 200)
  assert.equal((await signIn(first)).status, 401)
  assert.equal((await ada('GET', '/me/second-factor')).body.recoveryCodes, 9)
  clock.now += 60_000
  const renewed = await ada('POST', '/me/second-factor/recovery-codes', { code: code() })
  assert.equal((await signIn(second)).status, 401)
  assert.equal((await signIn(renewed.body.recoveryCodes[0])).status, 200)
})

onBothEngines('after ten wrong codes none is tried for a quarter of an hour', async (database) => {
  const { signIn, enrol, clock } = await start(database)
  const { code } = await enrol()
  for (let n = 0; n < 10; n++) assert.equal((await signIn('000000')).status, 401)
  const held = await signIn(code())
  assert.deepEqual([held.status, held.body.reason], [429, 'too-many-second-factors'])
  clock.now += 16 * 60_000
  assert.equal((await signIn(code())).status, 200)
})

onBothEngines('a password alone is refused for programs, too, unless the setting allows it', async (database) => {
  const { api, enrol } = await start(database)
  assert.equal((await api.admin('GET', '/users')).status, 200)
  await enrol()
  const refused = await api.admin('GET', '/users', undefined, problem)
  assert.deepEqual([refused.status, refused.body.reason], [403, 'second-factor-needs-session'])
  const wrong = await api.as(admin.email, 'not the password')('GET', '/users', undefined, problem)
  assert.deepEqual([wrong.status, wrong.body.reason], [401, 'unauthorized'])
})

onBothEngines(
  'with the setting, a program of a user with a second factor goes on with its password',
  async (database) => {
    const { api, enrol, signIn } = await start(database, { passwordOnlyForPrograms: true })
    await enrol()
    assert.equal((await api.admin('GET', '/users')).status, 200)
    assert.equal((await signIn()).status, 403)
  },
)

onBothEngines('switching the factor off needs a code, or an administrator who outranks the user', async (database) => {
  const { api, ada, signIn, enrol, clock } = await start(database)
  const { code } = await enrol()
  assert.equal((await ada('POST', '/me/second-factor', { currentPassword: admin.password })).status, 409)
  assert.equal((await ada('POST', '/me/second-factor/remove', { code: '000000' })).status, 400)
  assert.equal((await ada('DELETE', `/users/${admin.email}/second-factor`)).body.reason, 'second-factor-own')
  const helper = await api.addUser('helper@example.org', { 'user-manage': true })
  const path = `/users/${admin.email}/second-factor`
  assert.equal((await helper('DELETE', path, undefined, problem)).body.reason, 'user-outranks-you')
  const groups = ['admin']
  const second = {
    email: 'second@example.org',
    firstname: 'S',
    surname: 'A',
    groups,
    password: 'another long password',
  }
  await ada('POST', '/users', second)
  const other = api.as(second.email, second.password)
  assert.equal((await other('GET', path)).body.enabled, true)
  assert.equal((await other('DELETE', path)).status, 200)
  assert.equal((await signIn()).status, 200)
  const again = await enrol()
  clock.now += 60_000
  assert.equal((await ada('POST', '/me/second-factor/remove', { code: again.code() })).status, 200)
  assert.equal((await signIn()).status, 200)
  assert.equal(code().length, 6)
})

onBothEngines('the store holds neither the secret nor a recovery code in clear', async (database) => {
  const { enrol } = await start(database)
  const { secret, recoveryCodes } = await enrol()
  const rows = await database.kysely
    .withTables<{ second_factors: Record<string, unknown> }>()
    .selectFrom('second_factors')
    .selectAll()
    .execute()
  const stored = JSON.stringify(rows)
  assert.equal(rows.length, 1)
  for (const text of [
    secret,
    fromBase32(secret).toString('base64'),
    fromBase32(secret).toString('hex'),
    ...recoveryCodes,
  ])
    assert.ok(!stored.includes(text) && !stored.includes(text.replace('-', '')))
})

onBothEngines('how a person reads the console is kept for that person, field by field', async (database) => {
  const { ada, api } = await start(database)
  assert.equal((await ada('PUT', '/me/preferences', { language: 'sw', rows: 'comfortable' })).status, 200)
  assert.equal((await ada('PUT', '/me/preferences', { zone: 'utc' })).status, 200)
  assert.equal((await ada('PUT', '/me/preferences', { language: 'xx' })).status, 400)
  const { preferences } = (await ada('GET', '/me')).body.user
  assert.deepEqual(preferences, { language: 'sw', rows: 'comfortable', zone: 'utc' })
  await api.addUser('grace@example.org', {})
  const grace = api.callAs(await api.signIn('grace@example.org', 'another long password'))
  assert.deepEqual((await grace('GET', '/me')).body.user.preferences, {})
})
