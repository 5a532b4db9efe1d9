import assert from 'node:assert/strict'
import { management } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'

const path = (mechanism: string) => `/authentication/mechanisms/${mechanism}`
type Shown = {
  mechanisms: { mechanism: string; enabled: boolean; pinnedBy?: string; needsKey: boolean }[]
  jwt: object
}

onBothEngines('a mechanism that the configuration leaves open is switched, and stays so', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  const types = async () => (await api.admin('GET', '/authentication/types')).body
  assert.equal((await api.admin('PUT', path('basic-auth'), { enabled: false })).status, 200)
  assert.deepEqual(await types(), ['mutual-tls-auth', 'custom-token-auth'])
  assert.equal((await api.admin('PUT', path('mutual-tls-auth'), { enabled: false })).status, 200)
  assert.deepEqual(await types(), ['custom-token-auth'])
  const again = await management(database)
  assert.deepEqual((await again.admin('GET', '/authentication/types')).body, ['custom-token-auth'])
  assert.equal((await api.admin('PUT', path('basic-auth'), { enabled: true })).status, 200)
  assert.deepEqual(await types(), ['basic-auth', 'custom-token-auth'])
})

onBothEngines('one that the configuration decides is shown as pinned, and a change is refused', async (database) => {
  const api = await management(database, {
    authentication: { enableBasicAuthentication: false },
    sources: { 'authentication.enableBasicAuthentication': 'MEDIARY_AUTHENTICATION_ENABLE_BASIC_AUTHENTICATION' },
  })
  await api.ensureAdmin()
  const refused = await api.admin('PUT', path('basic-auth'), { enabled: true })
  assert.equal(refused.status, 409)
  assert.match(refused.text, /by MEDIARY_AUTHENTICATION_ENABLE_BASIC_AUTHENTICATION/)
  const { mechanisms }: Shown = (await api.admin('GET', '/authentication/mechanisms')).body
  assert.deepEqual(
    mechanisms.map(({ mechanism, enabled, pinnedBy }) => [mechanism, enabled, pinnedBy]),
    [
      ['mutual-tls-auth', true, undefined],
      ['basic-auth', false, 'MEDIARY_AUTHENTICATION_ENABLE_BASIC_AUTHENTICATION'],
      ['custom-token-auth', true, undefined],
      ['jwt-auth', false, undefined],
    ],
  )
})

onBothEngines('JSON Web Tokens need a key first, and how they are verified shows no secret', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  const refused = await api.admin('PUT', path('jwt-auth'), { enabled: true })
  assert.deepEqual([refused.status, /need a key/.test(refused.text)], [409, true])
  const withKey = await management(database, {
    authentication: {
      jwt: {
        algorithms: 'HS256',
        audience: 'exchange',
        secretOrPublicKey: 'a-secret-nobody-may-read',
        jwksUri: 'https://user:hidden@id.example.org/jwks?key=hidden',
      },
    },
  })
  const shown = await withKey.admin('GET', '/authentication/mechanisms')
  assert.deepEqual((shown.body as Shown).jwt, {
    algorithms: ['HS256'],
    audience: ['exchange'],
    issuer: '',
    key: 'shared secret',
    jwksUri: 'https://id.example.org/jwks',
  })
  assert.doesNotMatch(shown.text, /nobody-may-read|hidden/)
  assert.deepEqual((await withKey.admin('GET', '/authentication/types')).body.at(-1), 'jwt-auth')
})

onBothEngines('who may only view clients cannot switch, and what is no mechanism is refused', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  const viewer = await api.addUser('viewer@example.org', { 'client-view-all': true })
  assert.equal((await viewer('GET', '/authentication/mechanisms')).status, 200)
  assert.equal((await viewer('PUT', path('basic-auth'), { enabled: false })).status, 403)
  assert.equal((await api.admin('PUT', path('telepathy'), { enabled: false })).status, 400)
  assert.equal((await api.admin('PUT', path('basic-auth'), { enabled: 'no' })).status, 400)
})
