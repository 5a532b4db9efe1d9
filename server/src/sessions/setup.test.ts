import assert from 'node:assert/strict'
import { admin, management } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'

const first = { email: 'ADA@example.org', password: 'correct horse battery', firstname: 'Ada', surname: 'Lovelace' }

onBothEngines('the first user is made once, with the newest link, and is signed in', async (database) => {
  const api = await management(database)
  assert.deepEqual((await api.send('GET', '/setup')).body, { needed: true })
  const former = await api.setup.issueToken()
  const token = await api.setup.issueToken()
  for (const wrong of [former, 'x', ''])
    assert.equal((await api.send('POST', '/setup', { ...first, token: wrong })).status, 403)
  const answer = await api.send('POST', '/setup', { ...first, token })
  assert.equal(answer.status, 201)
  const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? ''
  const { user } = (await api.send('GET', '/me', undefined, { cookie })).body
  assert.deepEqual([user.email, user.groups], ['ada@example.org', ['admin']])
  assert.deepEqual((await api.send('GET', '/setup')).body, { needed: false })
  assert.equal((await api.send('POST', '/setup', { ...first, email: 'b@example.org', token })).status, 409)
  assert.equal(await api.setup.issueToken(), undefined)
})

onBothEngines('of two who use the link at once, one is made', async (database) => {
  const api = await management(database)
  const token = await api.setup.issueToken()
  const make = (email: string) => api.send('POST', '/setup', { ...first, email, token })
  const answers = await Promise.all([make('a@example.org'), make('b@example.org')])
  assert.equal(answers.filter(({ status }) => status === 201).length, 1)
  assert.equal((await api.users.list()).length, 1)
})

onBothEngines('a document that is refused does not spend the link', async (database) => {
  const api = await management(database)
  const token = await api.setup.issueToken()
  assert.equal((await api.send('POST', '/setup', { ...first, token, password: 'short' })).status, 400)
  assert.equal((await api.send('POST', '/setup', { ...first, token })).status, 201)
})

onBothEngines('the token is not in the store', async (database) => {
  const api = await management(database)
  const token = (await api.setup.issueToken()) ?? ''
  const rows = await database.kysely.withTables<{ settings: object }>().selectFrom('settings').selectAll().execute()
  assert.ok(rows.length > 0 && !JSON.stringify(rows).includes(token))
})

onBothEngines('an unattended installation gets its first user, and no second one', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  await api.setup.ensureFirstUser({ email: 'other@example.org', password: 'correct horse battery' })
  assert.deepEqual(
    (await api.users.list()).map(({ email }) => email),
    [admin.email],
  )
  await assert.doesNotReject(api.signIn(admin.email, admin.password))
})

onBothEngines('an address that is none stops an unattended installation with the reason', async (database) => {
  const api = await management(database)
  await assert.rejects(api.setup.ensureFirstUser({ email: 'ada', password: 'correct horse battery' }), /e-mail address/)
})
