import assert from 'node:assert/strict'
import { management } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'

onBothEngines(
  'health checks need no sign-in, and clients of OpenHIM find the version they accept',
  async (database) => {
    const api = await management(database)
    await api.ensureAdmin()
    const { master, now } = (await api.send('GET', '/heartbeat')).body
    assert.ok(master >= 0 && Math.abs(now - Date.now()) < 60_000)
    assert.equal((await api.send('HEAD', '/heartbeat')).status, 200)
    const about = (await api.admin('GET', '/about')).body
    assert.equal(about.currentCoreVersion, '8.5.0')
    assert.match(about.version, /^\d+\.\d+\.\d+/)
    assert.ok(Intl.supportedValuesOf('timeZone').includes(about.serverTimezone) || about.serverTimezone === 'UTC')
    assert.deepEqual(about.gateway, { hostname: 'gateway.example.org', httpPort: 5001, httpsPort: 5000 })
    const all = ['mutual-tls-auth', 'basic-auth', 'custom-token-auth']
    assert.deepEqual((await api.admin('GET', '/authentication/types')).body, all)
  },
)

onBothEngines('a server that is not ready says why with 503, to anybody', async (database) => {
  const well = await management(database, { checks: [{ name: 'store', ok: true }] })
  assert.deepEqual((await well.send('GET', '/live')).body, { live: true })
  assert.deepEqual((await well.send('GET', '/ready')).body, { ready: true, checks: [{ name: 'store', ok: true }] })

  const checks = [
    {
      name: 'gateway' as const,
      ok: false,
      message: 'No gateway worker serves',
      reason: 'no-gateway-worker',
      parameters: {},
    },
  ]
  const ill = await management(database, { checks })
  assert.equal((await ill.send('GET', '/live')).status, 200)
  const answer = await ill.send('GET', '/ready')
  assert.equal(answer.status, 503)
  assert.equal(answer.text, 'Not ready: gateway: No gateway worker serves')
})
