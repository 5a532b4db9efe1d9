import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { importedHash } from '../platform/passwords.ts'
import { admin, basic, management } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'

type SessionRow = { digest: string; created: number; expires: number }
type UserRow = { email: string; password_hash: string }

onBothEngines(
  'signing in, by JSON or form and in any case of the address, answers as OpenHIM does',
  async (database) => {
    const api = await management(database)
    await api.ensureAdmin()
    const body = { username: 'ADA@Example.org', password: admin.password }
    const json = await api.send('POST', '/authenticate/local', body)
    assert.equal(json.status, 200)
    assert.equal(json.body.result, 'User authenticated successfully')
    assert.equal(json.body.user.email, admin.email)
    assert.equal(json.body.user.permissions['user-manage'], true)
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const encoded = new URLSearchParams(body).toString()
    assert.equal((await api.send('POST', '/authenticate/local', encoded, form)).status, 200)
  },
)

onBothEngines('management-api §3.2: wrong passwords, unknown and locked users are refused alike', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  const locked = { email: 'locked@example.org', firstname: 'a', surname: 'b', groups: [] }
  await api.admin('POST', '/users', locked)
  for (const username of [admin.email, 'nobody@example.org', 'locked@example.org']) {
    const answer = await api.send('POST', '/authenticate/local', { username, password: 'wrong' })
    assert.deepEqual([answer.status, answer.text], [401, 'Unauthorized'])
    assert.equal(answer.headers['www-authenticate'], undefined)
    assert.equal(answer.headers['set-cookie'], undefined)
  }
  for (const body of [{}, { username: admin.email }, { username: '', password: 'x' }])
    assert.equal((await api.send('POST', '/authenticate/local', body)).status, 400)
})

onBothEngines('the cookie cannot be read by pages, and the store holds only its digest', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  const answer = await api.send('POST', '/authenticate/local', { username: admin.email, password: admin.password })
  const cookie = String(answer.headers['set-cookie'])
  assert.match(cookie, /^mediary\.sess=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/)
  const secret = /=([\w-]+);/.exec(cookie)?.[1] ?? ''
  const sessions = database.kysely.withTables<{ sessions: SessionRow }>()
  const rows = await sessions.selectFrom('sessions').selectAll().execute()
  assert.deepEqual(
    rows.map(({ digest }) => digest),
    [createHash('sha256').update(secret).digest('hex')],
  )
})

onBothEngines('over TLS the cookie is never sent without it', async (database) => {
  const api = await management(database, { secureCookie: true })
  await api.ensureAdmin()
  const answer = await api.send('POST', '/authenticate/local', { username: admin.email, password: admin.password })
  assert.match(String(answer.headers['set-cookie']), /; Secure(;|$)/)
})

onBothEngines('a session ends when it is signed out, unused, or a week old', async (database) => {
  const api = await management(database, { idle: 100_000 })
  await api.ensureAdmin()
  const sessions = database.kysely.withTables<{ sessions: SessionRow }>()
  const getStatus = async (cookie: Record<string, string>) => (await api.send('GET', '/me', undefined, cookie)).status

  const first = await api.signIn(admin.email, admin.password)
  assert.equal(await getStatus(first), 200)
  assert.equal((await api.send('GET', '/logout', undefined, first)).status, 200)
  assert.equal(await getStatus(first), 404)
  assert.equal((await api.send('GET', '/logout', undefined, first)).status, 401)

  const second = await api.signIn(admin.email, admin.password)
  await sessions
    .updateTable('sessions')
    .set({ expires: Date.now() - 1 })
    .execute()
  assert.equal(await getStatus(second), 404)

  const third = await api.signIn(admin.email, admin.password)
  assert.equal((await sessions.selectFrom('sessions').selectAll().execute()).length, 1, 'the expired one is purged')
  await sessions
    .updateTable('sessions')
    .set({ expires: Date.now() + 1000 })
    .execute()
  await getStatus(third)
  const renewed = await sessions.selectFrom('sessions').selectAll().executeTakeFirstOrThrow()
  assert.ok(renewed.expires > Date.now() + 90_000, 'one that is used is renewed')
  const week = 7 * 86_400_000
  await sessions
    .updateTable('sessions')
    .set({ created: Date.now() - week - 1 })
    .execute()
  assert.equal(await getStatus(third), 404)
})

onBothEngines('only a session is shown by /me; Basic works everywhere without one', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  assert.deepEqual(
    [(await api.admin('GET', '/me')).status, (await api.admin('GET', '/me')).text],
    [404, 'Not authenticated'],
  )
  const answer = await api.admin('GET', '/about')
  assert.equal(answer.status, 200)
  assert.equal(answer.headers['set-cookie'], undefined)
  assert.equal((await api.admin('GET', '/no/such/path')).status, 404)
})

onBothEngines('Basic stops with the very change of the password or the permissions', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  const user = await api.addUser('grace@example.org', { 'user-view': true })
  assert.equal((await user('GET', '/users')).status, 200)
  await api.admin('PUT', '/user-roles/role of grace@example.org', { permissions: {} })
  const refused = await user('GET', '/users')
  assert.equal(refused.status, 403)
  assert.match(refused.text, /"user-view"/)
  await api.admin('PUT', '/users/grace@example.org', { password: 'the newest password' })
  assert.equal((await user('GET', '/about')).status, 401)
})

onBothEngines('mediator libraries get a salt for every name, always the same, never the real one', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  const salts = new Map<string, string>()
  for (const name of [admin.email, 'nobody@example.org', 'ADA@example.org', 'nobody@example.org']) {
    const { status, body } = await api.send('GET', `/authenticate/${name}`)
    assert.equal(status, 200)
    assert.ok(Math.abs(Date.parse(body.ts) - Date.now()) < 60_000)
    const known = salts.get(name.toLowerCase())
    assert.ok(known === undefined || known === body.salt)
    salts.set(name.toLowerCase(), body.salt)
  }
  assert.equal(new Set(salts.values()).size, 2)
})

onBothEngines('management-api §4.1: a hash of OpenHIM is replaced at the first sign-in', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  const salt = '22a61686-66f6-483c-a524-185aac251fb0'
  const hash = createHash('sha512').update(`${salt}secret`).digest('hex')
  const brought = importedHash({ algorithm: 'sha512', hash, salt, saltFirst: true }) ?? ''
  const users = database.kysely.withTables<{ users: UserRow }>()
  await users.updateTable('users').set({ password_hash: brought }).execute()
  const caller = api.as(admin.email, 'secret')
  assert.equal((await caller('GET', '/about')).status, 200)
  const row = await users.selectFrom('users').selectAll().executeTakeFirstOrThrow()
  assert.match(row.password_hash, /^\$argon2id\$/)
  assert.equal((await caller('GET', '/about')).status, 200)
})

onBothEngines('calls with a broken Basic header are nobody', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  const colonless = `Basic ${Buffer.from('ada').toString('base64')}`
  for (const authorization of [
    'Basic',
    'Basic ',
    'Basic !!!',
    colonless,
    'Bearer x',
    basic('', '').authorization ?? '',
  ])
    assert.equal((await api.send('GET', '/about', undefined, { authorization })).status, 401, authorization)
})
