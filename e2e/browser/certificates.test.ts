import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { connect } from 'node:tls'
import { authority } from '../certificates.ts'
import { curl } from '../curl.ts'
import { run } from '../program.ts'
import { accessible } from './axe.ts'
import { certificatesPage } from './certificates-page.ts'
import { type Console, gone, seen, startConsole } from './console.ts'

const shared = {} as Console & { lab: string }
before(async () => {
  Object.assign(shared, await startConsole({ workers: 2 }))
  await shared.program.makeChannel({ name: 'lab' }, shared.upstream.port)
  shared.lab = `${shared.program.https}/lab/x`
})
after(() => shared.end?.())

const folder = mkdtempSync(join(tmpdir(), 'mediary-browser-certificates-'))
const file = (name: string, content?: string | Buffer) => {
  if (content !== undefined) writeFileSync(join(folder, name), content)
  return join(folder, name)
}
const openssl = (...args: string[]) => run('openssl', args)
const read = (name: string) => readFileSync(file(name))

/** A server's certificate as an operator brings it. */
function serverPair(name: string) {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  openssl('req', '-x509', ...key, '-subj', `/CN=${name}`, '-keyout', file(`${name}.key`), '-out', file(`${name}.pem`))
  return {
    cert: { name: `${name}.pem`, content: read(`${name}.pem`) },
    key: { name: 'key.pem', content: read(`${name}.key`) },
  }
}

/** The name in the certificate that a new connection gets. */
const shown = () =>
  new Promise<string>((resolve, reject) => {
    const { https: port } = shared.program.ports
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN))
      socket.destroy()
    }).on('error', reject)
  })

const parts = { cert: 'Certificate, and its chain', key: 'Private key' }

test('a certificate is sent as PEM; each fault is a sentence, nothing is replaced before it is valid, and a restart with its progress brings it in', async (t) => {
  const page = await shared.open(t, '/certificates')
  const certificates = certificatesPage(page)
  const before = await shown()
  const [good, other] = [serverPair('new.example'), serverPair('other.example')]
  await certificates.button('Replace certificate and key').click()
  await accessible(page, 'replace certificate and key')
  await certificates.giveIn(parts.cert, good.cert)
  await certificates.giveIn(parts.key, other.key)
  await certificates.save.click()
  await seen(certificates.faults.getByText('Key: does not belong to the certificate'))
  await seen(certificates.faults.getByText('Nothing was changed. What is in service stays in service.'))
  await certificates.giveIn(parts.cert, other.key)
  await certificates.save.click()
  await seen(certificates.faults.getByText('Certificate: block 1 is a private key, which does not belong here'))
  await accessible(page, 'a refused certificate')
  assert.equal(await certificates.notice.count(), 0)
  await certificates.giveIn(parts.cert, good.cert)
  await certificates.giveIn(parts.key, good.key)
  await certificates.save.click()
  await certificates.closed()
  await seen(certificates.notice.getByText('A server restart is required'))
  assert.equal(await shown(), before)
  const restarting = certificates.restart()
  await seen(page.getByText(/^\d of 2 workers are replaced; the others go on serving\.$/))
  await seen(page.getByText(/^Worker 1: (being replaced|replaced)$/))
  await restarting
  assert.equal(await shown(), 'new.example')
})

test('a certificate is sent as DER, and as PKCS#12 with its passphrase', async (t) => {
  const page = await shared.open(t, '/certificates')
  const certificates = certificatesPage(page)
  serverPair('der.example')
  openssl('x509', '-in', file('der.example.pem'), '-outform', 'DER', '-out', file('der.crt'))
  openssl('pkcs8', '-topk8', '-nocrypt', '-in', file('der.example.key'), '-outform', 'DER', '-out', file('der.key'))
  await certificates.button('Replace certificate and key').click()
  await certificates.giveIn(parts.cert, { name: 'server.der', content: read('der.crt') })
  await certificates.giveIn(parts.key, { name: 'key.der', content: read('der.key') })
  await certificates.save.click()
  await certificates.closed()
  await seen(certificates.section('Server certificate').getByText('der.example', { exact: true }))

  const pair = ['-in', file('new.example.pem'), '-inkey', file('new.example.key')]
  openssl('pkcs12', '-export', ...pair, '-passout', 'pass:open sesame', '-out', file('new.p12'))
  await certificates.button('Replace certificate and key').click()
  await certificates.dialog.getByLabel('PKCS#12 (.p12, .pfx)').check()
  await certificates.giveIn('PKCS#12 file', { name: 'new.p12', content: read('new.p12') })
  await seen(certificates.dialog.getByText('new.p12 is chosen.'))
  await certificates.dialog.getByLabel('Passphrase of the file').fill('wrong')
  await certificates.save.click()
  await seen(certificates.faults.getByText(/^PKCS#12 file: .*the passphrase is wrong/))
  await certificates.dialog.getByLabel('Passphrase of the file').fill('open sesame')
  await certificates.save.click()
  await certificates.closed()
  await seen(certificates.section('Server certificate').getByText('new.example', { exact: true }))
  // It is what serves already: a change and its undoing need no restart.
  await gone(certificates.notice)
})

test('a server certificate is made here, and its key is handed out once', async (t) => {
  const page = await shared.open(t, '/certificates')
  const certificates = certificatesPage(page)
  await certificates.button('Create Server Certificate').click()
  await accessible(page, 'create server certificate')
  await certificates.dialog.getByLabel('Common name').fill('made.example')
  await certificates.dialog.getByLabel('Country (2 letters)').fill('mw')
  await certificates.dialog.getByRole('button', { name: 'Create', exact: true }).click()
  await seen(certificates.dialog.getByText('The key is shown this once'))
  await accessible(page, 'handed out once')
  const cert = await certificates.taken(certificates.dialog.getByRole('button', { name: 'Download Cert' }))
  assert.equal(cert.name, 'made.example.cert.crt')
  file('made.pem', cert.content)
  assert.match(openssl('x509', '-in', file('made.pem'), '-noout', '-subject'), /C ?= ?MW.*CN ?= ?made\.example/)
  await certificates.dialog.getByRole('button', { name: 'Done' }).click()
  await certificates.restart()
  assert.equal(await shown(), 'made.example')
})

test('trusted certificates come one by one and as chains, several files at once; a bad file is named and costs no other; one is removed', async (t) => {
  const page = await shared.open(t, '/certificates')
  const certificates = certificatesPage(page)
  const [one, two, three] = ['One CA', 'Two CA', 'Three CA'].map((name) => authority(name).pem)
  await certificates.give(
    certificates.section('Trusted certificates').getByRole('button', { name: /^Upload/ }),
    { name: 'one.pem', content: one ?? '' },
    { name: 'chain.pem', content: `${two}${three}` },
    { name: 'bad.pem', content: 'no certificate' },
  )
  await seen(page.getByText('Files taken: 2 of 3.'))
  await seen(page.getByText(/^bad\.pem: .*has no PEM certificate|^bad\.pem: .*not a readable certificate/))
  for (const name of ['One CA', 'Two CA', 'Three CA']) await seen(certificates.row('Trusted certificates', name))
  await accessible(page, 'trusted certificates')
  await certificates.button('Delete Two CA').click()
  await seen(certificates.dialog.getByText('No longer trust Two CA?'))
  await certificates.dialog.getByRole('button', { name: 'Delete' }).click()
  await gone(certificates.row('Trusted certificates', 'Two CA'))
  await seen(certificates.notice)
})

test('a client certificate is made, handed out once, and after the restart its client is known by it', async (t) => {
  const { program } = shared
  await program.makeClient({ clientID: 'made', clientDomain: 'made-client.example' })
  const page = await shared.open(t, '/certificates')
  const certificates = certificatesPage(page)
  await certificates.button('Create Client Certificate').click()
  await certificates.dialog.getByLabel('Common name').fill('made-client.example')
  await certificates.dialog.getByRole('button', { name: 'Create', exact: true }).click()
  const key = await certificates.taken(certificates.dialog.getByRole('button', { name: 'Download Key' }))
  const cert = await certificates.taken(certificates.dialog.getByRole('button', { name: 'Download Cert' }))
  assert.deepEqual([key.name, cert.name], ['made-client.example.key.pem', 'made-client.example.cert.crt'])
  await certificates.dialog.getByRole('button', { name: 'Done' }).click()
  const own = ['--cert', file('client.crt', cert.content), '--key', file('client.key', key.content)]
  assert.equal((await curl(...own, shared.lab)).status, 401)
  await certificates.restart()
  assert.equal((await curl(...own, shared.lab)).status, 200)
})

test('the TLS policy in force is shown', async (t) => {
  const page = await shared.open(t, '/certificates')
  const policy = certificatesPage(page).section('TLS policy')
  for (const text of [
    'TLS 1.2 and later',
    /TLS_AES_128_GCM_SHA256, .*ECDHE/,
    'its own only (strict)',
    'with a restart',
  ])
    await seen(policy.getByText(text))
})

test('certificates for upstreams are added from PKCS#12, renewed and removed', async (t) => {
  const page = await shared.open(t, '/certificates?view=upstreams')
  const certificates = certificatesPage(page)
  serverPair('towards.example')
  const pair = ['-in', file('towards.example.pem'), '-inkey', file('towards.example.key')]
  openssl('pkcs12', '-export', ...pair, '-passout', 'pass:open sesame', '-out', file('towards.p12'))
  await certificates.button('+ Certificate').click()
  await certificates.dialog.getByLabel('PKCS#12 (.p12, .pfx)').check()
  await certificates.giveIn('PKCS#12 file', { name: 'towards.p12', content: read('towards.p12') })
  await certificates.dialog.getByLabel('Passphrase of the file').fill('open sesame')
  await certificates.save.click()
  await certificates.closed()
  await seen(certificates.row('Certificates for upstreams', 'no channel'))
  await accessible(page, 'certificates for upstreams')
  await certificates.button('Renew towards.example').click()
  const renewed = serverPair('renewed.example')
  await certificates.giveIn(parts.cert, renewed.cert)
  await certificates.giveIn(parts.key, renewed.key)
  await certificates.save.click()
  await certificates.closed()
  await seen(certificates.row('Certificates for upstreams', 'renewed.example'))
  await certificates.button('Delete renewed.example').click()
  await certificates.dialog.getByRole('button', { name: 'Delete' }).click()
  await seen(page.getByText('There is none yet.'))
})

test('who may only look sees every certificate and no way to change one', async (t) => {
  const viewer = { email: 'viewer@example.org', password: 'another long password' }
  const { program } = shared
  await program.call('POST', '/user-roles', { name: 'auditor', permissions: { 'certificates-view': true } })
  const made = await program.call('POST', '/users', { ...viewer, firstname: 'V', surname: 'W', groups: ['auditor'] })
  assert.equal(made.status, 201, made.text)
  const page = await shared.open(t, '/certificates', { as: viewer })
  await seen(page.getByRole('heading', { name: 'Trusted certificates' }))
  for (const view of ['keystore', 'clients', 'upstreams', 'calendar']) {
    await page.goto(`${shared.base}/certificates?view=${view}`)
    await seen(page.getByRole('heading', { level: 2 }).first())
    assert.equal(await page.getByRole('button', { name: /Upload|Create|Replace|Delete|^\+/ }).count(), 0, view)
  }
})
