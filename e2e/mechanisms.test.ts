import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Refusal } from './api.ts'
import { type Program, startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream, type Upstream } from './upstream.ts'

const shared = {} as { program: Program; upstream: Upstream }

before(async () => {
  const upstream = await startUpstream()
  const program = await startProgram({
    workers: 2,
    env: { authentication_enableCustomTokenAuthentication: 'true' },
  })
  Object.assign(shared, { program, upstream })
  await program.makeChannel({ name: 'lab' }, upstream.port)
  await program.makeClient({ clientID: 'clinic-1', password: 'correct horse', customTokenID: 'tok-12345' })
})
after(async () => {
  await shared.program?.end()
  await shared.upstream?.stop()
})

/** Each on a connection of its own: they are dealt out to both workers in turn. */
const ask = async (authorization: string) => {
  const requests = Array.from({ length: 4 }, () =>
    fetch(`${shared.program.http}/lab`, { headers: { authorization, connection: 'close' } }),
  )
  return Promise.all(
    requests.map(async (request) => {
      const { status, headers } = await request
      return { status, challenge: headers.get('www-authenticate') }
    }),
  )
}
const statuses = async (authorization: string) => [...new Set((await ask(authorization)).map(({ status }) => status))]
const password = `Basic ${Buffer.from('clinic-1:correct horse').toString('base64')}`
const switched = (mechanism: string, enabled: boolean) =>
  shared.program.call('PUT', `/authentication/mechanisms/${mechanism}`, { enabled })

test('a mechanism that is switched off refuses the very next request on every worker, and takes it again when on', async () => {
  const { program } = shared
  for (let i = 0; i < 3; i++) {
    assert.deepEqual(await statuses(password), [200])
    assert.equal((await switched('basic-auth', false)).status, 200)
    const refused = await ask(password)
    assert.deepEqual([...new Set(refused.map(({ status }) => status))], [401])
    assert.equal(refused[0]?.challenge, null, 'nobody is asked for a password that would not count')
    assert.deepEqual(await statuses('Custom tok-12345'), [200], 'others are as they were')
    assert.equal((await switched('basic-auth', true)).status, 200)
  }
  assert.deepEqual(await statuses(password), [200])
  const refusal = await until('the refusal is recorded', async () =>
    (await program.get<(Refusal & { code: string })[]>('/refusals')).find(({ code }) => code === 'mechanism-off'),
  )
  assert.match(refusal.reason, /Basic Auth is switched off/)
})

test('what is switched outlasts a restart, and what the environment says cannot be switched', async () => {
  const { program } = shared
  await switched('basic-auth', false)
  await program.stop()
  await program.startAgain()
  assert.deepEqual(await statuses(password), [401])
  assert.deepEqual(await program.get('/authentication/types'), ['mutual-tls-auth', 'custom-token-auth'])
  const refused = await switched('custom-token-auth', false)
  assert.equal(refused.status, 409)
  assert.match(refused.text, /authentication_enableCustomTokenAuthentication/)
  assert.deepEqual(await statuses('Custom tok-12345'), [200])
})
