import assert from 'node:assert/strict'
import type { OwnSession } from '@mediary/contract/users/own-sessions'
import { admin, management } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'

const credentials = { username: admin.email, password: admin.password }

onBothEngines('users see where they are signed in, and end one session or all others', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  const open = async (agent: string) => {
    const { headers } = await api.send('POST', '/authenticate/local', credentials, { 'user-agent': agent })
    return api.callAs({ cookie: String(headers['set-cookie']).split(';')[0] ?? '' })
  }
  const [laptop, phone, library] = [await open('Laptop'), await open('Phone'), await open('x'.repeat(1000))]
  const list = async (): Promise<OwnSession[]> => (await laptop('GET', '/me/sessions')).body
  const sessions = await list()
  assert.deepEqual(sessions.map(({ agent, current }) => [agent?.slice(0, 6), current]).toSorted(), [
    ['Laptop', true],
    ['Phone', false],
    ['xxxxxx', false],
  ])
  assert.ok(sessions.every(({ address, created, lastUsed }) => address === '127.0.0.1' && lastUsed >= created))
  const lost = sessions.find(({ agent }) => agent === 'Phone')
  assert.equal((await laptop('DELETE', `/me/sessions/${lost?.id}`)).status, 200)
  assert.equal((await laptop('DELETE', `/me/sessions/${lost?.id}`)).status, 404)
  assert.equal((await phone('GET', '/me')).status, 404)
  assert.equal((await library('GET', '/me')).status, 200)
  assert.equal((await laptop('DELETE', '/me/sessions')).status, 200)
  assert.equal((await library('GET', '/me')).status, 404)
  assert.deepEqual(
    (await list()).map(({ current }) => current),
    [true],
  )
})

onBothEngines('nobody ends the session of another user, and the list has no secret of a session', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  const grace = await api.addUser('grace@example.org', {})
  const cookie = await api.signIn(admin.email, admin.password)
  const ada = api.callAs(cookie)
  const { body, text } = await ada('GET', '/me/sessions')
  assert.equal((await grace('DELETE', `/me/sessions/${body[0].id}`)).status, 404)
  assert.equal((await grace('DELETE', '/me/sessions')).status, 200)
  assert.deepEqual((await grace('GET', '/me/sessions')).body, [])
  assert.equal((await ada('GET', '/me')).status, 200)
  assert.ok(!text.includes(cookie.cookie?.split('=')[1] ?? ''))
})
