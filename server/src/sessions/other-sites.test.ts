import assert from 'node:assert/strict'
import { admin, management } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'

const host = 'mediary.example.org'
const ours = `http://${host}`
const allowed = 'https://console.example.org'

const foreign = [
  { origin: 'https://evil.example.org' },
  { origin: 'null' },
  { origin: `https://${host}` },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site', origin: 'https://evil.example.org' },
  { 'sec-fetch-site': 'cross-site', origin: 'null' },
]
const own = [
  {},
  { origin: ours },
  { origin: allowed },
  { 'sec-fetch-site': 'cross-site', origin: allowed },
  { 'sec-fetch-site': 'same-origin', origin: `https://${host}` },
  { 'sec-fetch-site': 'none' },
]
const on = (headers: object) => ({ host, ...headers }) as Record<string, string>

onBothEngines('a page of another site cannot change anything with our cookie', async (database) => {
  const api = await management(database, { allowedOrigins: [allowed] })
  await api.ensureAdmin()
  const cookie = await api.signIn(admin.email, admin.password)
  const put = (headers: object) => api.send('PUT', `/users/${admin.email}`, {}, { ...cookie, ...on(headers) })
  for (const headers of foreign) {
    assert.equal((await put(headers)).status, 403, JSON.stringify(headers))
    assert.equal((await api.send('GET', '/logout', undefined, { ...cookie, ...on(headers) })).status, 403)
    assert.equal((await api.send('HEAD', '/logout', undefined, { ...cookie, ...on(headers) })).status, 403)
  }
  for (const headers of own) assert.equal((await put(headers)).status, 200, JSON.stringify(headers))
})

onBothEngines('a page of another site cannot sign somebody in', async (database) => {
  const api = await management(database, { allowedOrigins: [allowed] })
  await api.ensureAdmin()
  const body = { username: admin.email, password: admin.password }
  const signIn = async (headers: object) => (await api.send('POST', '/authenticate/local', body, on(headers))).status
  for (const headers of foreign) assert.equal(await signIn(headers), 403)
  for (const headers of own) assert.equal(await signIn(headers), 200)
})

onBothEngines('programs that send Basic are not browsers', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  const answer = await api.admin('PUT', `/users/${admin.email}`, {}, { origin: 'https://evil.example.org' })
  assert.equal(answer.status, 200)
})
