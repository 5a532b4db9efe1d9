import assert from 'node:assert/strict'
import { mkdtempSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { connect } from 'node:tls'
import { authority } from './certificates.ts'
import { pacedLoad } from './paced-load.ts'
import { run, startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream } from './upstream.ts'

/** A certificate as an operator brings it. */
function serverPair(name: string) {
  const folder = mkdtempSync(join(tmpdir(), 'mediary-pair-'))
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '90']
  run('openssl', [...args, '-subj', `/CN=${name}`, '-keyout', join(folder, 'key'), '-out', join(folder, 'cert')])
  const read = (what: string) => run('cat', [join(folder, what)])
  return { folder, cert: read('cert'), key: read('key') }
}

/** The name that the door shows to a new connection. */
const shown = (port: number) =>
  new Promise<string>((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN))
      socket.destroy()
    }).on('error', reject)
  })

test('a start with a damaged keystore serves with the last good certificate, and says so', async (context) => {
  const program = await startProgram({ workers: 1 })
  context.after(() => program.end())
  const { cert, key } = serverPair('good.example')
  assert.equal((await program.call('POST', '/keystore/cert', { cert, key })).status, 201)
  assert.equal((await program.call('POST', '/restart')).status, 200)
  assert.equal(await shown(program.ports.https), 'good.example')
  await program.stop()
  const store = new DatabaseSync(join(program.folder, 'mediary.db'))
  store.exec("update certificates set pem = 'gone' where purpose = 'server'")
  store.close()
  await program.startAgain()
  assert.equal(await shown(program.ports.https), 'good.example')
  const { fault, commonName } = await program.get<{ fault?: string; commonName: string }>('/keystore/cert')
  assert.match(fault ?? '', /cannot be used .*the last good one serves in its place$/)
  assert.equal(commonName, 'good.example')
  assert.match(program.output(), /the last good one serves in its place/)
  // A new pair mends it.
  assert.equal((await program.call('POST', '/keystore/cert', serverPair('new.example'))).status, 201)
  assert.equal((await program.call('POST', '/restart')).status, 200)
  assert.equal(await shown(program.ports.https), 'new.example')
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
  assert.equal(await shown(program.ports.https), 'first.example')
  const refused = await program.call('POST', '/keystore/cert', serverPair('other.example'))
  assert.deepEqual([refused.status, /read from files/.test(refused.text)], [400, true])
  point(second, 'cert')
  await until('the half is noticed', () => /cannot be used; the last good one stays/.test(program.output()))
  assert.equal(await shown(program.ports.https), 'first.example')
  point(second, 'key')
  await until('the new pair serves', async () => (await shown(program.ports.https)) === 'second.example')
  writeFileSync(join(live, 'unrelated'), '')
})

const rounds = Number(process.env.MEDIARY_TEST_RENEWALS ?? 3)
const busy = rounds > 3

test('certificate changes and restarts under load with mutual TLS fail no request', async (context) => {
  const upstream = await startUpstream()
  const program = await startProgram({ workers: 2 })
  context.after(async () => {
    await program.end()
    await upstream.stop()
  })
  const trusted = authority('Exchange CA')
  await program.makeChannel({ name: 'lab' }, upstream.port)
  await program.makeClient({ clientID: 'clinic-1', clientDomain: 'clinic.example' })
  assert.equal((await program.call('POST', '/keystore/ca/cert', { cert: trusted.pem })).status, 201)
  assert.equal((await program.call('POST', '/restart')).status, 200)
  const rates = busy ? { rate: 1_000, fresh: 20, connections: 40 } : { rate: 40, fresh: 2, connections: 6 }
  const running = pacedLoad(`${program.https}/lab`, trusted.issue('clinic.example'), rates)
  context.after(running.stop)
  await until('requests are answered', () => running.state.answered > 0)
  const started = Date.now()
  for (let round = 0; round < rounds; round++) {
    const name = `round-${round}.example`
    assert.equal((await program.call('POST', '/keystore/cert', serverPair(name))).status, 201)
    assert.equal((await program.call('POST', '/restart')).status, 200)
    assert.equal(await shown(program.ports.https), name)
    const goal = running.state.answered + 50
    await until('requests are answered', () => running.state.answered >= goal || running.state.failures.length > 0)
  }
  await running.stop()
  const { due, answered, resumed, late, failures } = running.state
  const seconds = (Date.now() - started) / 1000
  const figures = [
    `${rounds} changes and restarts in ${seconds.toFixed(1)} s`,
    `${(due / seconds).toFixed(0)} requests/s due, ${(answered / seconds).toFixed(0)} answered, ${failures.length} failed`,
    `${running.state.opened} connections opened by those that are kept, ${running.state.fresh} new ones, ${resumed} sessions resumed`,
    `${late} sent late, for want of a free connection`,
  ]
  for (const figure of figures) context.diagnostic(figure)
  assert.deepEqual(running.state.failures, [])
})
