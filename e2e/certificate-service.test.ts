import assert from 'node:assert/strict'
import { mkdtempSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { startProgram } from './program.ts'
import { renewals } from './proof/renewals.ts'
import { serverPair, shownName } from './server-pair.ts'
import { until } from './until.ts'

/** The pair as the API takes it. */
function newPair(name: string) {
  const { cert, key } = serverPair(name)
  return { cert, key }
}

test('a start with a damaged keystore serves with the last good certificate, and says so', async (context) => {
  const program = await startProgram({ workers: 1 })
  context.after(() => program.end())
  const { cert, key } = serverPair('good.example')
  assert.equal((await program.call('POST', '/keystore/cert', { cert, key })).status, 201)
  assert.equal((await program.call('POST', '/restart')).status, 200)
  assert.equal(await shownName(program.ports.https), 'good.example')
  await program.stop()
  const store = new DatabaseSync(join(program.folder, 'mediary.db'))
  store.exec("update certificates set pem = 'gone' where purpose = 'server'")
  store.close()
  await program.startAgain()
  assert.equal(await shownName(program.ports.https), 'good.example')
  const { fault, commonName } = await program.get<{ fault?: string; commonName: string }>('/keystore/cert')
  assert.match(fault ?? '', /cannot be used .*the last good one serves in its place$/)
  assert.equal(commonName, 'good.example')
  assert.match(program.output(), /the last good one serves in its place/)
  // A new pair mends it.
  assert.equal((await program.call('POST', '/keystore/cert', newPair('new.example'))).status, 201)
  assert.equal((await program.call('POST', '/restart')).status, 200)
  assert.equal(await shownName(program.ports.https), 'new.example')
  assert.equal((await program.get<{ fault?: string }>('/keystore/cert')).fault, undefined)
})

test('renewed files are taken as they come, and half of them changes nothing', async (context) => {
  const live = mkdtempSync(join(tmpdir(), 'mediary-live-'))
  const point = (to: ReturnType<typeof serverPair>, what: 'cert' | 'key') => {
    symlinkSync(join(to.folder, what), join(live, 'next'))
    renameSync(join(live, 'next'), join(live, what))
  }
  const [first, second] = [serverPair('first.example'), serverPair('second.example')]
  for (const what of ['cert', 'key'] as const) point(first, what)
  const program = await startProgram({
    workers: 1,
    env: {
      MEDIARY_CERTIFICATE_MANAGEMENT_WATCH_FS_FOR_CERT: 'true',
      MEDIARY_CERTIFICATE_MANAGEMENT_CERT_PATH: join(live, 'cert'),
      MEDIARY_CERTIFICATE_MANAGEMENT_KEY_PATH: join(live, 'key'),
      MEDIARY_CERTIFICATES_APPLY: 'immediately',
    },
  })
  context.after(() => program.end())
  assert.equal(await shownName(program.ports.https), 'first.example')
  const refused = await program.call('POST', '/keystore/cert', newPair('other.example'))
  assert.deepEqual([refused.status, /read from files/.test(refused.text)], [400, true])
  point(second, 'cert')
  await until('the half is noticed', () => /cannot be used; the last good one stays/.test(program.output()))
  assert.equal(await shownName(program.ports.https), 'first.example')
  point(second, 'key')
  await until('the new pair serves', async () => (await shownName(program.ports.https)) === 'second.example')
  writeFileSync(join(live, 'unrelated'), '')
})

test('certificate changes and restarts under load with mutual TLS fail no request', async () => {
  const { failures, answered } = await renewals({ rounds: 1, rates: { rate: 40, fresh: 2, connections: 6 } })
  assert.deepEqual(failures, [])
  assert.ok(answered >= 50, `only ${answered} requests were answered`)
})
